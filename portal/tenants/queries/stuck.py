"""Every SELECT on what is under way in all counties of a city: with whom it is, and since when."""

from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.models import Tenant
from portal.tenants.queries.applications import LISTED, PAGE_ROWS, a, application, of_waits, with_place
from portal.tenants.queries.directory import Rows
from portal.tenants.rules.applications import UNDER_WAY
from portal.tenants.rules.standing import WAITS_UNDER_WAY, Waits, stuck_before

county = cast(Table, Tenant.__table__)
_COUNTY = (county.c.code.label("county_code"), county.c.name.label("county_name"))


@cache
def _page(waits: Waits | None, *, has_county: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(application), a.state.in_(UNDER_WAY), *([of_waits(waits)] if waits else [])]
        chosen += [a.tenant_id == bindparam("county")] if has_county else []
        total = select(func.count()).select_from(application).where(*chosen).scalar_subquery().correlate(None)
        rows = with_place(select(*LISTED, *_COUNTY, total.label("total"))).join(county, county.c.id == a.tenant_id)
        return rows.where(*chosen).order_by(a.moved_at, a.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_stuck(scope: Scope, *, county_id: int | None, waits: Waits | None, page: int) -> Rows:
    """Return one page of 25 of what is filed and not decided, the longest waiting first; each row carries the total."""
    binds = {**({"county": county_id} if county_id else {}), "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_page(waits, has_county=county_id is not None)(scope), {**scope.binds, **binds}).all()


@prepared
def _by_county(scope: Scope) -> Select[*tuple[Any, ...]]:
    counts = (func.count().filter(of_waits(waits)).label(waits) for waits in WAITS_UNDER_WAY)
    late = func.count().filter(a.moved_at < bindparam("late", type_=a.moved_at.type)).label("late")
    figures = select(county.c.id, *_COUNTY, *counts, func.count().label("all"), late, func.min(a.moved_at).label("since"))
    mine = figures.select_from(application).join(county, county.c.id == a.tenant_id)
    under_way = mine.where(scope.owns(application), a.state.in_(UNDER_WAY))
    return under_way.group_by(county.c.id, county.c.code, county.c.name).order_by(func.min(a.moved_at), county.c.code)


def count_by_county(scope: Scope, *, today: date) -> list[Row[Any]]:
    """Return for each county with something under way how many wait for whom, how many for too long, and since when the first does."""
    return list(db.session.execute(_by_county(scope), {**scope.binds, "late": stuck_before(today)}).all())
