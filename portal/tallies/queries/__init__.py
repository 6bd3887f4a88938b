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
    map_reports,
    sum_values,
)
from portal.tallies.queries.outcomes import (
    OUTCOMES_PER_PAGE,
    count_outcomes,
    list_outcomes,
    lock_outcomes,
)
from portal.tallies.queries.persons import Part, count_persons, persons_by, persons_by_county

__all__ = [
    "OUTCOMES_PER_PAGE",
    "Part",
    "count_outcomes",
    "count_persons",
    "find_book",
    "kept",
    "list_closed",
    "list_outcomes",
    "list_station_values",
    "list_values",
    "list_values_of",
    "lock_books",
    "lock_outcomes",
    "map_closed",
    "map_reports",
    "persons_by",
    "persons_by_county",
    "sum_values",
]
