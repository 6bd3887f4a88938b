"""The persons of a roll-up: of each line, and of all lines together, each counted once; read as they are kept."""

from collections.abc import Sequence
from typing import Any

from portal.core.scope import Level, Scope
from portal.core.text import months_between
from portal.reports.rules import Chosen, Unit, columns_of
from portal.tallies import queries as tallies

Counts = dict[tuple[Any, str], int]


def count_of_lines(scope: Scope, chosen: Chosen, units: Sequence[Unit] = ()) -> Counts:
    """Return {(key of the line, or None for all of them, code): persons}; empty for a table that counts none.

    Args:
        units: the lines of a county or a city.
    """
    codes = {column.persons_of: column.code for column in columns_of(chosen.table) if column.persons_of}
    if not codes:
        return {}
    lines = _months(scope, chosen, list(codes)) if scope.level is Level.STATION else {}
    whole = [unit.id for unit in units if not unit.span]
    found = tallies.count_persons(scope, list(codes), [scope.tenant_id, *whole], first=chosen.first, last=chosen.last)
    lines |= {(None if key == scope.tenant_id else key, of): value for (key, of), value in found.items()}
    for unit in units:
        if unit.span:  # a station that the county counted for some of the months only is counted for just these
            first, last = unit.span
            hers = tallies.count_persons(scope, list(codes), [unit.id], first=first, last=last)
            lines |= {(unit.key, of): value for (_, of), value in hers.items()}
    return {(key, codes[of]): value for (key, of), value in lines.items()}


def _months(scope: Scope, chosen: Chosen, of: list[str]) -> Counts:
    rows = tallies.list_kept(scope, of, [scope.tenant_id], months_between(chosen.first, chosen.last))
    return {(row.period, row.indicator): row.persons for row in rows}
