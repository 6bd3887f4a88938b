"""A year of the counties, so that it can be rated: whether all its months are accepted, and what it came to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from portal.core import clock
from portal.core.scope import Scope
from portal.reports.queries.measures import measure
from portal.standing.queries.measures import read_own
from portal.standing.queries.readiness import READY
from portal.standing.queries.star_evidence import list_evidence
from portal.standing.rules.measures import ON_TRACK, OWN, Value
from portal.standing.rules.star_items import StarSystem
from portal.standing.rules.stars import Rated, Shown
from portal.tallies import queries as tallies
from portal.tallies.rules.months import MonthState
from portal.tenants.queries import TenantRow, list_children


@dataclass(frozen=True, slots=True)
class CountyYear:
    """How far a county's year has come: what still stands in the way of rating it; empty when nothing does."""

    unit_id: int
    code: str
    name: str
    waits_for: str

    @property
    def is_ready(self) -> bool:
        """Whether its figures can be rated."""
        return not self.waits_for


def months_of(year: int) -> list[str]:
    """Return the twelve months of a year."""
    return [f"{year}-{month:02d}" for month in range(1, 13)]


def list_county_years(scope: Scope, year: int) -> list[CountyYear]:
    """Return how far each working county of the scope's city has come with a year, ordered by code."""
    counties, months = _counties(scope), months_of(year)
    books = tallies.list_books(scope, tenants=[it.id for it in counties], first=months[0], last=months[-1])
    states = {(row.tenant_id, row.month): MonthState(row.state) for row in books}
    return [CountyYear(it.id, it.code, it.name, _waits_for(it.id, year, states)) for it in counties]


def list_rated(scope: Scope, system: StarSystem, year: int, left_out: Mapping[int, str]) -> list[Rated]:
    """Return each working county with what its closed year came to, and what it showed; who is left out brings nothing."""
    counties = _counties(scope)
    inside = [it.id for it in counties if it.id not in left_out]
    values = _values(scope, [it.measure for it in system.items if not it.is_evidence], inside, year)
    shown: dict[int, dict[str, Shown]] = {}
    for row in list_evidence(scope, system.subject, year):
        shown.setdefault(row.tenant_id, {})[row.item] = Shown(row.words, row.points, row.remark)
    return [Rated(it.id, it.code, it.name, values.get(it.id, {}), shown.get(it.id, {}), left_out.get(it.id, "")) for it in counties]


def _counties(scope: Scope) -> list[TenantRow]:
    return [it for it in list_children(scope) if it.level == "county" and it.status == "open"]


def _waits_for(unit_id: int, year: int, states: Mapping[tuple[int, str], MonthState]) -> str:
    """Tell the first month that is not accepted; the months before a county's first one are no months of it."""
    months = months_of(year)
    known = [month for month in months if (unit_id, month) in states]
    if not known:
        return "全年没有审核通过的月报"
    for month in months[months.index(known[0]) :]:
        state = states.get((unit_id, month), MonthState.FILLING)
        if state not in READY:
            return f"{int(month[5:])} 月月报{state.label}"
    return ""


def _values(scope: Scope, codes: Collection[str], counties: Sequence[int], year: int) -> dict[int, dict[str, Value]]:
    months, own = months_of(year), [code for code in codes if code in OWN]
    kept = [code for code in codes if code not in OWN]
    found = measure(scope, kept, counties, first=months[0], last=months[-1]) if kept and counties else {}
    values = {unit: {code: Value(found[unit, code].value, found[unit, code].whole) for code in kept} for unit in counties}
    for month in months if own else ():
        for unit, told in read_own(scope, own, counties, month).items():
            for code, value in told.items():
                values[unit][code] = value if code == ON_TRACK.code else _added(values[unit].get(code), value)
    return values


def _added(before: Value | None, more: Value) -> Value:
    """Add part to part and whole to whole."""
    return more if before is None else Value(before.value + more.value, (before.whole or 0) + (more.whole or 0))


def last_year() -> int:
    """Return the latest year that is over."""
    return clock.today().year - 1
