"""Every SELECT on certificates; whose one is, her own station alone reads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, or_, select, tuple_

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name
from portal.people.rules.sounds import sought_sound
from portal.training.models import Certificate, Course, Enrolment, Exam, ExamEntry, Trainee, TrainingClass
from portal.training.queries.completion import list_completions
from portal.training.rules.certificates import Kind, Standing, standing, warn_until

PAGE_ROWS, MOST_ENTITLED = 25, 50
certificate, course, trainee = (cast(Table, m.__table__) for m in (Certificate, Course, Trainee))
enrolment, training_class, exam, entry = (cast(Table, m.__table__) for m in (Enrolment, TrainingClass, Exam, ExamEntry))
c, t, n, k, x, e = certificate.c, trainee.c, enrolment.c, training_class.c, exam.c, entry.c
_CERTIFICATE = (c.id, c.trainee_id, c.entry_id, c.course_id, c.kind, c.holder_name, c.occupation, c.occupation_code, c.track, c.level)
_PAPER = (c.number, c.issuer, c.issued_on, c.expires_on, c.check_code, c.revoked_at, c.revoked_by, c.revoke_reason)
_WHOSE = (t.erased_at, t.consent_withdrawn_at, t.name.label("trainee_name"))
_KEPT = (c.issued_by, c.issued_at, c.version, course.c.name.label("course_name"), *_WHOSE)
_SAME_EXAM = and_(x.city_id == e.city_id, x.tenant_id == e.tenant_id, x.id == e.exam_id)
_SAME_CLASS = and_(k.city_id == n.city_id, k.tenant_id == n.tenant_id, k.id == n.class_id)


def _hers(row: Any) -> tuple[ColumnElement[bool], ...]:
    return t.city_id == row.city_id, t.tenant_id == row.tenant_id, t.id == row.trainee_id


_SAME_TRAINEE = and_(*_hers(c))


@dataclass(frozen=True, slots=True)
class CertificateFilter:
    """What the list of certificates is narrowed to; None and empty leave all.

    Args:
        state: `valid`, `expiring` (within 30 days), `expired` or `revoked`.
        sought: a part of the name, its pinyin or initials, or of the number.
    """

    state: str = ""
    kind: Kind | None = None
    sought: str = ""


def _in_state(state: str) -> list[ColumnElement[bool]]:
    lasting = or_(c.expires_on.is_(None), c.expires_on >= bindparam("today"))
    chosen: dict[str, list[ColumnElement[bool]]] = {
        "valid": [c.revoked_at.is_(None), lasting],
        "expiring": [c.revoked_at.is_(None), c.expires_on >= bindparam("today"), c.expires_on <= bindparam("soon")],
        "expired": [c.revoked_at.is_(None), c.expires_on < bindparam("today")],
        "revoked": [c.revoked_at.is_not(None)],
    }
    return chosen.get(state, [])


@cache
def _page(*, state: str, has_kind: bool, by: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(certificate), scope.owns(trainee), *_in_state(state)]
        chosen += [c.kind == bindparam("kind")] if has_kind else []
        like = {"name": c.holder_name, "number": c.number, "sound": t.name_sound}
        matched = [like[one].like(bindparam(one), escape="\\") for one in by.split("+") if one]
        chosen += [or_(*matched)] if matched else []
        rows = select(*_CERTIFICATE, *_PAPER, *_KEPT, func.count().over().label("total")).join(trainee, _SAME_TRAINEE)
        ordered = (c.expires_on, c.id) if state == "expiring" else (c.issued_on.desc(), c.id.desc())
        page = rows.join(course, course.c.id == c.course_id).where(*chosen).order_by(*ordered)
        return page.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_certificates(scope: Scope, chosen: CertificateFilter, *, today: date, page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 certificates, the latest issued first (of those that expire, the next first); each carries the total."""
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS} | ({"kind": chosen.kind.value} if chosen.kind else {})
    binds |= {"today": today} if chosen.state in {"valid", "expiring", "expired"} else {}
    binds |= {"soon": warn_until(today)} if chosen.state == "expiring" else {}
    by = ""
    if chosen.sought:
        literal = chosen.sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        sound = sought_sound(chosen.sought)
        by = "name+number+sound" if sound else "name+number"
        binds |= {"name": f"%{literal}%", "number": f"%{literal.upper()}%"} | ({"sound": f"%{sound}%"} if sound else {})
    statement = _page(state=chosen.state, has_kind=chosen.kind is not None, by=by)
    return db.session.execute(statement(scope), {**scope.binds, **binds}).all()


@prepared
def _states(scope: Scope) -> Select[*tuple[Any, ...]]:
    sums = [func.count().filter(*_in_state(state)).label(state) for state in ("valid", "expiring", "expired", "revoked")]
    return select(func.count().label("all"), *sums).where(scope.owns(certificate))


def count_by_state(scope: Scope, today: date) -> Row[Any]:
    """Return (all, valid, expiring, expired, revoked): how many certificates stand how; expiring ones are valid too."""
    return db.session.execute(_states(scope), {**scope.binds, "today": today, "soon": warn_until(today)}).one()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_CERTIFICATE, *_PAPER, *_KEPT).join(trainee, _SAME_TRAINEE).join(course, course.c.id == c.course_id)
    return rows.where(scope.owns(certificate), scope.owns(trainee), c.id == bindparam("which"))


def get_certificate(scope: Scope, certificate_id: UUID) -> Row[Any]:
    """Return one certificate of the station, as it was issued.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": certificate_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _of_trainee(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_CERTIFICATE, *_PAPER, *_KEPT).join(trainee, _SAME_TRAINEE).join(course, course.c.id == c.course_id)
    mine = (scope.owns(certificate), scope.owns(trainee), c.trainee_id.in_(bindparam("trainees", expanding=True)))
    return rows.where(*mine).order_by(c.issued_on.desc(), c.id.desc())


def list_of_trainees(scope: Scope, trainee_ids: Collection[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the certificates of these trainees, the latest first, revoked ones too (`revoked_at`)."""
    return db.session.execute(_of_trainee(scope), {**scope.binds, "trainees": list(trainee_ids)}).all()


def list_of_trainee(scope: Scope, trainee_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the certificates of one trainee, the latest first, revoked ones too (`revoked_at`)."""
    return list_of_trainees(scope, [trainee_id])


@prepared
def _double(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(c.id).where(scope.owns(certificate), c.issuer == bindparam("issuer"), c.number == bindparam("number"))


def find_number(scope: Scope, issuer: str, number: str) -> UUID | None:
    """Return the certificate of this number from this issuer."""
    return db.session.scalar(_double(scope), {**scope.binds, "issuer": issuer, "number": number})


@prepared
def _last(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.owns(certificate), c.number.like(bindparam("prefix"), escape="\\"))
    return select(c.number).where(*mine).order_by(func.length(c.number).desc(), c.number.desc()).limit(1)


def last_counted(scope: Scope, prefix: str) -> int:
    """Return the last number that the station counted with this prefix, 0 when there is none."""
    number = db.session.scalar(_last(scope), {**scope.binds, "prefix": f"{prefix}%"})
    tail = "" if number is None else number.removeprefix(prefix)
    return int(tail) if tail.isascii() and tail.isdigit() else 0


def completed_on(scope: Scope, trainee_id: UUID, course_id: int) -> date | None:
    """Return the day on which she first completed a class of this course, None when she did not."""
    return min((it.ended_on for it in list_completions(scope, trainee_id) if it.course_id == course_id), default=None)


@cache
def _entitled(*, by_exam: bool, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        held = (scope.owns(certificate), c.revoked_at.is_(None))
        chosen = [scope.owns(trainee), t.erased_at.is_(None), t.consent_withdrawn_at.is_(None)]
        named = or_(t.name.like(bindparam("name"), escape="\\"), t.name_sound.like(bindparam("sound"), escape="\\"))
        chosen += [named] if is_sought else []
        if by_exam:
            has_one = select(c.entry_id).where(*held, c.entry_id.is_not(None))
            rows = select(t.id, t.name, e.id.label("entry_id"), x.course_id, x.title, x.held_on.label("earned_on"))
            rows = rows.select_from(entry).join(trainee, and_(*_hers(e))).join(exam, _SAME_EXAM)
            mine = (scope.owns(entry), scope.owns(exam), e.result == "passed", e.id.not_in(has_one))
            return rows.where(*chosen, *mine).order_by(x.held_on.desc(), e.id).limit(MOST_ENTITLED)
        has_one = select(c.trainee_id, c.course_id).where(*held, c.kind == Kind.COURSE.value)
        rows = select(t.id, t.name, k.course_id, k.title, k.number, k.ended_on.label("earned_on")).select_from(enrolment)
        rows = rows.join(trainee, and_(*_hers(n))).join(training_class, _SAME_CLASS)
        mine = (scope.owns(enrolment), scope.owns(training_class), n.state == "completed", k.ended_on.is_not(None))
        without = tuple_(n.trainee_id, k.course_id).not_in(has_one)
        return rows.where(*chosen, *mine, without).order_by(k.ended_on.desc(), n.id).limit(MOST_ENTITLED)

    return statement


def list_entitled(scope: Scope, *, by_exam: bool, sought: str = "") -> Sequence[Row[*tuple[Any, ...]]]:
    """Return who earned a certificate she does not have, the latest first: (id, name, course_id, title, earned_on, …).

    Args:
        by_exam: by an exam (with `entry_id`), or by a completed class (with `number`).
        sought: a part of her name, its pinyin or initials.
    """
    literal = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    binds = {"name": f"%{literal}%", "sound": f"%{sought_sound(sought) or literal}%"} if sought else {}
    return db.session.execute(_entitled(by_exam=by_exam, is_sought=bool(sought))(scope), {**scope.binds, **binds}).all()


def shown_holder(row: Any) -> str:
    """Return the holder's name as a list may show it: masked once she withdrew, a pseudonym once she was erased."""
    if row.erased_at is not None:
        return row.trainee_name
    return row.holder_name if row.consent_withdrawn_at is None else mask_name(row.holder_name)


def standing_of(row: Any, today: date) -> Standing:
    """Return how a certificate stands today."""
    return standing(row.expires_on, is_revoked=row.revoked_at is not None, today=today)
