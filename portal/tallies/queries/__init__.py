"""Reading months, figures, and the outcomes behind them."""

from portal.tallies.queries.figures import (
    find_book,
    kept,
    list_closed,
    list_station_values,
    list_values,
    list_values_of,
    lock_books,
    map_closed,
    map_course,
    map_reports,
    sum_values,
)
from portal.tallies.queries.months import find_own_book, hold_book, list_books, list_freezes, list_steps
from portal.tallies.queries.outcomes import (
    OUTCOMES_PER_PAGE,
    count_outcomes,
    list_outcomes,
    lock_outcomes,
)
from portal.tallies.queries.persons import count_persons, list_kept

__all__ = [
    "OUTCOMES_PER_PAGE",
    "count_outcomes",
    "count_persons",
    "find_book",
    "find_own_book",
    "hold_book",
    "kept",
    "list_books",
    "list_closed",
    "list_freezes",
    "list_kept",
    "list_outcomes",
    "list_station_values",
    "list_steps",
    "list_values",
    "list_values_of",
    "lock_books",
    "lock_outcomes",
    "map_closed",
    "map_course",
    "map_reports",
    "sum_values",
]
