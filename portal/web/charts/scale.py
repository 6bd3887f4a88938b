"""Axes: always from nought, in round steps, large numbers in 万 and 亿."""

from dataclasses import dataclass
from math import floor, log10
from typing import Final

_STEPS: Final = (1, 2, 2.5, 5, 10)
_MOST_TICKS: Final = 5
_WAN, _YI = 10_000, 100_000_000


@dataclass(frozen=True, slots=True)
class Scale:
    """From nought to `top`.

    Args:
        ticks: where lines are drawn, nought first.
    """

    top: float
    ticks: tuple[float, ...]

    def part(self, value: float) -> float:
        """Return which part of the whole a value is; what is below nought is nought."""
        return max(value, 0) / self.top


def scale_of(values: list[float | None], *, is_counted: bool = True) -> Scale:
    """Return a scale that holds all values; of nothing but noughts it goes to 1.

    Args:
        is_counted: what is counted in wholes gets no ticks between.
    """
    most = max((value for value in values if value is not None), default=0)
    if most <= 0:
        return Scale(1, (0, 1))
    step = _step(most / _MOST_TICKS)
    step = max(step, 1) if is_counted else step
    count = -int(-most // step)
    return Scale(step * count, tuple(step * n for n in range(count + 1)))


def axis_words(value: float) -> str:
    """Return a number at an axis: `500`, `2,500`, `1.5万`, `30万`, `1.2亿`."""
    for unit, words in ((_YI, "亿"), (_WAN, "万")):
        if abs(value) >= unit:
            return f"{_plain(value / unit)}{words}"
    return _plain(value)


def _plain(value: float) -> str:
    words = f"{value:,.2f}"
    return words.rstrip("0").rstrip(".")


def _step(rough: float) -> float:
    size = 10.0 ** floor(log10(rough))
    return next(size * step for step in _STEPS if size * step >= rough * (1 - 1e-9))
