"""Figures kept exact in the transaction of the rows they count; months that close; stations that report elsewhere."""

from portal.tallies.services.figures import differences, misplaced, post, recount, register_counter
from portal.tallies.services.months import close_month, require_open
from portal.tallies.services.moves import move_figures
from portal.tallies.services.outcomes import Reached, person_differences, reach, repoint, settle, take_back

__all__ = [
    "Reached",
    "close_month",
    "differences",
    "misplaced",
    "move_figures",
    "person_differences",
    "post",
    "reach",
    "recount",
    "register_counter",
    "repoint",
    "require_open",
    "settle",
    "take_back",
]
