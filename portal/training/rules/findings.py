"""Rows that look as if they could not have been: each detector looks at rows of one kind, and says what it found without a name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final
from uuid import UUID

from portal.core.text import format_clock, format_minutes
from portal.people.rules import age_on
from portal.training.rules.finding_kinds import Kind
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

DAY_BEGINS_MIN, DAY_ENDS_MIN = 6 * 60, 22 * 60
BURST_SIGN_INS, BURST_S = 12, 30
SHARED_PHONE = 3
YOUNGEST, OLDEST = 16, 65
# Weekdays on which pupils are at school: neither the summer holidays nor the weeks about the Spring Festival, as (month, day).
SCHOOL_ENDS_MIN = 17 * 60
SUMMER: Final = ((7, 1), (8, 31))
WINTER: Final = ((1, 20), (2, 25))


def find_overlaps(stays: Iterable[Stay]) -> list[Suspicion]:
    """One person in two lessons at one time; each pair of lessons is one finding, however many persons."""
    pairs: defaultdict[tuple[Stay, Stay], int] = defaultdict(int)
    for one, other in _pairs(stays):
        if one.overlaps(other):
            pairs[one.bare, other.bare] += 1
    return [_overlap(one, other, persons) for (one, other), persons in pairs.items()]


def _overlap(one: Stay, other: Stay, persons: int) -> Suspicion:
    times = "、".join(f"{format_clock(it.start_min)}–{format_clock(it.end_min)}" for it in (one, other))
    words = f"{one.held_on} 有 {persons} 人同时在两节课里签到（{times}）"
    kind = Kind.OVERLAP if one.tenant_id == other.tenant_id else Kind.OVERLAP_ACROSS
    return _of_two(kind, one, other, words)


def find_two_counties(stays: Iterable[Stay]) -> list[Suspicion]:
    """One person in lessons of two counties on one day, one after the other, and neither online."""
    pairs: defaultdict[tuple[Stay, Stay], int] = defaultdict(int)
    for one, other in _pairs(stays):
        if one.county_id != other.county_id and not (one.is_online or other.is_online or one.overlaps(other)):
            pairs[one.bare, other.bare] += 1
    return [_of_two(Kind.TWO_COUNTIES, *pair, f"{pair[0].held_on} 有 {n} 人在两个县（市、区）的课上都签到") for pair, n in pairs.items()]


def _pairs(stays: Iterable[Stay]) -> Iterable[tuple[Stay, Stay]]:
    """Pairs of lessons of one person on one day, the earlier one first."""
    by_person: defaultdict[tuple[UUID | None, date], set[Stay]] = defaultdict(set)
    for it in stays:
        by_person[it.person_id, it.held_on].add(it)
    for them in by_person.values():
        yield from combinations(sorted(them, key=lambda it: (it.start_min, it.lesson_id)), 2)


def _of_two(kind: Kind, one: Stay, other: Stay, words: str) -> Suspicion:
    """A finding of two lessons, at the station of the later one."""
    rows = {"lesson": [one.lesson_id, other.lesson_id]}
    return Suspicion(kind, rows, words, other.held_on, other.class_id, other.tenant_id)


def find_long_lessons(lessons: Iterable[LessonFacts]) -> list[Suspicion]:
    """A lesson in which more minutes were taught than the clock had."""
    return [
        _of_lesson(Kind.LONG_LESSON, it, f"记了 {format_minutes(it.taught_min)}，从开始到结束只有 {format_minutes(it.clock_min)}")
        for it in lessons
        if it.taught_min is not None and it.taught_min > it.clock_min
    ]


def find_odd_hours(lessons: Iterable[LessonFacts]) -> list[Suspicion]:
    """A lesson before six in the morning or after ten at night."""
    words = f"早于 {format_clock(DAY_BEGINS_MIN)} 或晚于 {format_clock(DAY_ENDS_MIN)}"
    odd = (it for it in lessons if it.start_min < DAY_BEGINS_MIN or it.end_min > DAY_ENDS_MIN)
    return [_of_lesson(Kind.ODD_HOUR, it, f"在 {format_clock(it.start_min)}–{format_clock(it.end_min)}，{words}") for it in odd]


def find_overfull(lessons: Iterable[LessonFacts]) -> list[Suspicion]:
    """More present than the room holds."""
    full = (it for it in lessons if it.room_capacity is not None and it.present_count > it.room_capacity)
    return [_of_lesson(Kind.OVERFULL, it, f"到课 {it.present_count} 人，教室只容纳 {it.room_capacity} 人") for it in full]


def _of_lesson(kind: Kind, it: LessonFacts, words: str) -> Suspicion:
    rows = {"lesson": [it.lesson_id]}
    return Suspicion(kind, rows, f"{it.held_on} 的一节课{words}", it.held_on, it.class_id)


def find_bursts(sign_ins: Iterable[CodeSignIn]) -> list[Suspicion]:
    """Dozens who signed in by the code within seconds; one finding for each lesson, with all who belong to such a rush."""
    by_lesson: defaultdict[UUID, list[CodeSignIn]] = defaultdict(list)
    for it in sign_ins:
        by_lesson[it.lesson_id].append(it)
    found = []
    for lesson_id, them in by_lesson.items():
        rushed = _rushed(sorted(them, key=lambda it: (it.noted_at, it.attendance_id)))
        if rushed:
            rows = {"lesson": [lesson_id], "attendance": [it.attendance_id for it in rushed]}
            words = f"{them[0].held_on} 的一节课有 {len(rushed)} 人扫码签到，每 {BURST_S} 秒内不少于 {BURST_SIGN_INS} 人"
            found.append(Suspicion(Kind.BURST, rows, words, them[0].held_on, them[0].class_id))
    return found


def _rushed(ordered: Sequence[CodeSignIn]) -> list[CodeSignIn]:
    """Those who stand in any window of so many seconds with so many sign-ins."""
    first, kept = 0, set[int]()
    for last, it in enumerate(ordered):
        while it.noted_at - ordered[first].noted_at > timedelta(seconds=BURST_S):
            first += 1
        if last - first + 1 >= BURST_SIGN_INS:
            kept.update(range(first, last + 1))
    return [ordered[n] for n in sorted(kept)]


def find_same_photos(pictures: Iterable[Picture]) -> list[Suspicion]:
    """The same photo at two lessons, of one station or of two."""
    by_digest: defaultdict[str, list[Picture]] = defaultdict(list)
    for it in pictures:
        by_digest[it.digest].append(it)
    found = []
    for them in by_digest.values():
        if len({(it.tenant_id, it.subject_id) for it in them}) < 2:
            continue
        last = max(them, key=lambda it: (it.added_at, it.photo_id))
        kind = Kind.SAME_PHOTO if len({it.tenant_id for it in them}) == 1 else Kind.SAME_PHOTO_ACROSS
        words = f"同一张照片用在 {len({(it.tenant_id, it.subject_id) for it in them})} 节课上"
        rows = {"photo": [it.photo_id for it in them], "lesson": sorted({it.subject_id for it in them})}
        authors = {it.added_by for it in them}
        found.append(Suspicion(kind, rows, words, last.added_on, last.class_id, last.tenant_id, authors))
    return found


def find_repeats(trainings: Iterable[Training]) -> list[Suspicion]:
    """A person counted as newly trained in one course twice: the second time was 回炉."""
    by_person: defaultdict[tuple[UUID, int], list[Training]] = defaultdict(list)
    for it in trainings:
        by_person[it.person_id, it.course_id].append(it)
    found = []
    for them in by_person.values():
        if len(them) > 1:
            last = max(them, key=lambda it: (it.happened_on, it.enrolment_id))
            kind = Kind.REPEAT if len({it.tenant_id for it in them}) == 1 else Kind.REPEAT_ACROSS
            rows = {"enrolment": [it.enrolment_id for it in them]}
            words = f"同一人同一课程 {len(them)} 次计为首次培训，最近一次在 {last.happened_on}"
            authors = {it.made_by for it in them}
            found.append(Suspicion(kind, rows, words, last.happened_on, None, last.tenant_id, authors))
    return found


def find_shared_phones(contacts: Iterable[Contact]) -> list[Suspicion]:
    """One telephone for three or more women, trainees and wishes that are no trainee's yet."""
    by_phone: defaultdict[str, list[Contact]] = defaultdict(list)
    for it in contacts:
        by_phone[it.phone].append(it)
    found = []
    for phone, them in by_phone.items():
        women = {(it.trainee_id or it.name) for it in them}
        if phone and len(women) >= SHARED_PHONE:
            rows = _rows(trainee=(it.trainee_id for it in them), wish=(it.wish_id for it in them))
            last_on, authors = max(it.noted_on for it in them), {it.noted_by for it in them}
            found.append(Suspicion(Kind.ONE_PHONE, rows, f"{len(women)} 人登记了同一个电话", last_on, authors=authors))
    return found


def _rows(**ids: Iterable[UUID | None]) -> dict[str, Collection[UUID]]:
    kept = {kind: [it for it in them if it is not None] for kind, them in ids.items()}
    return {kind: them for kind, them in kept.items() if them}


def find_odd_ages(pupils: Iterable[Pupil]) -> list[Suspicion]:
    """Who was under 16 or over 65 on the first day of her class; one finding for each class."""
    by_class: defaultdict[UUID, list[Pupil]] = defaultdict(list)
    for it in pupils:
        if not YOUNGEST <= age_on(it.born_on, it.starts_on) <= OLDEST:
            by_class[it.class_id].append(it)
    return [
        Suspicion(
            Kind.ODD_AGE,
            {"enrolment": [it.enrolment_id for it in them]},
            f"开课当天有 {len(them)} 名学员不满 {YOUNGEST} 岁或超过 {OLDEST} 岁",
            them[0].starts_on,
            class_id,
            authors={it.enrolled_by for it in them},
        )
        for class_id, them in by_class.items()
    ]


def is_school_day(day: date) -> bool:
    """Say whether pupils are at school on a day, as far as the calendar tells."""
    at = (day.month, day.day)
    return day.weekday() < 5 and not any(first <= at <= last for first, last in (SUMMER, WINTER))


def find_truants(visits: Iterable[SchoolVisit]) -> list[Suspicion]:
    """Who goes to school and was in a lesson in the daytime of a school day; one finding for each lesson."""
    by_lesson: defaultdict[UUID, list[SchoolVisit]] = defaultdict(list)
    for it in visits:
        if is_school_day(it.held_on) and it.start_min < SCHOOL_ENDS_MIN:
            by_lesson[it.lesson_id].append(it)
    found = []
    for lesson_id, them in by_lesson.items():
        rows = {"lesson": [lesson_id], "trainee": [it.trainee_id for it in them]}
        words = f"{them[0].held_on} 是上学的日子，有 {len(them)} 名在校学生在课上"
        found.append(Suspicion(Kind.STUDENT, rows, words, them[0].held_on, them[0].class_id))
    return found


def find_short_classes(classes: Iterable[ClassSum]) -> list[Suspicion]:
    """A class that ended without a minute taught, or that certified more hours than were taught."""
    found = []
    for it in classes:
        if it.taught_min == 0:
            words = "已结业，但没有一节课有授课时长"
        elif it.certified_min > it.taught_min:
            words = f"学员的结业学时 {format_minutes(it.certified_min)}，课次合计只有 {format_minutes(it.taught_min)}"
        else:
            continue
        found.append(Suspicion(Kind.SHORT_CLASS, {"class": [it.class_id]}, words, it.ended_on, it.class_id))
    return found
