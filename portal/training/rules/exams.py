"""Exams: what is planned, what is examined, and how marks become a result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, parse_count, to_ascii_digits

USUAL_ITEMS: Final = ("理论", "实操")
USUAL_PASS_MARK: Final = 60
MOST_ITEMS, LONGEST_ITEM = 8, 20
OLDEST_DAYS, FARTHEST_DAYS = 730, 730
MOST_ENTRANTS: Final = 300
MISSED: Final = "缺考"
_MISSED_TYPED: Final = {MISSED, "缺", "q", "qk", "-", "—", "/"}


class ExamState(StrEnum):
    """Where an exam stands."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {"open": "未登完成绩", "closed": "成绩已登完", "cancelled": "已取消"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"open": "info", "closed": "good", "cancelled": "neutral"}[self.value]


class Result(StrEnum):
    """How it went for one who signed up."""

    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"pending": "未登成绩", "passed": "合格", "failed": "不合格", "absent": MISSED, "withdrawn": "已取消报名"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"pending": "neutral", "passed": "good", "failed": "bad", "absent": "warn", "withdrawn": "neutral"}[self.value]

    @property
    def has_sat(self) -> bool:
        """Whether she was examined."""
        return self in {Result.PASSED, Result.FAILED}


@dataclass(frozen=True, slots=True)
class ExamPlan:
    """An exam as it is planned.

    Args:
        class_id: the class it belongs to; None when it is open to all who learnt the course.
        start_min: minutes after midnight, None when it is not known yet.
        issuer: who examines, and issues the certificate.
        items: what is examined, `理论`, `实操`, in the order of the sheet.
        pass_mark: of 100; every item has to reach it.
    """

    course_id: int
    class_id: UUID | None
    title: str
    held_on: date
    start_min: int | None
    place: str
    issuer: str
    items: tuple[str, ...] = USUAL_ITEMS
    pass_mark: int = USUAL_PASS_MARK
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What marks come to."""

    result: Result
    failed_items: tuple[str, ...] = ()


Marks = Mapping[str, int | None]  # {item: mark of 100, or None: she did not sit it}


def check_plan(plan: ExamPlan, *, today: date) -> None:
    """Refuse an exam that cannot be.

    Raises:
        RuleBroken: a day too far away.
    """
    if plan.held_on < today - timedelta(days=OLDEST_DAYS):
        raise RuleBroken("held_on", "日期太早，请检查年份")
    if plan.held_on > today + timedelta(days=FARTHEST_DAYS):
        raise RuleBroken("held_on", "日期太远，请检查年份")


def parse_items(raw: str) -> tuple[str, ...]:
    """Return what is examined from `理论、实操`.

    Raises:
        BadInput: none, too many, one that is too long, or one twice.
    """
    typed = clean_text(raw)
    for sign in "，,；;/ ":
        typed = typed.replace(sign, "、")
    items = tuple(part for part in typed.split("、") if part)
    if not items:
        raise BadInput("请填写考核项目，如 理论、实操")
    if len(items) > MOST_ITEMS or any(len(item) > LONGEST_ITEM for item in items):
        raise BadInput(f"最多 {MOST_ITEMS} 项，每项最多 {LONGEST_ITEM} 个字，用顿号隔开")
    if len(set(items)) < len(items):
        raise BadInput("同一个项目写了两次")
    return items


def parse_mark(raw: str) -> int | None:
    """Return a mark of 100, or None for 缺考 (also `缺`, `q` or `-`).

    Raises:
        BadInput: neither.
    """
    text = clean_text(to_ascii_digits(raw)).lower()
    if text in _MISSED_TYPED:
        return None
    try:
        return parse_count(text, low=0, high=100)
    except BadInput as bad:
        raise BadInput(f"请填 0 到 100 的整数，没有参加填“{MISSED}”") from bad


def show_mark(mark: int | None) -> str:
    """Return a mark as it is typed."""
    return MISSED if mark is None else str(mark)


def judge(items: Sequence[str], marks: Marks, *, pass_mark: int) -> Verdict:
    """Say what marks come to: passed when every item reaches the mark, absent when she sat none, else failed.

    Args:
        marks: one for each item; an item that was missed counts as failed when she sat another.

    Raises:
        KeyError: an item has no mark; the form asks for all of a row.
    """
    if all(marks[item] is None for item in items):
        return Verdict(Result.ABSENT)
    failed = tuple(item for item in items if (mark := marks[item]) is None or mark < pass_mark)
    return Verdict(Result.FAILED, failed) if failed else Verdict(Result.PASSED)
