"""What of targets is drawn: how far each has come, and its months beside their plan."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from portal.core.clock import days_of
from portal.reports.rules import Cell
from portal.reports.rules.pictures import month_point
from portal.targets.rules.aims import Aim
from portal.targets.rules.completions import Completion
from portal.targets.rules.progress import show_percent
from portal.web.charts import Goal, Progress, Share, Trend


class MonthOfTarget(Protocol):
    """A month with what was planned and what was done, None of one that has not begun."""

    @property
    def month(self) -> str: ...  # noqa: D102
    @property
    def planned(self) -> int: ...  # noqa: D102
    @property
    def done(self) -> int | None: ...  # noqa: D102


def picture_of_targets(rows: Sequence[Completion], note: str) -> Progress | None:
    """Return targets against each of their baselines; a county's against its part."""
    goals = tuple(_goal(it.target.aim.name, it) for it in rows if it.of_whole is not None)
    return Progress("目标进度", goals, note=note) if goals else None


def picture_of_units(parts: Sequence[Completion], note: str) -> Progress | None:
    """Return how far each county has come with its part of a target."""
    goals = tuple(_goal(it.unit.name, it) for it in parts if it.of_whole is not None)
    return Progress("各县（市、区）完成率", goals, note=note) if len(goals) > 1 else None


def picture_of_months(aim: Aim, months: Sequence[MonthOfTarget], *, on: date) -> Trend | None:
    """Return what was done month by month, and the plan behind it.

    Args:
        on: the cut-off; a month that was not over then is drawn so.
    """
    if len(months) < 2 or not any(it.planned or it.done for it in months):
        return None
    cells = [(it, Cell(aim.figure, it.done)) for it in months]
    points = tuple(
        month_point(it.month, n, cell.number, cell.shown, is_partial=days_of(it.month)[0] <= on < days_of(it.month)[1])
        for n, (it, cell) in enumerate(cells)
    )
    planned = tuple(Cell(aim.figure, it.planned).number for it in months)
    return Trend("各月完成与计划", aim.unit, points, before=planned, names=("完成", "计划"))


def _goal(label: str, it: Completion) -> Goal:
    against = [
        Share(name, value, show_percent(value)) for name, value in (("市定", it.of_city), ("省定", it.of_province)) if value is not None
    ]
    shares = against or [Share("", it.of_whole, show_percent(it.of_whole))]
    return Goal(label, tuple(shares), it.elapsed, show_percent(it.elapsed))
