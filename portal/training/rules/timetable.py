"""The timetable: lessons one by one and as a series, and what cannot be at the same time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product
from typing import Final
from uuid import UUID

from portal.core.dates import short_day_words, weekday_words
from portal.core.errors import RuleBroken
from portal.core.text import format_clock, has_long_number

DAY_MIN: Final = 1_440
MAX_SERIES: Final = 120


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson as it is planned.

    Args:
        start_min: minutes after midnight.
        end_min: minutes after midnight, to 1,440: a lesson ends on its day.
        room_id: where it is held; an online lesson has none.
    """

    held_on: date
    start_min: int
    end_min: int
    topic: str = ""
    room_id: UUID | None = None
    teacher_id: UUID | None = None
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A lesson as it takes somebody's time.

    Args:
        lesson_id: None when it is about to be made.
        title: of its class.
        trainees: whom it is looked at for, not all who come.
    """

    class_id: UUID
    title: str
    held_on: date
    start_min: int
    end_min: int
    lesson_id: UUID | None = None
    room_id: UUID | None = None
    teacher_id: UUID | None = None
    trainees: frozenset[UUID] = field(default_factory=frozenset)

    @property
    def words(self) -> str:
        """Its class and hours: `“整理收纳第 1 期” 09:00–11:00`."""
        return f"“{self.title}” {format_clock(self.start_min)}–{format_clock(self.end_min)}"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two lessons at the same time that share something.

    Args:
        what: room, teacher, trainee or class.
        shared: the id of what they share.
    """

    wanted: Slot
    taken: Slot
    what: str
    shared: UUID


def overlap(one: Slot, other: Slot) -> bool:
    """Say whether two lessons are held at the same time; one that begins as the other ends does not."""
    return one.held_on == other.held_on and one.start_min < other.end_min and other.start_min < one.end_min


def find_clashes(wanted: Sequence[Slot], taken: Collection[Slot]) -> Iterator[Clash]:
    """Yield what stands against lessons, by what is held already and among themselves; a lesson does not clash with itself."""
    kept = [it for it in taken if it.lesson_id not in {slot.lesson_id for slot in wanted if slot.lesson_id}]
    for one, other in (*product(wanted, kept), *combinations(wanted, 2)):
        if overlap(one, other):
            yield from (Clash(one, other, what, shared) for what, shared in _shared(one, other))


def _shared(one: Slot, other: Slot) -> Iterator[tuple[str, UUID]]:
    """What two lessons share; of one class it is everything, and said once."""
    if one.class_id == other.class_id:
        yield "class", one.class_id
        return
    if one.room_id and one.room_id == other.room_id:
        yield "room", one.room_id
    if one.teacher_id and one.teacher_id == other.teacher_id:
        yield "teacher", one.teacher_id
    yield from (("trainee", shared) for shared in sorted(one.trainees & other.trainees))


def words_of(clash: Clash, names: Mapping[UUID, str]) -> str:
    """Return what clashes with what, and when: `3月18日（周三）教室“一楼教室”已排“月嫂第 1 期” 09:30–11:00`."""
    day = clash.wanted.held_on
    when = f"{short_day_words(day)}（{weekday_words(day)}）"
    who = {"room": "教室“{}”已排", "teacher": "老师“{}”已有", "trainee": "学员“{}”要上", "class": "本班已有"}[clash.what]
    return f"{when}{who.format(names.get(clash.shared, ''))}{clash.taken.words}"


def refuse_clashes(clashes: Iterator[Clash], names: Mapping[UUID, str], *, field: str) -> None:
    """Refuse lessons that clash, naming the first three clashes.

    Raises:
        RuleBroken: two are at the same time.
    """
    found = list(dict.fromkeys(words_of(clash, names) for clash in clashes))
    if found:
        more = f"；另有 {len(found) - 3} 处" if len(found) > 3 else ""
        raise RuleBroken(field, f"时间冲突：{'；'.join(found[:3])}{more}。请换时间、教室或老师")


def check_lesson(it: LessonPlan, *, starts_on: date, ends_on: date) -> None:
    """Refuse a lesson that cannot be.

    Args:
        starts_on: the first day of its class.
        ends_on: the last one.

    Raises:
        RuleBroken: it ends before it begins, lies outside its class, has a room though it is online, or its topic holds a long number.
    """
    if has_long_number(it.topic):
        raise RuleBroken("topic", "县级、市级也看得到这里，不要写电话或证件号码")
    if it.end_min <= it.start_min:
        raise RuleBroken("ends_at", "下课时间要晚于上课时间；过了零点的课请分两天填")
    if not starts_on <= it.held_on <= ends_on:
        raise RuleBroken("held_on", f"{it.held_on} 不在本班 {starts_on} 至 {ends_on} 之内；如要改期，请先修改班级的起止日期")
    if it.is_online and it.room_id is not None:
        raise RuleBroken("room_id", "线上课不占教室，请不要选教室")


def series(first: date, weekdays: Collection[int], count: int) -> list[date]:
    """Return the days of a series: from a day on, on these days of the week, so many.

    Args:
        weekdays: 0 is Monday.
        count: 1 to 120.

    Raises:
        RuleBroken: no day of the week, or too many lessons.
    """
    if not weekdays:
        raise RuleBroken("weekdays", "请选择每周哪几天上课")
    if not 1 <= count <= MAX_SERIES:
        raise RuleBroken("count", f"请填写 1 到 {MAX_SERIES} 之间的整数")
    days = (first + timedelta(days=n) for n in range(7 * MAX_SERIES))
    return [day for day in days if day.weekday() in weekdays][:count]
