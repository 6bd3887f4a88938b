"""Measures of a city's units over some months, from the figures that are kept."""

from collections.abc import Collection

from portal.core.scope import Scope
from portal.reports.rules.measures import FIGURES, SHARES, Measured
from portal.tallies import queries as tallies
from portal.tenants.queries.lines import map_counties


def measure(
    scope: Scope, codes: Collection[str], units: Collection[int], *, first: str, last: str, kind_id: int | None = None
) -> dict[tuple[int, str], Measured]:
    """Return {(unit id, code): what it came to} in the months first..last; nought where nothing was counted.

    Args:
        codes: of figures, of figures of persons, of shares.
        units: stations or counties of the scope's city, each with all that it counts, or the city itself: then the whole city.
        kind_id: only activities of this kind, for figures kept by kind.
    """
    counted = {FIGURES[code].persons_of for code in codes if code in FIGURES and FIGURES[code].persons_of}
    persons = tallies.count_persons(scope, counted, list(units), first=first, last=last) if counted else {}
    sums = _sums(scope, units, first, last, kind_id)

    def one(unit: int, code: str) -> Measured:
        if rate := SHARES.get(code):
            return Measured(code, sums.get((unit, rate.part.code), 0), sums.get((unit, rate.whole.code), 0))
        of = FIGURES[code].persons_of
        return Measured(code, persons.get((unit, of), 0) if of else sums.get((unit, code), 0))

    return {(unit, code): one(unit, code) for unit in units for code in codes}


def _sums(scope: Scope, units: Collection[int], first: str, last: str, kind_id: int | None) -> dict[tuple[int, str], int]:
    """Add up by unit; a city's own row counts its own alone, so the whole city is that and its counties'."""
    city_id = scope.ids[0]
    counties = set(map_counties(scope)) if city_id in units else set[int]()
    found: dict[tuple[int, str], int] = {}
    for row in tallies.sum_values(scope, tenants={*units, *counties}, first=first, last=last):
        if kind_id is None or row.kind_id == kind_id:
            owners = {row.tenant_id} | ({city_id} if row.tenant_id in counties else set())
            for owner in owners:
                found[owner, row.indicator] = found.get((owner, row.indicator), 0) + row.value
    return found
