"""Every SELECT on who counts whom: reporting lines, and the orders that drew them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, Table, func, or_, select

from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Account, ReportingLine, Tenant, TenantChange
from portal.tenants.queries.directory import Rows, at_or_below
from portal.tenants.rules.moves import County, Line

line, tenant, change, account = (cast(Table, m.__table__) for m in (ReportingLine, Tenant, TenantChange, Account))
county = tenant.alias("county")
t = tenant.c
_ORDERS = ("move", "line")


@dataclass(frozen=True, slots=True)
class Reporter:
    """A station with its lines.

    Args:
        county_id, county_name: the county it stands under now.
        lines: who counts it, the earliest first; none, the county it stands under.
    """

    id: int
    code: str
    name: str
    status: str
    county_id: int
    county_name: str
    lines: tuple[Line, ...] = ()


def find_county(scope: Scope, month: str) -> int:
    """Return the county whose figures count a month of the scope's own station: that of the line in force, else of its path."""
    in_force = select(line.c.county_id).where(line.c.tenant_id == scope.tenant_id, line.c.since_month <= month)
    return db.session.scalar(in_force.order_by(line.c.since_month.desc()).limit(1)) or scope.ids[1]


def list_lines(tenant_id: int) -> list[Line]:
    """Return the lines of a station, the earliest first; the caller has found it within her scope."""
    return _by_station(select(line).where(line.c.tenant_id == tenant_id)).get(tenant_id, [])


def map_lines(scope: Scope) -> dict[int, list[Line]]:
    """Return {station: its lines} of all at or below the scope that have any."""
    inside = select(t.id).where(*at_or_below(scope))
    return _by_station(select(line).where(line.c.tenant_id.in_(inside)))


def list_reporters(scope: Scope) -> list[Reporter]:
    """Return the stations that stand under the scope's county, and those it ever counted, ordered by code."""
    counted = select(line.c.tenant_id).where(line.c.county_id == scope.tenant_id)
    known = select(t.id, t.code, t.name, t.status, t.county_id, county.c.name.label("county_name")).join(county, county.c.id == t.county_id)
    theirs = or_(t.parent_id == scope.tenant_id, t.id.in_(counted))
    rows = db.session.execute(known.where(t.level == "station", theirs).order_by(t.code)).all()
    drawn = _by_station(select(line).join(tenant, t.id == line.c.tenant_id).where(theirs))
    return [Reporter(*row, lines=tuple(drawn.get(row.id, ()))) for row in rows]


def map_counties(scope: Scope) -> dict[int, County]:
    """Return {id: county} of the scope's city, ordered by code; also those that are closed."""
    columns = select(t.id, t.name, t.path, t.status).where(t.city_id == scope.ids[0], t.level == "county")
    return {row.id: County(*row) for row in db.session.execute(columns.order_by(t.code))}


def lock_unit(unit_id: int) -> Row[*tuple[Any, ...]]:
    """Return (path, status, county_id) of a unit, changed by nobody else until this transaction ends; the caller found it within her scope.

    Rows that hang on the unit can still be written: whoever writes one waits for us at her month's book, not here.
    """
    columns = select(t.path, t.status, t.county_id).where(t.id == unit_id)
    return db.session.execute(columns.with_for_update(key_share=True)).one()


def lock_county(county_id: int) -> str:
    """Return the status of a county, which stays so until this transaction ends."""
    return db.session.execute(select(t.status).where(t.id == county_id).with_for_update(read=True)).scalar_one()


def count_orders(unit_id: int) -> int:
    """Return how many orders there were about a unit: by this number a page knows whether it is overtaken."""
    return db.session.scalar(select(func.count()).where(change.c.tenant_id == unit_id, change.c.kind.in_(_ORDERS))) or 0


def list_orders(unit_id: int) -> Rows:
    """Return the orders about a unit with who gave them, the latest first."""
    columns = select(change, account.c.display_name).outerjoin(account, account.c.id == change.c.account_id)
    mine = columns.where(change.c.tenant_id == unit_id, change.c.kind.in_(_ORDERS))
    return db.session.execute(mine.order_by(change.c.at.desc(), change.c.id.desc())).all()


def find_path(unit_id: int) -> str | None:
    """Return where a unit stands now; for work that was asked for while it may have stood elsewhere."""
    return db.session.scalar(select(t.path).where(t.id == unit_id))


def _by_station(statement: Any) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    rows: Iterable[Any] = db.session.execute(statement.order_by(line.c.tenant_id, line.c.since_month))
    for row in rows:
        found.setdefault(row.tenant_id, []).append(Line(row.since_month, row.county_id))
    return found
