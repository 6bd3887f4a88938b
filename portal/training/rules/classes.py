"""Classes: what kind one is, which state follows which, and what a plan of one may say."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import has_long_number
from portal.people.rules.sounds import sound_of
from portal.training.rules.courses import Step

MAX_CAPACITY: Final = 2_000
LONGEST_DAYS: Final = 730
MAX_LESSONS: Final = 500


class ClassKind(StrEnum):
    """What a class is for."""

    PRE_JOB = "pre_job"
    LEVEL = "level"
    REFRESHER = "refresher"
    WELFARE = "welfare"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _KINDS[self]


class ClassState(StrEnum):
    """How far a class has come."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        """The colour of its tag."""
        return _STATES[self][1]

    @property
    def is_open(self) -> bool:
        """Whether it can still be planned, enrolled in and taught."""
        return self in {ClassState.PLANNED, ClassState.RUNNING}


_KINDS: Final = {
    ClassKind.PRE_JOB: "岗前培训",
    ClassKind.LEVEL: "等级培训",
    ClassKind.REFRESHER: "回炉培训",
    ClassKind.WELFARE: "公益培训",
}
_STATES: Final = {
    ClassState.PLANNED: ("待开班", "info"),
    ClassState.RUNNING: ("开班中", "good"),
    ClassState.ENDED: ("已结班", "neutral"),
    ClassState.CANCELLED: ("已取消", "bad"),
}
# Ending a class needs the verdict on every woman in it, so it is done by its completion alone.
MOVES: Final = {
    ClassState.PLANNED: {ClassState.RUNNING, ClassState.CANCELLED},
    ClassState.RUNNING: {ClassState.CANCELLED},
    ClassState.ENDED: set[ClassState](),
    ClassState.CANCELLED: set[ClassState](),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A class as it is planned.

    Args:
        title: empty for the usual one, the course and 第 n 期.
        capacity: how many it takes, 1 to 2,000; no more than its usual room holds.
        room_id: the usual room.
        teacher_id: the usual teacher.
    """

    course_id: int
    kind: ClassKind
    starts_on: date
    ends_on: date
    capacity: int
    title: str = ""
    room_id: UUID | None = None
    teacher_id: UUID | None = None
    note: str = ""


def kind_for(step: Step, level: int | None) -> ClassKind:
    """Return the kind a class of such a course usually is.

    Source: the steps of S2-3; that a course of skill without a level prepares for work is our reading.
    """
    if step in {Step.WELFARE, Step.REFRESHER}:
        return ClassKind(step.value)
    return ClassKind.LEVEL if level else ClassKind.PRE_JOB


def usual_title(course_name: str, number: int) -> str:
    """Return what a class is called when nobody says otherwise: `整理收纳第 3 期`."""
    return f"{course_name}第 {number} 期"


def title_sound(title: str) -> str:
    """Return how a title sounds, `|mhl|muhuli`: its initials and its syllables, in any part of which a search by pinyin looks."""
    return "|".join(sound_of(title).split("|")[:3])


def check_plan(it: Plan) -> None:
    """Refuse a plan that cannot be.

    Raises:
        RuleBroken: it ends before it begins, lasts longer than two years, or its words hold a telephone's or a document's number.
    """
    for field, words in (("title", it.title), ("note", it.note)):
        if has_long_number(words):
            raise RuleBroken(field, "县级、市级也看得到这里，不要写电话或证件号码")
    if it.ends_on < it.starts_on:
        raise RuleBroken("ends_on", f"结束日期不能早于开始日期 {it.starts_on}")
    if (it.ends_on - it.starts_on).days > LONGEST_DAYS:
        raise RuleBroken("ends_on", "一期最长两年，请检查年份")


def check_room(capacity: int, *, room_name: str, room_capacity: int, field: str = "capacity") -> None:
    """Refuse more women than a room holds.

    Raises:
        RuleBroken: the room is too small.
    """
    if capacity > room_capacity:
        raise RuleBroken(field, f"“{room_name}”最多容纳 {room_capacity} 人，本班名额是 {capacity} 人；请减少名额或换一间教室")


def check_seats(capacity: int, *, taken: int) -> None:
    """Refuse fewer seats than are taken.

    Raises:
        RuleBroken: more women are enrolled.
    """
    if capacity < taken:
        raise RuleBroken("capacity", f"已有 {taken} 人在班，名额不能少于 {taken}")
