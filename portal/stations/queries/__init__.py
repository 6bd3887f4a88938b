"""Every SELECT on the daily log; those on guests and propagandists stand beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from time import monotonic
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, select, tuple_

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.stations.models import Activity, ActivityKind, KindTag
from portal.stations.rules import Gathering, Place, entries
from portal.tallies.rules import Entry
from portal.tenants.models import Tenant
from portal.tenants.queries.titles import is_titled, titled

PAGE_ROWS = 25
activity, kind, tenant = (cast(Table, m.__table__) for m in (Activity, ActivityKind, Tenant))
a = activity.c
_GATHERING = [getattr(a, name) for name in Gathering.__slots__]
_KINDS = select(kind.c.id, kind.c.code, kind.c.name).where(kind.c.is_active).order_by(kind.c.position)
_ALL_TAGS = select(KindTag.kind_id, KindTag.tag_set, KindTag.tag).order_by(KindTag.kind_id, KindTag.tag_set, KindTag.tag)
_TAGS = select(KindTag.tag_set, KindTag.tag).where(KindTag.kind_id == bindparam("kind")).order_by(KindTag.tag_set, KindTag.tag)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of activities is narrowed to; None and no words leave all."""

    first: date
    last: date
    kind_id: int | None = None
    with_voided: bool = False
    tenant_id: int | None = None
    only_online: bool = False
    words: str = ""

    @property
    def shape(self) -> dict[str, bool]:
        """Which criteria the statement has."""
        narrowed = {"has_kind": self.kind_id is not None, "has_tenant": self.tenant_id is not None, "has_words": bool(self.words)}
        return {**narrowed, "with_voided": self.with_voided, "only_online": self.only_online}

    @property
    def binds(self) -> dict[str, Any]:
        """The values of its criteria."""
        given = {"first": self.first, "last": self.last, "kind": self.kind_id, "tenant": self.tenant_id}
        return {name: value for name, value in given.items() if value is not None}


def _criteria(
    scope: Scope, *, has_kind: bool, has_tenant: bool, with_voided: bool, only_online: bool, has_words: bool
) -> list[ColumnElement[bool]]:
    chosen = [scope.owns(activity), a.held_on >= bindparam("first"), a.held_on <= bindparam("last")]
    chosen += [a.kind_id == bindparam("kind")] if has_kind else []
    chosen += [a.tenant_id == bindparam("tenant")] if has_tenant else []
    chosen += [] if with_voided else [a.voided_at.is_(None)]
    chosen += [is_titled(a.title)] if has_words else []
    return chosen + ([a.is_online] if only_online else [])


def last_year(today: date) -> tuple[date, date]:
    """Return the days a title is sought in when no month is said: a year up to today."""
    return today - timedelta(days=365), today


@cache
def _titles(**shape: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        return select(a.title).where(*_criteria(scope, **shape)).distinct()

    return statement


def _values(scope: Scope, chosen: Filter) -> dict[str, Any]:
    """Return the values of the scope and the filter."""
    values, shape = {**scope.binds, **chosen.binds}, {**chosen.shape, "has_words": False}
    return values | titled(chosen.words, lambda: db.session.scalars(_titles(**shape)(scope), values))


def _total(scope: Scope, **shape: bool) -> Any:
    return select(func.count()).select_from(activity).where(*_criteria(scope, **shape)).scalar_subquery().correlate(None)


@cache
def _page(*, is_beside: bool, is_backwards: bool, **shape: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen, order = _criteria(scope, **shape), (a.held_on, a.id)
        beside = tuple_(bindparam("day", type_=a.held_on.type), bindparam("which", type_=a.id.type))
        chosen += [tuple_(*order) > beside if is_backwards else tuple_(*order) < beside] if is_beside else []
        columns = select(a.id, *_GATHERING, a.voided_at, tenant.c.code, tenant.c.name.label("tenant_name"), kind.c.name.label("kind_name"))
        total = _total(scope, **shape).label("total")
        rows = columns.add_columns(total).join(tenant, tenant.c.id == a.tenant_id).join(kind, kind.c.id == a.kind_id)
        ordered = rows.where(*chosen).order_by(*(it.asc() if is_backwards else it.desc() for it in order))
        return ordered.limit(bindparam("rows")).offset(bindparam("skip"))

    return statement


def list_activities(scope: Scope, chosen: Filter, place: Place) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page, the latest day first; each row carries the total."""
    day, which = place.beside or (None, None)
    statement = _page(is_beside=bool(day), is_backwards=place.is_backwards, **chosen.shape)(scope)
    binds = {**_values(scope, chosen), "skip": place.skip, "rows": place.rows, **({"day": day, "which": which} if day else {})}
    rows = db.session.execute(statement, binds).all()
    return rows[::-1] if place.is_backwards else rows


def count_activities(scope: Scope, chosen: Filter) -> int:
    """Return how many activities the filter leaves."""
    total = select(_total(scope, **chosen.shape).label("total"))
    return db.session.execute(total, _values(scope, chosen)).scalar_one()


@cache
def _sums(**shape: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        total = func.coalesce(func.sum(a.attendances), 0)
        online = func.coalesce(func.sum(a.attendances).filter(a.is_online), 0)
        women = func.coalesce(func.sum(a.women), 0)
        counts = (func.count().label("sessions"), total.label("attendances"), women.label("women"), online.label("online"))
        return select(*counts).where(*_criteria(scope, **shape))

    return statement


def sum_activities(scope: Scope, chosen: Filter) -> Row[Any]:
    """Return (sessions, attendances, women, online): how many activities the filter leaves, and their 人次."""
    return db.session.execute(_sums(**chosen.shape)(scope), _values(scope, chosen)).one()


@prepared
def _keys(scope: Scope) -> Select[*tuple[Any, ...]]:
    days = a.held_on.between(bindparam("first"), bindparam("last"))
    return select(a.held_on, a.kind_id, a.title, a.start_min, a.place).where(scope.changes(activity), a.voided_at.is_(None), days)


def list_keys(scope: Scope, first: date, last: date) -> set[tuple[Any, ...]]:
    """Return (day, kind, title, minute it began, place) of what this very unit logged between two days and did not void."""
    return {tuple(row) for row in db.session.execute(_keys(scope), {**scope.binds, "first": first, "last": last})}


def list_kinds() -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, code, name) of the kinds in use, in their order; they change by migration alone, so they are read once a minute."""
    return _kinds_at(int(monotonic()) // 60)


@lru_cache(maxsize=1)
def _kinds_at(_minute: int) -> Sequence[Row[*tuple[Any, ...]]]:
    return db.session.execute(_KINDS).all()


def list_tags(kind_id: int) -> list[tuple[str, str]]:
    """Return (tag set, tag) of what a kind counts for."""
    return [(row.tag_set, row.tag) for row in db.session.execute(_TAGS, {"kind": kind_id})]


def map_tags() -> dict[int, list[tuple[str, str]]]:
    """Return {kind: (tag set, tag) of what it counts for} of all kinds."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in db.session.execute(_ALL_TAGS):
        found.setdefault(row.kind_id, []).append((row.tag_set, row.tag))
    return found


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    extra = (a.id, a.tenant_id, a.version, a.voided_at, a.void_reason, a.logged_at)
    columns = select(*_GATHERING, *extra, kind.c.name.label("kind_name")).join(kind, kind.c.id == a.kind_id)
    return columns.where(scope.owns(activity), a.id == bindparam("which"))


def get_activity(scope: Scope, activity_id: UUID) -> Row[Any]:
    """Return one activity as the scope may read it.

    Raises:
        NotFound: there is none, or it is another tenant's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": activity_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _months(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(activity), a.voided_at.is_(None), a.held_on >= bindparam("first"), a.held_on <= bindparam("last"))
    return select(func.count(), func.coalesce(func.sum(a.attendances), 0), func.max(a.held_on)).where(*mine)


def sum_month(scope: Scope, *, first: date, last: date) -> tuple[int, int, date | None]:
    """Return how many gatherings the tenant itself logged between the days, their 人次, and the latest day."""
    row = db.session.execute(_months(scope), {**scope.binds, "first": first, "last": last}).one()
    return row[0], row[1], row[2]


def count_entries(scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Yield what every activity of a city adds to its month, for recounting."""
    rows = db.session.execute(select(a.tenant_id, *_GATHERING).where(scope.owns(activity), a.voided_at.is_(None)), scope.binds)
    for tenant_id, *values in rows:
        for entry in entries(Gathering(*values)):
            yield tenant_id, entry
