"""What those above read of a station, in its audit and on its pages, names no woman: refusals, reasons, explanations, notes."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import services as audit
from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.training.queries import certificates, classes, enrolments, exams, timetable
from portal.training.queries import findings as finding_rows
from portal.training.rules.attendance import Mark, Register, Way
from portal.training.rules.certificates import Draft, Kind
from portal.training.rules.classes import ClassState
from portal.training.services import attendance, completion, findings, funds, results, seats
from portal.training.services import certificates as issuing
from portal.training.services import classes as class_services
from portal.training.services import exams as exam_services
from tests import make, make_proof

HERS, PHONE = "林秀英", "13800001234"
Deed = Callable[[Scope], object]


def in_two_lessons() -> Deed:
    first, second, woman = make.running_class(), make.running_class(), make.trainee(name=HERS)
    lessons = [make.lesson(one, held_on=date(2026, 3, 13)) for one in (first, second)]
    make.enrolment(first, woman)
    make.attended(lessons[0], woman)
    with make.working_at(make.LIANXIANG) as scope:  # a seat that no page gives: she is elsewhere at that time
        her = timetable.lock_trainees(scope, [woman])[woman]
        seats.write_seats(scope, classes.lock_class(scope, second), [(her, None, seats.EnrolmentState.ENROLLED)], None)
    return lambda scope: attendance.take_attendance(scope, lessons[1], Register([Mark(woman, Way.KEYED)]), version=1)


def certified_twice() -> Deed:
    woman = make.trainee(name=HERS)
    certificate_id = make.certificate(woman)
    with make.working_at(make.LIANXIANG) as scope:
        row = certificates.get_certificate(scope, certificate_id)
    draft = Draft(woman, row.course_id, Kind(row.kind), row.issuer, row.issued_on, row.expires_on, "", row.entry_id)
    return lambda scope: issuing.issue(scope, draft)


def entered_twice() -> Deed:
    woman, exam_id = make.trainee(name=HERS), make.exam()
    make.exam_entry(woman, exam_id)
    return lambda scope: exam_services.sign_up(scope, exam_id, [woman])


def failed_with_a_certificate() -> Deed:
    exam_id = make.exam()
    make.certificate(make.trainee(name=HERS), exam_id=exam_id)
    with make.working_at(make.LIANXIANG) as scope:
        held, [row] = exams.get_exam(scope, exam_id), exams.list_entries(scope, exam_id)
    sheet = results.Sheet(row.id, dict.fromkeys(held.items, 10))
    return lambda scope: results.note_results(scope, exam_id, [sheet], version=held.version)


@pytest.mark.parametrize("prepare", [in_two_lessons, certified_twice, entered_twice, failed_with_a_certificate])
def test_a_refusal_names_her_to_the_clerk_and_not_in_the_audit(session: Session, prepare: Callable[[], Deed]) -> None:
    deed = prepare()
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict, match=HERS) as refused:
        deed(scope)
    with make.working_at(make.LIANXIANG) as scope:
        audit.note_refusal(scope, refused.value)
    with make.working_at(make.JINAN, "jinan") as scope:
        lines = db.session.scalars(select(AuditLine.note).where(scope.owns(AuditLine), AuditLine.result == "refused"), scope.binds).all()
    assert ["××" in line for line in lines] == [True]
    assert not any(word in line for line in lines for word in (HERS, "350111100013-2026"))


@pytest.mark.parametrize("words", [f"{HERS}退出了", f"请问 {PHONE}"])
def test_why_a_class_is_cancelled_or_reopened_names_nobody(session: Session, words: str) -> None:
    seat_id, class_id = make.completed(make.trainee(name=HERS)), make.training_class()
    make.enrolment(class_id, make.trainee(n=2, name=HERS))
    with make.working_at(make.LIANXIANG) as scope:
        ended = classes.get_class(scope, enrolments.get_enrolment(scope, seat_id).class_id)
        with pytest.raises(RuleBroken, match="操作记录里不留个人信息"):
            class_services.change_state(scope, class_id, ClassState.CANCELLED, reason=words, version=1)
        with pytest.raises(RuleBroken, match="操作记录里不留个人信息"):
            completion.reopen_class(scope, ended.id, reason=words, version=ended.version)


@pytest.mark.parametrize("words", [f"{HERS}代签", f"已电话核实 {PHONE}"])
def test_what_the_county_reads_of_a_finding_names_nobody(session: Session, words: str) -> None:
    finding_id, woman = make_proof.finding(explained_by="lianxiang"), make.trainee(name=HERS)
    with make.working_at(make.LIANXIANG) as scope:
        [lesson_id] = finding_rows.get_finding(scope, finding_id).rows["lesson"]
        class_id = classes.get_lesson(scope, UUID(lesson_id)).class_id
    make.enrolment(class_id, woman)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="个人信息") as refused:
        findings.explain(scope, finding_id, explanation=words, version=2)
    assert refused.value.field == "explanation"
    with make.working_at(make.LIANXIANG, "lianxiang_helper") as scope, pytest.raises(RuleBroken, match="个人信息") as refused:
        findings.close(scope, finding_id, verdict=words, version=2)
    assert refused.value.field == "verdict"


@pytest.mark.parametrize("changes", [{"title": f"收纳班 {PHONE}"}, {"note": f"联系电话 {PHONE}"}])
def test_what_is_planned_of_a_class_holds_no_telephone(session: Session, changes: dict[str, str]) -> None:
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="不要写电话") as refused:
        class_services.open_class(scope, make.class_plan(**changes))
    assert [refused.value.field] == [*changes]


def test_nor_does_the_topic_of_a_lesson_or_why_a_payment_is_voided(session: Session) -> None:
    class_id = make.running_class()
    with pytest.raises(RuleBroken, match="不要写电话"):
        make.lesson(class_id, topic=f"实操，{PHONE}")
    cost_id = make_proof.cost(class_id, make_proof.fund())
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="不要写电话"):
        funds.void_cost(scope, cost_id, reason=f"付给 {PHONE}")
