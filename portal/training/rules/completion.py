"""Completion: who has attended enough to complete a class, and for how long a class of preparation counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken

# Ours, since no source of the domain names a share: change them here and nowhere else.
ENOUGH_PERCENT: Final = 80  # of the minutes that were taught
ONLINE_PERCENT: Final = 100  # what a minute attended online is worth beside one in the room
PRE_JOB_YEARS: Final = 2  # for so long a completed class of 岗前培训 opens the way to work

WAITING_CLOSED: Final = "班已结束，候补没有轮到"
WITHDRAWN: Final = "已撤回同意，没有办理结业"


@dataclass(frozen=True, slots=True)
class Share:
    """What of a class somebody attended, in minutes.

    Args:
        taught_min: of all lessons that were not cancelled, also of those before she joined.
    """

    present_min: int
    online_min: int
    taught_min: int

    @property
    def attended_min(self) -> int:
        """What counts as attended: online by a rule of its own."""
        return self.present_min + self.online_min * ONLINE_PERCENT // 100

    @property
    def percent(self) -> int:
        """The share in whole percent, never rounded up: who shows 80 % has them."""
        return self.attended_min * 100 // self.taught_min if self.taught_min else 0

    @property
    def is_enough(self) -> bool:
        """Whether she may complete the class."""
        return self.taught_min > 0 and self.attended_min * 100 >= self.taught_min * ENOUGH_PERCENT

    @property
    def reason(self) -> str:
        """Why she may not; empty when she may."""
        return "" if self.is_enough else f"到课 {self.percent}%，不足 {ENOUGH_PERCENT}%"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided on one woman of a class, where it is not left to her share.

    Args:
        reason: why she does not complete it although she attended enough.
    """

    enrolment_id: UUID
    is_completed: bool
    reason: str = ""


def judge(share: Share, verdict: Verdict | None, *, row: int) -> tuple[bool, str]:
    """Return whether she completes the class, and why not.

    Args:
        row: her place in what was sent, from 0, where a refusal belongs.

    Raises:
        RuleBroken: she would complete it below the share, or fail without a reason.
    """
    if verdict is None or (not verdict.is_completed and not share.is_enough):
        words = verdict.reason if verdict else ""
        return share.is_enough, "；".join(it for it in (share.reason, words) if it)
    if verdict.is_completed and not share.is_enough:
        raise RuleBroken(f"rows-{row}-verdict", f"{share.reason}，不能结业")
    if not verdict.is_completed and not verdict.reason:
        raise RuleBroken(f"rows-{row}-reason", "到课已够，不予结业请写明原因")
    return verdict.is_completed, verdict.reason if not verdict.is_completed else ""


def check_end(ended_on: date, *, lessons: Sequence[date], today: date) -> None:
    """Refuse a last day that cannot be.

    Args:
        lessons: the days on which it was taught.

    Raises:
        RuleBroken: it lies in the future, or before the last lesson.
    """
    if ended_on > today:
        raise RuleBroken("ended_on", "结班日期不能晚于今天")
    if lessons and ended_on < max(lessons):
        raise RuleBroken("ended_on", f"结班日期不能早于最后一节课（{max(lessons)}）")


def pre_job_since(on: date) -> date:
    """Return the day from which on a completed class of preparation still counts on a day."""
    year = on.year - PRE_JOB_YEARS
    return on.replace(year=year, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=year)
