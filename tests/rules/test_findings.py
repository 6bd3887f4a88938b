"""The detectors, each with a table of cases: what it names, and what it leaves alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from portal.training.rules import findings as detect
from portal.training.rules.finding_kinds import Case, Kind
from portal.training.rules.suspicions import (
    ClassSum,
    CodeSignIn,
    Contact,
    LessonFacts,
    Picture,
    Pupil,
    SchoolVisit,
    Stay,
    Suspicion,
    Training,
)

DAY = date(2026, 3, 10)  # a Tuesday
NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)


def n(number: int) -> UUID:
    return UUID(int=number)


def kinds(found: Iterable[Suspicion]) -> list[str]:
    return [it.kind.value for it in found]


def stay(lesson: int, *, person: int = 1, tenant: int = 7, county: int = 5, at: tuple[int, int] = (540, 600), **changes: Any) -> Stay:
    return replace(Stay(n(person), tenant, county, n(lesson), n(90), DAY, *at, is_online=False), **changes)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (stay(2, at=(599, 660)), ["overlap"]),
        (stay(2, at=(600, 660)), []),
        (stay(2, at=(550, 560)), ["overlap"]),
        (stay(2, at=(550, 560), person=2), []),
        (stay(2, at=(550, 560), held_on=date(2026, 3, 11)), []),
        (stay(2, at=(550, 560), is_online=True), ["overlap"]),
        (stay(2, at=(550, 560), tenant=8), ["overlap_across"]),
        (stay(2, at=(550, 560), tenant=9, county=6), ["overlap_across"]),
        (stay(1), []),
    ],
)
def test_one_person_in_two_lessons(other: Stay, found: list[str]) -> None:
    assert kinds(detect.find_overlaps([stay(1), other])) == found


def test_a_pair_of_lessons_is_one_finding_at_the_later_station() -> None:
    women = [stay(lesson, person=p, tenant=lesson, at=(540 + lesson, 600)) for p in range(3) for lesson in (2, 1)]
    (only,) = detect.find_overlaps(women)
    assert (only.tenant_id, only.ordered_rows) == (2, {"lesson": [n(1), n(2)]})
    assert "3 人" in only.summary


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (stay(2, at=(700, 760), tenant=9, county=6), ["two_counties"]),
        (stay(2, at=(700, 760), tenant=8), []),
        (stay(2, at=(700, 760), tenant=9, county=6, is_online=True), []),
        (stay(2, at=(550, 560), tenant=9, county=6), []),
        (stay(2, at=(700, 760), tenant=9, county=6, held_on=date(2026, 3, 11)), []),
    ],
)
def test_one_person_in_two_counties_on_a_day(other: Stay, found: list[str]) -> None:
    assert kinds(detect.find_two_counties([stay(1), other])) == found


def lesson(**changes: Any) -> LessonFacts:
    return replace(LessonFacts(n(1), n(90), DAY, 540, 600, 60, 20, 20), **changes)


@pytest.mark.parametrize(("taught_min", "found"), [(60, []), (61, ["long_lesson"]), (None, [])])
def test_a_lesson_longer_than_the_clock(taught_min: int | None, found: list[str]) -> None:
    assert kinds(detect.find_long_lessons([lesson(taught_min=taught_min)])) == found


@pytest.mark.parametrize(
    ("start_min", "end_min", "found"),
    [(360, 420, []), (359, 420, ["odd_hour"]), (1260, 1320, []), (1260, 1321, ["odd_hour"])],
)
def test_a_lesson_at_night(start_min: int, end_min: int, found: list[str]) -> None:
    assert kinds(detect.find_odd_hours([lesson(start_min=start_min, end_min=end_min)])) == found


@pytest.mark.parametrize(("present", "capacity", "found"), [(20, 20, []), (21, 20, ["overfull"]), (99, None, [])])
def test_more_present_than_the_room_holds(present: int, capacity: int | None, found: list[str]) -> None:
    assert kinds(detect.find_overfull([lesson(present_count=present, room_capacity=capacity)])) == found


def sign_ins(count: int, *, apart_s: float, lesson_id: int = 1) -> list[CodeSignIn]:
    return [CodeSignIn(n(100 * lesson_id + i), n(lesson_id), n(90), DAY, NOON + timedelta(seconds=i * apart_s)) for i in range(count)]


@pytest.mark.parametrize(
    ("them", "found"),
    [
        (sign_ins(12, apart_s=1), 12),
        (sign_ins(11, apart_s=0), 0),
        (sign_ins(12, apart_s=30 / 11), 12),
        (sign_ins(12, apart_s=2.8), 0),
        (sign_ins(6, apart_s=0) + sign_ins(6, apart_s=0, lesson_id=2), 0),
        ([*sign_ins(12, apart_s=1), *(replace(it, noted_at=it.noted_at + timedelta(hours=1)) for it in sign_ins(15, apart_s=60)[12:])], 12),
    ],
)
def test_a_dozen_signed_in_within_seconds(them: list[CodeSignIn], found: int) -> None:
    assert [len(it.rows["attendance"]) for it in detect.find_bursts(reversed(them))] == ([found] if found else [])


def picture(photo: int, lesson_id: int, *, digest: str = "a", tenant: int = 7) -> Picture:
    return Picture(n(photo), digest, tenant, n(lesson_id), n(90 + tenant), NOON + timedelta(minutes=photo), DAY, 3)


@pytest.mark.parametrize(
    ("them", "found"),
    [
        ([picture(1, 1), picture(2, 2)], [("same_photo", 7)]),
        ([picture(1, 1), picture(2, 1)], []),
        ([picture(1, 1), picture(2, 2, digest="b")], []),
        ([picture(1, 1, tenant=8), picture(2, 2)], [("same_photo_across", 7)]),
        ([picture(3, 1, tenant=8), picture(2, 2)], [("same_photo_across", 8)]),
    ],
)
def test_the_same_photo_twice(them: list[Picture], found: list[tuple[str, int]]) -> None:
    assert [(it.kind.value, it.tenant_id) for it in detect.find_same_photos(them)] == found


def training(enrolment: int, *, person: int = 1, course: int = 1, tenant: int = 7) -> Training:
    return Training(n(person), course, n(enrolment), tenant, DAY + timedelta(days=enrolment), 3)


@pytest.mark.parametrize(
    ("them", "found"),
    [
        ([training(1), training(2)], [("repeat", 7)]),
        ([training(1), training(2, course=2)], []),
        ([training(1), training(2, person=2)], []),
        ([training(1), training(2, tenant=8)], [("repeat_across", 8)]),
        ([training(3), training(2, tenant=8)], [("repeat_across", 7)]),
    ],
)
def test_a_refresher_counted_as_new(them: list[Training], found: list[tuple[str, int]]) -> None:
    assert [(it.kind.value, it.tenant_id) for it in detect.find_repeats(them)] == found


def contact(number: int, *, phone: str = "138", is_wish: bool = False, name: str = "") -> Contact:
    ids = (None, n(number)) if is_wish else (n(number), None)
    return Contact(phone, name or f"女{number}", *ids, DAY, 3)


@pytest.mark.parametrize(
    ("them", "found"),
    [
        ([contact(1), contact(2), contact(3)], 1),
        ([contact(1), contact(2)], 0),
        ([contact(1), contact(2), contact(3, phone="139")], 0),
        ([contact(1), contact(2), contact(3, is_wish=True)], 1),
        ([contact(i, is_wish=True, name="一人") for i in range(5)], 0),
        ([contact(i, phone="") for i in range(5)], 0),
    ],
)
def test_one_phone_for_many(them: list[Contact], found: int) -> None:
    suspicions = detect.find_shared_phones(them)
    assert len(suspicions) == found
    assert all("138" not in it.summary for it in suspicions), "no telephone leaves the station"


@pytest.mark.parametrize(
    ("born_on", "found"),
    [
        (date(2010, 3, 10), 0),
        (date(2010, 3, 11), 1),
        (date(1960, 3, 11), 0),
        (date(1960, 3, 10), 1),
        (date(1959, 3, 10), 1),
        (date(1990, 2, 28), 0),
    ],
)
def test_an_age_out_of_range(born_on: date, found: int) -> None:
    assert len(detect.find_odd_ages([Pupil(n(1), n(90), DAY, born_on, 3)])) == found


@pytest.mark.parametrize(
    ("day", "start_min", "found"),
    [
        (DAY, 540, 1),
        (DAY, 17 * 60, 0),
        (date(2026, 3, 14), 540, 0),
        (date(2026, 7, 15), 540, 0),
        (date(2026, 2, 10), 540, 0),
        (date(2026, 9, 1), 540, 1),
    ],
)
def test_a_pupil_in_class_on_a_school_day(day: date, start_min: int, found: int) -> None:
    assert len(detect.find_truants([SchoolVisit(n(1), n(2), n(90), day, start_min)])) == found


@pytest.mark.parametrize(("taught", "certified", "found"), [(0, 0, 1), (0, 60, 1), (60, 60, 0), (60, 61, 1)])
def test_a_class_with_fewer_minutes_than_it_certified(taught: int, certified: int, found: int) -> None:
    assert len(detect.find_short_classes([ClassSum(n(90), DAY, taught, certified)])) == found


def test_the_same_rows_in_another_order_are_the_same_finding() -> None:
    one = Suspicion(Kind.OVERLAP, {"lesson": [n(1), n(2)]}, "x", DAY)
    assert one.fingerprint == Suspicion(Kind.OVERLAP, {"lesson": [n(2), n(1), n(2)]}, "y", None).fingerprint
    assert one.fingerprint != Suspicion(Kind.ODD_HOUR, one.rows, "x", DAY).fingerprint


@pytest.mark.parametrize(
    ("state", "is_there", "account_id", "words"),
    [
        ("explained", True, 9, ""),
        ("explained", True, 1, "您说明的"),
        ("explained", True, 2, "您登记的"),
        ("open", True, 9, "还没有说明"),
        ("open", False, 9, ""),
        ("open", False, 2, "您登记的"),
        ("closed", True, 9, "已经核销"),
    ],
)
def test_four_eyes_close_a_finding(state: str, is_there: bool, account_id: int, words: str) -> None:
    why_not = Case(state, is_there, 1 if state == "explained" else None, frozenset({2})).why_not_close(account_id)
    assert (words in why_not) if words else why_not == ""


def test_every_kind_is_explained_in_plain_words() -> None:
    assert all(len(kind.label) >= 4 and len(kind.why) >= 20 for kind in Kind)
