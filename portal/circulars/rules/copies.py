"""How far a unit has come with its copy of a circular, and who may do what with it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from portal.circulars.rules.sending import Kind

MAX_REPLY: Final = 2000


class Mark(StrEnum):
    """How far a unit has come with its copy; the last that is true."""

    UNREAD = "unread"
    READ = "read"
    REPLIED = "replied"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What is done with a copy."""

    RECEIVE = "receive"
    REPLY = "reply"
    ACCEPT = "accept"
    SEND_BACK = "send_back"

    @property
    def action(self) -> str:
        """What the audit calls it."""
        return f"circular.{self}"


@dataclass(frozen=True, slots=True)
class Stand:
    """How a unit's copy stands, as far as it decides what may be done with it."""

    kind: Kind
    mark: Mark
    needs_reply: bool

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return how the copy of a row stands."""
        marks = (
            (row.withdrawn_at, Mark.WITHDRAWN),
            (row.accepted_at, Mark.ACCEPTED),
            (row.sent_back_reason, Mark.SENT_BACK),
            (row.replied_at, Mark.REPLIED),
            (row.read_at, Mark.READ),
        )
        return cls(Kind(row.kind), next((mark for is_so, mark in marks if is_so), Mark.UNREAD), bool(row.needs_reply))

    @property
    def label(self) -> str:
        """Its word on the page."""
        if self.mark is Mark.READ:
            return "办理中" if self.kind is Kind.TASK else "待回复" if self.needs_reply else "已签收"
        if self.mark is Mark.REPLIED:
            return "已报完成，待确认" if self.kind is Kind.TASK else "已回复"
        return _LABELS[self.mark]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        is_done = self.kind is Kind.CIRCULAR and not self.waits
        return "good" if is_done and self.mark is not Mark.WITHDRAWN else _TONES[self.mark]

    @property
    def waits(self) -> bool:
        """Whether the unit has still to do something: to sign, or to answer where an answer is asked for."""
        return self.mark in {Mark.UNREAD, Mark.SENT_BACK} or (self.mark is Mark.READ and self.needs_reply)

    def is_late(self, due_on: date | None, unit_status: str, on: date) -> bool:
        """Say whether the unit ought to have done it by now; one that does not work now is not late."""
        return self.waits and due_on is not None and due_on < on and unit_status == "open"


_LABELS: Final = {Mark.UNREAD: "未签收", Mark.SENT_BACK: "被退回", Mark.ACCEPTED: "已完成", Mark.WITHDRAWN: "已撤回"}
_TONES: Final = {
    Mark.UNREAD: "warn",
    Mark.READ: "info",
    Mark.REPLIED: "info",
    Mark.SENT_BACK: "bad",
    Mark.ACCEPTED: "good",
    Mark.WITHDRAWN: "neutral",
}


def why_not(step: Step, it: Stand, *, is_own: bool, is_sender: bool) -> str:
    """Say why this cannot be done with a copy; empty when it can.

    Args:
        is_own: the copy is that of the unit she works for.
        is_sender: she works for the unit that sent it.
    """
    if it.mark is Mark.WITHDRAWN:
        return "这份通知或任务已被发出单位撤回，不用再办。"
    if step in {Step.RECEIVE, Step.REPLY}:
        return _why_not_answered(step, it, is_own=is_own)
    if not is_sender:
        return "由发出的单位确认或退回。"
    if it.mark is Mark.REPLIED:
        return "通知的回复不用确认；不合要求的可以退回。" if step is Step.ACCEPT and it.kind is not Kind.TASK else ""
    return "这个单位的办理情况已经确认过。" if it.mark is Mark.ACCEPTED else "这个单位还没有答复，或退回后还没有重新答复。"


def _why_not_answered(step: Step, it: Stand, *, is_own: bool) -> str:
    if not is_own:
        return "由收到的单位自己办理。"
    if step is Step.RECEIVE:
        return ""
    if not it.needs_reply:
        return "这份通知不用回复，签收就可以了。"
    return "发出单位已经确认完成，不能再改。" if it.mark is Mark.ACCEPTED else ""


def days_words(due_on: date | None, on: date) -> str:
    """Return how long is left, or how late it is; empty where there is no day."""
    if due_on is None:
        return ""
    left = (due_on - on).days
    return f"逾期 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"还剩 {left} 天"


def due_word(kind: str, *, needs_reply: bool) -> str:
    """Return what the day is the last one for."""
    return "完成期限" if kind == Kind.TASK else "回复期限" if needs_reply else "签收期限"
