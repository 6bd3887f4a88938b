"""Classes, timetable and enrolment: what is kept, and what is refused."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.tenants.queries.codes import find_open_code
from portal.training.queries import classes as queries
from portal.training.queries import enrolments as rows
from portal.training.rules.classes import ClassKind, ClassState
from portal.training.rules.enrolments import Cause, EnrolmentState, Refresher
from portal.training.rules.timetable import LessonPlan
from portal.training.services import classes, enrolments, registers, seats
from portal.training.services import timetable as lessons
from tests import make

pytestmark = pytest.mark.usefixtures("session")


def states(class_id: UUID) -> list[str]:
    with make.working_at(make.LIANXIANG) as scope:
        return [row.state for row in rows.list_enrolments(scope, class_id)]


def enrol(class_id: UUID, *trainees: UUID, refresher: Refresher | None = None) -> list[EnrolmentState]:
    with make.working_at(make.LIANXIANG) as scope:
        return [seat.state for seat in enrolments.enrol(scope, class_id, trainees, refresher)]


def test_classes_are_numbered_by_their_station_and_get_a_code() -> None:
    first, second = make.training_class(), make.training_class(course="maternity_5")
    make.training_class(make.NEIGHBOUR)
    with make.working_at(make.LIANXIANG) as scope:
        shown = [queries.get_class(scope, it) for it in (first, second)]
        assert [it.number for it in shown] == [1, 2]
        assert [it.title for it in shown] == ["整理收纳第 1 期", "母婴护理员（月嫂）初级第 2 期"]
        assert [it.kind for it in shown] == [ClassKind.PRE_JOB, ClassKind.LEVEL]
        assert find_open_code(scope, "class", first)


def test_a_cancelled_class_gives_everything_up() -> None:
    class_id = make.training_class()
    make.lesson(class_id)
    make.enrolment(class_id, make.trainee())
    with make.working_at(make.LIANXIANG) as scope:
        with pytest.raises(RuleBroken):
            classes.change_state(scope, class_id, ClassState.CANCELLED, version=1)
        classes.change_state(scope, class_id, ClassState.CANCELLED, reason="老师生病", version=1)
        assert queries.list_lessons(scope, class_id) == []
        assert find_open_code(scope, "class", class_id) is None
    assert states(class_id) == ["left"]
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict):
        classes.change_state(scope, class_id, ClassState.RUNNING, version=2)


def test_a_class_is_no_larger_than_its_room() -> None:
    room_id = make.room(capacity=10)
    with pytest.raises(RuleBroken, match="最多容纳 10 人"):
        make.training_class(room_id=room_id, capacity=11)
    make.training_class(room_id=room_id, capacity=10)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="名额 10 人"):
        registers.amend_room(scope, room_id, registers.RoomFacts("一楼教室", 9), version=1)


def test_another_stations_room_cannot_be_booked() -> None:
    foreign = make.room(make.NEIGHBOUR)
    with pytest.raises(RuleBroken, match="请从列表中选择"):
        make.training_class(room_id=foreign)
    with pytest.raises(RuleBroken, match="请从列表中选择"):
        make.lesson(make.training_class(), room_id=foreign)


@pytest.mark.parametrize(
    ("shared", "words"),
    [("room_id", "3月16日（周一）教室“一楼教室”已排“整理收纳第 1 期” 09:00–11:00"), ("teacher_id", "老师“周老师”已有“整理收纳第 1 期”")],
)
def test_a_room_and_a_teacher_are_at_one_place_at_a_time(shared: str, words: str) -> None:
    places: dict[str, Any] = {shared: make.room() if shared == "room_id" else make.teacher()}
    first, second = make.training_class(), make.training_class()
    make.lesson(first, **places)
    with pytest.raises(RuleBroken, match=words):
        make.lesson(second, **places, start_min=600, end_min=720)
    make.lesson(second, **places, start_min=660, end_min=720)


def test_a_trainee_is_at_one_place_at_a_time() -> None:
    her, first, second = make.trainee(), make.training_class(), make.training_class(course="nutrition")
    make.lesson(first)
    later = make.lesson(second, start_min=660, end_min=720)
    make.enrolment(first, her)
    make.enrolment(second, her)
    with pytest.raises(RuleBroken, match="学员“李梅”要上“整理收纳第 1 期” 09:00–11:00"):
        make.lesson(second, start_min=600, end_min=630)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(RuleBroken, match="李梅"):
        lessons.amend_lesson(scope, later, LessonPlan(date(2026, 3, 16), 650, 720), version=1)
    third = make.training_class(course="cleaning")
    make.lesson(third, start_min=480, end_min=541)
    with pytest.raises(RuleBroken, match="学员“李梅”要上“整理收纳第 1 期”"):
        make.enrolment(third, her)


def test_a_lesson_is_amended_where_it_stands_and_a_cancelled_one_is_out_of_the_way() -> None:
    class_id, room_id = make.training_class(), make.room()
    lesson_id = make.lesson(class_id, room_id=room_id)
    with make.working_at(make.LIANXIANG) as scope:
        lessons.amend_lesson(scope, lesson_id, LessonPlan(date(2026, 3, 16), 570, 690, room_id=room_id), version=1)
    with make.working_at(make.LIANXIANG) as scope, pytest.raises(Conflict):
        lessons.amend_lesson(scope, lesson_id, LessonPlan(date(2026, 3, 17), 570, 690), version=1)
    with make.working_at(make.LIANXIANG) as scope:
        lessons.cancel_lesson(scope, lesson_id, version=2)
    make.lesson(make.training_class(), room_id=room_id, start_min=570, end_min=690)


def test_who_finds_no_seat_waits_and_gets_the_first_that_is_free() -> None:
    class_id, women = make.training_class(capacity=2), [make.trainee(n=n, name=f"李{'一二三四'[n]}") for n in range(4)]
    assert enrol(class_id, *women) == ["enrolled", "enrolled", "waiting", "waiting"]
    with make.working_at(make.LIANXIANG) as scope:
        first = rows.list_enrolments(scope, class_id)[0]
        assert enrolments.leave(scope, first.id, reason="搬家", version=1) == ["李三"]
    assert states(class_id) == ["enrolled", "enrolled", "waiting", "left"]
    with make.working_at(make.LIANXIANG) as scope:
        plan = make.class_plan(capacity=3)
        assert classes.amend_class(scope, class_id, plan, version=1) == ["李四"]
    assert enrol(class_id, women[0]) == ["waiting"], "she comes back to her own row, at the end"


def test_who_waits_but_is_elsewhere_goes_on_waiting() -> None:
    class_id, women = make.training_class(capacity=1), [make.trainee(n=n, name=f"李{'一二三'[n]}") for n in range(3)]
    enrol(class_id, *women)
    make.lesson(class_id)
    other = make.training_class(course="nutrition")
    make.lesson(other)
    enrol(other, women[1])
    with make.working_at(make.LIANXIANG) as scope:
        first = rows.list_enrolments(scope, class_id)[0]
        assert enrolments.leave(scope, first.id, reason="搬家", version=1) == ["李三"]


def test_nobody_learns_a_course_twice_for_the_first_time() -> None:
    her, first, second = make.trainee(), make.training_class(), make.training_class()
    make.enrolment(first, her)
    with pytest.raises(RuleBroken, match="已在本班名单里"):
        enrol(first, her)
    with pytest.raises(RuleBroken, match="已在“整理收纳第 1 期”在班"):
        enrol(second, her)
    with make.working_at(make.LIANXIANG) as scope:
        seats.change_enrolment(scope, rows.list_enrolments(scope, first)[0].id, 1, {"state": "completed"}, action="")
    with pytest.raises(RuleBroken, match="只能作为回炉"):
        enrol(second, her)
    assert enrol(second, her, refresher=Refresher(Cause.COMPLAINT, note="收纳不到位")) == ["enrolled"]


def test_a_refresher_has_a_cause_of_her_own() -> None:
    her, class_id = make.trainee(), make.training_class(course="refresher")
    for refresher, field in [
        (None, "cause"),
        (Refresher(Cause.COMPLAINT), "note"),
        (Refresher(Cause.EXAM), "entry_id"),
        (Refresher(Cause.EXAM, entry_id=her), "entry_id"),
    ]:
        with pytest.raises(RuleBroken) as broken:
            enrol(class_id, her, refresher=refresher)
        assert broken.value.field == field


def test_a_neighbours_trainee_is_not_found() -> None:
    foreign = make.trainee(make.NEIGHBOUR)
    with pytest.raises(NotFound):
        enrol(make.training_class(), foreign)


def test_a_class_is_found_by_its_title_and_by_how_it_sounds() -> None:
    make.training_class(course="maternity_5")
    make.training_class()
    with make.working_at(make.LIANXIANG) as scope:
        for sought in ("月嫂", "yuesao", "ys", "MHL"[:2]):
            found, total = queries.list_classes(scope, queries.Filter(sought=sought))
            assert (len(found), total) == ((1, 1) if sought != "MH" else (0, 0)), sought
        assert queries.list_classes(scope, queries.Filter(sought="%"))[1] == 0
        assert queries.list_classes(scope, queries.Filter(year=2025))[1] == 0
        assert queries.list_classes(scope, queries.Filter(state=ClassState.PLANNED, kind=ClassKind.LEVEL, year=2026))[1] == 1
