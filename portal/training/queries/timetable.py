"""What is booked when: the lessons that a new one may clash with."""

from collections.abc import Collection
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, or_, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.training.models import Enrolment, Lesson, Trainee, TrainingClass
from portal.training.rules.timetable import Slot

lesson, training_class, enrolment, trainee = (cast(Table, m.__table__) for m in (Lesson, TrainingClass, Enrolment, Trainee))
n, k, e = lesson.c, training_class.c, enrolment.c
_SLOT = (n.class_id, k.title, n.held_on, n.start_min, n.end_min, n.id.label("lesson_id"), n.room_id, n.teacher_id)
_SAME_CLASS = and_(k.city_id == n.city_id, k.tenant_id == n.tenant_id, k.id == n.class_id)


def _held(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*_SLOT, *columns).select_from(lesson).join(training_class, _SAME_CLASS)
    days = (n.held_on.in_(bindparam("days", expanding=True)), n.cancelled_at.is_(None))
    return rows.where(scope.changes(lesson), scope.changes(training_class), *days).order_by(n.held_on, n.start_min, n.id)


@prepared
def _booked(scope: Scope) -> Select[*tuple[Any, ...]]:
    rooms, teachers = (bindparam(name, expanding=True) for name in ("rooms", "teachers"))
    return _held(scope).where(or_(n.room_id.in_(rooms), n.teacher_id.in_(teachers), n.class_id == bindparam("class")))


def list_booked(scope: Scope, class_id: UUID, *, days: Collection[date], rooms: Collection[UUID], teachers: Collection[UUID]) -> list[Slot]:
    """Return the lessons of these days in these rooms, by these teachers, or of this class."""
    binds = {**scope.binds, "days": sorted(set(days)), "rooms": list(rooms), "teachers": list(teachers), "class": class_id}
    return [Slot(*row) for row in db.session.execute(_booked(scope), binds)]


@prepared
def _attended(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(e.city_id == n.city_id, e.tenant_id == n.tenant_id, e.class_id == n.class_id)
    hers = (e.state == "enrolled", e.trainee_id.in_(bindparam("trainees", expanding=True)), n.class_id != bindparam("class"))
    return _held(scope, e.trainee_id).join(enrolment, same).where(scope.changes(enrolment), *hers)


def list_attended(scope: Scope, class_id: UUID, *, days: Collection[date], trainees: Collection[UUID]) -> list[Slot]:
    """Return the lessons of these days that these trainees have in other classes, one slot for each of them."""
    if not trainees or not days:
        return []
    binds = {**scope.binds, "days": sorted(set(days)), "trainees": list(trainees), "class": class_id}
    rows = db.session.execute(_attended(scope), binds)
    return [Slot(*row[:-1], trainees=frozenset({row.trainee_id})) for row in rows]


@prepared
def _seated(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (e.class_id == bindparam("class"), e.state == "enrolled")
    return select(e.trainee_id).where(scope.changes(enrolment), *mine).order_by(e.trainee_id)


def list_seated(scope: Scope, class_id: UUID) -> list[UUID]:
    """Return the trainees who have a seat in a class."""
    return list(db.session.scalars(_seated(scope), {**scope.binds, "class": class_id}))


@prepared
def _trainees(scope: Scope) -> Select[*tuple[Any, ...]]:
    t = trainee.c
    columns = select(t.id, t.name, t.person_id, t.consent_withdrawn_at, t.erased_at)
    wanted = (scope.changes(trainee), t.id.in_(bindparam("wanted", expanding=True)))
    return columns.where(*wanted).order_by(t.id).with_for_update(key_share=True)


def lock_trainees(scope: Scope, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return {id: (id, name, person_id, consent_withdrawn_at, erased_at)}; nobody else fills their days until the transaction ends."""
    rows = db.session.execute(_trainees(scope), {**scope.binds, "wanted": sorted(ids)}) if ids else ()
    return {row.id: row for row in rows}


@prepared
def _of_class(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_SLOT).select_from(lesson).join(training_class, _SAME_CLASS)
    planned = (n.class_id == bindparam("class"), n.cancelled_at.is_(None))
    return rows.where(scope.changes(lesson), scope.changes(training_class), *planned).order_by(n.held_on, n.start_min, n.id)


def list_slots(scope: Scope, class_id: UUID) -> list[Slot]:
    """Return the lessons of a class as slots."""
    return [Slot(*row) for row in db.session.execute(_of_class(scope), {**scope.binds, "class": class_id})]
