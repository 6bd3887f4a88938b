"""The persons of a roll-up: of each line, and of all lines together, each counted once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.core.scope import Level, Scope
from portal.reports.rules import Chosen, Unit, columns_of
from portal.tallies import queries as tallies
from portal.tallies.queries import Part

Counts = dict[tuple[Any, str], int]


def count_of_lines(scope: Scope, chosen: Chosen, units: Sequence[Unit] = ()) -> Counts:
    """Return {(key of the line, or None for all of them, code): persons}; empty for a table that counts none.

    Args:
        units: the lines of a county.
    """
    codes = {column.persons_of: column.code for column in columns_of(chosen.table) if column.persons_of}
    if not codes:
        return {}
    count = {Level.STATION: _months, Level.COUNTY: _stations, Level.CITY: _counties}[scope.level]
    return {(key, codes[of]): value for (key, of), value in count(scope, chosen, units, list(codes)).items()}


def _months(scope: Scope, chosen: Chosen, _: Sequence[Unit], of: list[str]) -> Counts:
    part = Part((scope.tenant_id,), chosen.first, chosen.last)
    return {**tallies.persons_by(scope, "month", of, part), **_together(scope, of, [part])}


def _stations(scope: Scope, chosen: Chosen, units: Sequence[Unit], of: list[str]) -> Counts:
    """A station that the county counted for some of the months only is counted for just these."""
    whole = Part(tuple(unit.id for unit in units if not unit.span), chosen.first, chosen.last)
    cut = {unit.key: Part((unit.id,), *unit.span) for unit in units if unit.span}
    found = tallies.persons_by(scope, "tenant", of, whole)
    for key, part in cut.items():
        found |= {(key, code): value for code, value in tallies.count_persons(scope, of, [part]).items()}
    return {**found, **_together(scope, of, [whole, *cut.values()])}


def _counties(scope: Scope, chosen: Chosen, _: Sequence[Unit], of: list[str]) -> Counts:
    counties = tallies.persons_by_county(scope, of, first=chosen.first, last=chosen.last)
    return {**counties, **_together(scope, of, [Part(None, chosen.first, chosen.last)])}


def _together(scope: Scope, of: list[str], parts: Iterable[Part]) -> Counts:
    found: Mapping[str, int] = tallies.count_persons(scope, of, list(parts))
    return {(None, code): value for code, value in found.items()}
