"""Online attendance by street or town: of one class, or of a stretch of days."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.training.models import Attendance, Lesson, OnlineCount
from portal.training.rules.attendance import Way

lesson, online_count, attendance = (cast(Table, m.__table__) for m in (Lesson, OnlineCount, Attendance))
n, c, a = lesson.c, online_count.c, attendance.c


def _which(by: str) -> list[Any]:
    days = [n.held_on >= bindparam("first"), n.held_on <= bindparam("last")]
    return [n.cancelled_at.is_(None), *([n.class_id == bindparam("class")] if by == "class" else days)]


@cache
def _counted(*, by: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        same = and_(n.city_id == c.city_id, n.tenant_id == c.tenant_id, n.id == c.lesson_id)
        rows = select(c.street, func.sum(c.attendances).label("heads")).select_from(online_count).join(lesson, same)
        return rows.where(scope.owns(online_count), scope.owns(lesson), *_which(by)).group_by(c.street)

    return statement


@cache
def _named(*, by: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        same = and_(n.city_id == a.city_id, n.tenant_id == a.tenant_id, n.id == a.lesson_id)
        rows = select(a.street, func.count().label("heads")).select_from(attendance).join(lesson, same)
        mine = (scope.changes(attendance), scope.changes(lesson), a.way == Way.ONLINE.value)
        return rows.where(*mine, *_which(by)).group_by(a.street)

    return statement


@cache
def _all(*, by: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        return select(func.coalesce(func.sum(n.online_count), 0)).where(scope.owns(lesson), *_which(by))

    return statement


def _by_street(scope: Scope, by: str, binds: dict[str, Any], *, is_own: bool) -> list[tuple[str, int]]:
    binds = {**scope.binds, **binds}
    heads = Counter[str]()
    for statement in (_counted, *([_named] if is_own else [])):
        for row in db.session.execute(statement(by=by)(scope), binds):
            heads[row.street] += int(row.heads)
    rest = int(db.session.execute(_all(by=by)(scope), binds).scalar_one()) - heads.total()
    named = sorted(heads.items(), key=lambda it: (-it[1], it[0]))
    return [*named, *([("", rest)] if rest > 0 else [])]


def list_of_class(scope: Scope, class_id: UUID, *, is_own: bool) -> list[tuple[str, int]]:
    """Return (street, attendances) of a class's online lessons, the most first; together they are all its online attendances.

    Args:
        is_own: whether its own station asks. Above it, whoever was noted by name stands together under no street, last.
    """
    return _by_street(scope, "class", {"class": class_id}, is_own=is_own)


def list_of_days(scope: Scope, first: date, last: date, *, is_own: bool) -> list[tuple[str, int]]:
    """Return the same of all lessons of the days first..last, at and below the unit."""
    return _by_street(scope, "days", {"first": first, "last": last}, is_own=is_own)
