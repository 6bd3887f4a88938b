"""Every SELECT on what rests on the end of a class."""

from collections.abc import Collection
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.queries.directory import Rows
from portal.training.models import Certificate, Enrolment, Exam, ExamEntry, TrainingClass
from portal.training.rules.certificates import Kind
from portal.training.rules.enrolments import EnrolmentState
from portal.training.rules.exams import Result

enrolment, training_class, certificate, exam, entry = (
    cast(Table, m.__table__) for m in (Enrolment, TrainingClass, Certificate, Exam, ExamEntry)
)
e, k, c, x, s = enrolment.c, training_class.c, certificate.c, exam.c, entry.c
_SAME_CLASS = and_(k.city_id == e.city_id, k.tenant_id == e.tenant_id, k.id == e.class_id)
_SAME_EXAM = and_(x.city_id == s.city_id, x.tenant_id == s.tenant_id, x.id == s.exam_id)
_FROM_ENTRY = and_(s.city_id == c.city_id, s.tenant_id == c.tenant_id, s.id == c.entry_id)
_NOTED = (Result.PASSED.value, Result.FAILED.value, Result.ABSENT.value)


@prepared
def _marked(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(x.title, x.held_on, func.count().label("entries")).select_from(entry).join(exam, _SAME_EXAM)
    mine = (scope.changes(entry), scope.changes(exam), x.class_id == bindparam("class"), s.result.in_(_NOTED))
    return rows.where(*mine).group_by(x.id, x.title, x.held_on).order_by(x.held_on, x.id)


def list_marked_exams(scope: Scope, class_id: UUID) -> Rows:
    """Return (title, held_on, entries) of the exams of a class of which results are noted."""
    return db.session.execute(_marked(scope), {**scope.binds, "class": class_id}).all()


@prepared
def _by_exam(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(c.number).select_from(certificate).join(entry, _FROM_ENTRY)
    mine = (scope.changes(certificate), scope.changes(entry), scope.changes(exam), c.revoked_at.is_(None))
    return rows.join(exam, _SAME_EXAM).where(*mine, x.class_id == bindparam("class")).order_by(c.issued_on, c.id)


def list_numbers_by_exam(scope: Scope, class_id: UUID) -> list[str]:
    """Return the numbers of the certificates that follow from exams of a class."""
    return [*db.session.scalars(_by_exam(scope), {**scope.binds, "class": class_id})]


@prepared
def _of_course(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(certificate), c.kind == Kind.COURSE.value, c.revoked_at.is_(None), c.issued_on >= bindparam("since"))
    whose = (c.course_id == bindparam("course"), c.trainee_id.in_(bindparam("trainees", expanding=True)))
    return select(c.trainee_id, c.number, c.issued_on).where(*mine, *whose).order_by(c.issued_on, c.id)


def list_course_certificates(scope: Scope, trainee_ids: Collection[UUID], *, course_id: int, since: date) -> Rows:
    """Return (trainee_id, number, issued_on) of the certificates of a course that these trainees were given from a day on."""
    binds = {"trainees": list(trainee_ids), "course": course_id, "since": since}
    return db.session.execute(_of_course(scope), {**scope.binds, **binds}).all()


@prepared
def _completed(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(e.trainee_id, e.class_id, k.course_id, k.kind, k.ended_on).select_from(enrolment).join(training_class, _SAME_CLASS)
    mine = (scope.changes(enrolment), scope.changes(training_class), e.state == EnrolmentState.COMPLETED.value, k.ended_on.is_not(None))
    here = select(e.trainee_id).where(scope.changes(enrolment), e.class_id == bindparam("class"), e.state == EnrolmentState.COMPLETED.value)
    return rows.where(*mine, e.trainee_id.in_(here)).order_by(k.ended_on, e.id)


def list_completed_by(scope: Scope, class_id: UUID) -> Rows:
    """Return (trainee_id, class_id, course_id, kind, ended_on) of all classes completed by those who completed this one."""
    return db.session.execute(_completed(scope), {**scope.binds, "class": class_id}).all()
