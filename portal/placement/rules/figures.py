"""What became of those who were placed, as figures: who stayed at each mark, why others left, where and how they work."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.placement.rules.work import MARKS, due_on


@dataclass(frozen=True, slots=True)
class Stay:
    """How those stand who began long enough ago to be asked at a mark.

    Args:
        due: how many began so long ago.
        working: of them said at the mark that they work there still.
        left: had left by then, or said so at the mark.
        unreached: could not be reached.
    """

    day: int
    due: int
    working: int
    left: int
    unreached: int

    @property
    def unasked(self) -> int:
        """Those nobody has asked yet."""
        return self.due - self.working - self.left - self.unreached

    @property
    def share(self) -> str:
        """The part that stayed, of those of whom it is known: `87.5%`; empty of nobody."""
        known = self.working + self.left
        part = (self.working * 2000 + known) // (2 * known) if known else 0
        return f"{part // 10}.{part % 10}%" if known else ""


def stays(placements: Iterable[tuple[Any, date, date | None]], answers: Mapping[tuple[Any, int], str], *, today: date) -> list[Stay]:
    """Return how they stood at each mark.

    Args:
        placements: (id, start, end) of those that were not voided.
        answers: {(placement, mark): one of `OUTCOMES`}.
    """
    held, found = list(placements), list[Stay]()
    for day in MARKS:
        counts = Counter[str]()
        due = [(it, start, end) for it, start, end in held if due_on(start, day) <= today]
        for it, start, end in due:
            had_left = end is not None and end < due_on(start, day)
            counts["left" if had_left else answers.get((it, day), "")] += 1
        found.append(Stay(day, len(due), counts["working"], counts["left"], counts["unreached"]))
    return found


def shares(values: Iterable[str], words: Mapping[str, str]) -> Sequence[tuple[str, int, int]]:
    """Return (words, count, thousandths of all) of each value that occurs, in the order of the words."""
    counts = Counter(value for value in values if value)
    whole = counts.total()
    return [(label, counts[code], (counts[code] * 2000 + whole) // (2 * whole)) for code, label in words.items() if counts[code]]
