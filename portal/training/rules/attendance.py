"""Attendance: how somebody came to a lesson, and when that may be noted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.dates import short_day_words
from portal.core.errors import RuleBroken
from portal.core.text import format_clock
from portal.training.rules.classes import ClassState

EARLY_MIN: Final = 30  # so long before its beginning people come and sign in; ours
MAX_ONLINE: Final = 99_999
MAX_STREETS: Final = 40


class Way(StrEnum):
    """How somebody was at a lesson, or that she was not."""

    PAPER = "paper"
    KEYED = "keyed"
    CODE = "code"
    ONLINE = "online"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _WAYS[self]

    @property
    def is_present(self) -> bool:
        """Whether she was in the room: online is not presence."""
        return self in {Way.PAPER, Way.KEYED, Way.CODE}

    @property
    def came(self) -> bool:
        """Whether she took part, in the room or online."""
        return self is not Way.ABSENT


_WAYS: Final = {Way.PAPER: "签到表", Way.KEYED: "现场登记", Way.CODE: "扫码签到", Way.ONLINE: "线上", Way.ABSENT: "缺课"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is noted of one trainee.

    Args:
        street: 镇街, of whoever attends online.
    """

    trainee_id: UUID
    way: Way
    street: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """What is noted of a lesson in one go; of whom nothing is said, nothing changes.

    Args:
        is_rest_absent: of whom nothing is known yet, she was absent.
    """

    marks: Sequence[Mark] = ()
    is_rest_absent: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """A lesson as far as it matters here.

    Args:
        start_min: in minutes after midnight.
        state: of its class.
    """

    held_on: date
    start_min: int
    end_min: int
    is_online: bool
    is_cancelled: bool
    state: ClassState

    @property
    def shown(self) -> str:
        """Its day and time as they are spoken of."""
        return f"{short_day_words(self.held_on)} {format_clock(self.start_min)}"


def why_not_noted(it: Meeting, now: datetime) -> str:
    """Return why nothing can be noted of a lesson; empty when it can.

    Args:
        now: as a clock in China shows it.
    """
    if it.is_cancelled:
        return f"{it.shown} 的课已经取消，不能记考勤。"
    if it.state is ClassState.PLANNED:
        return "这个班还没有开班，不能记考勤。"
    if it.state is not ClassState.RUNNING:
        return f"这个班{it.state.label}，考勤不能再改。"
    return "" if has_begun(it, now) else f"{it.shown} 的课还没有开始，不能记考勤。"


def has_begun(it: Meeting, now: datetime) -> bool:
    """Say whether people may have come by now: its day is past, or it begins within half an hour."""
    return it.held_on < now.date() or (it.held_on == now.date() and _minute(now) >= it.start_min - EARLY_MIN)


def takes_codes(it: Meeting, now: datetime) -> bool:
    """Say whether one signs in by the class code now: from half an hour before a lesson until it ends."""
    is_running = not it.is_cancelled and it.state is ClassState.RUNNING
    return is_running and it.held_on == now.date() and it.start_min - EARLY_MIN <= _minute(now) <= it.end_min


def kept_way(before: Way | None, noted: Way, *, is_online: bool) -> Way:
    """Return what stands after something is noted: who signed in by code did so, whatever the paper repeats.

    Args:
        is_online: the whole lesson; nobody was in its room.
    """
    if is_online and noted.is_present:
        noted = Way.ONLINE
    return before if before is not None and before.is_present and noted.is_present else noted


def check_street(name: str, way: Way, street: str) -> None:
    """Refuse an online attendance without its street or town. Source: S3-2 counts them by 镇街.

    Raises:
        RuleBroken: there is none, or it is too long.
    """
    if way is Way.ONLINE and not street:
        raise RuleBroken("street", f"{name}是线上听课，请填写她所在的镇街")
    if len(street) > 40:
        raise RuleBroken("street", "镇街最多 40 个字")


def check_online_counts(counts: Iterable[tuple[str, int]]) -> None:
    """Refuse headcounts that name a street twice, or none, or too many people.

    Raises:
        RuleBroken: the field is `rows-<n>-<name>`.
    """
    seen, total = set[str](), 0
    for n, (street, heads) in enumerate(counts):
        if not street:
            raise RuleBroken(f"rows-{n}-street", "请填写镇街")
        if street in seen:
            raise RuleBroken(f"rows-{n}-street", f"“{street}”写了两次，请合并成一行")
        seen.add(street)
        total += heads
        if total > MAX_ONLINE:
            raise RuleBroken(f"rows-{n}-attendances", f"一节课线上合计最多 {MAX_ONLINE} 人次")


def check_taught(taught_min: int | None, it: Meeting, now: datetime) -> None:
    """Refuse minutes of what was not taught yet.

    More than the timetable says may be noted, since it happens; the page shows it, and it is asked about.

    Raises:
        RuleBroken: the lesson is to come.
    """
    if taught_min is not None and not has_begun(it, now):
        raise RuleBroken("taught_min", "这节课还没有开始，不能填写实际课时")


def _minute(now: datetime) -> int:
    return now.hour * 60 + now.minute
