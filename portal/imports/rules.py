"""What becomes of the rows of a sheet, and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

GOOD, KNOWN, BAD = "good", "known", "bad"
WHOLE = "整行"  # stands for no column


@dataclass(frozen=True, slots=True)
class Line:
    """One row.

    Args:
        row: its number in Excel.
        state: it can be added, is there already, or is refused.
        cells: {name of a column: what stands there}.
        faults: (head of the column, why).
    """

    row: int
    state: str
    cells: Mapping[str, str]
    faults: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def reason(self) -> str:
        """All that is said of it."""
        return "；".join(why if head == WHOLE else f"{head}：{why}" for head, why in self.faults)

    @property
    def heads(self) -> frozenset[str]:
        """The heads of the columns that are wrong."""
        return frozenset(head for head, _ in self.faults)

    def packed(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"row": self.row, "state": self.state, "cells": dict(self.cells), "faults": [list(one) for one in self.faults]}

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Self:
        """Return it from what was kept."""
        return cls(kept["row"], kept["state"], kept["cells"], [(head, why) for head, why in kept["faults"]])


def count_states(lines: Sequence[Line]) -> dict[str, int]:
    """Return how many rows there are of each state, and under the empty name of all."""
    return {"": len(lines), **{state: sum(1 for line in lines if line.state == state) for state in (GOOD, KNOWN, BAD)}}
