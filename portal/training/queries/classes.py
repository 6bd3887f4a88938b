"""Every SELECT on classes and their lessons; nothing here names a person."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules.sounds import sought_sound
from portal.tenants.models import Tenant
from portal.training.models import Room, Teacher, TrainingClass
from portal.training.queries.lessons import Rows, count_lessons, get_lesson, list_lessons, list_lessons_between
from portal.training.rules.classes import ClassKind, ClassState

__all__ = [
    "PAGE_ROWS",
    "ClassRow",
    "Filter",
    "Rows",
    "count_classes",
    "count_lessons",
    "get_class",
    "get_lesson",
    "list_classes",
    "list_lessons",
    "list_lessons_between",
    "lock_class",
    "next_number",
]
PAGE_ROWS = 25
training_class, room, teacher, tenant = (cast(Table, m.__table__) for m in (TrainingClass, Room, Teacher, Tenant))
k = training_class.c
_CLASS = (k.id, k.tenant_id, k.number, k.course_id, k.title, k.kind, k.starts_on, k.ends_on, k.capacity, k.room_id, k.teacher_id)
_STATE = (k.state, k.state_reason, k.note, k.ended_on, k.made_by, k.made_at, k.version)


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class as everybody who reads its station may see it.

    Args:
        room_name: of its usual room, empty when it has none.
        teacher_name: of its usual teacher.
    """

    id: UUID
    tenant_id: int
    number: int
    course_id: int
    title: str
    kind: ClassKind
    starts_on: date
    ends_on: date
    capacity: int
    room_id: UUID | None
    teacher_id: UUID | None
    state: ClassState
    state_reason: str
    note: str
    ended_on: date | None
    made_by: int
    made_at: Any
    version: int
    room_name: str = ""
    teacher_name: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list of classes is narrowed to; None and empty leave all.

    Args:
        sought: a part of the title, or how it sounds.
    """

    state: ClassState | None = None
    course_id: int | None = None
    kind: ClassKind | None = None
    year: int | None = None
    sought: str = ""

    @property
    def binds(self) -> dict[str, Any]:
        """The values of its criteria."""
        given: dict[str, Any] = {"state": self.state and self.state.value, "course": self.course_id, "kind": self.kind and self.kind.value}
        if self.year:
            given |= {"first": date(self.year, 1, 1), "last": date(self.year, 12, 31)}
        if self.sought:
            literal = self.sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
            sound = sought_sound(self.sought).removeprefix("|")
            given |= {"pattern": f"%{literal}%", "sound": f"%{sound}%" if sound else ""}
        return {name: value for name, value in given.items() if value is not None}


def _criteria(has: frozenset[str]) -> list[Any]:
    chosen = [k.state == bindparam("state")] if "state" in has else []
    chosen += [k.course_id == bindparam("course")] if "course" in has else []
    chosen += [k.kind == bindparam("kind")] if "kind" in has else []
    chosen += [k.starts_on >= bindparam("first"), k.starts_on <= bindparam("last")] if "first" in has else []
    alike = or_(k.title.like(bindparam("pattern"), escape="\\"), k.title_sound.like(bindparam("sound")))
    return chosen + ([alike] if "pattern" in has else [])


def _rows(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Classes with the names of their usual room and teacher."""
    rooms = select(room.c.city_id, room.c.tenant_id, room.c.id, room.c.name).where(scope.owns(room)).subquery()
    teachers = select(teacher.c.city_id, teacher.c.tenant_id, teacher.c.id, teacher.c.name).where(scope.owns(teacher)).subquery()
    names = (func.coalesce(rooms.c.name, "").label("room_name"), func.coalesce(teachers.c.name, "").label("teacher_name"))
    rows = select(*_CLASS, *_STATE, *names, *columns).select_from(training_class)
    rows = rows.outerjoin(rooms, and_(rooms.c.tenant_id == k.tenant_id, rooms.c.id == k.room_id))
    rows = rows.outerjoin(teachers, and_(teachers.c.tenant_id == k.tenant_id, teachers.c.id == k.teacher_id))
    return rows.where(scope.owns(training_class))


def _class(row: Row[Any]) -> ClassRow:
    told: dict[str, Any] = {name: getattr(row, name) for name in ClassRow.__slots__}
    told["kind"], told["state"] = ClassKind(row.kind), ClassState(row.state)
    return ClassRow(**told)


@cache
def _page(has: frozenset[str]) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        page = _rows(scope, func.count().over().label("total")).where(*_criteria(has))
        return page.order_by(k.starts_on.desc(), k.number.desc(), k.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_classes(scope: Scope, chosen: Filter | None = None, *, page: int = 1) -> tuple[list[ClassRow], int]:
    """Return one page of 25 classes, the latest first, and how many there are in all."""
    binds = (chosen or Filter()).binds
    rows = db.session.execute(_page(frozenset(binds))(scope), {**scope.binds, **binds, "skip": (page - 1) * PAGE_ROWS}).all()
    return [_class(row) for row in rows], rows[0].total if rows else 0


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(k.id == bindparam("which"))


def get_class(scope: Scope, class_id: UUID) -> ClassRow:
    """Return one class as the scope may read it.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": class_id}).first()
    if row is None:
        raise NotFound
    return _class(row)


@prepared
def _locked(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(training_class).where(scope.changes(training_class), k.id == bindparam("which")).with_for_update(key_share=True)


def lock_class(scope: Scope, class_id: UUID) -> Row[Any]:
    """Return the bare row of a class of this very station, and let nobody else plan it or enrol in it until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_locked(scope), {**scope.binds, "which": class_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _numbers(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.coalesce(func.max(k.number), 0)).where(scope.changes(training_class))


def next_number(scope: Scope) -> int:
    """Return the number of the station's next class; from here on classes are opened one by one, so that none is given twice."""
    db.session.execute(select(tenant.c.id).where(tenant.c.id == scope.tenant_id).with_for_update(key_share=True))
    return int(db.session.execute(_numbers(scope), scope.binds).scalar_one()) + 1


@prepared
def _years(scope: Scope) -> Select[*tuple[Any, ...]]:
    by_state = [func.count().filter(k.state == state.value).label(state.value) for state in ClassState]
    return select(func.min(k.starts_on).label("first"), func.max(k.starts_on).label("last"), *by_state).where(scope.owns(training_class))


def count_classes(scope: Scope) -> Row[Any]:
    """Return (first, last, planned, running, ended, cancelled): the first days that begin a class, and how many stand where."""
    return db.session.execute(_years(scope), scope.binds).one()
