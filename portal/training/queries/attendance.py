"""Every SELECT on who came to a lesson; names stay with the station."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.people.models import Person
from portal.people.rules import mask_name, mask_phone
from portal.tenants.queries.directory import Rows
from portal.training.models import Attendance, Enrolment, Lesson, OnlineCount, Presence, Trainee
from portal.training.queries.classes import k, training_class
from portal.training.rules.attendance import Meeting, Way
from portal.training.rules.classes import ClassState
from portal.training.rules.enrolments import EnrolmentState

enrolment, trainee, attendance, lesson = (cast(Table, m.__table__) for m in (Enrolment, Trainee, Attendance, Lesson))
presence, person, online_count = (cast(Table, m.__table__) for m in (Presence, Person, OnlineCount))
e, t, a, n, p, c = enrolment.c, trainee.c, attendance.c, lesson.c, presence.c, online_count.c
_HERS = and_(t.city_id == e.city_id, t.tenant_id == e.tenant_id, t.id == e.trainee_id)
_PRESENT = [way.value for way in Way if way.is_present]


@dataclass(frozen=True, slots=True)
class Attendee:
    """A woman of a class, as its 花名册 has her.

    Args:
        serial: her number on it, as on the paper sheet; who left keeps hers.
        name: masked once she withdrew her consent.
        is_locked: she withdrew her consent, or was erased; nothing is noted of her any more.
    """

    serial: int
    enrolment_id: UUID
    trainee_id: UUID
    person_id: UUID | None
    name: str
    phone: str
    state: EnrolmentState
    is_refresher: bool
    is_locked: bool
    version: int

    @property
    def is_noted(self) -> bool:
        """Whether she is one of whom it is noted that she came, or did not."""
        return self.state is EnrolmentState.ENROLLED and not self.is_locked


def meeting_of(row: Any) -> Meeting:
    """Return what the rules want to know of a lesson."""
    times = (row.held_on, row.start_min, row.end_min, row.is_online)
    return Meeting(*times, is_cancelled=row.cancelled_at is not None, state=ClassState(row.class_state))


@prepared
def _roll(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (t.person_id, t.name, t.phone, t.consent_withdrawn_at, t.erased_at)
    columns = select(e.id, e.trainee_id, e.state, e.is_refresher, e.version, *hers).select_from(enrolment).join(trainee, _HERS)
    mine = (scope.changes(enrolment), scope.changes(trainee), e.class_id == bindparam("class"))
    return columns.where(*mine).order_by(e.enrolled_at, e.id)


def list_roll(scope: Scope, class_id: UUID) -> list[Attendee]:
    """Return the 花名册 of a class of this very station, those who left among them, those who wait not."""
    rows = db.session.execute(_roll(scope), {**scope.binds, "class": class_id})
    waiting = EnrolmentState.WAITING.value  # they have their numbers, so that nobody's changes when one of them gets a seat
    return [_attendee(serial, row) for serial, row in enumerate(rows, start=1) if row.state != waiting]


def _attendee(serial: int, row: Row[Any]) -> Attendee:
    is_masked = row.consent_withdrawn_at is not None and row.erased_at is None
    name, phone = (mask_name(row.name), mask_phone(row.phone)) if is_masked else (row.name, row.phone)
    known = (row.id, row.trainee_id, row.person_id, name, phone, EnrolmentState(row.state), row.is_refresher)
    return Attendee(serial, *known, is_locked=is_masked or row.erased_at is not None, version=row.version)


@prepared
def _marks(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(a.id, a.lesson_id, a.trainee_id, a.way, a.street, a.noted_at, a.noted_by)
    return columns.where(scope.changes(attendance), a.lesson_id.in_(bindparam("lessons", expanding=True))).order_by(a.noted_at, a.id)


def map_marks(scope: Scope, lesson_ids: Collection[UUID]) -> dict[UUID, dict[UUID, Any]]:
    """Return {lesson: {trainee: (id, way, street, noted_at, noted_by)}} of lessons of this very station."""
    found: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    for row in db.session.execute(_marks(scope), {**scope.binds, "lessons": list(lesson_ids)}):
        found[row.lesson_id][row.trainee_id] = row
    return found


@prepared
def _of_trainees(scope: Scope) -> Select[*tuple[Any, ...]]:
    of_lesson = (n.class_id, n.held_on, n.start_min, n.end_min, n.topic, k.title)
    same_lesson = and_(n.city_id == a.city_id, n.tenant_id == a.tenant_id, n.id == a.lesson_id)
    same_class = and_(k.city_id == n.city_id, k.tenant_id == n.tenant_id, k.id == n.class_id)
    rows = select(a.id, a.lesson_id, a.trainee_id, a.way, a.street, *of_lesson).select_from(attendance).join(lesson, same_lesson)
    mine = (scope.changes(attendance), scope.changes(lesson), scope.changes(training_class))
    hers = a.trainee_id.in_(bindparam("trainees", expanding=True))
    return rows.join(training_class, same_class).where(*mine, hers).order_by(n.held_on, n.start_min, a.id)


def list_of_trainees(scope: Scope, trainee_ids: Collection[UUID]) -> Rows:
    """Return (id, lesson_id, trainee_id, way, street, class_id, held_on, start_min, end_min, topic, title) of all noted of trainees."""
    return db.session.execute(_of_trainees(scope), {**scope.binds, "trainees": list(trainee_ids)}).all()


@prepared
def _counts(scope: Scope) -> Select[*tuple[Any, ...]]:
    present, online = (
        func.count().filter(it).label(name) for it, name in ((a.way.in_(_PRESENT), "present"), (a.way == "online", "online"))
    )
    return select(present, online).where(scope.changes(attendance), a.lesson_id == bindparam("lesson"))


@prepared
def _heads(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(online_count), c.lesson_id == bindparam("lesson"))
    return select(func.coalesce(func.sum(c.attendances), 0)).where(*mine)


def count_came(scope: Scope, lesson_id: UUID) -> tuple[int, int]:
    """Return how many were in the room, and how many followed online: those who are named and those who were counted by street."""
    binds = {**scope.binds, "lesson": lesson_id}
    named = db.session.execute(_counts(scope), binds).one()
    return named.present, named.online + int(db.session.execute(_heads(scope), binds).scalar_one())


@prepared
def _by_street(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.owns(online_count), c.lesson_id == bindparam("lesson"))
    return select(c.street, c.attendances, c.noted_at).where(*mine).order_by(c.attendances.desc(), c.street)


def list_online_counts(scope: Scope, lesson_id: UUID) -> Rows:
    """Return (street, attendances, noted_at) of who followed a lesson without being named, the most first."""
    return db.session.execute(_by_street(scope), {**scope.binds, "lesson": lesson_id}).all()


@prepared
def _streets(scope: Scope) -> Select[*tuple[Any, ...]]:
    last = select(a.trainee_id, a.street).where(scope.changes(attendance), a.street != "")
    return last.where(a.trainee_id.in_(bindparam("trainees", expanding=True))).order_by(a.noted_at, a.id)


def map_streets(scope: Scope, trainee_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return {trainee: the street or town last noted of her}."""
    rows = db.session.execute(_streets(scope), {**scope.binds, "trainees": list(trainee_ids)})
    return {row.trainee_id: row.street for row in rows}


def lock_persons(scope: Scope, person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return {person: the human being she is}, and let no other station note them until the transaction ends."""
    wanted = (scope.owns(person), person.c.id.in_(bindparam("persons", expanding=True)))
    rows = select(person.c.id, person.c.merged_into_id).where(*wanted).order_by(person.c.id).with_for_update(key_share=True)
    found = db.session.execute(rows, {**scope.binds, "persons": sorted(person_ids)})
    return {row.id: row.merged_into_id or row.id for row in found}


@prepared
def _elsewhere(scope: Scope) -> Select[*tuple[Any, ...]]:
    human = func.coalesce(person.c.merged_into_id, person.c.id)
    same = and_(person.c.city_id == p.city_id, person.c.id == p.person_id)
    times = (p.held_on == bindparam("day"), p.start_min < bindparam("until"), p.end_min > bindparam("since"))
    others = (p.lesson_id != bindparam("lesson"), human.in_(bindparam("humans", expanding=True)))
    return (
        select(human.label("human"))
        .select_from(presence)
        .join(person, same)
        .where(scope.owns(presence), scope.owns(person), *times, *others)
    )


def find_elsewhere(scope: Scope, lesson_id: UUID, it: Meeting, humans: Collection[UUID]) -> set[UUID]:
    """Return which of these human beings were in another lesson of the city at the same time; where, nobody is told."""
    times = {"day": it.held_on, "since": it.start_min, "until": it.end_min, "lesson": lesson_id}
    return set(db.session.scalars(_elsewhere(scope), {**scope.binds, **times, "humans": list(humans)}))


@prepared
def _untaken(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(k.city_id == n.city_id, k.tenant_id == n.tenant_id, k.id == n.class_id)
    rows = select(n.id, n.class_id, n.held_on, n.start_min, k.title).select_from(lesson).join(training_class, same)
    waiting = (n.held_on < bindparam("today"), n.cancelled_at.is_(None), n.taught_min.is_(None), k.state == ClassState.RUNNING.value)
    return rows.where(scope.changes(lesson), scope.changes(training_class), *waiting).order_by(n.held_on, n.start_min, n.id)


def list_untaken(scope: Scope, today: date) -> Rows:
    """Return (id, class_id, held_on, start_min, title) of lessons before today of which nobody has noted in full who came."""
    return db.session.execute(_untaken(scope), {**scope.binds, "today": today}).all()
