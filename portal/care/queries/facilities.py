"""Every SELECT on facilities and on how many used them; nobody is named, so those above read it too."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.care.models import Facility, FacilityUse
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.divisions import matches

PAGE_ROWS = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
facility, use = cast(Table, Facility.__table__), cast(Table, FacilityUse.__table__)
f, u = facility.c, use.c
_FACILITY = (f.id, f.tenant_id, f.kind, f.name, f.seats, f.hours, f.note, f.opened_on, f.ended_on, f.version)
_USE = (u.id, u.facility_id, u.used_on, u.elders, u.others, u.note, u.version)
_SAME = and_(f.city_id == u.city_id, f.tenant_id == u.tenant_id, f.id == u.facility_id)


@cache
def _facilities(*, is_ended: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = (scope.owns(facility), f.ended_on.is_not(None) if is_ended else f.ended_on.is_(None))
        return select(*_FACILITY).where(*chosen).order_by(f.opened_on, f.id)

    return statement


def list_facilities(scope: Scope, *, is_ended: bool = False, words: str = "") -> Rows:
    """Return the facilities in use, or those that were, in the order they were opened.

    Args:
        words: a piece, pinyin or initials of the name; empty for all.
    """
    rows = db.session.execute(_facilities(is_ended=is_ended)(scope), scope.binds).all()
    return [row for row in rows if matches(words, row.name)] if words else rows


@prepared
def _open_on(scope: Scope) -> Select[*tuple[Any, ...]]:
    used = (scope.owns(use), scope.owns(facility), _SAME, u.used_on == bindparam("day"), u.voided_at.is_(None))
    had = select(u.id).where(*used).correlate(facility).exists()
    open_then = (f.opened_on <= bindparam("day")) & (f.ended_on.is_(None) | (f.ended_on >= bindparam("day")))
    return select(*_FACILITY).where(scope.owns(facility), open_then | had).order_by(f.opened_on, f.id)


def list_open_on(scope: Scope, day: date) -> Rows:
    """Return the facilities that were open on a day, or were used on it."""
    return db.session.execute(_open_on(scope), {**scope.binds, "day": day}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_FACILITY).where(scope.changes(facility), f.id == bindparam("which"))


def get_facility(scope: Scope, facility_id: UUID) -> Row[Any]:
    """Return one facility of this very station.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": facility_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _last(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.max(u.used_on)).where(scope.changes(use), u.facility_id == bindparam("which"), u.voided_at.is_(None))


def find_last_use(scope: Scope, facility_id: UUID) -> date | None:
    """Return the last day on which somebody was there."""
    return db.session.execute(_last(scope), {**scope.binds, "which": facility_id}).scalar()


@prepared
def _day(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_USE).where(scope.changes(use), u.used_on == bindparam("day"), u.voided_at.is_(None))


def map_day(scope: Scope, day: date) -> dict[UUID, Row[Any]]:
    """Return {facility: row} of a day."""
    return {row.facility_id: row for row in db.session.execute(_day(scope), {**scope.binds, "day": day})}


@prepared
def _day_before(scope: Scope) -> Select[*tuple[Any, ...]]:
    kept = (scope.changes(use), u.voided_at.is_(None))
    last = select(func.max(u.used_on)).where(*kept, u.used_on < bindparam("day"), u.used_on >= bindparam("since"))
    return select(*_USE).where(*kept, u.used_on == last.scalar_subquery().correlate(None))


def map_day_before(scope: Scope, day: date) -> dict[UUID, Row[Any]]:
    """Return {facility: row} of the last day before this one on which somebody was counted, within a month; {} when there was none."""
    binds = {**scope.binds, "day": day, "since": day - timedelta(days=31)}
    return {row.facility_id: row for row in db.session.execute(_day_before(scope), binds)}


def _of_month(scope: Scope) -> tuple[Any, ...]:
    return scope.owns(use), u.voided_at.is_(None), u.used_on >= bindparam("first"), u.used_on <= bindparam("last")


@prepared
def _days(scope: Scope) -> Select[*tuple[Any, ...]]:
    kept = _of_month(scope)
    return select(u.used_on, func.sum(u.elders), func.sum(u.others)).where(*kept).group_by(u.used_on).order_by(u.used_on)


def sum_days(scope: Scope, first: date, last: date) -> dict[date, tuple[int, int]]:
    """Return {day: (elders, others)} of the days on which somebody was counted."""
    rows = db.session.execute(_days(scope), {**scope.binds, "first": first, "last": last})
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


@cache
def _uses(*, is_whole: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = _of_month(scope)
        total = select(func.count()).select_from(use).where(*chosen).scalar_subquery().correlate(None)
        rows = select(*_USE, f.kind, f.name, total.label("total")).select_from(use).join(facility, _SAME)
        rows = rows.where(*chosen, scope.owns(facility)).order_by(u.used_on.desc(), f.opened_on, u.id)
        return rows if is_whole else rows.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_uses(scope: Scope, first: date, last: date, *, page: int | None) -> Rows:
    """Return one page of 25 rows of facility and day, the latest day first, or (None) all of them; each carries the total."""
    binds = {**scope.binds, "first": first, "last": last, **({"skip": (page - 1) * PAGE_ROWS} if page else {})}
    return db.session.execute(_uses(is_whole=page is None)(scope), binds).all()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    sums = (func.count().label("days"), func.sum(u.elders).label("elders"), func.sum(u.others).label("others"))
    rows = select(f.id, f.kind, f.name, f.opened_on, *sums).select_from(use).join(facility, _SAME)
    rows = rows.where(*_of_month(scope), scope.owns(facility))
    return rows.group_by(f.id, f.kind, f.name, f.opened_on).order_by(f.opened_on, f.id)


def sum_facilities(scope: Scope, first: date, last: date) -> Rows:
    """Return (id, kind, name, opened_on, days, elders, others) of each facility that was used."""
    return db.session.execute(_sums(scope), {**scope.binds, "first": first, "last": last}).all()
