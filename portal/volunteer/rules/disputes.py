"""An objection to hours on the notice, and what the county may decide of it."""

from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.volunteer.rules.hours import DAY_MIN

MAX_REASON: Final = 200
CHANNELS: Final = {"counter": "当面提出", "phone": "电话提出", "code": "扫码提出"}


class Verdict(StrEnum):
    """How a dispute stands, or ends."""

    OPEN = "open"
    UPHELD = "upheld"  # the hours stand as they were
    CHANGED = "changed"
    VOID = "void"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _WORDS[self][0]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return _WORDS[self][1]


_WORDS: Final = {
    Verdict.OPEN: ("等待县级裁定", "warn"),
    Verdict.UPHELD: ("维持原时长", "good"),
    Verdict.CHANGED: ("改为其他时长", "info"),
    Verdict.VOID: ("作废，不计时长", "neutral"),
}
DECIDED: Final = (Verdict.UPHELD, Verdict.CHANGED, Verdict.VOID)


def check_verdict(verdict: Verdict, *, worked_min: int, new_min: int | None) -> None:
    """Refuse a change that says no other length, and a length where nothing is changed.

    Raises:
        RuleBroken: it does.
    """
    if verdict is Verdict.CHANGED and (new_min is None or not 1 <= new_min <= DAY_MIN):
        raise RuleBroken("new_min", "改时长的，请填写裁定后的时长")
    if verdict is Verdict.CHANGED and new_min == worked_min:
        raise RuleBroken("new_min", "与原来的时长相同；不改的请选择“维持原时长”")
    if verdict is not Verdict.CHANGED and new_min is not None:
        raise RuleBroken("new_min", "只有改时长的才填写，请清空这一格")
