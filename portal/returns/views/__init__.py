"""Months on their way: one of them, what waits, and the board of all (board.py hangs itself here too)."""

from portal.returns.views import board, one, papers, reminders, waiting
from portal.returns.views.blueprint import bp

__all__ = ["board", "bp", "one", "papers", "reminders", "waiting"]
