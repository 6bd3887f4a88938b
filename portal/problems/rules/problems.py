"""What a problem is, and who may do what with it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.scope import Level

DUE_SOON_DAYS: Final = 7
USUAL_DAYS: Final = 30
MOST_DAYS: Final = 730
MOST_AT_ONCE: Final = 20
MAX_TITLE, MAX_WORDS, MAX_OWNER, MAX_DETAIL = 100, 100, 30, 1000
MAX_NOTE: Final = 500


class Source(StrEnum):
    """What a problem was found with."""

    RETURN = "return"
    VISIT = "visit"
    SUPERVISION = "supervision"
    APPRAISAL = "appraisal"
    STUDY = "study"
    BULLETIN = "bulletin"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return _SOURCES[self]


_SOURCES: Final = {
    Source.RETURN: "月报",
    Source.VISIT: "观摩",
    Source.SUPERVISION: "督导",
    Source.APPRAISAL: "考核",
    Source.STUDY: "调研",
    Source.BULLETIN: "通报",
    Source.OTHER: "其他",
}


class State(StrEnum):
    """How far a problem has come."""

    OPEN = "open"
    FIXED = "fixed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"open": "整改中", "fixed": "待复核", "closed": "已销号", "withdrawn": "已撤回"}[self]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"open": "warn", "fixed": "info", "closed": "good", "withdrawn": "neutral"}[self]


class Step(StrEnum):
    """What is done about a problem."""

    RAISE = "raise"
    AMEND = "amend"
    POSTPONE = "postpone"
    FIX = "fix"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return _STEPS[self]

    @property
    def action(self) -> str:
        """What the audit calls it."""
        return f"problem.{self}"


_STEPS: Final = {
    Step.RAISE: "列入问题清单",
    Step.AMEND: "修改",
    Step.POSTPONE: "延期",
    Step.FIX: "报告整改完成",
    Step.ACCEPT: "复核通过，销号",
    Step.SEND_BACK: "复核不通过，退回整改",
    Step.WITHDRAW: "撤回",
}
RECHECKS: Final = frozenset({Step.ACCEPT, Step.SEND_BACK})


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as it is raised.

    Args:
        unit_code: the unit below that must mend it.
        source_id: the sheet, the study … it was found with, if it is kept here.
        source_words: what it was found with in words, `2026年3月月报`.
        owner_name: the official who answers for it.
    """

    unit_code: str
    source: Source
    source_id: UUID | None
    source_words: str
    title: str
    detail: str
    owner_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Content:
    """What is said of a problem, as its raiser may amend it."""

    title: str
    detail: str
    owner_name: str


@dataclass(frozen=True, slots=True)
class Stand:
    """How a problem stands, as far as it decides who may do what.

    Args:
        raised_level: the level of the unit that raised it; when its station moved, the unit of that level above it now follows.
        fixed_by: the account that reported it mended.
    """

    state: State
    unit_id: int
    raised_level: Level
    fixed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who wants to do something, at which unit, which is that of the problem or above it."""

    account_id: int
    unit_id: int
    level: Level


def why_not(step: Step, it: Stand, who: Who) -> str:
    """Say why somebody may not do this with a problem; empty when she may. Source: S0-10, four eyes."""
    is_own = who.unit_id == it.unit_id
    wanted = State.FIXED if step in RECHECKS else State.OPEN
    if it.state is not wanted:
        return _why_not_now(step, it.state)
    if step is Step.FIX:
        return "" if is_own else "整改完成由被列入问题清单的单位自己报告。"
    if step in RECHECKS:
        return _why_not_rechecked(it, who, is_own=is_own)
    if is_own or who.level is not it.raised_level:
        return f"这条问题是{_LEVELS[it.raised_level]}提出的，由提出的单位修改、延期或撤回。"
    return ""


_LEVELS: Final = {Level.CITY: "市级", Level.COUNTY: "县级", Level.STATION: "驿站"}


def _why_not_rechecked(it: Stand, who: Who, *, is_own: bool) -> str:
    if is_own:
        return "整改的单位不能复核自己的问题，由提出的单位或它的上级复核。"
    if who.level > it.raised_level:
        return f"这条问题是{_LEVELS[it.raised_level]}提出的，由{_LEVELS[it.raised_level]}复核。"
    if it.fixed_by == who.account_id:
        return "整改完成是您报告的，按规定须由另一位管理员复核。"
    return ""


def _why_not_now(step: Step, state: State) -> str:
    if step in RECHECKS and state is State.OPEN:
        return "这条问题还没有报告整改完成，不能复核。"
    if state is State.FIXED:
        return "这条问题已报告整改完成，正在等复核；复核不通过退回后才能再办。"
    return f"这条问题{state.label}，不用再办。"


def check_due(due_on: date, today: date) -> None:
    """Refuse a day that is past, or so far away that it is surely mistyped.

    Raises:
        RuleBroken: it is one.
    """
    if due_on < today:
        raise RuleBroken("due_on", "整改期限不能早于今天")
    if due_on > today + timedelta(days=MOST_DAYS):
        raise RuleBroken("due_on", "整改期限太远，最多两年，请检查年份")


def check_postponed(due_on: date, *, before: date, today: date) -> None:
    """Refuse a new day that is not later than the one before.

    Raises:
        RuleBroken: it is not, or it is no day to be due on.
    """
    if due_on <= before:
        raise RuleBroken("due_on", f"新的期限须晚于原来的 {before}")
    check_due(due_on, today)


def is_overdue(state: str, due_on: date, on: date) -> bool:
    """Say whether a problem ought to be mended by now and is not."""
    return state == State.OPEN and due_on < on


def days_words(state: str, due_on: date, on: date) -> str:
    """Return how long is left, or how late it is; empty when nothing is to be mended any more."""
    if state != State.OPEN:
        return ""
    left = (due_on - on).days
    return f"逾期 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"还剩 {left} 天"
