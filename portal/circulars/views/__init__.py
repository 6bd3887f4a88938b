"""The pages of 通知任务."""

from portal.circulars.views import board, copies, drafts, listing
from portal.circulars.views.blueprint import bp

__all__ = ["board", "bp", "copies", "drafts", "listing"]
