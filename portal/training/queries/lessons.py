"""Every SELECT on the lessons of classes; nothing here names a person."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.training.models import Lesson, Room, Teacher, TrainingClass

Rows = Sequence[Row[*tuple[Any, ...]]]
lesson, training_class, room, teacher = (cast(Table, m.__table__) for m in (Lesson, TrainingClass, Room, Teacher))
n, k = lesson.c, training_class.c
_TIMES = (n.id, n.tenant_id, n.class_id, n.held_on, n.start_min, n.end_min, n.topic, n.room_id, n.teacher_id, n.is_online, n.version)
_TAUGHT = (n.taught_min, n.minutes_text, n.present_count, n.online_count, n.taken_at, n.taken_by, n.cancelled_at, n.made_by)


def _lessons(scope: Scope) -> Select[*tuple[Any, ...]]:
    rooms = select(room.c.tenant_id, room.c.id, room.c.name).where(scope.owns(room)).subquery()
    teachers = select(teacher.c.tenant_id, teacher.c.id, teacher.c.name).where(scope.owns(teacher)).subquery()
    names = (func.coalesce(rooms.c.name, "").label("room_name"), func.coalesce(teachers.c.name, "").label("teacher_name"))
    of_class = (k.title.label("class_title"), k.state.label("class_state"), k.course_id)
    rows = select(*_TIMES, *_TAUGHT, *names, *of_class).select_from(lesson)
    rows = rows.join(training_class, and_(k.tenant_id == n.tenant_id, k.id == n.class_id))
    rows = rows.outerjoin(rooms, and_(rooms.c.tenant_id == n.tenant_id, rooms.c.id == n.room_id))
    rows = rows.outerjoin(teachers, and_(teachers.c.tenant_id == n.tenant_id, teachers.c.id == n.teacher_id))
    return rows.where(scope.owns(lesson), scope.owns(training_class)).order_by(n.held_on, n.start_min, n.id)


@cache
def _of_class(*, with_cancelled: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = _lessons(scope).where(n.class_id == bindparam("which"))
        return rows if with_cancelled else rows.where(n.cancelled_at.is_(None))

    return statement


def list_lessons(scope: Scope, class_id: UUID, *, with_cancelled: bool = False) -> Rows:
    """Return the lessons of a class in order.

    Returns:
        Rows of (id, class_id, held_on, start_min, end_min, topic, room_id, teacher_id, is_online, version, taught_min, minutes_text,
        present_count, online_count, taken_at, taken_by, cancelled_at, room_name, teacher_name, class_title, class_state, course_id).
    """
    return db.session.execute(_of_class(with_cancelled=with_cancelled)(scope), {**scope.binds, "which": class_id}).all()


@prepared
def _lesson(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _lessons(scope).where(n.id == bindparam("which"))


def get_lesson(scope: Scope, lesson_id: UUID) -> Row[Any]:
    """Return one lesson, as `list_lessons` does.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_lesson(scope), {**scope.binds, "which": lesson_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _between(scope: Scope) -> Select[*tuple[Any, ...]]:
    days = (n.held_on >= bindparam("first"), n.held_on <= bindparam("last"), n.cancelled_at.is_(None))
    return _lessons(scope).where(*days)


def list_lessons_between(scope: Scope, *, first: date, last: date) -> Rows:
    """Return the lessons of these days in order, as `list_lessons` does."""
    return db.session.execute(_between(scope), {**scope.binds, "first": first, "last": last}).all()


@prepared
def _counted(scope: Scope) -> Select[*tuple[Any, ...]]:
    wanted = (n.class_id.in_(bindparam("classes", expanding=True)), n.cancelled_at.is_(None))
    taken = func.count(n.taken_at).label("taken")
    return select(n.class_id, func.count().label("planned"), taken).where(scope.owns(lesson), *wanted).group_by(n.class_id)


def count_lessons(scope: Scope, class_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return {class: (planned, taken)}: how many lessons its timetable has, and of how many the attendance was taken."""
    return {row.class_id: row for row in db.session.execute(_counted(scope), {**scope.binds, "classes": list(class_ids)})}
