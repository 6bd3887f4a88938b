"""The end of a class: who completes it, what counts because of it, once, and how all of it is taken back."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.placement.services import placements
from portal.tallies import services as tallies
from portal.tallies.queries import list_values
from portal.tenants.queries.codes import find_open_code
from portal.training.models import Demand, Enrolment
from portal.training.queries import attendance as attendees
from portal.training.queries import classes, completion
from portal.training.queries import enrolments as enrolment_rows
from portal.training.rules.attendance import Mark, Register, Way
from portal.training.rules.certificates import Draft, Kind
from portal.training.rules.classes import ClassKind
from portal.training.rules.completion import Verdict
from portal.training.rules.enrolments import Cause, Refresher
from portal.training.services import attendance, certificates, results, wishes
from portal.training.services import completion as services
from portal.training.services import enrolments as enrolment_services
from portal.training.services.reliance import refuse_relied_on
from tests import make, make_work

ENDED = date(2026, 3, 13)


class Group:
    """A running class of ten hours in five lessons; the first woman came to all, the second to four, the third to three."""

    def __init__(self, *, capacity: int = 20, refreshers: bool = False, **changes: Any) -> None:
        self.class_id = make.running_class(capacity=capacity, **changes)
        self.women = [make.trainee(n=n, name=f"李{'梅兰竹'[n - 1]}", phone=f"1380000000{n}") for n in (1, 2, 3)]
        cause = Refresher(Cause.COMPLAINT, note="收纳没有分区") if refreshers else None
        self.seats = [make.enrolment(self.class_id, one, refresher=cause) for one in self.women]
        self.lessons = [make.lesson(self.class_id, held_on=date(2026, 3, 9 + n)) for n in range(5)]
        for n, lesson_id in enumerate(self.lessons):
            make.attended(lesson_id, *(one for one, most in zip(self.women, (5, 4, 3), strict=True) if n < most))

    def version(self) -> int:
        with make.working_at(make.LIANXIANG) as scope:
            return classes.get_class(scope, self.class_id).version

    def end(self, *verdicts: Verdict, on: date = ENDED, version: int | None = None) -> int:
        seen = self.version() if version is None else version
        with make.working_at(make.LIANXIANG) as scope:
            return services.end_class(scope, self.class_id, verdicts, ended_on=on, version=seen)

    def reopen(self) -> None:
        seen = self.version()
        with make.working_at(make.LIANXIANG) as scope:
            services.reopen_class(scope, self.class_id, reason="漏记一节课", version=seen)

    def rows(self) -> list[tuple[str, str, int | None, int | None]]:
        e = Enrolment
        columns = select(e.state, e.reason, e.attended_min, e.taught_min).where(e.class_id == self.class_id)
        with make.working_at(make.LIANXIANG) as scope:
            rows = db.session.execute(columns.where(scope.changes(e)).order_by(e.enrolled_at, e.id), scope.binds)
            return [tuple(row) for row in rows]


def figures(month: str = "2026-03") -> dict[str, int]:
    with make.working_at(make.LIANXIANG) as scope:
        rows = list_values(scope, first=month, last=month)
        return {row.indicator: row.value for row in rows if row.indicator in {"classes", "trained", "refreshed"} and row.value}


def differences() -> list[object]:
    with make.working_at(make.CITY, "fuzhou") as scope:
        return list(tallies.differences(scope))


def demands() -> list[str]:
    with make.working_at(make.LIANXIANG) as scope:
        return list(db.session.scalars(select(Demand.state).where(scope.owns(Demand)).order_by(Demand.asked_on, Demand.id), scope.binds))


def test_who_attended_enough_completes_the_class_and_nobody_else(session: Session) -> None:
    group = Group()
    assert group.end() == 2
    assert group.rows() == [
        ("completed", "", 600, 600),
        ("completed", "", 480, 600),
        ("failed", "到课 60%，不足 80%", 360, 600),
    ]
    assert figures() == {"classes": 1, "trained": 2}
    assert differences() == []
    with make.working_at(make.LIANXIANG) as scope:
        ended = classes.get_class(scope, group.class_id)
        assert (ended.state, ended.ended_on, find_open_code(scope, "class", group.class_id)) == ("ended", ENDED, None)


def test_nobody_below_the_share_can_be_completed(session: Session) -> None:
    group = Group()
    with pytest.raises(RuleBroken, match="到课 60%，不足 80%，不能结业"):
        group.end(Verdict(group.seats[2], is_completed=True))
    assert figures() == {}


def test_who_attended_enough_may_fail_with_a_reason(session: Session) -> None:
    group = Group()
    assert group.end(Verdict(group.seats[0], is_completed=False, reason="没有参加考核")) == 1
    assert group.rows()[0][:2] == ("failed", "没有参加考核")


def test_a_refresher_never_counts_as_a_first_training(session: Session) -> None:
    group = Group(kind=ClassKind.REFRESHER, refreshers=True)
    group.end()
    assert figures() == {"classes": 1, "refreshed": 2}


def test_a_refresher_among_first_trainings_is_counted_apart(session: Session) -> None:
    woman = make.trainee(n=5)
    make.completed(woman, ended_on=date(2026, 3, 2))
    make.completed(woman, ended_on=date(2026, 3, 6), refresher=Refresher(Cause.COMPLAINT, note="收纳没有分区"))
    assert figures() == {"classes": 2, "trained": 1, "refreshed": 1}


def test_a_class_ends_once(session: Session) -> None:
    group = Group()
    seen = group.version()
    group.end()
    with pytest.raises(Conflict, match="已结班，不能结班"):
        group.end(version=seen)
    assert figures() == {"classes": 1, "trained": 2}


def test_whoever_saw_another_version_ends_nothing(session: Session) -> None:
    group = Group()
    with pytest.raises(Conflict, match="刚才被别人修改过"):
        group.end(version=1)


def test_a_lesson_not_taken_in_full_keeps_the_class_open_and_is_named(session: Session) -> None:
    group = Group()
    late = make.lesson(group.class_id, held_on=ENDED, start_min=840, end_min=900)
    with pytest.raises(Conflict, match="3月13日 14:00 的课还没有记完考勤"):
        group.end()
    with make.working_at(make.LIANXIANG) as scope:
        seen = classes.get_lesson(scope, late).version
        attendance.take_attendance(scope, late, Register([Mark(group.women[0], Way.KEYED)]), version=seen)
    with pytest.raises(Conflict, match="还没有记完考勤"):
        group.end()


def test_a_class_without_lessons_or_without_women_cannot_end(session: Session) -> None:
    class_id = make.running_class()
    end(class_id, "一节课都没有上")
    make.attended(make.lesson(class_id, held_on=ENDED))
    end(class_id, "班里没有学员")


def end(class_id: UUID, why: str) -> None:
    with pytest.raises((Conflict, RuleBroken), match=why), make.working_at(make.LIANXIANG) as scope:
        services.end_class(scope, class_id, ended_on=ENDED, version=classes.get_class(scope, class_id).version)


def test_a_closed_month_takes_no_end_and_gives_none_back(session: Session) -> None:
    group = Group()
    group.end()
    class_id = make.running_class()
    make.enrolment(class_id, group.women[0], refresher=Refresher(Cause.COMPLAINT, note="收纳没有分区"))
    make.attended(make.lesson(class_id, held_on=ENDED, start_min=800, end_min=860), group.women[0])
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    end(class_id, "关账")
    with pytest.raises(Conflict, match="关账"):
        group.reopen()
    assert figures() == {"classes": 1, "trained": 2}


def test_a_verdict_on_a_stranger_is_not_found(session: Session) -> None:
    group = Group()
    for stranger in (uuid4(), make.enrolment(make.training_class(make.JUNMEN), make.trainee(make.JUNMEN, n=8), make.JUNMEN)):
        with pytest.raises(NotFound):
            group.end(Verdict(stranger, is_completed=True))


def test_the_waiting_list_is_closed_and_opens_with_the_class(session: Session) -> None:
    group = Group(capacity=3)
    make.enrolment(group.class_id, make.trainee(n=4))
    group.end()
    assert group.rows()[3][:2] == ("left", "班已结束，候补没有轮到")
    group.reopen()
    assert [row[0] for row in group.rows()] == ["enrolled", "enrolled", "enrolled", "waiting"]


def test_who_left_stays_away_and_counts_nowhere(session: Session) -> None:
    group = Group()
    with make.working_at(make.LIANXIANG) as scope:
        seen = {one.enrolment_id: one.version for one in attendees.list_roll(scope, group.class_id)}[group.seats[0]]
        enrolment_services.leave(scope, group.seats[0], reason="搬家", version=seen)
    assert group.end() == 1
    group.reopen()
    assert [row[0] for row in group.rows()] == ["left", "enrolled", "enrolled"]


def test_reopening_takes_everything_back_and_the_class_may_end_again(session: Session) -> None:
    group = Group()
    group.end()
    group.reopen()
    assert group.rows() == [("enrolled", "", None, None)] * 3
    assert (figures(), differences()) == ({}, [])
    with make.working_at(make.LIANXIANG) as scope:
        assert find_open_code(scope, "class", group.class_id) is not None
    assert group.end(on=date(2026, 3, 16)) == 2
    assert (figures(), differences()) == ({"classes": 1, "trained": 2}, [])


def test_preparation_counts_from_its_last_day_for_two_years(session: Session) -> None:
    woman, other, first = make.trainee(n=1), make.trainee(n=2), date(2024, 3, 4)
    make.completed(woman, kind="pre_job", ended_on=first)
    make.completed(other, kind="level", ended_on=ENDED)
    days = {date(2024, 3, 3): False, first: True, date(2026, 3, 4): True, date(2026, 3, 5): False}
    with make.working_at(make.LIANXIANG) as scope:
        assert {day: completion.has_pre_job(scope, woman, day) for day in days} == days
        assert not completion.has_pre_job(scope, other, ENDED)
        assert [(it.title, it.is_completed) for it in completion.list_completions(scope, other)] == [("整理收纳第 2 期", True)]


def test_what_she_asked_for_is_met_by_her_completion_and_waits_again_without_it(session: Session) -> None:
    woman, wish_id, class_id = make.trainee(), make.wish(), make.running_class()
    with make.working_at(make.LIANXIANG) as scope:
        wishes.mark_admitted(scope, wish_id, woman)
    make.enrolment(class_id, woman)
    make.attended(make.lesson(class_id, held_on=ENDED), woman)
    with make.working_at(make.LIANXIANG) as scope:
        services.end_class(scope, class_id, ended_on=ENDED, version=2)
    assert demands() == ["met"]
    with make.working_at(make.LIANXIANG) as scope:
        services.reopen_class(scope, class_id, reason="漏记一节课", version=3)
    assert demands() == ["placed"]


def test_completions_are_seen_by_their_station_alone(session: Session) -> None:
    woman: UUID = make.trainee(make.JUNMEN)
    make.completed(woman, code=make.JUNMEN, kind="pre_job")
    with make.working_at(make.LIANXIANG) as scope:
        assert completion.list_completions(scope, woman) == []
        assert not completion.has_pre_job(scope, woman, ENDED)


def refuses_to_reopen(class_id: UUID, why: str) -> None:
    with pytest.raises(Conflict, match=why) as refused, make.working_at(make.LIANXIANG) as scope:
        services.reopen_class(scope, class_id, reason="漏记一节课", version=classes.get_class(scope, class_id).version)
    assert refused.value.advice


def class_of(enrolment_id: UUID) -> UUID:
    with make.working_at(make.LIANXIANG) as scope:
        return enrolment_rows.get_enrolment(scope, enrolment_id).class_id


def course_certificate(woman: UUID, issued_on: date = ENDED) -> UUID:
    with make.working_at(make.LIANXIANG) as scope:
        draft = Draft(woman, make_work.course_id(), Kind.COURSE, "连翔社区家政驿站", issued_on, None)
        return certificates.issue(scope, draft)


def revoke(certificate_id: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        certificates.revoke(scope, certificate_id, reason="姓名写错", version=1)


def test_a_class_is_not_reopened_under_a_certificate_of_its_completion(session: Session) -> None:
    woman = make.trainee()
    class_id = class_of(make.completed(woman))
    made = course_certificate(woman)
    refuses_to_reopen(class_id, "证书 .* 是凭这个班发的，不能撤销结班")
    revoke(made)
    reopen(class_id)
    assert (figures(), differences()) == ({}, [])


def test_a_certificate_earned_before_does_not_rest_on_a_refresher(session: Session) -> None:
    woman = make.trainee()
    make.completed(woman, ended_on=date(2026, 3, 9))
    again = class_of(make.completed(woman, refresher=Refresher(Cause.COMPLAINT, note="收纳没有分区")))
    course_certificate(woman)
    reopen(again)
    assert figures() == {"classes": 1, "trained": 1}


def test_a_class_is_not_reopened_under_its_exam(session: Session) -> None:
    woman = make.trainee()
    class_id = class_of(make.completed(woman, ended_on=date(2026, 3, 9)))
    exam_id = make.exam(class_id=class_id)
    entry_id = make.exam_entry(woman, exam_id, marks=None)
    with make.working_at(make.LIANXIANG) as scope:  # who only signed up is no hindrance
        refuse_relied_on(scope, classes.lock_class(scope, class_id), action="class.reopen")
    with make.working_at(make.LIANXIANG) as scope:
        results.note_results(scope, exam_id, [results.Sheet(entry_id, {"理论": 80, "实操": 85})], version=1)
    refuses_to_reopen(class_id, "考试“整理收纳专项考核”（2026-03-10）已登记成绩，不能撤销结班")
    with make.working_at(make.LIANXIANG) as scope:
        made = certificates.issue(scope, Draft(woman, make_work.course_id(), Kind.SPECIAL, "协会", ENDED, None, entry_id=entry_id))
    refuses_to_reopen(class_id, "证书 .* 是凭这个班发的")
    revoke(made)
    refuses_to_reopen(class_id, "已登记成绩")


def test_a_class_is_not_reopened_under_who_began_to_work_with_it(session: Session) -> None:
    woman = make.trainee()
    class_id = class_of(make.completed(woman, course="pre_job", kind="pre_job"))
    make_work.health_check(woman)
    placed = make_work.placement(woman)
    refuses_to_reopen(class_id, r"有 1 名学员凭这个班的岗前培训上了岗（最早 2026-03-16）")
    with make.working_at(make.LIANXIANG) as scope:
        placements.void_placement(scope, placed, reason="登记错了", version=1)
    reopen(class_id)
    assert (figures(), differences()) == ({}, [])


def test_who_was_prepared_twice_needs_one_of_both(session: Session) -> None:
    woman = make_work.ready()
    class_id = class_of(make.completed(woman, kind="pre_job"))
    make_work.placement(woman)
    reopen(class_id)


def reopen(class_id: UUID) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        services.reopen_class(scope, class_id, reason="漏记一节课", version=classes.get_class(scope, class_id).version)
