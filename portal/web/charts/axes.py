"""What a trend and columns stand in: lines across with their numbers, names below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

from markupsafe import Markup

from portal.web.charts.drawing import AXIS, GRID, NOTHING, SOFT, TINY, join, line, share_of, text
from portal.web.charts.scale import Scale, axis_words

RIGHT: Final = 99.0  # hundredths
HEIGHT: Final = 10.0  # rem
_ROOM: Final = 1.75  # above the highest line, for a label


@dataclass(frozen=True, slots=True)
class Axes:
    """The field of a picture.

    Args:
        left: where the field begins, in hundredths; the numbers stand left of it.
        top: its upper edge, in rem.
        count: how many places there are side by side.
    """

    scale: Scale
    left: float
    top: float
    count: int

    @property
    def base(self) -> float:
        """Where nought is, in rem."""
        return self.top + HEIGHT

    @property
    def slot(self) -> float:
        """How wide one place is, in hundredths."""
        return (RIGHT - self.left) / max(self.count, 1)

    def x(self, n: int) -> float:
        """Return the middle of a place, in hundredths."""
        return self.left + (n + 0.5) * self.slot

    def y(self, value: float) -> float:
        """Return how far down a value is, in rem."""
        return self.base - self.scale.part(value) * HEIGHT


def axes_of(scale: Scale, count: int, *, above: float = 0) -> Axes:
    """Return the field for a scale and so many places, some rem left free above it."""
    left = max(share_of(axis_words(tick), TINY) for tick in scale.ticks) + 2.5
    return Axes(scale, left, above + _ROOM, count)


def draw_lines(axes: Axes) -> Markup:
    """Draw the lines across, nought the strongest, with their numbers."""

    def one(tick: float) -> Markup:
        down = axes.y(tick)
        drawn = line((axes.left, down), (RIGHT, down), stroke=GRID if tick else AXIS)
        return drawn + text(axis_words(tick), (axes.left - 1.5, down + 0.25), anchor="end", fill=SOFT, size=TINY)

    return join(one(tick) for tick in axes.scale.ticks)


def draw_names(axes: Axes, names: Sequence[tuple[str, str]]) -> Markup:
    """Write under each place its name, and below where something begins what it is; where there are many, not all are named."""
    widest = max((share_of(name, TINY) for name, _ in names[1:]), default=0) + 1
    every = max(ceil(widest / axes.slot), 1)
    shown = [(n, name) for n, (name, _) in enumerate(names) if n % every == 0]
    named = (text(name, (axes.x(n), axes.base + 1.1), anchor="middle", fill=SOFT, size=TINY) for n, name in shown)
    return join(named) + join(_beginnings(axes, [under for _, under in names]))


def _beginnings(axes: Axes, names: Sequence[str]) -> Iterator[Markup]:
    """Write where something begins; what has no room before the next is left out."""
    places = [n for n, name in enumerate(names) if name]
    for n, after in pairwise([*places, len(names) * 2]):
        if (after - n) * axes.slot > share_of(names[n], TINY) + 1:
            is_last = axes.x(n) - axes.slot / 2 + share_of(names[n], TINY) > 100
            at, anchor = (RIGHT, "end") if is_last else (axes.x(n) - axes.slot / 2, "start")
            yield text(names[n], (at, axes.base + 2.2), anchor=anchor, fill=SOFT, size=TINY)


def draw_unit(unit: str) -> Markup:
    """Write the unit above the numbers."""
    return text(f"单位：{unit}", (0, 0.85), fill=SOFT, size=TINY) if unit else NOTHING
