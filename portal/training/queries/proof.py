"""Every SELECT of the proof of free: what there is of each class, and what each woman was given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BigInteger, Row, Select, Table, and_, bindparam, func, or_, select
from sqlalchemy import cast as sql_cast

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name
from portal.tenants.queries import Rows
from portal.training.models import (
    Attendance,
    Certificate,
    ClassCost,
    Course,
    Enrolment,
    Exam,
    ExamEntry,
    Lesson,
    Room,
    Teacher,
    Trainee,
    TrainingClass,
)
from portal.training.rules.proof import Evidence, Learner
from portal.web.models import Photo

PHOTOS_OF = "lesson"  # photos stand with the lesson they were taken in
TAUGHT = ("enrolled", "completed", "failed")
SAT = ("passed", "failed")
_MODELS = (TrainingClass, Lesson, Enrolment, ClassCost, Photo, Course, Teacher, Room, Trainee, Attendance, Exam, ExamEntry, Certificate)
training_class, lesson, enrolment, cost, photo, course, teacher, room, trainee, attendance, exam, entry, certificate = (
    cast(Table, m.__table__) for m in _MODELS
)
k, n, e, c, p, t, x = training_class.c, lesson.c, enrolment.c, cost.c, photo.c, trainee.c, exam.c
_CLASS = (k.id, k.number, k.title, k.kind, k.state, k.starts_on, k.ends_on, k.ended_on, k.course_id, k.capacity)


def _counts(scope: Scope) -> tuple[Any, ...]:
    """How much there is of a class, each as a number of its own."""
    its = scope.owns(training_class)  # each statement says whose rows it names, those of the one around it too
    held = (its, scope.owns(lesson), n.class_id == k.id, n.cancelled_at.is_(None))
    women = (its, scope.owns(enrolment), e.class_id == k.id, e.state.in_(TAUGHT))
    paid = (its, scope.owns(cost), c.class_id == k.id, c.voided_at.is_(None))
    shown = select(p.id).where(scope.owns(lesson), scope.owns(photo), p.subject == PHOTOS_OF, p.subject_id == n.id, p.removed_at.is_(None))
    counted = {
        "lessons": select(func.count()).select_from(lesson).where(*held),
        "taken": select(func.count()).select_from(lesson).where(*held, n.taken_at.is_not(None)),
        "minuted": select(func.count()).select_from(lesson).where(*held, n.minutes_text != ""),
        "pictured": select(func.count()).select_from(lesson).where(*held, or_(n.is_online, shown.exists())),
        "taught_min": select(func.coalesce(func.sum(n.taught_min), 0)).select_from(lesson).where(*held),
        "women": select(func.count()).select_from(enrolment).where(*women),
        "confirmed": select(func.count()).select_from(enrolment).where(*women, e.free_confirmed_on.is_not(None)),
        "costs": select(func.count()).select_from(cost).where(*paid),
        "cost_fen": select(sql_cast(func.coalesce(func.sum(c.amount_fen), 0), BigInteger)).select_from(cost).where(*paid),
    }
    return tuple(it.correlate(training_class).scalar_subquery().label(name) for name, it in counted.items())


def _classes(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_CLASS, course.c.name.label("course_name"), *_counts(scope)).join(course, course.c.id == k.course_id)
    return rows.where(scope.owns(training_class))


@prepared
def _all(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _classes(scope).where(k.state != "cancelled").order_by(k.starts_on.desc(), k.number.desc(), k.id)


def list_classes(scope: Scope) -> list[tuple[Row[Any], Evidence]]:
    """Return every class of the station that was not cancelled, with what there is of it, the latest first."""
    return [(row, _evidence(row)) for row in db.session.execute(_all(scope), scope.binds)]


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _classes(scope).where(k.id == bindparam("which"))


def get_class(scope: Scope, class_id: UUID) -> tuple[Row[Any], Evidence]:
    """Return one class with what there is of it.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": class_id}).first()
    if row is None:
        raise NotFound
    return row, _evidence(row)


def _evidence(row: Row[Any]) -> Evidence:
    counted = {name: getattr(row, name) for name in ("lessons", "taken", "minuted", "pictured", "women", "confirmed", "costs")}
    return Evidence(has_ended=row.state == "ended", **counted)


@prepared
def _lessons(scope: Scope) -> Select[*tuple[Any, ...]]:
    pictures = select(func.count()).select_from(photo)
    pictures = pictures.where(scope.owns(lesson), scope.owns(photo), p.subject == PHOTOS_OF, p.subject_id == n.id, p.removed_at.is_(None))
    teachers = select(teacher.c.id, teacher.c.name).where(scope.owns(teacher)).subquery("teachers")
    rooms = select(room.c.id, room.c.name).where(scope.owns(room)).subquery("rooms")
    what = (n.id, n.held_on, n.start_min, n.end_min, n.topic, n.is_online, n.taught_min, n.minutes_text, n.present_count, n.online_count)
    names = (teachers.c.name.label("teacher_name"), rooms.c.name.label("room_name"))
    rows = select(*what, n.taken_at, *names, pictures.correlate(lesson).scalar_subquery().label("photos")).select_from(lesson)
    rows = rows.outerjoin(teachers, teachers.c.id == n.teacher_id).outerjoin(rooms, rooms.c.id == n.room_id)
    held = (scope.owns(lesson), n.class_id == bindparam("which"), n.cancelled_at.is_(None))
    return rows.where(*held).order_by(n.held_on, n.start_min, n.id)


def list_lessons(scope: Scope, class_id: UUID) -> Rows:
    """Return the lessons of a class that were not cancelled, in their order, with teacher, room and how many photos there are."""
    return db.session.execute(_lessons(scope), {**scope.binds, "which": class_id}).all()


@dataclass(frozen=True, slots=True)
class Given:
    """What one woman was given in one class; the station alone may show the name.

    Args:
        name: as the station may show it: masked when she took her consent back.
        attended_min: of the lessons she came to.
        exams: (title, day, result) of what she sat; `certificates`: (number, day).
    """

    enrolment_id: UUID
    class_id: UUID
    trainee_id: UUID
    name: str
    is_locked: bool
    state: str
    attended_min: int
    confirmed_on: date | None
    way: str
    exams: tuple[tuple[str, date, str], ...]
    certificates: tuple[tuple[str, date], ...]
    version: int

    @property
    def learner(self) -> Learner:
        """What matters for her share."""
        return Learner(sat=any(result in SAT for *_, result in self.exams), holds=bool(self.certificates))

    def __repr__(self) -> str:
        return f"Given({self.enrolment_id})"  # a person's name has no business in logs and tracebacks


def _in_classes(column: Any) -> Any:
    return column.in_(bindparam("classes", expanding=True))


@prepared
def _women(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (e.id, e.class_id, e.trainee_id, e.state, e.free_confirmed_on, e.free_way, e.version)
    rows = select(*hers, t.name, t.consent_withdrawn_at, t.erased_at).select_from(enrolment).join(trainee, t.id == e.trainee_id)
    rows = rows.where(scope.owns(enrolment), scope.owns(trainee), _in_classes(e.class_id), e.state.in_(TAUGHT))
    return rows.order_by(t.name_sound, t.name, e.id)


@prepared
def _minutes(scope: Scope) -> Select[*tuple[Any, ...]]:
    a = attendance.c
    came = and_(n.id == a.lesson_id, n.cancelled_at.is_(None))
    rows = select(n.class_id, a.trainee_id, func.coalesce(func.sum(n.taught_min), 0).label("minutes"))
    rows = rows.select_from(attendance).join(lesson, came).where(scope.owns(attendance), scope.owns(lesson), _in_classes(n.class_id))
    return rows.where(a.way != "absent").group_by(n.class_id, a.trainee_id)


@prepared
def _sittings(scope: Scope) -> Select[*tuple[Any, ...]]:
    y = entry.c
    rows = select(x.class_id, y.trainee_id, x.title, x.held_on, y.result).select_from(entry).join(exam, x.id == y.exam_id)
    rows = rows.where(scope.owns(entry), scope.owns(exam), _in_classes(x.class_id), y.result.in_((*SAT, "absent")), x.state != "cancelled")
    return rows.order_by(x.held_on, y.id)


@prepared
def _certificates(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Those of the class's course that were issued from the class's first day on to somebody who was in it."""
    y = certificate.c
    hers = and_(e.class_id == k.id, e.state.in_(TAUGHT))
    earned = and_(y.trainee_id == e.trainee_id, y.course_id == k.course_id, y.issued_on >= k.starts_on, y.revoked_at.is_(None))
    rows = select(k.id.label("class_id"), y.trainee_id, y.number, y.issued_on).select_from(training_class)
    rows = rows.join(enrolment, hers).join(certificate, earned)
    own = (scope.owns(training_class), scope.owns(enrolment), scope.owns(certificate))
    return rows.where(*own, _in_classes(k.id)).order_by(y.issued_on, y.id)


def list_given(scope: Scope, class_ids: Collection[UUID], *, is_named: bool) -> list[Given]:
    """Return what every woman of these classes was given, by the sound of her name.

    Args:
        is_named: whether the names are handed out; to the station's own people alone.
    """
    binds = {**scope.binds, "classes": list(class_ids)}
    minutes = {(row.class_id, row.trainee_id): row.minutes for row in db.session.execute(_minutes(scope), binds)}
    exams, certificates = _by_woman(_sittings(scope), binds), _by_woman(_certificates(scope), binds)
    found = []
    for row in db.session.execute(_women(scope), binds):
        key = (row.class_id, row.trainee_id)
        is_masked = row.consent_withdrawn_at is not None and row.erased_at is None
        name = "" if not is_named else mask_name(row.name) if is_masked else row.name
        is_locked = is_masked or row.erased_at is not None
        said = (row.id, *key, name, is_locked, row.state, minutes.get(key, 0), row.free_confirmed_on, row.free_way)
        found.append(Given(*said, tuple(exams.get(key, ())), tuple(certificates.get(key, ())), row.version))
    return found


def _by_woman(statement: Any, binds: dict[str, Any]) -> dict[tuple[UUID, UUID], list[Any]]:
    found: dict[tuple[UUID, UUID], list[Any]] = {}
    for row in db.session.execute(statement, binds):
        found.setdefault((row.class_id, row.trainee_id), []).append(tuple(row)[2:])
    return found


@prepared
def _classes_of(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = select(e.class_id).where(scope.owns(enrolment), e.trainee_id == bindparam("her"), e.state.in_(TAUGHT))
    return _classes(scope).where(k.id.in_(hers)).order_by(k.starts_on, k.number, k.id)


def list_classes_of(scope: Scope, trainee_id: UUID) -> list[tuple[Row[Any], Evidence]]:
    """Return the classes a woman was taught in, the first first."""
    rows = db.session.execute(_classes_of(scope), {**scope.binds, "her": trainee_id})
    return [(row, _evidence(row)) for row in rows]


@prepared
def _paid(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(c.class_id, c.item, sql_cast(func.sum(c.amount_fen), BigInteger).label("amount_fen"))
    return rows.where(scope.owns(cost), _in_classes(c.class_id), c.voided_at.is_(None)).group_by(c.class_id, c.item)


def list_paid(scope: Scope, class_ids: Collection[UUID]) -> Rows:
    """Return (class_id, item, amount_fen) sums of what was paid for these classes."""
    return db.session.execute(_paid(scope), {**scope.binds, "classes": list(class_ids)}).all()
