"""What a station's requests of a month came to: counts, and the middle one of the waits, never a mean of shares."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.care.rules.requests import arrived_in_time, median_min, minutes_since


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What was done in a month.

    Args:
        in_time: how many of the urgent ones somebody arrived at within half an hour.
        kinds: (kind, how many) of those that were done, the most first.
        to_arranged, to_arrived, to_done: the middle wait of the urgent ones, in minutes; None of none.
    """

    done: int
    urgent: int
    in_time: int
    kinds: tuple[tuple[str, int], ...]
    to_arranged: int | None
    to_arrived: int | None
    to_done: int | None


def figures_of(rows: Sequence[Any]) -> MonthFigures:
    """Add up what was done: rows of (kind, is_urgent, asked_at, arranged_at, arrived_at, done_at)."""
    urgent = [row for row in rows if row.is_urgent]
    in_time = sum(arrived_in_time(row.asked_at, row.arrived_at) for row in urgent)
    kinds = sorted(Counter(row.kind for row in rows).items(), key=lambda it: (-it[1], it[0]))
    waits = [_median((row.asked_at, getattr(row, name)) for row in urgent) for name in ("arranged_at", "arrived_at", "done_at")]
    return MonthFigures(len(rows), len(urgent), in_time, tuple(kinds), *waits)


def _median(spans: Any) -> int | None:
    known: list[tuple[datetime, datetime]] = [span for span in spans if span[1] is not None]
    return median_min([minutes_since(*span) for span in known])
