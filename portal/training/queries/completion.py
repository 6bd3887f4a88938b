"""Every SELECT on who completed what."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.queries.directory import Rows
from portal.training.models import Attendance, Enrolment, Lesson, TrainingClass
from portal.training.rules.attendance import Way
from portal.training.rules.classes import ClassKind
from portal.training.rules.completion import Share, pre_job_since
from portal.training.rules.enrolments import EnrolmentState

enrolment, training_class, lesson, attendance = (cast(Table, m.__table__) for m in (Enrolment, TrainingClass, Lesson, Attendance))
e, k, n, a = enrolment.c, training_class.c, lesson.c, attendance.c
_SAME_CLASS = and_(k.city_id == e.city_id, k.tenant_id == e.tenant_id, k.id == e.class_id)
_SAME_LESSON = and_(n.city_id == a.city_id, n.tenant_id == a.tenant_id, n.id == a.lesson_id)
_PRESENT = [way.value for way in Way if way.is_present]


@dataclass(frozen=True, slots=True)
class Completion:
    """A class that a woman completed, or did not.

    Args:
        ended_on: the class's last day.
        reason: why she did not complete it.
    """

    enrolment_id: UUID
    class_id: UUID
    course_id: int
    number: int
    title: str
    kind: ClassKind
    ended_on: date
    is_refresher: bool
    is_completed: bool
    reason: str
    attended_min: int
    taught_min: int


@prepared
def _of_trainee(scope: Scope) -> Select[*tuple[Any, ...]]:
    about = (e.id, e.class_id, k.course_id, k.number, k.title, k.kind, k.ended_on, e.is_refresher, e.state, e.reason)
    columns = select(*about, e.attended_min, e.taught_min).select_from(enrolment).join(training_class, _SAME_CLASS)
    judged = (e.state.in_((EnrolmentState.COMPLETED.value, EnrolmentState.FAILED.value)), k.ended_on.is_not(None))
    hers = (scope.changes(enrolment), scope.changes(training_class), e.trainee_id == bindparam("trainee"))
    return columns.where(*hers, *judged).order_by(k.ended_on.desc(), e.id)


def list_verdicts(scope: Scope, trainee_id: UUID) -> list[Completion]:
    """Return the ended classes of a trainee, those she did not complete among them, the latest first."""
    rows = db.session.execute(_of_trainee(scope), {**scope.binds, "trainee": trainee_id})
    return [_completion(row) for row in rows]


def list_completions(scope: Scope, trainee_id: UUID) -> list[Completion]:
    """Return the classes that a trainee completed, the latest first."""
    return [it for it in list_verdicts(scope, trainee_id) if it.is_completed]


def _completion(row: Any) -> Completion:
    about = (row.id, row.class_id, row.course_id, row.number, row.title, ClassKind(row.kind), row.ended_on, row.is_refresher)
    return Completion(*about, row.state == EnrolmentState.COMPLETED.value, row.reason, row.attended_min or 0, row.taught_min or 0)


@prepared
def _pre_job(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (scope.changes(enrolment), scope.changes(training_class), e.trainee_id == bindparam("trainee"))
    done = (e.state == EnrolmentState.COMPLETED.value, k.kind == ClassKind.PRE_JOB.value)
    when = (k.ended_on <= bindparam("on"), k.ended_on >= bindparam("since"))
    return select(e.id).select_from(enrolment).join(training_class, _SAME_CLASS).where(*hers, *done, *when).limit(1)


def has_pre_job(scope: Scope, trainee_id: UUID, on: date) -> bool:
    """Say whether a trainee had completed a class of 岗前培训 by a day, no more than `PRE_JOB_YEARS` before it."""
    binds = {**scope.binds, "trainee": trainee_id, "on": on, "since": pre_job_since(on)}
    return db.session.scalar(_pre_job(scope), binds) is not None


@prepared
def _shares(scope: Scope) -> Select[*tuple[Any, ...]]:
    present, online = (
        func.coalesce(func.sum(n.taught_min).filter(it), 0).label(name)
        for it, name in ((a.way.in_(_PRESENT), "present_min"), (a.way == Way.ONLINE.value, "online_min"))
    )
    columns = select(a.trainee_id, present, online).select_from(attendance).join(lesson, _SAME_LESSON)
    mine = (scope.changes(attendance), scope.changes(lesson), n.class_id == bindparam("class"), n.cancelled_at.is_(None))
    return columns.where(*mine).group_by(a.trainee_id)


@prepared
def _taught(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(lesson), n.class_id == bindparam("class"), n.cancelled_at.is_(None))
    return select(func.coalesce(func.sum(n.taught_min), 0)).where(*mine)


def map_shares(scope: Scope, class_id: UUID) -> tuple[dict[UUID, Share], Share]:
    """Return {trainee: what she attended of a class of this very station}, and the share of whoever never came."""
    binds = {**scope.binds, "class": class_id}
    taught_min = int(db.session.execute(_taught(scope), binds).scalar_one())
    rows = db.session.execute(_shares(scope), binds)
    return {row.trainee_id: Share(int(row.present_min), int(row.online_min), taught_min) for row in rows}, Share(0, 0, taught_min)


@prepared
def _open(scope: Scope) -> Select[*tuple[Any, ...]]:
    states = (EnrolmentState.ENROLLED.value, EnrolmentState.WAITING.value)
    mine = (scope.changes(enrolment), e.class_id == bindparam("class"), e.state.in_(states))
    return select(e.id, e.trainee_id, e.state).where(*mine).order_by(e.id)


def list_open(scope: Scope, class_id: UUID) -> Rows:
    """Return (id, trainee_id, state) of who has a seat in a class, or waits for one."""
    return db.session.execute(_open(scope), {**scope.binds, "class": class_id}).all()


@prepared
def _judged(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(e.id, e.trainee_id, e.state, e.reason)
    return columns.where(scope.changes(enrolment), e.class_id == bindparam("class"), e.state.in_(("completed", "failed", "left"))).order_by(
        e.id
    )


def list_judged(scope: Scope, class_id: UUID) -> Rows:
    """Return (id, trainee_id, state, reason) of who completed a class, did not, or left it."""
    return db.session.execute(_judged(scope), {**scope.binds, "class": class_id}).all()
