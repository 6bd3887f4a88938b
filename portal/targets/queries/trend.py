"""A target month by month: what was planned, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.clock import month_of
from portal.core.scope import Level, Scope
from portal.tallies import queries as tallies
from portal.targets.queries import done as figures
from portal.targets.queries.units import own_rows
from portal.targets.rules.aims import Aim
from portal.targets.rules.splits import quarters_of


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a target.

    Args:
        done: None of a month that has not begun.
        planned_so_far, done_so_far: from the first month on; of persons only what was planned adds up, and done_so_far is None.
    """

    month: str
    planned: int
    done: int | None
    planned_so_far: int
    done_so_far: int | None


def get_trend(scope: Scope, aim: Aim, *, on: date) -> list[Month]:
    """Return a target's months: of the whole city, or of the scope's county.

    Args:
        on: the cut-off; figures count to the end of its month.
    """
    rows = own_rows(scope)
    done = _persons(scope, aim) if aim.figure.persons_of else _figures(scope, aim, on)
    months, planned, reached = list[Month](), 0, 0
    for month in aim.months:
        part = sum(aim.parts.get(row.id, {}).get(month, 0) for row in rows)
        value = done.get(month, 0) if month <= month_of(on) else None
        planned, reached = planned + part, reached + (value or 0)
        adds_up = value is not None and not aim.figure.persons_of
        months.append(Month(month, part, value, planned, reached if adds_up else None))
    return months


def add_quarters(months: Sequence[Month]) -> list[tuple[list[Month], int]]:
    """Return the months by quarter, each quarter with its plan."""
    by_month = {it.month: it for it in months}
    quarters = [[by_month[month] for month in held] for held in quarters_of(by_month).values()]
    return [(held, sum(it.planned for it in held)) for held in quarters]


def _figures(scope: Scope, aim: Aim, on: date) -> dict[str, int]:
    rows = own_rows(scope)
    found = figures.read(scope, [aim], rows, on=on)
    return {month: sum(found.in_month(aim, row.id, month) for row in rows) for month in aim.months}


def _persons(scope: Scope, aim: Aim) -> dict[str, int]:
    owner = scope.ids[0] if scope.level is Level.CITY else scope.ids[1]
    rows = tallies.list_kept(scope, [aim.figure.persons_of], [owner], aim.months)
    return {row.period: int(row.persons) for row in rows}
