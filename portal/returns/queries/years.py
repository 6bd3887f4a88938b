"""Years: what the portal counted in each, and what was typed in of those before it."""

from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope, prepared
from portal.returns.models import PastYear
from portal.returns.rules.years import Years, years_of
from portal.tallies import queries as tallies
from portal.tallies.models import Tally
from portal.tallies.rules import PERSONS, WITH_PERSONS
from portal.tenants.queries import list_children

tally, past = cast(Table, Tally.__table__), cast(Table, PastYear.__table__)
t, p = tally.c, past.c
_YEAR = func.substr(t.month, 1, 4)
_PERSONS_OF = {it.persons_of: it.code for it in PERSONS}


@prepared
def _by_year(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (t.tenant_id.in_(bindparam("tenants", expanding=True)), t.value != 0)
    sums = select(t.tenant_id, _YEAR.label("year"), t.indicator, func.sum(t.value).label("value")).where(scope.owns(tally), *chosen)
    return sums.group_by(t.tenant_id, _YEAR, t.indicator)


def sum_years(scope: Scope) -> dict[tuple[int, str], int]:
    """Return {(year, code): value} of all that the unit counts, a city with its counties; persons of each year among it."""
    found: dict[tuple[int, str], int] = {}
    for row in db.session.execute(_by_year(scope), {**scope.binds, "tenants": whole_of(scope)}):
        found[int(row.year), row.indicator] = found.get((int(row.year), row.indicator), 0) + int(row.value)
    years = [str(year) for year in sorted({year for year, _ in found})]
    for row in tallies.list_kept(scope, WITH_PERSONS, [scope.tenant_id], years):
        found[int(row.period), _PERSONS_OF[row.indicator]] = int(row.persons)
    return found


def whole_of(scope: Scope) -> list[int]:
    """Return whose month figures the unit's are the sum of: a county's hold its stations' already, a city's its own alone."""
    return [scope.tenant_id, *(one.id for one in list_children(scope))] if scope.level is Level.CITY else [scope.tenant_id]


def get_years(scope: Scope, years: Sequence[int], kept: dict[tuple[int, str], int]) -> Years:
    """Return the figures of these years side by side, and all together; persons of all of them are counted once.

    Args:
        kept: of `sum_years`.
    """
    typed = {(row.year, row.indicator): row.value for row in list_past(scope) if row.year in years}
    counted = tallies.count_persons(scope, WITH_PERSONS, [scope.tenant_id], first=f"{years[0]}-01", last=f"{years[-1]}-12")
    persons = {_PERSONS_OF[code]: value for (_, code), value in counted.items()}
    return years_of(years, {key: value for key, value in kept.items() if key[0] in years}, typed, persons)


@prepared
def _past(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(p.id, p.year, p.indicator, p.value, p.source, p.noted_at, p.version)
    return columns.where(scope.changes(past)).order_by(p.year.desc(), p.id)


def list_past(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what was typed in of the unit's own years, the latest year first."""
    return db.session.execute(_past(scope), scope.binds).all()


def get_past(scope: Scope, past_id: UUID) -> Row[Any]:
    """Return a figure that was typed in of the unit's own.

    Raises:
        NotFound: there is none.
    """
    row = next((row for row in list_past(scope) if row.id == past_id), None)
    if row is None:
        raise NotFound
    return row


@prepared
def _past_of(scope: Scope) -> Select[*tuple[Any, ...]]:
    which = (p.tenant_id.in_(bindparam("tenants", expanding=True)), p.year == bindparam("asked"))
    return select(p.tenant_id, p.indicator, p.value).where(scope.owns(past), *which)


def map_past(scope: Scope, tenants: Collection[int], year: int) -> dict[tuple[int, str], int]:
    """Return {(unit, code): value} as typed in of a year of units at or below the scope."""
    rows = db.session.execute(_past_of(scope), {**scope.binds, "tenants": list(tenants), "asked": year})
    return {(row.tenant_id, row.indicator): row.value for row in rows}
