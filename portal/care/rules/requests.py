"""A request from the asking to its end: who may ask for what and when, what may become of it, and the clock it is held against."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core.errors import RuleBroken

MAX_PLACE, MAX_NOTE, MAX_REASON, MAX_ASKER, MAX_HELPERS = 100, 300, 200, 30, 30
LONGEST_AHEAD: Final = timedelta(days=180)
IN_TIME_MIN: Final = 30  # Source: the half-hour circle (半小时圈) of the time bank
STUCK_MIN: Final = 15  # an urgent request nobody has arrived at for so long is shown on top


class State(StrEnum):
    """How far a request has come."""

    NEW = "new"
    OPEN = "open"
    ARRANGED = "arranged"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return _STATES[self][1]


_STATES: Final = {
    State.NEW: ("待受理", "warn"),
    State.OPEN: ("待派", "warn"),
    State.ARRANGED: ("已派", "info"),
    State.RUNNING: ("进行中", "info"),
    State.DONE: ("已完成", "good"),
    State.CANCELLED: ("已取消", "neutral"),
}
AMENDABLE: Final = frozenset({State.NEW, State.OPEN, State.ARRANGED})
DISPATCHABLE: Final = frozenset({State.OPEN, State.ARRANGED, State.RUNNING})  # so may a slip of it be printed


class Channel(StrEnum):
    """How somebody asked."""

    COUNTER = "counter"
    PHONE = "phone"
    CODE = "code"
    SERIES = "series"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {"counter": "到站", "phone": "电话", "code": "扫码", "series": "定期"}[self.value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """When, where and how much of a kind of service is wanted.

    Args:
        kind: a name of SERVICE_KINDS.
        wanted_on: the day; of an urgent one it is today.
        start_min: minutes after midnight; None when any time of the day will do, or as soon as can be.
        planned_min: how long it will take; None when nobody knows.
        helpers: how many it takes, 1 to 30.
        community_code: of the place, 12 digits.
    """

    kind: str
    wanted_on: date
    start_min: int | None = None
    planned_min: int | None = None
    is_urgent: bool = False
    helpers: int = 1
    place: str = ""
    community_code: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks for, and who.

    Args:
        recipient_id: an elder or a family on the station's roll.
        facility_id: a place of the station itself, when it is that which needs help.
        asker: who asks by a code, before anybody found her on the roll; so with her telephone.
        phone_checked_at: when a code sent to that telephone was given back.
    """

    wanted: Wanted
    channel: Channel
    recipient_id: UUID | None = None
    facility_id: UUID | None = None
    asker: str = ""
    asker_phone: str = ""
    phone_checked_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Ask({self.wanted.kind}, {self.channel})"  # a person's name has no business in logs and tracebacks


def check_ask(it: Ask, *, today: date) -> None:
    """Refuse what cannot be asked for.

    Raises:
        RuleBroken: nobody, or two at once, are to be served, or see `check_wanted`.
    """
    if it.recipient_id and it.facility_id:
        raise RuleBroken("facility", "服务对象只能选一个：本人（家庭），或本站的场所")
    if not (it.recipient_id or it.facility_id or it.channel is Channel.CODE):
        raise RuleBroken("recipient", "请填写服务对象，或选择本站的场所")
    check_wanted(it.wanted, today=today)


def check_wanted(it: Wanted, *, today: date, kept_on: date | None = None) -> None:
    """Refuse what cannot be done.

    Args:
        kept_on: the day it is wanted on already; it may stay though it is over.

    Raises:
        RuleBroken: no such kind, a day that is over or far away, too many helpers.
    """
    if it.kind not in SERVICE_KINDS:
        raise RuleBroken("kind", "请从列表中选择")
    if it.wanted_on < today and it.wanted_on != kept_on:
        raise RuleBroken("wanted_on", "这一天已经过去；已经做完的服务请在“服务时长”里补录")
    if it.wanted_on > today + LONGEST_AHEAD:
        raise RuleBroken("wanted_on", "最多提前 180 天登记，请检查日期")
    if not 1 <= it.helpers <= MAX_HELPERS:
        raise RuleBroken("helpers", f"人数应在 1 到 {MAX_HELPERS} 之间")


def arrived_in_time(asked_at: datetime, arrived_at: datetime | None) -> bool:
    """Say whether somebody arrived within half an hour of the asking."""
    return arrived_at is not None and minutes_since(asked_at, arrived_at) <= IN_TIME_MIN


def minutes_since(asked_at: datetime, moment: datetime) -> int:
    """Return the whole minutes from one instant to a later one, begun ones too; never below zero."""
    return max(0, -((asked_at - moment) // timedelta(minutes=1)))


def format_wait(waited_min: int) -> str:
    """Return how long something took, as short as it is told at a counter: `18 分`, `2 小时 5 分`, `3 天 4 小时`."""
    if waited_min < 60:
        return f"{waited_min} 分"
    hours, minutes = divmod(waited_min, 60)
    if hours < 24:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    days, hours = divmod(hours, 24)
    return f"{days} 天 {hours} 小时" if hours else f"{days} 天"


def next_number(month: str, taken: Collection[str]) -> str:
    """Return the next number of a month, `F2603-0001`.

    Args:
        month: `2026-03`.
        taken: numbers given out in it; the greatest is enough.
    """
    head = f"F{month[2:4]}{month[5:]}-"
    last = max((int(one.removeprefix(head)) for one in taken), default=0)
    return f"{head}{last + 1:04d}"


def median_min(waits: Collection[int]) -> int | None:
    """Return the middle one of some waits in minutes, of an even number the lower of the two; None of none."""
    ordered = sorted(waits)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
