"""What counties came to by the measures that no tally keeps; each is read where it is kept."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from portal.core import clock
from portal.core.scope import Scope
from portal.problems.queries.problems import count_by_unit
from portal.returns.queries.board import on_time
from portal.standing.rules.measures import ON_TIME, ON_TRACK, SOLVED, Value
from portal.targets.queries.targets import list_county_completions
from portal.tenants.queries import list_below

Parts = dict[int, tuple[int, int]]


def read_own(scope: Scope, codes: Collection[str], counties: Sequence[int], month: str) -> dict[int, dict[str, Value]]:
    """Return {county: {code: what it came to}}; nought of nought where nothing was asked of it.

    Args:
        codes: of `rules.measures.OWN`.
    """
    told = {code: READERS[code](scope, counties, month) for code in codes}
    return {county: {code: Value(*told[code].get(county, (0, 0))) for code in codes} for county in counties}


def _on_time(scope: Scope, counties: Sequence[int], month: str) -> Parts:
    """Of the month's returns of a county and its stations, those that came in time."""
    return {unit_id: (found.in_time, found.due) for unit_id, found in on_time(scope, counties, month, month).items()}


def _solved(scope: Scope, _: Sequence[int], month: str) -> Parts:
    """Of the problems of a county and its stations that were due in the month, those that were closed in time."""
    return _by_county(scope, count_by_unit(scope, *clock.days_of(month)))


def _on_track(scope: Scope, _: Sequence[int], month: str) -> Parts:
    """Of a county's targets with something to reach by the end of the month, those that reached it."""
    found: Parts = {}
    for it in list_county_completions(scope, int(month[:4]), on=clock.days_of(month)[1]):
        if it.planned:
            reached, asked = found.get(it.unit.id, (0, 0))
            found[it.unit.id] = (reached + (it.done >= it.planned), asked + 1)
    return found


def _by_county(scope: Scope, by_unit: Mapping[int, tuple[int, int]]) -> Parts:
    found: Parts = {}
    for unit in list_below(scope, "county", "station"):
        part, whole = by_unit.get(unit.id, (0, 0))
        county = unit.county_id or unit.id
        before = found.get(county, (0, 0))
        found[county] = (before[0] + part, before[1] + whole)
    return found


READERS: Final[Mapping[str, Callable[[Scope, Sequence[int], str], Parts]]] = {
    ON_TIME.code: _on_time,
    SOLVED.code: _solved,
    ON_TRACK.code: _on_track,
}
