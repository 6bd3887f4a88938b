"""Every SELECT of the finder 中心–基地–驿站: what a city's units say of themselves to anybody; it names no person."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.models import Tenant, UnitProfile
from portal.tenants.queries.directory import TenantRow, list_cities

PAGE_ROWS = 25
tenant, profile = cast(Table, Tenant.__table__), cast(Table, UnitProfile.__table__)
t, p = tenant.c, profile.c
_TOLD = (p.contact_phone, p.address, p.open_hours, p.latitude_e6, p.longitude_e6)
_UNIT = (t.id, t.code, t.name, t.county_id)
base = tenant.alias("base")
Rows = Sequence[Row[*tuple[Any, ...]]]


def list_open_cities() -> list[TenantRow]:
    """Return the cities that are open, ordered by code."""
    return [row for row in list_cities() if row.status == "open"]


def _told(scope: Scope) -> Any:
    """What the units of the scope say of themselves; a unit that says nothing is not in it."""
    return select(p.tenant_id, *_TOLD).where(scope.owns(profile)).subquery("told")


@prepared
def _bases(scope: Scope) -> Select[*tuple[Any, ...]]:
    below = tenant.alias("below").c
    stations = select(func.count()).where(below.county_id == t.id, below.level == "station", below.status == "open")
    rows = select(*_UNIT, stations.scalar_subquery().label("stations"))
    return rows.where(t.city_id == bindparam("city"), t.level == "county", t.status == "open").order_by(t.code)


def list_bases(scope: Scope) -> Rows:
    """Return (id, code, name, stations) of the city's open bases, each with how many stations are open in it.

    Args:
        scope: the city's.
    """
    return db.session.execute(_bases(scope), {"city": scope.ids[0]}).all()


@cache
def _stations(*, is_located: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        told = _told(scope)
        rows = select(*_UNIT, base.c.name.label("base_name"), *(told.c[it.name] for it in _TOLD), func.count().over().label("total"))
        joined = rows.select_from(tenant).join(base, base.c.id == t.county_id).join(told, told.c.tenant_id == t.id, isouter=not is_located)
        chosen = joined.where(t.city_id == bindparam("city"), t.level == "station", t.status == "open").order_by(t.code)
        if is_located:
            return chosen.where(told.c.latitude_e6.is_not(None))
        return chosen.where(t.county_id == bindparam("base")).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_stations(scope: Scope, base_id: int, *, page: int) -> Rows:
    """Return one page of 25 of a base's open stations with how to reach each; each row carries the total.

    Args:
        scope: the city's.
    """
    binds = {**scope.binds, "city": scope.ids[0], "base": base_id, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_stations(is_located=False)(scope), binds).all()


def list_located(scope: Scope) -> Rows:
    """Return the city's open stations that said where they are on the map, with how to reach each.

    Args:
        scope: the city's.
    """
    binds = {**scope.binds, "city": scope.ids[0]}
    return db.session.execute(_stations(is_located=True)(scope), binds).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_TOLD).where(scope.owns(profile), p.tenant_id == bindparam("unit"))


def find_reach(scope: Scope, unit_id: int) -> Row[Any] | None:
    """Return how to reach a unit at or below the scope, and where it is; None while it says nothing."""
    return db.session.execute(_one(scope), {**scope.binds, "unit": unit_id}).first()
