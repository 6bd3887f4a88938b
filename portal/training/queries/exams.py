"""Every SELECT on exams and on who sits them; an entrant is her own station's alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name
from portal.people.rules.sounds import sought_sound
from portal.tenants.queries.titles import is_titled, titled
from portal.training.models import Certificate, Course, Enrolment, Exam, ExamEntry, Trainee, TrainingClass
from portal.training.rules.exams import ExamState

PAGE_ROWS, MOST_CANDIDATES, MOST_CLASSES = 25, 50, 300
exam, entry, course, trainee = (cast(Table, m.__table__) for m in (Exam, ExamEntry, Course, Trainee))
enrolment, training_class, certificate = (cast(Table, m.__table__) for m in (Enrolment, TrainingClass, Certificate))
x, e, t, n, k, c = exam.c, entry.c, trainee.c, enrolment.c, training_class.c, certificate.c
_EXAM = (x.id, x.class_id, x.course_id, x.title, x.held_on, x.start_min, x.place, x.issuer, x["items"], x.pass_mark)
_KEPT = (x.state, x.state_reason, x.note, x.version, course.c.name.label("course_name"))
_ENTRY = (e.id, e.exam_id, e.trainee_id, e.resits_id, e.result, e.marks, e.failed_items, e.version)
_WHO = (t.name, t.phone, t.person_id, t.consent_withdrawn_at, t.erased_at)
_SAME_TRAINEE = and_(t.city_id == e.city_id, t.tenant_id == e.tenant_id, t.id == e.trainee_id)
_SAME_EXAM = and_(x.city_id == e.city_id, x.tenant_id == e.tenant_id, x.id == e.exam_id)


@dataclass(frozen=True, slots=True)
class ExamFilter:
    """What the list of exams is narrowed to, and words of their titles as they are written or sound; None and empty leave all."""

    state: ExamState | None = None
    course_id: int | None = None
    words: str = ""


@cache
def _page(*, has_state: bool, has_course: bool, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(exam), *([is_titled(x.title)] if has_words else [])]
        chosen += [x.state == bindparam("state")] if has_state else []
        chosen += [x.course_id == bindparam("course")] if has_course else []
        rows = select(*_EXAM, *_KEPT, func.count().over().label("total")).join(course, course.c.id == x.course_id).where(*chosen)
        return rows.order_by(x.held_on.desc(), x.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(x.title).where(scope.owns(exam)).distinct()


def list_exams(scope: Scope, chosen: ExamFilter, *, page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 exams, the latest day first; each row carries the total."""
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS, **({"state": chosen.state.value} if chosen.state else {})}
    binds |= titled(chosen.words, lambda: db.session.scalars(_titles(scope), scope.binds))
    binds |= {"course": chosen.course_id} if chosen.course_id else {}
    statement = _page(has_state=chosen.state is not None, has_course=chosen.course_id is not None, has_words=bool(chosen.words))
    return db.session.execute(statement(scope), {**scope.binds, **binds}).all()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.owns(entry), e.exam_id.in_(bindparam("exams", expanding=True)), e.result != "withdrawn")
    passed, pending = (func.count().filter(e.result == one).label(one) for one in ("passed", "pending"))
    return select(e.exam_id, func.count().label("entered"), passed, pending).where(*mine).group_by(e.exam_id)


def count_entries_of(scope: Scope, exam_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return {exam id: (exam_id, entered, passed, pending)} of these exams; one nobody signed up for is missing."""
    rows = db.session.execute(_sums(scope), {**scope.binds, "exams": list(exam_ids)})
    return {row.exam_id: row for row in rows}


@prepared
def _states(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(x.state, func.count().label("exams")).where(scope.owns(exam)).group_by(x.state)


def count_by_state(scope: Scope) -> dict[str, int]:
    """Return {state: how many exams}."""
    return {row.state: row.exams for row in db.session.execute(_states(scope), scope.binds)}


@prepared
def _overdue(scope: Scope) -> Select[*tuple[Any, ...]]:
    waiting = (scope.owns(exam), x.state == "open", x.held_on < bindparam("today"))
    entered = select(e.exam_id).where(scope.owns(entry), e.result == "pending")
    return select(func.count(), func.min(x.held_on)).where(*waiting, x.id.in_(entered))


def count_unmarked(scope: Scope, today: date) -> tuple[int, date | None]:
    """Return how many exams were held whose results are not all noted, and the day of the first of them."""
    row = db.session.execute(_overdue(scope), {**scope.binds, "today": today}).one()
    return row[0], row[1]


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_EXAM, *_KEPT).join(course, course.c.id == x.course_id)
    return rows.where(scope.owns(exam), x.id == bindparam("which"))


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_EXAM, x.state, x.version).where(scope.changes(exam), x.id == bindparam("which")).with_for_update()


def get_exam(scope: Scope, exam_id: UUID, *, locked: bool = False) -> Row[Any]:
    """Return one exam; `locked`, held until this transaction ends.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    statement = _held(scope) if locked else _one(scope)
    row = db.session.execute(statement, {**scope.binds, "which": exam_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _entries(scope: Scope) -> Select[*tuple[Any, ...]]:
    certified = select(c.entry_id, c.id.label("certificate_id"), c.number).where(scope.owns(certificate), c.revoked_at.is_(None)).subquery()
    rows = select(*_ENTRY, *_WHO, certified.c.certificate_id, certified.c.number).join(trainee, _SAME_TRAINEE)
    mine = (scope.owns(entry), scope.owns(trainee), e.exam_id == bindparam("which"))
    return rows.outerjoin(certified, certified.c.entry_id == e.id).where(*mine).order_by(e.signed_at, e.id)


def list_entries(scope: Scope, exam_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, trainee_id, result, marks, …, name, phone, …, certificate_id, number) of who signed up, in that order."""
    return db.session.execute(_entries(scope), {**scope.binds, "which": exam_id}).all()


@prepared
def _entry(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_ENTRY, *_WHO, *(x.course_id, x.held_on, x.title, x.issuer)).join(trainee, _SAME_TRAINEE).join(exam, _SAME_EXAM)
    return rows.where(scope.owns(entry), scope.owns(trainee), scope.owns(exam), e.id == bindparam("which"))


def get_entry(scope: Scope, entry_id: UUID) -> Row[Any]:
    """Return one entry with who it is and her exam's course, day, title and issuer.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_entry(scope), {**scope.binds, "which": entry_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _of_trainees(scope: Scope) -> Select[*tuple[Any, ...]]:
    told = (x.title, x.held_on, x.course_id, x.class_id, x["items"], course.c.name.label("course_name"))
    rows = select(*_ENTRY, *told).join(exam, _SAME_EXAM).join(course, course.c.id == x.course_id)
    mine = (scope.owns(entry), scope.owns(exam), x.state != "cancelled", e.trainee_id.in_(bindparam("trainees", expanding=True)))
    return rows.where(*mine).order_by(x.held_on.desc(), e.id.desc())


def list_of_trainees(scope: Scope, trainee_ids: Collection[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, exam_id, trainee_id, result, …, title, held_on, course_id, course_name) of all they sat or will sit, the latest first."""
    return db.session.execute(_of_trainees(scope), {**scope.binds, "trainees": list(trainee_ids)}).all()


def list_of_trainee(scope: Scope, trainee_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the exams of one trainee, the latest first."""
    return list_of_trainees(scope, [trainee_id])


def list_failed(scope: Scope, trainee_id: UUID) -> list[Row[*tuple[Any, ...]]]:
    """Return the entries she failed, the latest first, with `failed_items`: what a refresher training is tied to."""
    return [row for row in list_of_trainee(scope, trainee_id) if row.result == "failed"]


@cache
def _candidates(*, in_class: bool, by: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(trainee), t.erased_at.is_(None), t.consent_withdrawn_at.is_(None)]
        if in_class:
            ended = (scope.owns(enrolment), n.class_id == bindparam("class"), n.state.in_(("completed", "enrolled")))
            chosen += [t.id.in_(select(n.trainee_id).where(*ended))]
        like = {"name": t.name, "phone": t.phone, "sound": t.name_sound}
        matched = [like[one].like(bindparam(one), escape="\\") for one in by.split("+") if one]
        chosen += [or_(*matched)] if matched else []
        signed = select(e.trainee_id).where(scope.owns(entry), e.exam_id == bindparam("exam"), e.result != "withdrawn")
        rows = select(t.id, t.name, t.phone, t.community, func.count().over().label("total")).where(*chosen, t.id.not_in(signed))
        return rows.order_by(t.name, t.id).limit(bindparam("most"))

    return statement


def list_candidates(
    scope: Scope, exam_id: UUID, *, class_id: UUID | None = None, sought: str = "", most: int = MOST_CANDIDATES
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, name, phone, community, total) of those who may sign up and have not, by name.

    Args:
        class_id: only those who completed this class, or are in it still.
        sought: a part of a name, its pinyin or initials, or digits of a telephone.
    """
    binds: dict[str, Any] = {"exam": exam_id, "most": most} | ({"class": class_id} if class_id else {})
    by = ""
    if sought:
        literal = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        is_phone, sound = sought.isascii() and sought.isdigit(), sought_sound(sought)
        by = "phone" if is_phone else "name+sound" if sound else "name"
        binds |= {"phone": f"%{literal}"} if is_phone else {"name": f"%{literal}%"}
        binds |= {"sound": f"%{sound}%"} if by == "name+sound" else {}
    return db.session.execute(_candidates(in_class=class_id is not None, by=by)(scope), {**scope.binds, **binds}).all()


@prepared
def _persons(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = (t.id, t.name, t.phone, t.person_id, t.consent_withdrawn_at, t.erased_at)
    mine = select(*columns).where(scope.changes(trainee), t.id.in_(bindparam("trainees", expanding=True)))
    return mine.order_by(t.id).with_for_update()


def lock_trainees(scope: Scope, trainee_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return {id: (id, name, phone, person_id, consent_withdrawn_at, erased_at)} of these trainees of the station.

    They are held until this transaction ends: nobody issues to one of them, or takes her consent back, meanwhile.
    """
    rows = db.session.execute(_persons(scope), {**scope.binds, "trainees": list(trainee_ids)})
    return {row.id: row for row in rows}


@prepared
def _classes(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(k.id, k.number, k.title, k.course_id, k.state).where(scope.changes(training_class), k.state != "cancelled")
    return rows.order_by(k.starts_on.desc(), k.id.desc()).limit(MOST_CLASSES)


def list_classes(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, number, title, course_id, state) of the station's last classes, the latest first."""
    return db.session.execute(_classes(scope), scope.binds).all()


def shown_name(row: Any) -> str:
    """Return an entrant's name as a page may show it: masked once she withdrew; of who was erased the pseudonym is left."""
    return mask_name(row.name) if row.consent_withdrawn_at and not row.erased_at else row.name
