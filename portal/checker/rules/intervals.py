"""Reckoning with numbers that are known between two bounds."""

from dataclasses import dataclass
from math import inf

from portal.checker.rules.figures import Figure

_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what a number lies; both bounds are possible."""

    low: float
    high: float

    def __truediv__(self, other: "Interval") -> "Interval":
        if other.low <= 0 or other.high <= 0:
            return Interval(0, float("inf"))
        return Interval(self.low / other.high, self.high / other.low)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        return Interval(self.low * other.low, self.high * other.high)

    def meets(self, other: "Interval") -> bool:
        """Whether both may be one number."""
        noise = _NOISE * max(abs(self.high), abs(other.high), 1) if self.high != float("inf") else 0
        return max(self.low, other.low) <= min(self.high, other.high) + noise

    def wider(self, by: float) -> "Interval":
        """Return the interval with so much room on both sides."""
        return Interval(self.low - by, self.high + by)


def of(figure: Figure) -> Interval:
    """Return between what a figure lies."""
    return Interval(figure.low, figure.high)


def ratio(one: float, other: float) -> float:
    """Return how many times a number holds another; endless when that is nothing, so that 0人 of a text breaks no reckoning."""
    return one / other if other else inf


def exactly(value: float) -> Interval:
    """Return a number that is known."""
    return Interval(value, value)
