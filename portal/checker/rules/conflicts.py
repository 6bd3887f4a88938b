"""What a family of checks hands back, before it becomes a finding."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.checker.rules.figures import Figure
from portal.checker.rules.reading import Mention


@dataclass(frozen=True, slots=True)
class Conflict:
    """Places that cannot all be true.

    Args:
        spans: half-open places in the plain text.
        weight: which of two conflicts over the same figures is told: the heavier.
    """

    kind: str
    spans: tuple[tuple[int, int], ...]
    explanation: str
    weight: int = 0


def between(kind: str, figures: Sequence[Mention | Figure], explanation: str, weight: int = 0) -> Conflict:
    """Return the conflict between figures."""
    plain = [it.figure if isinstance(it, Mention) else it for it in figures]
    return Conflict(kind, tuple(sorted({(it.start, it.end) for it in plain})), explanation, weight)


def tidy(value: float) -> str:
    """Return a number as a reader would write it: no needless decimals."""
    return f"{value:,.0f}".replace(",", "") if abs(value - round(value)) < 0.005 else f"{value:.2f}".rstrip("0").rstrip(".")
