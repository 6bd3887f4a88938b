"""Who came to gatherings as a guest, by organisation; nobody is named."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.stations.models import Activity, ActivityGuest

PAGE_ROWS = 25
guest, activity = cast(Table, ActivityGuest.__table__), cast(Table, Activity.__table__)
g, a = guest.c, activity.c
_ITS_ACTIVITY = and_(a.city_id == g.city_id, a.tenant_id == g.tenant_id, a.id == g.activity_id)


@prepared
def _guests(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(g.organisation, g.part, g.heads).where(scope.owns(guest), g.activity_id == bindparam("which"))
    return rows.order_by(g.position)


def list_guests(scope: Scope, activity_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (organisation, part, heads) of the guests of an activity, in the order in which they were written down."""
    return db.session.execute(_guests(scope), {**scope.binds, "which": activity_id}).all()


def count_heads(scope: Scope, activity_id: UUID) -> int:
    """Return how many guests an activity had."""
    return sum(row.heads for row in list_guests(scope, activity_id))


def _criteria(scope: Scope) -> list[Any]:
    days = (a.held_on >= bindparam("first"), a.held_on <= bindparam("last"))
    return [scope.owns(guest), scope.owns(activity), a.voided_at.is_(None), *days]


@cache
def _organisations(*, is_whole: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        gatherings, heads = func.count(g.activity_id.distinct()), func.sum(g.heads)
        counts = (gatherings.label("gatherings"), heads.label("heads"), func.max(a.held_on).label("latest"))
        rows = select(g.organisation, *counts, func.count().over().label("total")).join(activity, _ITS_ACTIVITY)
        ordered = rows.where(*_criteria(scope)).group_by(g.organisation).order_by(heads.desc(), g.organisation)
        return ordered if is_whole else ordered.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_organisations(scope: Scope, days: tuple[date, date], *, page: int | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (organisation, gatherings, heads, latest, total) between two days, the most heads first: one page of 25, or all."""
    binds = {**scope.binds, "first": days[0], "last": days[1], **({"skip": (page - 1) * PAGE_ROWS} if page else {})}
    return db.session.execute(_organisations(is_whole=page is None)(scope), binds).all()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    counts = (func.count(g.activity_id.distinct()).label("gatherings"), func.coalesce(func.sum(g.heads), 0).label("heads"))
    return select(*counts).join(activity, _ITS_ACTIVITY).where(*_criteria(scope))


def sum_guests(scope: Scope, days: tuple[date, date]) -> Row[Any]:
    """Return (gatherings, heads): how many gatherings had guests between two days, each once, and how many guests they had."""
    return db.session.execute(_sums(scope), {**scope.binds, "first": days[0], "last": days[1]}).one()
