"""A unit: how it comes and goes, what it may be called, and what it says of itself.

preparing → open | closed; open → suspended | closed; suspended → open | closed; closed → open, or preparing if it was never opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.core.lost import lost_words
from portal.core.text import BadInput, clean_text

MAX_NAME: Final = 40
OFFERS: Final = {  # S4-1: what a centre does
    "training": "培训",
    "grading": "等级认定",
    "jobs": "就业推介",
    "exchange": "互动交流",
    "youth": "青少年家务劳动教育",
    "strait": "两岸交流",
}
DEPARTMENTS: Final = {"hrss": "人社", "civil": "民政", "commerce": "商务"}  # S4-12

_OF_ALL: Final = ("contact_name", "contact_phone", "address", "open_hours", "departments", "introduction", "latitude_e6", "longitude_e6")
_OF_A_BASE: Final = (*_OF_ALL, "company_name", "company_contact", "offers")
PROFILE_OF: Final = {"city": _OF_A_BASE, "county": _OF_A_BASE, "station": (*_OF_ALL, "shared_with")}  # which facts each level has


class BadUnitName(BadInput):
    """Not what a unit can be called."""


class Status(StrEnum):
    """How a unit stands."""

    PREPARING = "preparing"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Its word in the unit's history."""
        return {"preparing": "筹建中", "open": "正常", "suspended": "已暂停", "closed": "已撤销"}[self.value]


class Step(StrEnum):
    """What is done with a unit; its name stands in the audit as `unit.<step>`, and as the kind of a change."""

    SUSPEND = "suspend"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"suspend": "暂停", "close": "撤销", "reopen": "恢复"}[self.value]


CHANGES: Final = {  # every kind of change of a unit, as its history tells it
    "add": "建立",
    "rename": "改名",
    "open": "揭牌",
    **{step.value: step.label for step in Step},
    "move": "调整隶属",
    "line": "调整报送",
}
_FROM: Final[Mapping[Step, frozenset[Status]]] = {
    Step.SUSPEND: frozenset({Status.OPEN}),
    Step.CLOSE: frozenset({Status.PREPARING, Status.OPEN, Status.SUSPENDED}),
    Step.REOPEN: frozenset({Status.SUSPENDED, Status.CLOSED}),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit as far as its next step depends on it.

    Args:
        was_opened: whether a station was ever opened (揭牌); the other levels always were.
        parent_status: how the unit above it stands; None above a city.
        open_below: names of the units directly below that are not closed.
    """

    name: str
    status: Status
    was_opened: bool
    parent_status: Status | None = Status.OPEN
    open_below: Sequence[str] = ()

    def why_not(self, step: Step) -> str | None:
        """Say why the step cannot be taken, None when it can."""
        if self.status not in _FROM[step]:
            return f"{self.name}现在是“{self.status.label}”，不能{step.label}。"
        if step is Step.CLOSE and self.open_below:
            return f"{self.name}下面还有 {len(self.open_below)} 个单位没有撤销或划走：{_some(self.open_below)}。请先办理它们。"
        if step is Step.REOPEN and self.parent_status is Status.CLOSED:
            return f"{self.name}的上级单位已撤销，不能恢复。请先恢复上级，或把它划到别的县级基地。"
        return None

    def after(self, step: Step) -> Status:
        """Return how the unit stands after a step it can take."""
        if step is Step.REOPEN:
            return Status.OPEN if self.was_opened else Status.PREPARING
        return Status.SUSPENDED if step is Step.SUSPEND else Status.CLOSED

    def steps(self) -> list[Step]:
        """Return the steps its status allows, whatever else may stand in the way."""
        return [step for step in Step if self.status in _FROM[step]]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a unit says of itself; what its level does not have stays empty.

    Args:
        latitude_e6, longitude_e6: where it is on the map, in millionths of a degree; both or neither.
    """

    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    open_hours: str = ""
    company_name: str = ""
    company_contact: str = ""
    shared_with: str = ""
    introduction: str = ""
    offers: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    latitude_e6: int | None = None
    longitude_e6: int | None = None


def parse_unit_name(raw: str) -> str:
    """Return the name of a unit, 2 to 40 characters, one of them a letter at least.

    Raises:
        BadUnitName: letters of it were lost, too short or long, or nothing but digits and signs.
    """
    name = clean_text(raw)
    if words := lost_words(name):
        raise BadUnitName(f"{words}，请对照批准文件重新输入")
    if not 2 <= len(name) <= MAX_NAME or not any(char.isalpha() for char in name):
        raise BadUnitName(f"单位名称应为 2 到 {MAX_NAME} 个字，如 连翔社区驿站")
    return name


def check_rename(name: str, *, before: str, siblings: Mapping[str, int], own_id: int) -> None:
    """Refuse a name that is no change, or that a unit beside it has.

    Args:
        siblings: {name: id} of the units under the same parent.

    Raises:
        RuleBroken: so.
    """
    if name == before:
        raise RuleBroken("name", "名称没有变化")
    if siblings.get(name, own_id) != own_id:
        raise RuleBroken("name", "同一上级下面已有单位用这个名称，请加以区别")


def words_of(kind: str, before: str, after: str) -> str:
    """Return what a change changed, `正常 → 已暂停`; a new unit has nothing before."""
    words = [Status(one).label if one in set(Status) else one for one in (before, after) if one]
    return " → ".join(words) if kind != "add" else ""


def _some(names: Sequence[str]) -> str:
    """Return the first few names, and that there are more."""
    shown = "、".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} 等"
