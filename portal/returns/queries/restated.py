"""Closed months as they stand with all that was corrected of them: beside what was reported, which stays."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.reports.queries.counted import list_counted
from portal.reports.rules import Cell as Figure
from portal.returns.queries.corrections import SAME, c, correction, line, n
from portal.returns.rules.corrections import Cell, signed
from portal.tallies import queries as tallies
from portal.tallies.models import MonthBook
from portal.tallies.rules import INDICATORS
from portal.tenants.models import Tenant
from portal.tenants.queries import list_below

book, tenant = cast(Table, MonthBook.__table__), cast(Table, Tenant.__table__)
b, t = book.c, tenant.c


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure of a closed month of a unit, as it was reported and as it stands.

    Args:
        unit_id: a station; or the county or city itself, a county with what its stations corrected.
        level: `station`, `county` or `city`.
        month: the closed month that was corrected.
        code: of the figure.
        frozen: as it was closed; minutes where minutes are kept.
        corrected: the sum of all corrections of it, wherever they count.
        reasons: why, the first correction first.
        at: when the last one was made.
    """

    unit_id: int
    unit_code: str
    unit_name: str
    level: str
    month: str
    code: str
    frozen: int
    corrected: int
    reasons: tuple[str, ...]
    at: datetime

    @property
    def restated(self) -> int:
        """What it should have been."""
        return self.frozen + self.corrected

    @property
    def label(self) -> str:
        """The figure's name with its unit."""
        return f"{INDICATORS[self.code].label}（{INDICATORS[self.code].unit}）"

    @property
    def words(self) -> tuple[str, str, str]:
        """As reported, the difference and as it stands, as they are read: hours where minutes are kept."""
        it = INDICATORS[self.code]
        return Figure(it, self.frozen).shown, signed(it, self.corrected), Figure(it, self.restated).shown


def own_values(scope: Scope, month: str) -> dict[Cell, int]:
    """Return what the unit itself counted in a month; of a county without its stations."""
    found = {(row.indicator, row.kind_id): row.value for row in tallies.list_values(scope, first=month, last=month)}
    if scope.level is Level.COUNTY:
        units = list_counted(scope, month, month).units
        for row in tallies.sum_values(scope, tenants=[one.id for one in units], first=month, last=month):
            found[row.indicator, row.kind_id] = found.get((row.indicator, row.kind_id), 0) - row.value
    return found


@prepared
def _named(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Corrections with the county that counted the corrected month: by the book of it, else by where the station stands."""
    counted = and_(b.city_id == c.city_id, b.tenant_id == c.tenant_id, b.month == c.corrects_month)  # a closed month has a book
    county = func.coalesce(b.reports_to, t.county_id)
    columns = select(c.tenant_id, county.label("county_id"), t.level, c.corrects_month, c.reason, c.made_at, c.month, n.indicator, n.value)
    live = (scope.owns(correction), scope.owns(line), scope.owns(book), c.voided_at.is_(None))
    rows = columns.join(line, SAME).join(tenant, t.id == c.tenant_id).join(book, counted).where(*live)
    return rows.where(c.corrects_month.in_(bindparam("corrected", expanding=True))).order_by(c.id)


@prepared
def _months(scope: Scope) -> Select[*tuple[Any, ...]]:
    counted = (c.month >= bindparam("first"), c.month <= bindparam("last"))
    return select(c.corrects_month).where(scope.owns(correction), c.voided_at.is_(None), *counted).distinct()


def list_restatements(scope: Scope, first: str, last: str) -> list[Restatement]:
    """Return what corrections that count in the months first..last changed of closed months, for the unit and all below it.

    Each row is of the whole that is known of its month by now: also of what was corrected of it in other months.

    Args:
        first, last: the months the corrections count in; a bulletin asks for its own month.
    """
    months = set(db.session.scalars(_months(scope), {**scope.binds, "first": first, "last": last}))
    rows = _corrected(scope, months)
    recent = {key for key, row in _owned(rows, scope) if first <= row.month <= last}
    return [one for one in _restate(scope, rows) if (one.unit_id, one.month, one.code) in recent]


def list_restated(scope: Scope, code: str, months: Collection[str]) -> list[Restatement]:
    """Return what was corrected of a figure of these closed months at the unit itself."""
    found = _restate(scope, _corrected(scope, set(months)))
    return [one for one in found if one.unit_id == scope.tenant_id and one.code == code]


def list_restated_month(scope: Scope, unit_id: int, month: str) -> list[Restatement]:
    """Return what was corrected of a closed month of a unit at or below the scope, whatever the month it counts in."""
    return [one for one in _restate(scope, _corrected(scope, {month})) if one.unit_id == unit_id]


def _corrected(scope: Scope, months: set[str]) -> Sequence[Row[Any]]:
    return db.session.execute(_named(scope), {**scope.binds, "corrected": sorted(months)}).all() if months else ()


def _owned(rows: Iterable[Any], scope: Scope) -> Iterable[tuple[tuple[int, str, str], Any]]:
    """Yield each line for the unit that made it, and for the county that counted its month, when that is at or below the scope."""
    for row in rows:
        yield (row.tenant_id, row.corrects_month, row.indicator), row
        is_ours = scope.level is Level.CITY or row.county_id == scope.tenant_id
        if row.level == "station" and scope.level is not Level.STATION and is_ours:
            yield (row.county_id, row.corrects_month, row.indicator), row


def _restate(scope: Scope, rows: Sequence[Row[Any]]) -> list[Restatement]:
    held: dict[tuple[int, str, str], list[Any]] = {}
    for key, row in _owned(rows, scope):
        held.setdefault(key, []).append(row)
    if not held:
        return []
    units = _map_units(scope, {key[0] for key in held})
    frozen = _frozen(scope, {key[0] for key in held}, {key[1] for key in held})
    order = list(INDICATORS)
    keys = sorted((key for key in held if key[0] in units), key=lambda key: (key[1], units[key[0]].code, order.index(key[2])))

    def one(key: tuple[int, str, str]) -> Restatement:
        unit, lines = units[key[0]], held[key]
        reasons = tuple(dict.fromkeys(row.reason for row in lines))
        known = (unit.id, unit.code, unit.name, unit.level, key[1], key[2])
        return Restatement(*known, frozen.get(key, 0), sum(row.value for row in lines), reasons, max(row.made_at for row in lines))

    return [one(key) for key in keys]


def _map_units(scope: Scope, ids: Collection[int]) -> dict[int, Any]:
    return {unit.id: unit for unit in list_below(scope) if unit.id in ids}


def _frozen(scope: Scope, ids: Collection[int], months: Collection[str]) -> dict[tuple[int, str, str], int]:
    """Add up the month figures, which do not change any more once their month is closed, whatever is corrected of it elsewhere."""
    found: dict[tuple[int, str, str], int] = {}
    for row in tallies.list_values_of(scope, tenants=ids, first=min(months), last=max(months)):
        key = (row.tenant_id, row.month, row.indicator)
        found[key] = found.get(key, 0) + row.value
    return found
