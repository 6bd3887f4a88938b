"""Enrolment: who gets a seat, who waits, and when a woman learns a course for the second time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.training.rules.classes import ClassKind

MAX_AT_ONCE: Final = 200


class EnrolmentState(StrEnum):
    """How a trainee stands to a class."""

    ENROLLED = "enrolled"
    WAITING = "waiting"
    LEFT = "left"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        """The colour of its tag."""
        return _STATES[self][1]


class Cause(StrEnum):
    """What a refresher follows from. Source: S0-30."""

    EXAM = "exam"
    COMPLAINT = "complaint"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {Cause.EXAM: "考试未通过", Cause.COMPLAINT: "客户投诉"}[self]


class FreeWay(StrEnum):
    """How a woman confirmed that she paid nothing."""

    SIGNED = "signed"
    PHONE = "phone"
    ONLINE = "online"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {FreeWay.SIGNED: "签字", FreeWay.PHONE: "电话确认", FreeWay.ONLINE: "线上确认"}[self]


_STATES: Final = {
    EnrolmentState.ENROLLED: ("在班", "good"),
    EnrolmentState.WAITING: ("候补", "warn"),
    EnrolmentState.LEFT: ("已退出", "neutral"),
    EnrolmentState.COMPLETED: ("已结业", "good"),
    EnrolmentState.FAILED: ("未结业", "bad"),
}
SEATED: Final = (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED, EnrolmentState.FAILED)  # who takes up a seat


@dataclass(frozen=True, slots=True)
class Refresher:
    """Why somebody is trained once more.

    Args:
        entry_id: the exam entry she failed.
        note: the failed item, or what the complaint was of.
    """

    cause: Cause
    entry_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A class of the same course that she is in, or was.

    Args:
        title: of that class.
    """

    state: EnrolmentState
    is_refresher: bool
    title: str


def check_refresher(kind: ClassKind, refresher: Refresher | None, *, heads: int) -> None:
    """Refuse a refresher without a cause, and a class of refreshers without refreshers.

    Args:
        heads: how many are enrolled together.

    Raises:
        RuleBroken: the cause is missing or incomplete.
    """
    if refresher is None:
        if kind is ClassKind.REFRESHER:
            raise RuleBroken("cause", "回炉班只收回炉学员，请选择回炉原因：考试未通过，或客户投诉")
        return
    if refresher.cause is Cause.EXAM and heads > 1:
        raise RuleBroken("cause", "因考试未通过而回炉的，请一名一名登记，各自选择没有通过的考试")
    if refresher.cause is Cause.EXAM and refresher.entry_id is None:
        raise RuleBroken("entry_id", "请选择她没有通过的那一次考试；没有的话不能按考试回炉")
    if refresher.cause is Cause.COMPLAINT and not refresher.note:
        raise RuleBroken("note", "请写明投诉的是什么")


def why_not_first(name: str, past: list[Past]) -> str:
    """Return why a woman cannot learn a course for the first time; empty when she can.

    Args:
        past: her other classes of this course, refreshers too.
    """
    first = [it for it in past if not it.is_refresher]
    for it in first:
        if it.state is EnrolmentState.COMPLETED:
            return f"{name}已在“{it.title}”结业，再学只能作为回炉：请单独登记她，并选择回炉原因"
    for it in first:
        if it.state in {EnrolmentState.ENROLLED, EnrolmentState.WAITING}:
            return f"{name}已在“{it.title}”{it.state.label}，同一课程不能同时报两个班；请先让她退出那个班"
    return ""


def check_confirmed(day: date, *, today: date) -> None:
    """Refuse a confirmation that is to come.

    Raises:
        RuleBroken: the day is to come.
    """
    if day > today:
        raise RuleBroken("confirmed_on", "确认日期还没有到")
