"""Who takes her consent back keeps her seat, and nothing more is done with it: not examined, certified, placed, or moved up."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.people.services import withdraw_consent
from portal.tallies import services as tallies
from portal.training.queries import classes, completion, enrolments
from portal.training.queries import exams as exam_rows
from portal.training.records import TRAINEES
from portal.training.rules.attendance import Mark, Register, Way
from portal.training.rules.certificates import Draft, Kind
from portal.training.rules.completion import WITHDRAWN, Verdict
from portal.training.rules.enrolments import FreeWay
from portal.training.services import attendance, certificates, exams, results
from portal.training.services import completion as endings
from portal.training.services import enrolments as seats
from tests import make, make_work
from tests.browse import Browser

DAY = date(2026, 3, 13)


def withdraw(trainee_id: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        withdraw_consent(scope, TRAINEES.get(scope, trainee_id), channel="phone", note="")


def rows(class_id: UUID) -> dict[UUID, tuple[str, str]]:
    with make.working_at(make.LIANXIANG) as scope:
        return {row.trainee_id: (row.state, row.reason) for row in enrolments.list_enrolments(scope, class_id)}


def test_her_seat_stays_and_the_list_of_the_class_says_so(browse: Browser) -> None:
    with browse.app.app_context():
        woman, class_id = make.trainee(name="李小梅"), make.running_class()
        make.enrolment(class_id, woman)
        withdraw(woman)
        assert rows(class_id)[woman] == ("enrolled", "")
    page = browse.sign_in("lianxiang").get(f"/t/{make.LIANXIANG}/classes/{class_id}").text
    assert "已撤回同意" in page
    assert "李小梅" not in page


def test_who_waits_is_not_moved_up(session: Session) -> None:
    first, second, third = (make.trainee(n=n, phone=f"1380000000{n}") for n in (1, 2, 3))
    class_id = make.running_class(capacity=1)
    seat = make.enrolment(class_id, first)
    make.enrolment(class_id, second)
    make.enrolment(class_id, third)
    withdraw(second)
    with make.working_at(make.LIANXIANG) as scope:
        seats.leave(scope, seat, reason="搬家", version=1)
    assert [rows(class_id)[it][0] for it in (first, second, third)] == ["left", "waiting", "enrolled"]


def test_she_does_not_complete_the_class_whatever_is_said_of_her(session: Session) -> None:
    first, second = (make.trainee(n=n, phone=f"1380000000{n}") for n in (1, 2))
    class_id = make.running_class()
    seat, _ = make.enrolment(class_id, first), make.enrolment(class_id, second)
    lesson_id = make.lesson(class_id, held_on=DAY)
    make.attended(lesson_id, first, second)
    withdraw(first)
    with pytest.raises(Conflict, match="已撤回同意"), make.working_at(make.LIANXIANG) as scope:
        mark = Register([Mark(first, Way.ABSENT)])
        attendance.take_attendance(scope, lesson_id, mark, version=classes.get_lesson(scope, lesson_id).version)
    with make.working_at(make.LIANXIANG) as scope:
        seen = classes.get_class(scope, class_id).version
        assert endings.end_class(scope, class_id, [Verdict(seat, is_completed=True)], ended_on=DAY, version=seen) == 1
    assert rows(class_id)[first] == ("failed", WITHDRAWN)
    with make.working_at(make.LIANXIANG) as scope:
        assert completion.list_completions(scope, first) == []
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert tallies.differences(scope) == tallies.person_differences(scope) == []


def sign_up(woman: UUID, exam_id: UUID, _: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        exams.sign_up(scope, exam_id, [woman])


def note_result(_: UUID, __: UUID, entry_id: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        held = exam_rows.get_entry(scope, entry_id).exam_id
        results.note_results(scope, held, [results.Sheet(entry_id, {"理论": 60, "实操": 60})], version=2)


def certify_course(woman: UUID, _: UUID, __: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        certificates.issue(scope, Draft(woman, make_work.course_id(), Kind.COURSE, "连翔社区家政驿站", DAY, None))


def certify_exam(woman: UUID, _: UUID, entry_id: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        draft = Draft(woman, make_work.course_id(), Kind.SPECIAL, "福州市家政服务行业协会", DAY, None, entry_id=entry_id)
        certificates.issue(scope, draft)


def enrol(woman: UUID, _: UUID, __: UUID) -> None:
    class_id = make.training_class(course="nutrition")
    make.enrolment(class_id, woman)


def place(woman: UUID, _: UUID, __: UUID) -> None:
    make_work.placement(woman)


def ask(woman: UUID, _: UUID, __: UUID) -> None:
    make_work.gate_request(woman)


@pytest.mark.parametrize("step", [sign_up, note_result, certify_course, certify_exam, enrol, place, ask])
def test_no_step_further_is_done_with_her(session: Session, step: Callable[[UUID, UUID, UUID], None]) -> None:
    woman = make_work.ready()
    make.completed(woman)
    entry_id, later = make.exam_entry(woman), make.exam(held_on=date(2026, 3, 14))
    withdraw(woman)
    with pytest.raises(Conflict, match="已撤回同意"):
        step(woman, later, entry_id)


def test_of_who_withdrew_nothing_is_confirmed_any_more(session: Session) -> None:
    woman, class_id = make.trainee(), make.running_class()
    seat = make.enrolment(class_id, woman)
    withdraw(woman)
    with make.working_at(make.LIANXIANG) as scope:
        assert seats.confirm_free(scope, class_id, [seat], on=DAY, way=FreeWay.PHONE) == 0
