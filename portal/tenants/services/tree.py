"""The tree of tenants grows: cities, counties, stations; nothing is ever deleted."""

from datetime import date

from sqlalchemy import update

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries
from portal.tenants.models import Tenant
from portal.tenants.queries import TenantRow
from portal.tenants.queries.units import get_unit_below
from portal.tenants.rules.applications import check_opening


def add_city(*, code: str, name: str) -> Tenant:
    """Add a root of its own.

    Raises:
        RuleBroken: the code is taken.
    """
    city = _add(code=code, name=name, level="city", parent=None, status="open")
    city.city_id, city.path = city.id, f"{city.id}."
    db.session.flush()
    return city


def add_child(*, parent: Tenant | TenantRow, code: str, name: str, level: str, status: str = "preparing") -> Tenant:
    """Add a county below a city, or a station below a county.

    Raises:
        RuleBroken: the code is taken.
    """
    child = _add(code=code, name=name, level=level, parent=parent, status=status)
    child.path = f"{parent.path}{child.id}."
    child.county_id = child.id if level == "county" else parent.id
    db.session.flush()
    return child


def open_station(scope: Scope, *, code: str, opened_on: date) -> None:
    """揭牌: a prepared station of this county opens for work.

    Raises:
        NotFound: it is not a station below this county.
        RuleBroken: the day is to come, or before the station was approved.
        Conflict: it is not waiting to be opened.
    """
    station = get_unit_below(scope, code)
    check_opening(opened_on, approved_on=clock.local(station.made_at).date(), today=clock.today())
    waiting = update(Tenant).where(Tenant.id == station.id, Tenant.status == "preparing")
    if not db.session.execute(waiting.values(status="open", opened_on=opened_on)).rowcount:  # type: ignore[attr-defined]
        raise Conflict(f"{station.name}已经揭牌，或不在筹建中。", action="station.open")
    audit.note(scope, "station.open", note=f"{code} {opened_on}")


def _add(*, code: str, name: str, level: str, parent: Tenant | TenantRow | None, status: str) -> Tenant:
    if queries.find_tenant(code):
        raise RuleBroken("code", "这个代码已经有一个单位")
    tenant = Tenant(code=code, name=name, level=level, status=status, path=f"new {code}", made_at=clock.now())
    tenant.parent_id, tenant.city_id = (parent.id, parent.city_id) if parent else (None, 0)
    db.session.add(tenant)
    db.session.flush()
    return tenant
