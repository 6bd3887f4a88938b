"""爱心超市: what somebody takes for minutes, who may take it, and what shows that it was she.

Source: S0-24; the known frauds are taking in another's name, no voucher, signing for others. Minutes are never money.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.core.errors import Conflict, RuleBroken

MOST_LINES = 20
MOST_OF_ONE = 1000
HELD_DAYS = 7  # goods that nobody fetched for so long are asked after
PROXY_DAYS, PROXY_HOLDERS = 30, 3  # a proxy who fetched for so many within so many days is looked at


class State(StrEnum):
    """How far a redemption is."""

    HELD = "held"
    HANDED = "handed"
    VOID = "void"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """Its word on a page."""
        return {"held": "已预留", "handed": "已交付", "void": "已作废", "returned": "已退回"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on a page."""
        return {"held": "warn", "handed": "good", "void": "neutral", "returned": "neutral"}[self.value]


class Taker(StrEnum):
    """Who takes the goods away."""

    SELF = "self"
    PROXY = "proxy"

    @property
    def label(self) -> str:
        """Its word on a page."""
        return {"self": "本人领取", "proxy": "他人代领"}[self.value]


class Proof(StrEnum):
    """How it is seen that it is she, or that she sent whoever came."""

    CODE = "code"
    DOCUMENT = "document"
    PAPER = "paper"

    @property
    def label(self) -> str:
        """Its word on a page."""
        return {"code": "本人手机验证码", "document": "核对本人证件后四位", "paper": "签名的兑换单"}[self.value]


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody chose.

    Args:
        chosen: (item, how many of it).
        volunteer_id: who pays with her own minutes; else `recipient_id` says for whom the pool pays.
    """

    chosen: tuple[tuple[UUID, int], ...]
    volunteer_id: UUID | None = None
    recipient_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.volunteer_id is None) == (self.recipient_id is None):
            raise ValueError("a basket is a volunteer's or a recipient's")


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a basket, at today's price."""

    item_id: UUID
    code: str
    name: str
    unit: str
    count: int
    price_min: int
    is_service: bool
    stock: int | None = None

    @property
    def total_min(self) -> int:
        """What it costs in all."""
        return self.count * self.price_min

    @property
    def missing(self) -> int:
        """How many of it the shop lacks."""
        return 0 if self.stock is None else max(self.count - self.stock, 0)


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes the goods, and what showed that she may.

    Args:
        proxy_name: who came in her stead, with `proxy_relation` to her; both empty when she came herself.
        last_four: of the document that was shown, for `Proof.DOCUMENT`.
        passed_at: when the code sent to her telephone was given back, for `Proof.CODE`.
        sheet_row: serial of the paper sheet and the row on it; empty when there is none.
    """

    taker: Taker
    proof: Proof
    proxy_name: str = ""
    proxy_relation: str = ""
    last_four: str = ""
    passed_at: datetime | None = None
    sheet_row: str = ""

    def __repr__(self) -> str:
        return f"Taking({self.taker}, {self.proof})"


def lines_of(chosen: Iterable[tuple[UUID, int]], items: Iterable[Any], *, today: date) -> list[Line]:
    """Return what was chosen as lines, one for each item.

    Args:
        items: those of the station that are meant.

    Raises:
        RuleBroken: nothing was chosen, too much, something that is not on offer any more, or nobody has.
    """
    counts, known = Counter[UUID](), {it.id: it for it in items}
    for item_id, count in chosen:
        counts[item_id] += count
    if not counts:
        raise RuleBroken("codes", "还没有选任何物品，请填写短码或数量")
    if len(counts) > MOST_LINES or max(counts.values()) > MOST_OF_ONE:
        raise RuleBroken("codes", f"一次最多 {MOST_LINES} 种物品，每种最多 {MOST_OF_ONE} 件，请分几次兑换")
    gone = [id_ for id_ in counts if id_ not in known or (known[id_].ended_on and known[id_].ended_on <= today)]
    if gone:
        names = "、".join(known[id_].name for id_ in gone if id_ in known) or "其中一种物品"
        raise RuleBroken("codes", f"{names}已经下架，请去掉后再预留")
    return [_line(known[item_id], count) for item_id, count in counts.items()]


def _line(it: Any, count: int) -> Line:
    return Line(it.id, it.code, it.name, it.unit, count, it.price_min, it.kind == "service", it.stock)


def total_of(lines: Iterable[Line]) -> int:
    """Return what the lines cost in all, in minutes."""
    return sum(it.total_min for it in lines)


def check_taking(it: Taking, *, offered: Iterable[Proof], clerk: str, name: str) -> None:
    """Refuse a hand-over that does not show that it is she, or that she sent whoever came.

    Args:
        offered: what there is to show for her.
        clerk: who hands over.
        name: whose goods they are.

    Raises:
        RuleBroken: the proof is not to be had, or the proxy is not named, is herself, or is whoever hands over.
    """
    if it.proof not in set(offered):
        raise RuleBroken("proof", "这位领取人不能用这种方式核对，请换一种")
    if it.taker is Taker.SELF:
        return
    if not it.proxy_name:
        raise RuleBroken("proxy_name", "请填写代领人姓名")
    if not it.proxy_relation:
        raise RuleBroken("proxy_relation", "请填写代领人与她的关系")
    if it.proxy_name == name:
        raise RuleBroken("proxy_name", "代领人就是她本人，请选“本人领取”")
    if it.proxy_name == clerk:
        raise RuleBroken("proxy_name", "经办人不能代领，请由另一位工作人员办理")


def require_state(state: str, wanted: State, *, action: str, subject_id: UUID) -> None:
    """Refuse what can no longer be done.

    Raises:
        Conflict: the redemption is not in this state.
    """
    if state != wanted:
        words = f"这笔兑换{State(state).label}，不能再{_VERBS[wanted, action.rpartition('.')[2]]}，这一次没有保存。"
        raise Conflict(words, action=action, subject_id=subject_id, advice="请刷新后再看。")


_VERBS = {(State.HELD, "hand"): "交付", (State.HELD, "void"): "作废", (State.HANDED, "return"): "退回"}


def summary_of(lines: Sequence[Any]) -> str:
    """Return lines in words, `大米 2 袋、理发 1 次`."""
    return "、".join(f"{it.name} {it.count} {it.unit}" for it in lines)
