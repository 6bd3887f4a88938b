"""Volunteers of a station, and their hours."""

from portal.volunteer.views import hours, marks, roll
from portal.volunteer.views.blueprint import bp

__all__ = ["bp", "hours", "marks", "roll"]
