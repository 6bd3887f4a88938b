"""What a circular is, and which units get it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from portal.core.errors import RuleBroken
from portal.core.scope import Level

MIN_TITLE, MAX_TITLE, MAX_BODY, MAX_REASON = 2, 60, 5000, 200
USUAL_DAYS: Final = 7
MOST_DAYS: Final = 366


class Kind(StrEnum):
    """What is sent down."""

    CIRCULAR = "circular"
    TASK = "task"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"circular": "通知", "task": "任务"}[self.value]


class State(StrEnum):
    """How far a circular has come at the unit that sends it."""

    DRAFT = "draft"
    SENT = "sent"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"draft": "草稿，未发出", "sent": "已发出", "withdrawn": "已撤回"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"draft": "warn", "sent": "good", "withdrawn": "neutral"}[self.value]


class Audience(StrEnum):
    """To whom it goes."""

    COUNTIES = "counties"
    STATIONS = "stations"
    ALL = "all"
    CHOSEN = "chosen"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"counties": "全部县级基地", "stations": "全部社区驿站", "all": "全部县级基地和社区驿站", "chosen": "逐个选择"}[self.value]


def audiences_of(level: Level) -> list[Audience]:
    """Return to whom a unit of this level may send."""
    if level is Level.STATION:
        return []
    return list(Audience) if level is Level.CITY else [Audience.STATIONS, Audience.CHOSEN]


@dataclass(frozen=True, slots=True)
class Draft:
    """A circular as it is written.

    Args:
        chosen: codes of units, when they are chosen one by one.
        needs_reply: a task always does.
        due_on: the last day to answer; where no answer is asked for, the last day to sign.
    """

    kind: Kind
    title: str
    body: str
    audience: Audience
    chosen: tuple[str, ...] = ()
    needs_reply: bool = False
    due_on: date | None = None


class Unit(Protocol):
    """A unit, as far as it decides what it gets."""

    @property
    def code(self) -> str:
        """Its division code."""
        ...

    @property
    def level(self) -> str:
        """What it is."""
        ...

    @property
    def status(self) -> str:
        """How it stands."""
        ...


RECEIVES: Final = frozenset({"open", "suspended"})
U = TypeVar("U", bound="Unit")
_LEVELS: Final = {Audience.COUNTIES: {"county"}, Audience.STATIONS: {"station"}, Audience.ALL: {"county", "station"}}


def recipients(below: Iterable[U], audience: Audience, chosen: Collection[str]) -> tuple[list[U], list[U]]:
    """Return which of the units below get it, and which of those that were meant do not: closed, or not opened yet."""
    meant = [unit for unit in below if (unit.code in chosen if audience is Audience.CHOSEN else unit.level in _LEVELS[audience])]
    return [unit for unit in meant if unit.status in RECEIVES], [unit for unit in meant if unit.status not in RECEIVES]


def check_draft(it: Draft, level: Level, *, today: date) -> None:
    """Refuse what cannot be sent as it stands.

    Raises:
        RuleBroken: at the field that is wrong.
    """
    if it.audience not in audiences_of(level):
        raise RuleBroken("audience", "请选择发给哪些下级单位")
    if it.audience is Audience.CHOSEN and not it.chosen:
        raise RuleBroken("chosen", "请至少选一个单位")
    if it.kind is Kind.TASK and it.due_on is None:
        raise RuleBroken("due_on", "任务必须写明完成期限")
    if it.due_on:
        check_due(it.due_on, today)


def check_due(due_on: date, today: date) -> None:
    """Refuse a day that is past, or so far away that it is surely mistyped.

    Raises:
        RuleBroken: it is one.
    """
    if due_on < today:
        raise RuleBroken("due_on", "期限不能早于今天")
    if due_on > today + timedelta(days=MOST_DAYS):
        raise RuleBroken("due_on", "期限太远，最多一年，请检查年份")


def some(names: Sequence[str], most: int = 5) -> str:
    """Return the first names, and how many there are when there are more."""
    return "、".join(names[:most]) + (f"等 {len(names)} 个单位" if len(names) > most else "")
