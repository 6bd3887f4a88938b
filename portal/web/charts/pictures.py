"""What the pictures show: numbers with the words they are read in, and nothing of how they are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with its name; also a step of a funnel or the column of a year.

    Args:
        value: None where nothing is known.
        shown: the number as it is read.
        before: the number it is compared with, in `before_shown` as it is read.
        mark: `typed` of a number from elsewhere, `partial` of a time that is not over, `hidden` of one too small to be told.
    """

    label: str
    value: float | None
    shown: str
    before: float | None = None
    before_shown: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Names with a bar each, the longest on top unless the order is given.

    Args:
        whole: what the full width stands for, such as 100 points; None for the largest number.
        names: what `value` and `before` are called, when there are two.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    note: str = ""
    whole: float | None = None
    is_ordered: bool = False
    names: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Columns:
    """Years side by side, each a column."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A number at a time.

    Args:
        label: what stands under it.
        under: what stands below that, where a year begins.
        is_partial: the time is not over.
    """

    label: str
    value: float | None
    shown: str
    under: str = ""
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """Numbers one after the other as a line, and a second line behind it.

    Args:
        before: as many numbers as there are points: last year's, or what was planned.
        names: what the two lines are called.
    """

    title: str
    unit: str
    points: tuple[Point, ...]
    before: tuple[float | None, ...] = ()
    note: str = ""
    names: tuple[str, str] = ("今年", "去年")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of something is done, in thousandths; None of nothing."""

    label: str
    value: int | None
    shown: str


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that is to be reached, against each of its baselines.

    Args:
        due: how much should be done by now, in thousandths; `due_shown` as it is read.
    """

    label: str
    shares: tuple[Share, ...]
    due: int
    due_shown: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far each goal has come, with a tick where it should be by now."""

    title: str
    goals: tuple[Goal, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Steps on a way, each as wide as its number; `shares` says how much of the first each is."""

    title: str
    steps: tuple[Bar, ...]
    shares: tuple[str, ...] = ()
    note: str = ""


Picture = Bars | Columns | Trend | Progress | Funnel
_PARTS: Mapping[str, Any] = {"bars": Bar, "steps": Bar, "points": Point, "goals": Goal}
_KINDS: Mapping[str, Any] = {it.__name__.lower(): it for it in (Bars, Columns, Trend, Progress, Funnel)}


def keep(picture: Picture) -> dict[str, Any]:
    """Return a picture as JSON keeps it, to be frozen with its paper."""
    return {"kind": type(picture).__name__.lower(), **_bare(picture)}


def read(kept: Mapping[str, Any]) -> Picture:
    """Return the picture that was kept."""
    said = {name: value for name, value in kept.items() if name != "kind"}
    for name, part in _PARTS.items():
        if name in said:
            said[name] = tuple(_part(part, one) for one in said[name])
    return _KINDS[kept["kind"]](**{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()})


def _part(part: Any, kept: Mapping[str, Any]) -> Any:
    said: dict[str, Any] = dict(kept)
    if part is Goal:
        said["shares"] = tuple(Share(**one) for one in kept["shares"])
    return part(**said)


def _bare(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return [_bare(one) for one in thing]
    if hasattr(thing, "__dataclass_fields__"):
        return {field.name: _bare(getattr(thing, field.name)) for field in fields(thing)}
    return thing
