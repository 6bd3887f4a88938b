"""Figures kept exact in the transaction of the rows they count; months that close; stations that report elsewhere."""

from portal.tallies.services.corrected import refuse_corrected, register_corrections
from portal.tallies.services.figures import Figure, differences, misplaced, post, recount, register_counter
from portal.tallies.services.months import close_month, closed_words, move_month, require_open, submit_month
from portal.tallies.services.moves import move_figures
from portal.tallies.services.outcomes import Reached, reach, repoint, settle, take_back
from portal.tallies.services.persons import Difference, person_differences
from portal.tallies.services.rebuild import rebuild

__all__ = [
    "Difference",
    "Figure",
    "Reached",
    "close_month",
    "closed_words",
    "differences",
    "misplaced",
    "move_figures",
    "move_month",
    "person_differences",
    "post",
    "reach",
    "rebuild",
    "recount",
    "refuse_corrected",
    "register_corrections",
    "register_counter",
    "repoint",
    "require_open",
    "settle",
    "submit_month",
    "take_back",
]
