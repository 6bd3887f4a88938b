"""盘点: what was counted on the shelves, what differs, and when a count may be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import has_long_number

STATES: Final = {"open": "清点中", "done": "已完成", "dropped": "已放弃"}
TONES: Final = {"open": "warn", "done": "good", "dropped": "neutral"}
MAX_COUNTED: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What was keyed of one line.

    Args:
        counted: None while nobody counted it.
        reason: why it differs.
    """

    line_id: UUID
    counted: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Counting:
    """One line of a count.

    Args:
        expected: the stock when the line was opened.
        moves: how many lines the stock book had of the item then.
        moves_now: how many it has.
    """

    id: UUID
    item_id: UUID
    code: str
    name: str
    unit: str
    expected: int
    moves: int
    counted: int | None
    reason: str
    moves_now: int

    @property
    def difference(self) -> int:
        """How many more were counted than expected."""
        return 0 if self.counted is None else self.counted - self.expected

    @property
    def has_moved(self) -> bool:
        """Whether something came or went since the line was opened: then what was counted cannot be held against it."""
        return self.moves != self.moves_now


def check_reasons(lines: Sequence[Counted]) -> None:
    """Refuse numbers of people in a reason.

    Raises:
        RuleBroken: a telephone or a document's number stands there.
    """
    for n, it in enumerate(lines):
        if has_long_number(it.reason):
            raise RuleBroken(f"rows-{n}-reason", "这里不要写电话或证件号码，库存台账不记个人信息")


def lack_of(lines: Sequence[Counting]) -> str:
    """Return what keeps a count from being closed, in words; empty when nothing does."""
    moved = [it.name for it in lines if it.has_moved]
    if moved:
        return f"清点期间有进出：{_some(moved)}。请按“有进出的重新清点”，再数一遍这几样。"
    open_ones = [it.name for it in lines if it.counted is None]
    if open_ones:
        return f"还没有填实有数：{_some(open_ones)}。"
    silent = [it.name for it in lines if it.difference and not it.reason]
    return f"数目不符还没有写原因：{_some(silent)}。" if silent else ""


def check_witness(witness: str, *, counted_by: int, done_by: int) -> None:
    """Refuse that one person alone counts and closes.

    Args:
        witness: in what capacity somebody stood by, never who.

    Raises:
        RuleBroken: nobody stood by.
    """
    if counted_by == done_by and not witness:
        raise RuleBroken("witness", "清点和完成是同一个账号，请写监盘人的身份，如“社区工作者”；或请另一位站长账号来完成")
    if has_long_number(witness):
        raise RuleBroken("witness", "只写身份，不写姓名、电话或证件号码")


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + (f"等 {len(names)} 样" if len(names) > 3 else "")
