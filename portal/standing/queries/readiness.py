"""Which counties' months are closed and accepted, so that a month can be ranked; and the figures they were closed with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.scope import Scope
from portal.core.text import months_until
from portal.standing.queries.measures import read_own
from portal.standing.queries.ranking import list_current
from portal.standing.queries.women import map_women
from portal.standing.rules.measures import OWN, values_of
from portal.standing.rules.ranking import Entrant
from portal.tallies import queries as tallies
from portal.tallies.rules.months import MonthState
from portal.tenants.queries import list_children

MONTHS_WAITING = 6
READY = (MonthState.ACCEPTED, MonthState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class CountyMonth:
    """How far a county's month has come.

    Args:
        revision: which of its frozen states is the last; 0 when it was never closed.
    """

    unit_id: int
    code: str
    name: str
    state: MonthState
    revision: int

    @property
    def is_ready(self) -> bool:
        """Whether its figures can be ranked."""
        return self.state in READY


def list_county_months(scope: Scope, month: str) -> list[CountyMonth]:
    """Return how far each working county of the scope's city has come with a month, ordered by code."""
    counties = [it for it in list_children(scope) if it.level == "county" and it.status == "open"]
    books = {row.tenant_id: row for row in tallies.list_books(scope, tenants=[it.id for it in counties], first=month, last=month)}
    return [_county_month(it, books.get(it.id)) for it in counties]


def list_ready_months(scope: Scope, *, first: str, last: str) -> list[str]:
    """Return the months first..last in which every working county's month is accepted, the earliest first."""
    counties = [it.id for it in list_children(scope) if it.level == "county" and it.status == "open"]
    ready: dict[str, int] = {}
    for row in tallies.list_books(scope, tenants=counties, first=first, last=last):
        ready[row.month] = ready.get(row.month, 0) + (row.state in READY)
    return sorted(month for month, count in ready.items() if counties and count == len(counties))


def list_waiting(scope: Scope, this_month: str) -> list[tuple[str, bool]]:
    """Return the months gone by lately that have no ranking, the latest first, and whether each can be ranked."""
    months = months_until(this_month, MONTHS_WAITING + 1)[:-1]
    ranked = {it.month for it in list_current(scope, first=months[0], last=months[-1])}
    ready = set(list_ready_months(scope, first=months[0], last=months[-1]))
    return [(month, month in ready) for month in reversed(months) if month not in ranked]


def list_entrants(scope: Scope, month: str, codes: Collection[str], left_out: Mapping[int, str]) -> list[Entrant]:
    """Return the counties with the figures their months were closed with; who is left out brings none."""
    counties = list_county_months(scope, month)
    frozen = _frozen(scope, month, [it for it in counties if it.unit_id not in left_out])
    own = read_own(scope, [code for code in codes if code in OWN], list(frozen), month)
    women = map_women(scope, int(month[:4]))
    kept = [code for code in codes if code not in OWN]

    def one(it: CountyMonth) -> Entrant:
        row = frozen.get(it.unit_id)
        if row is None:
            return Entrant(it.unit_id, it.code, it.name, {}, left_out=left_out[it.unit_id])
        values = {**values_of(row.figures, row.persons, kept), **own[it.unit_id]}
        return Entrant(it.unit_id, it.code, it.name, values, women.get(it.unit_id), (row.revision, row.digest))

    return [one(it) for it in counties]


def _county_month(it: Any, book: Any) -> CountyMonth:
    state, revision = (MonthState(book.state), book.revision) if book else (MonthState.FILLING, 0)
    return CountyMonth(it.id, it.code, it.name, state, revision)


def _frozen(scope: Scope, month: str, counties: Collection[CountyMonth]) -> dict[int, Any]:
    rows = tallies.list_freezes(scope, tenants=[it.unit_id for it in counties], first=month, last=month)
    return {row.tenant_id: row for row in rows}  # the last revision comes last
