"""Attendance: one row for each woman of a lesson, exact figures, and nobody in two lessons at once."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.services import consent
from portal.tallies import services as tallies
from portal.tallies.queries import list_values
from portal.tenants.services.codes import end_codes_of
from portal.training.models import Attendance, Presence
from portal.training.queries import attendance as queries
from portal.training.queries import classes
from portal.training.records import TRAINEES
from portal.training.rules.attendance import Mark, Register, Way
from portal.training.services import attendance as services
from portal.training.services import lessons
from tests import make

TODAY = date(2026, 3, 16)
YESTERDAY = {"held_on": date(2026, 3, 13)}


class Room:
    """A running class of three women with a lesson."""

    def __init__(self, **lesson: object) -> None:
        self.class_id = make.running_class()
        self.women = [make.trainee(n=n, name=f"李{'梅兰竹'[n - 1]}", phone=f"1380000000{n}") for n in (1, 2, 3)]
        for one in self.women:
            make.enrolment(self.class_id, one)
        self.lesson_id = make.lesson(self.class_id, **{**YESTERDAY, **lesson})

    def take(self, *marks: tuple[int, Way] | tuple[int, Way, str], rest: bool = False, version: int | None = None) -> None:
        noted = [Mark(self.women[n], way, street[0] if street else "") for n, way, *street in marks]
        with make.working_at(make.LIANXIANG) as scope:
            seen = self.row(scope).version if version is None else version
            services.take_attendance(scope, self.lesson_id, Register(noted, is_rest_absent=rest), version=seen)

    def row(self, scope: Scope) -> object:
        return classes.get_lesson(scope, self.lesson_id)

    def shown(self) -> tuple[int, int, int | None]:
        with make.working_at(make.LIANXIANG) as scope:
            row = self.row(scope)
            return row.present_count, row.online_count, row.taught_min

    def ways(self) -> list[str]:
        with make.working_at(make.LIANXIANG) as scope:
            marks = queries.map_marks(scope, [self.lesson_id])[self.lesson_id]
        return [marks[one].way if one in marks else "" for one in self.women]


def figures(month: str = "2026-03", code: str = make.LIANXIANG) -> dict[str, int]:
    with make.working_at(code) as scope:
        rows = list_values(scope, first=month, last=month)
        return {row.indicator: row.value for row in rows if row.indicator.startswith("lesson") and row.value}


def presences() -> list[tuple[UUID, bool]]:
    with make.working_at(make.CITY, "fuzhou") as scope:
        rows = db.session.execute(select(Presence.lesson_id, Presence.is_online).where(scope.owns(Presence)), scope.binds)
        return [(row.lesson_id, row.is_online) for row in rows]


def differences() -> list[object]:
    with make.working_at(make.CITY, "fuzhou") as scope:
        return list(tallies.differences(scope))


def sign_in(class_id: UUID, phone: str) -> services.SignedIn:
    with make.working_at(make.LIANXIANG) as scope:
        return services.sign_in_by_code(Scope(scope.path, account_id=0, address="127.0.0.1"), class_id, phone)


def at(hour: int, minute: int = 0) -> time_machine.travel:
    """Let it be a time of today in China."""
    return time_machine.travel(datetime(2026, 3, 16, hour - 8, minute, tzinfo=UTC), tick=False)


def test_presence_and_online_are_counted_apart(session: Session) -> None:
    room = Room()
    room.take((0, Way.PAPER), (1, Way.ONLINE, "鼓山镇"), rest=True)
    assert room.ways() == ["paper", "online", "absent"]
    assert room.shown() == (1, 1, 120)
    assert figures() == {"lesson_present": 1, "lesson_online": 1}
    assert sorted(presences()) == sorted([(room.lesson_id, False), (room.lesson_id, True)])
    assert differences() == []


def test_a_correction_changes_the_row_and_moves_the_figures_by_the_difference(session: Session) -> None:
    room = Room()
    room.take((0, Way.PAPER), (1, Way.PAPER), (2, Way.PAPER))
    room.take((0, Way.ABSENT), (1, Way.ONLINE, "鼓山镇"))
    assert room.ways() == ["absent", "online", "paper"]
    assert figures() == {"lesson_present": 1, "lesson_online": 1}
    with make.working_at(make.LIANXIANG) as scope:
        rows = db.session.execute(select(func.count()).select_from(Attendance).where(scope.changes(Attendance)), scope.binds).scalar_one()
    assert (rows, len(presences()), differences()) == (3, 2, [])
    room.take((0, Way.ABSENT), (1, Way.ABSENT), (2, Way.ABSENT))
    assert (figures(), presences(), differences()) == ({}, [], [])


def test_a_lesson_noted_in_part_is_not_yet_taught(session: Session) -> None:
    room = Room()
    room.take((0, Way.KEYED))
    assert room.shown() == (1, 0, None)
    room.take(rest=True)
    assert room.ways() == ["keyed", "absent", "absent"]
    assert room.shown() == (1, 0, 120)


def test_whoever_saw_another_version_changes_nothing(session: Session) -> None:
    room = Room()
    room.take((0, Way.KEYED))
    with pytest.raises(Conflict, match="刚才有变动"):
        room.take((0, Way.ABSENT), version=1)
    assert room.ways()[0] == "keyed"


@pytest.mark.parametrize(
    ("lesson", "why"),
    [({"held_on": date(2026, 3, 17)}, "还没有开始"), ({"held_on": TODAY, "start_min": 631, "end_min": 700}, "还没有开始")],
)
def test_a_lesson_to_come_is_not_taken(session: Session, lesson: dict[str, object], why: str) -> None:
    with pytest.raises(Conflict, match=why):
        Room(**lesson).take((0, Way.KEYED))


def test_nothing_is_noted_in_a_closed_month_not_even_what_counts_the_same(session: Session) -> None:
    room = Room()
    room.take((0, Way.KEYED), rest=True)
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    with pytest.raises(Conflict, match="关账"):
        room.take((0, Way.ABSENT), (1, Way.KEYED))
    assert room.ways() == ["keyed", "absent", "absent"]


def test_only_who_is_in_the_class_is_noted(session: Session) -> None:
    room = Room()
    for stranger in (make.trainee(n=9), make.trainee(make.JUNMEN, n=8), uuid4()):
        with pytest.raises(NotFound), make.working_at(make.LIANXIANG) as scope:
            services.take_attendance(scope, room.lesson_id, Register([Mark(stranger, Way.KEYED)]), version=1)


def test_online_without_a_street_is_refused_by_name(session: Session) -> None:
    with pytest.raises(RuleBroken, match="李梅是线上听课，请填写她所在的镇街"):
        Room().take((0, Way.ONLINE))


def test_who_withdrew_her_consent_is_noted_no_more_and_keeps_no_lesson_open(session: Session) -> None:
    room = Room()
    with make.working_at(make.LIANXIANG) as scope:
        consent.withdraw_consent(scope, TRAINEES.get(scope, room.women[2]), channel="in_person", note="")
    with pytest.raises(Conflict, match="已撤回同意"):
        room.take((2, Way.KEYED))
    room.take((0, Way.KEYED), (1, Way.ABSENT))
    assert room.shown() == (1, 0, 120)


def test_nobody_is_in_two_lessons_at_once_wherever_they_are(session: Session) -> None:
    room = Room()
    room.take((0, Way.KEYED), rest=True)
    class_id = make.running_class(make.JUNMEN)
    same, later = (make.lesson(class_id, make.JUNMEN, **YESTERDAY, start_min=start, end_min=start + 60) for start in (600, 660))
    one, two = make.trainee(make.JUNMEN, n=1, name="李梅"), make.trainee(make.JUNMEN, n=2, name="李兰")
    for woman in (one, two):
        make.enrolment(class_id, woman, make.JUNMEN)
    with pytest.raises(Conflict, match="李梅在同一时间的另一节课上已记到课") as refused:
        make.attended(same, one, two, code=make.JUNMEN)
    assert "连翔" not in refused.value.message + refused.value.advice
    make.attended(same, two, code=make.JUNMEN)  # absent there, so she is free here
    make.attended(later, one, two, code=make.JUNMEN)
    assert figures(code=make.JUNMEN) == {"lesson_present": 3}


def test_she_signs_in_once_with_the_class_code(session: Session) -> None:
    room = Room(held_on=TODAY, start_min=630, end_min=720)
    assert sign_in(room.class_id, "13800000002").is_new
    again = sign_in(room.class_id, "13800000002")
    assert (again.is_new, again.topic) == (False, "衣柜整理")
    assert room.ways() == ["", "code", ""]
    assert (room.shown(), figures()) == ((1, 0, None), {"lesson_present": 1})
    room.take((1, Way.PAPER), rest=True)
    assert room.ways() == ["absent", "code", "absent"]  # the paper repeats what she did herself


@pytest.mark.parametrize(("hour", "minute", "is_open"), [(9, 29, False), (9, 30, True), (11, 0, True), (11, 1, False)])
def test_the_door_opens_half_an_hour_before_and_shuts_with_the_end(session: Session, hour: int, minute: int, is_open: bool) -> None:
    room = Room(held_on=TODAY, start_min=600, end_min=660)
    with at(hour, minute):
        if is_open:
            assert sign_in(room.class_id, "13800000001").is_new
        else:
            with pytest.raises(Conflict, match="现在没有可以签到的课"):
                sign_in(room.class_id, "13800000001")


def test_a_telephone_that_says_not_who_she_is_signs_nobody_in(session: Session) -> None:
    room = Room(held_on=TODAY, start_min=600, end_min=660)
    make.enrolment(room.class_id, make.trainee(n=4, name="王芳", phone="13800000001"))
    with pytest.raises(RuleBroken, match="没有这个号码"):
        sign_in(room.class_id, "13911112222")
    with pytest.raises(RuleBroken, match="不止一位"):
        sign_in(room.class_id, "13800000001")


def test_a_dead_code_and_a_class_that_does_not_run_take_nobody_in(session: Session) -> None:
    room = Room(held_on=TODAY, start_min=600, end_min=660)
    with make.working_at(make.LIANXIANG) as scope:
        end_codes_of(scope, room.class_id)
    planned = make.training_class()
    for class_id in (room.class_id, planned):
        with pytest.raises(Conflict, match="现在不能扫码签到"):
            sign_in(class_id, "13800000001")


def test_a_refusal_to_a_stranger_names_nobody(session: Session) -> None:
    room = Room(held_on=TODAY, start_min=600, end_min=660)
    class_id = make.running_class(make.JUNMEN)
    one = make.trainee(make.JUNMEN, n=1)
    make.enrolment(class_id, one, make.JUNMEN)
    make.attended(make.lesson(class_id, make.JUNMEN, start_min=600, end_min=660), one, code=make.JUNMEN)
    with pytest.raises(Conflict) as refused:
        sign_in(room.class_id, "13800000001")
    assert "李梅" not in refused.value.message + refused.value.advice


def test_heads_by_street_are_added_to_who_is_named_online(session: Session) -> None:
    room = Room(is_online=True)
    room.take((0, Way.KEYED, "鼓山镇"), rest=True)  # nobody is in the room of an online lesson
    with make.working_at(make.LIANXIANG) as scope:
        lessons.count_online(scope, room.lesson_id, [("鼓山镇", 3000), ("新店镇", 2400)], version=room.row(scope).version)
    assert (room.shown(), figures()) == ((0, 5401, 120), {"lesson_online": 5401})
    with make.working_at(make.LIANXIANG) as scope:
        lessons.count_online(scope, room.lesson_id, [("新店镇", 2000)], version=room.row(scope).version)
    assert (figures(), differences()) == ({"lesson_online": 2001}, [])


def test_heads_are_counted_for_online_lessons_alone(session: Session) -> None:
    room = Room()
    with pytest.raises(Conflict, match="不是线上课"), make.working_at(make.LIANXIANG) as scope:
        lessons.count_online(scope, room.lesson_id, [("鼓山镇", 3)], version=1)


def test_minutes_taught_are_as_it_really_was(session: Session) -> None:
    room = Room()
    with pytest.raises(RuleBroken, match="先记完考勤"), make.working_at(make.LIANXIANG) as scope:
        lessons.keep_minutes(scope, room.lesson_id, text="讲了叠衣", taught_min=90, version=1)
    room.take(rest=True)
    with make.working_at(make.LIANXIANG) as scope:
        lessons.keep_minutes(scope, room.lesson_id, text="讲了叠衣", taught_min=90, version=room.row(scope).version)
    assert room.shown() == (0, 0, 90)
