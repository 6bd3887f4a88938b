"""Classes, the timetable, enrolment and demand: pure rules."""

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from portal.core.errors import RuleBroken
from portal.training.rules.classes import ClassKind, kind_for, title_sound
from portal.training.rules.courses import Step
from portal.training.rules.demand import Asked, Circle, clusters, propose, shown_count, shown_total
from portal.training.rules.enrolments import Cause, EnrolmentState, Past, Refresher, check_refresher, why_not_first
from portal.training.rules.timetable import LessonPlan, Slot, check_lesson, find_clashes, series, words_of

DAY, ids = date(2026, 3, 18), (UUID(int=n) for n in count(1))
ROOM, TEACHER, HER, ONE, OTHER = (next(ids) for _ in range(5))


def slot(start: int, end: int, class_id: UUID = ONE, **changes: Any) -> Slot:
    return Slot(
        class_id, "整理收纳第 1 期", changes.pop("held_on", DAY), start, end, changes.pop("lesson_id", None) or next(ids), **changes
    )


@pytest.mark.parametrize(
    ("wanted", "taken", "found"),
    [
        (slot(540, 660, room_id=ROOM), slot(600, 720, OTHER, room_id=ROOM), ["room"]),
        (slot(540, 660, room_id=ROOM), slot(660, 720, OTHER, room_id=ROOM), []),  # touching ends
        (slot(660, 720, room_id=ROOM), slot(540, 660, OTHER, room_id=ROOM), []),
        (slot(540, 661, room_id=ROOM), slot(660, 720, OTHER, room_id=ROOM), ["room"]),
        (slot(540, 720, room_id=ROOM), slot(600, 610, OTHER, room_id=ROOM), ["room"]),  # within
        (slot(600, 610, room_id=ROOM), slot(540, 720, OTHER, room_id=ROOM), ["room"]),
        (slot(1380, 1440, room_id=ROOM), slot(0, 60, OTHER, room_id=ROOM, held_on=DAY + timedelta(days=1)), []),  # midnight
        (slot(1380, 1440, room_id=ROOM), slot(1439, 1440, OTHER, room_id=ROOM), ["room"]),
        (slot(540, 660, room_id=ROOM), slot(540, 660, OTHER, room_id=ROOM, held_on=DAY + timedelta(days=7)), []),
        (slot(540, 660, room_id=ROOM), slot(540, 660, OTHER, room_id=TEACHER), []),  # another room
        (slot(540, 660), slot(540, 660, OTHER), []),  # no rooms at all
        (slot(540, 660, teacher_id=TEACHER), slot(600, 720, OTHER, teacher_id=TEACHER), ["teacher"]),
        (slot(540, 660, trainees=frozenset({HER})), slot(600, 720, OTHER, trainees=frozenset({HER})), ["trainee"]),
        (slot(540, 660, trainees=frozenset({HER})), slot(600, 720, OTHER, trainees=frozenset({ROOM})), []),
        (slot(540, 660), slot(600, 720), ["class"]),  # its own class
        (slot(540, 660, room_id=ROOM, teacher_id=TEACHER), slot(600, 720, room_id=ROOM, teacher_id=TEACHER), ["class"]),
        (slot(540, 660, lesson_id=HER, room_id=ROOM), slot(540, 660, lesson_id=HER, room_id=ROOM), []),  # the same lesson amended
    ],
)
def test_what_clashes(wanted: Slot, taken: Slot, found: list[str]) -> None:
    assert [it.what for it in find_clashes([wanted], [taken])] == found


def test_lessons_made_together_clash_with_one_another() -> None:
    assert [it.what for it in find_clashes([slot(540, 660), slot(650, 700)], [])] == ["class"]


def test_a_clash_says_what_and_when() -> None:
    clash = next(find_clashes([slot(540, 660, room_id=ROOM)], [slot(570, 660, OTHER, room_id=ROOM)]))
    assert words_of(clash, {ROOM: "一楼教室"}) == "3月18日（周三）教室“一楼教室”已排“整理收纳第 1 期” 09:30–11:00"


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (LessonPlan(DAY, 600, 600), "ends_at"),
        (LessonPlan(DAY, 1380, 60), "ends_at"),
        (LessonPlan(date(2026, 4, 1), 540, 600), "held_on"),
        (LessonPlan(date(2026, 3, 1), 540, 600), "held_on"),
        (LessonPlan(DAY, 540, 600, room_id=ROOM, is_online=True), "room_id"),
    ],
)
def test_a_lesson_that_cannot_be(plan: LessonPlan, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_lesson(plan, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 31))
    assert broken.value.field == field


def test_a_series_goes_on_until_its_lessons_are_planned() -> None:
    days = series(date(2028, 2, 25), {0, 2}, 4)  # a Friday before a leap day
    assert days == [date(2028, 2, 28), date(2028, 3, 1), date(2028, 3, 6), date(2028, 3, 8)]
    assert len(series(DAY, {6}, 120)) == 120
    for weekdays, lessons in ((set[int](), 3), ({1}, 0), ({1}, 121)):
        with pytest.raises(RuleBroken):
            series(DAY, weekdays, lessons)


@pytest.mark.parametrize(
    ("step", "level", "kind"),
    [
        (Step.WELFARE, None, ClassKind.WELFARE),
        (Step.SKILL, 5, ClassKind.LEVEL),
        (Step.SKILL, None, ClassKind.PRE_JOB),
        (Step.SPECIAL, None, ClassKind.PRE_JOB),
        (Step.REFRESHER, None, ClassKind.REFRESHER),
        (Step.MANAGER, None, ClassKind.PRE_JOB),
    ],
)
def test_the_kind_follows_from_the_course(step: Step, level: int | None, kind: ClassKind) -> None:
    assert kind_for(step, level) is kind


def test_a_title_is_found_by_its_initials_and_its_syllables() -> None:
    assert title_sound("母婴护理") == "|myhl|muyinghuli"
    assert title_sound("ABC") in {"", "|a|abc"}


@pytest.mark.parametrize(
    ("state", "is_refresher", "words"),
    [
        (EnrolmentState.COMPLETED, False, "只能作为回炉"),
        (EnrolmentState.ENROLLED, False, "不能同时报两个班"),
        (EnrolmentState.WAITING, False, "不能同时报两个班"),
        (EnrolmentState.LEFT, False, ""),
        (EnrolmentState.FAILED, False, ""),
        (EnrolmentState.COMPLETED, True, ""),
        (EnrolmentState.ENROLLED, True, ""),
    ],
)
def test_when_a_course_cannot_be_learnt_for_the_first_time(state: EnrolmentState, is_refresher: bool, words: str) -> None:
    why = why_not_first("李梅", [Past(state, is_refresher, "整理收纳第 1 期")])
    assert (words in why) if words else why == ""


@pytest.mark.parametrize(
    ("kind", "refresher", "heads", "field"),
    [
        (ClassKind.REFRESHER, None, 1, "cause"),
        (ClassKind.LEVEL, None, 5, ""),
        (ClassKind.LEVEL, Refresher(Cause.EXAM), 1, "entry_id"),
        (ClassKind.REFRESHER, Refresher(Cause.EXAM, entry_id=HER), 2, "cause"),
        (ClassKind.REFRESHER, Refresher(Cause.EXAM, entry_id=HER), 1, ""),
        (ClassKind.REFRESHER, Refresher(Cause.COMPLAINT), 3, "note"),
        (ClassKind.REFRESHER, Refresher(Cause.COMPLAINT, note="迟到"), 3, ""),
    ],
)
def test_a_refresher_has_a_cause(kind: ClassKind, refresher: Refresher | None, heads: int, field: str) -> None:
    if not field:
        check_refresher(kind, refresher, heads=heads)
        return
    with pytest.raises(RuleBroken) as broken:
        check_refresher(kind, refresher, heads=heads)
    assert broken.value.field == field


HOME, BESIDE, FAR, ABROAD = "350111100013", "350111100014", "350111101001", "350102001001"


@pytest.mark.parametrize(
    ("asked", "circle", "place", "heads"),
    [
        ([(HOME, 10)], Circle.COMMUNITY, HOME, 10),
        ([(HOME, 9)], None, "", 0),
        ([(HOME, 5), (BESIDE, 5)], Circle.STREET, "350111100000", 10),
        ([(HOME, 5), (FAR, 5)], Circle.COUNTY, "350111000000", 10),
        ([(HOME, 5), (None, 5)], Circle.COUNTY, "350111000000", 10),
        ([(HOME, 5), (ABROAD, 5)], None, "", 0),
        ([(BESIDE, 12), (HOME, 11)], Circle.COMMUNITY, BESIDE, 12),  # where most ask
        ([(BESIDE, 12), (HOME, 12)], Circle.COMMUNITY, HOME, 12),  # then the nearest
        ([], None, "", 0),
    ],
)
def test_a_class_is_proposed_in_the_smallest_circle(asked: Any, circle: Circle | None, place: str, heads: int) -> None:
    found = propose([Asked(1, 7, code, n) for code, n in asked], {1: 10}, home=HOME).get(1)
    assert (found and (found.circle, found.place, found.count)) == (circle and (circle, place, heads))


def test_the_nearest_station_is_of_their_street_or_the_one_they_asked() -> None:
    stations = {7: HOME, 8: BESIDE, 9: ABROAD}
    asked = [Asked(1, 7, HOME, 2), Asked(1, 8, BESIDE, 4), Asked(1, 9, FAR, 3), Asked(1, 7, FAR, 1), Asked(1, 9, None, 1)]
    assert [(it.street, it.count, it.station_id) for it in clusters(asked, stations)] == [
        ("350111100000", 6, 8),
        ("350111101000", 4, 9),
        ("", 1, 9),
    ]


@pytest.mark.parametrize(("n", "own", "above"), [(0, "0", "0"), (1, "1", "<3"), (2, "2", "<3"), (3, "3", "3")])
def test_small_counts_are_not_told_upwards(n: int, own: str, above: str) -> None:
    assert (shown_count(n, is_own=True), shown_count(n, is_own=False)) == (own, above)


@pytest.mark.parametrize(("counts", "words"), [([5, 4], "9"), ([5, 0], "5"), ([5, 1], "5 以上"), ([1], "<3"), ([2, 2], "少量"), ([], "0")])
def test_a_sum_does_not_tell_what_is_hidden(counts: list[int], words: str) -> None:
    assert shown_total(counts, is_own=False) == words
    assert shown_total(counts, is_own=True) == str(sum(counts))
