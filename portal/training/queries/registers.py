"""Every SELECT on teachers and rooms."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.training.models import Lesson, Room, Teacher, TrainingClass

Rows = Sequence[Row[*tuple[Any, ...]]]
PAGE_ROWS = 25
room, teacher, lesson, training_class = (cast(Table, m.__table__) for m in (Room, Teacher, Lesson, TrainingClass))
TABLES = {"room": room, "teacher": teacher}


@cache
def _page(what: str, *, is_ended: bool, is_whole: bool) -> Any:
    table = TABLES[what]

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = (scope.changes(table), table.c.ended_on.is_not(None) if is_ended else table.c.ended_on.is_(None))
        total = select(func.count()).select_from(table).where(*chosen).scalar_subquery().correlate(None)
        rows = select(table, total.label("total")).where(*chosen).order_by(table.c.name, table.c.id)
        return rows if is_whole else rows.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_rooms(scope: Scope, *, is_ended: bool = False, page: int | None = None) -> Rows:
    """Return (id, name, place, capacity, ended_on, version, total) of the station's rooms by name, one page of 25 or all of them."""
    return _list(scope, "room", is_ended=is_ended, page=page)


def list_teachers(scope: Scope, *, is_ended: bool = False, page: int | None = None) -> Rows:
    """Return (id, name, phone, employer, subjects, qualification, ended_on, version, total) of the station's teachers by name."""
    return _list(scope, "teacher", is_ended=is_ended, page=page)


def _list(scope: Scope, what: str, *, is_ended: bool, page: int | None) -> Rows:
    binds = {**scope.binds, **({"skip": (page - 1) * PAGE_ROWS} if page else {})}
    return db.session.execute(_page(what, is_ended=is_ended, is_whole=page is None)(scope), binds).all()


@cache
def _counts(what: str) -> Any:
    table = TABLES[what]

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        ended = func.count(table.c.ended_on)
        return select((func.count() - ended).label("used"), ended.label("ended")).where(scope.changes(table))

    return statement


def count_rows(scope: Scope, what: str) -> tuple[int, int]:
    """Return how many rooms, or teachers, are in use, and how many were ended.

    Args:
        what: `room` or `teacher`.
    """
    row = db.session.execute(_counts(what)(scope), scope.binds).one()
    return row.used, row.ended


def get_room(scope: Scope, room_id: UUID) -> Row[Any]:
    """Return one room of this very station.

    Raises:
        NotFound: there is none.
    """
    return get_row(scope, "room", room_id)


def get_teacher(scope: Scope, teacher_id: UUID) -> Row[Any]:
    """Return one teacher of this very station.

    Raises:
        NotFound: there is none.
    """
    return get_row(scope, "teacher", teacher_id)


@cache
def _one(what: str) -> Any:
    table = TABLES[what]

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        return select(table).where(scope.changes(table), table.c.id == bindparam("which"))

    return statement


def get_row(scope: Scope, what: str, row_id: UUID) -> Row[Any]:
    """Return a room, or a teacher.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(what)(scope), {**scope.binds, "which": row_id}).first()
    if row is None:
        raise NotFound
    return row


@cache
def _locked(what: str) -> Any:
    table = TABLES[what]

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        wanted = table.c.id.in_(bindparam("wanted", expanding=True))
        # In the order of their ids, so that two who book the same two rooms never wait for each other.
        return select(table).where(scope.changes(table), wanted).order_by(table.c.id).with_for_update(key_share=True)

    return statement


def lock_rows(scope: Scope, what: str, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return {id: room or teacher}, and let nobody else book them until the transaction ends."""
    if not ids:
        return {}
    rows = db.session.execute(_locked(what)(scope), {**scope.binds, "wanted": sorted(ids)})
    return {row.id: row for row in rows}


@cache
def _last_lesson(what: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        booked = (lesson.c[f"{what}_id"] == bindparam("which"), lesson.c.cancelled_at.is_(None))
        return select(func.max(lesson.c.held_on)).where(scope.changes(lesson), *booked)

    return statement


def find_last_lesson(scope: Scope, what: str, row_id: UUID) -> date | None:
    """Return the day of the last lesson a room, or a teacher, is booked for."""
    return db.session.scalar(_last_lesson(what)(scope), {**scope.binds, "which": row_id})


@prepared
def _largest(scope: Scope) -> Select[*tuple[Any, ...]]:
    k = training_class.c
    open_here = (k.room_id == bindparam("which"), k.state.in_(("planned", "running")))
    return select(k.title, k.capacity).where(scope.changes(training_class), *open_here).order_by(k.capacity.desc(), k.id).limit(1)


def find_largest_class(scope: Scope, room_id: UUID) -> Row[Any] | None:
    """Return (title, capacity) of the largest class, planned or running, that usually meets in a room."""
    return db.session.execute(_largest(scope), {**scope.binds, "which": room_id}).first()


@cache
def _same(what: str) -> Any:
    table = TABLES[what]

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        same = [table.c.name == bindparam("called"), table.c.ended_on.is_(None)]
        same += [table.c.phone == bindparam("number")] if what == "teacher" else []
        return select(table.c.id).where(scope.changes(table), *same).limit(1)

    return statement


def find_same(scope: Scope, what: str, *, name: str, phone: str = "") -> UUID | None:
    """Return the room of this name in use, or the teacher of this name and telephone."""
    return db.session.scalar(_same(what)(scope), {**scope.binds, "called": name, **({"number": phone} if what == "teacher" else {})})
