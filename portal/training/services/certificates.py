"""Every write of certificates: issued and frozen, revoked with a reason, never changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.tallies import services as tallies
from portal.tallies.queries import find_book
from portal.tallies.rules import CERTIFIED
from portal.tallies.services import Reached
from portal.tenants.queries import get_here
from portal.tenants.services.codes import make_code
from portal.training.models import Certificate
from portal.training.queries import certificates as queries
from portal.training.queries import exams as exam_rows
from portal.training.queries.courses import CourseRow, get_course
from portal.training.rules.certificates import (
    Draft,
    Kind,
    Taught,
    check_dates,
    counted_number,
    exam_kind,
    kinds_of,
    number_prefix,
    parse_number,
    written_of,
)
from portal.training.rules.exams import Result

ISSUE, REVOKE = "certificate.issue", "certificate.revoke"
certificate = cast(Table, Certificate.__table__)
_NEW = insert(certificate)


def issue(scope: Scope, draft: Draft) -> UUID:
    """Issue one certificate and return its id; it counts on the day it was issued.

    Raises:
        NotFound: the trainee or the entry is not this station's.
        RuleBroken: a kind, day or number that cannot be, or she has not earned it.
        Conflict: she withdrew her consent, has it already (`subject_id` is that one), or the month is closed.
    """
    course = get_course(draft.course_id)
    if draft.entry_id:  # the exam is held first, as whoever notes its results does
        exam_rows.get_exam(scope, exam_rows.get_entry(scope, draft.entry_id).exam_id, locked=True)
    person = exam_rows.lock_trainees(scope, [draft.trainee_id]).get(draft.trainee_id)
    if person is None:
        raise NotFound
    require_hers(person.consent_withdrawn_at, person.erased_at, action=ISSUE, subject_id=person.id)
    if draft.kind not in kinds_of(taught(course)):
        raise RuleBroken("kind", f"“{course.name}”不发{draft.kind.label}")
    check_dates(draft.issued_on, draft.expires_on, earned_on=_earned_on(scope, draft), today=clock.today())
    _require_first(scope, draft)
    certificate_id = uuid7()
    number = _number(scope, draft)
    code = make_code(scope, "certificate", certificate_id)
    said = {"kind": draft.kind.value, "holder_name": person.name, "number": number, "issuer": draft.issuer, "check_code": code}
    made = {"issued_by": scope.account_id, "issued_at": clock.now(), "version": 1}
    whose = {"id": certificate_id, "trainee_id": draft.trainee_id, "entry_id": draft.entry_id, "course_id": course.id}
    days = {"issued_on": draft.issued_on, "expires_on": draft.expires_on, "revoked_at": None, "revoked_by": None, "revoke_reason": ""}
    db.session.execute(_NEW, {**scope.stamp(certificate), **whose, **said, **written_of(taught(course), draft.kind), **days, **made})
    reached = Reached(CERTIFIED, certificate_id, draft.issued_on, person_id=person.person_id, course_id=course.id)
    tallies.reach(scope, [reached], action=ISSUE)
    audit.note(scope, ISSUE, certificate_id)
    return certificate_id


def issue_all(
    scope: Scope, exam_id: UUID, *, issuer: str, issued_on: date, expires_on: date | None, numbers: Mapping[UUID, str]
) -> list[UUID]:
    """Issue to all who passed an exam and have no certificate from it, all or none; who withdrew her consent is left out.

    Args:
        numbers: {entry id: the number its issuer gave}; one that is missing or empty is counted by the station.

    Raises:
        RuleBroken: nobody is left, or a number or day that cannot be; the field of a number is `number-<entry id>`.
        Conflict: the month is closed.
    """
    held = exam_rows.get_exam(scope, exam_id, locked=True)
    kind = exam_kind(taught(get_course(held.course_id)))
    if kind is None:
        raise RuleBroken("", "这门课程不发考试证书，学完的学员可发结业证书")
    drafts = [
        Draft(row.trainee_id, held.course_id, kind, issuer, issued_on, expires_on, "", row.id) for row in list_entitled(scope, exam_id)
    ]
    if not drafts:
        raise RuleBroken("", "这次考试没有等着领证的合格考生")
    issued: list[UUID] = []
    for draft in drafts:
        entry_id = cast(UUID, draft.entry_id)
        try:
            issued.append(issue(scope, replace(draft, number=numbers.get(entry_id, ""))))
        except RuleBroken as broken:
            raise RuleBroken(f"number-{entry_id}" if broken.field == "number" else broken.field, broken.message) from broken
    return issued


def list_entitled(scope: Scope, exam_id: UUID) -> list[Any]:
    """Return the entries that passed, have no certificate, and whose trainees may still be dealt with."""
    rows = exam_rows.list_entries(scope, exam_id)
    passed = [row for row in rows if row.result == Result.PASSED and row.certificate_id is None]
    return [row for row in passed if row.consent_withdrawn_at is None and row.erased_at is None]


def revoke(scope: Scope, certificate_id: UUID, *, reason: str, version: int) -> None:
    """Revoke a certificate; its number stays taken, and whoever checks its code is told.

    It counts no more, unless its month is closed: what was printed of that month stays, and the certificate is revoked all the same,
    since a fraud may be found late.

    Raises:
        NotFound: it is not this station's.
        Conflict: it was revoked before.
    """
    row = queries.get_certificate(scope, certificate_id)
    if row.revoked_at is not None or row.version != version:
        raise Conflict("这本证书已经注销过了。", action=REVOKE, subject_id=certificate_id)
    book = find_book(scope, clock.month_of(row.issued_on), locked=True)
    is_closed = book is not None and book.closed_at is not None
    if not is_closed:
        tallies.take_back(scope, [certificate_id], action=REVOKE)
    own = (scope.changes(certificate), certificate.c.id == bindparam("which"), certificate.c.revoked_at.is_(None))
    told = {"revoked_at": clock.now(), "revoked_by": scope.account_id, "revoke_reason": reason, "version": version + 1}
    changed = db.session.execute(update(certificate).where(*own).values(told), {**scope.binds, "which": certificate_id})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("这本证书已经注销过了。", action=REVOKE, subject_id=certificate_id)
    audit.note(scope, REVOKE, certificate_id, note="发证月份已关账，数字不变" if is_closed else "")


def counts_for_good(scope: Scope, row: Any) -> bool:
    """Say whether a certificate goes on counting in its month, though it be revoked: the month was closed before."""
    book = find_book(scope, clock.month_of(row.issued_on))
    if book is None or book.closed_at is None:
        return False
    return row.revoked_at is None or row.revoked_at >= book.closed_at


def taught(course: CourseRow) -> Taught:
    """Return what a certificate takes from its course."""
    return Taught(course.step, course.occupation, course.occupation_code, course.track, course.level)


def _earned_on(scope: Scope, draft: Draft) -> date:
    """Return the day she earned it.

    Raises:
        RuleBroken: she did not.
    """
    if draft.kind is Kind.COURSE:
        ended_on = queries.completed_on(scope, draft.trainee_id, draft.course_id)
        if ended_on is None:
            raise RuleBroken("kind", "她还没有在这门课程的培训班结业，不能发结业证书")
        return ended_on
    row = exam_rows.get_entry(scope, draft.entry_id) if draft.entry_id else None
    if row is None or row.trainee_id != draft.trainee_id or row.course_id != draft.course_id or row.result != Result.PASSED:
        raise RuleBroken("kind", f"她还没有通过这门课程的考试，不能发{draft.kind.label}")
    return row.held_on


def _require_first(scope: Scope, draft: Draft) -> None:
    for row in queries.list_of_trainee(scope, draft.trainee_id):
        is_same = row.kind == draft.kind and row.course_id == draft.course_id and row.entry_id == draft.entry_id
        if row.revoked_at is None and is_same:
            message = f"{row.holder_name} 已经领过这本证书（{row.number}），没有重复发证。"
            raise Conflict(message, action=ISSUE, subject_id=row.id, advice="补打请打开证书的页面。", hers=[row.holder_name, row.number])


def _number(scope: Scope, draft: Draft) -> str:
    if not draft.number:
        code, year = get_here(scope).code, draft.issued_on.year
        return counted_number(code, year, queries.last_counted(scope, number_prefix(code, year)))
    try:
        number = parse_number(draft.number)
    except ValueError as bad:
        raise RuleBroken("number", str(bad)) from bad
    if queries.find_number(scope, draft.issuer, number):
        raise RuleBroken("number", f"{draft.issuer}的编号 {number} 已经用过，请检查")
    return number


register_words({ISSUE: "发放证书", REVOKE: "注销证书"}, group="考试证书")
