"""The goals, each a ratio (or a size) with the interval in which all rounds lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.contest import Cell

KB = 1024
AT_LEAST = {("G1", "duties"): 0.75, ("G1", "bare"): 0.50, ("G1", "django"): 10.0, ("G3", "duties"): 0.75, ("G3", "bare"): 0.35}
AT_MOST_KB = {"list": 8, "swap": 4, "assets": 30}


@dataclass(frozen=True, slots=True)
class Result:
    """A figure against its goal; it is missed only when its whole interval misses."""

    values: Sequence[float]
    goal: float
    is_floor: bool = True

    @property
    def is_met(self) -> bool:
        """Whether any part of the interval reaches the goal."""
        return max(self.values) >= self.goal if self.is_floor else min(self.values) <= self.goal

    @property
    def slack(self) -> float:
        """How far the middle is beyond the goal, as a factor; below 1 it is short of it."""
        return median(self.values) / self.goal if self.is_floor else self.goal / max(median(self.values), 1e-9)

    def kept(self, **details: Any) -> dict[str, Any]:
        """Return it for the file."""
        three = {"value": median(self.values), "low": min(self.values), "high": max(self.values)}
        return {**{name: round(value, 3) for name, value in three.items()}, "goal": self.goal, "met": self.is_met, **details}


Parts = dict[str, tuple[Result, dict[str, Any]]]  # {name: (figure, what else is kept of it)}


def goals(cells: Sequence[Cell], weights: dict[str, int], others: Parts) -> dict[str, dict[str, Any]]:
    """Return every goal: `G1` is the worst of its parts, `G1.duties.sqlite` a part at the most rows, `G1.duties.sqlite.10000` at fewer."""
    parts: Parts = dict(others)
    most = max(cell.rows for cell in cells)
    for cell in cells:
        for rival in [name for name in cell.scores if name != "ours"]:
            name = f"{cell.goal}.{rival}.{cell.database}" + ("" if cell.rows == most else f".{cell.rows}")
            parts[name] = Result(cell.ratios(rival), AT_LEAST[cell.goal, rival]), {"rows": cell.rows, "cpu": _cpu(cell, rival)}
        if cell.goal == "G3":
            parts[f"G3.errors.{cell.database}"] = Result([cell.scores["ours"].errors], 0, is_floor=False), {"rows": cell.rows, "writers": 4}
    for what, size in weights.items():
        parts[f"G9.{what}"] = Result([size / KB], AT_MOST_KB[what], is_floor=False), {"unit": "KB gzipped"}
    return {**_worst(parts), **{name: result.kept(**details) for name, (result, details) in parts.items()}}


def _worst(parts: Parts) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for goal in sorted({name.partition(".")[0] for name in parts}):
        own = {name: result for name, (result, _) in parts.items() if name.startswith(f"{goal}.") and ".errors." not in name}
        name = min(own, key=lambda one: own[one].slack)
        all_met = all(result.is_met for other, (result, _) in parts.items() if other.startswith(f"{goal}."))
        found[goal] = {**own[name].kept(part=name), "met": all_met}
    return found


def _cpu(cell: Cell, rival: str) -> float:
    """The rival's processor time for one request over ours: the same ratio, told by another clock."""
    return round(cell.scores[rival].cpu_us / max(cell.scores["ours"].cpu_us, 1e-9), 3)
