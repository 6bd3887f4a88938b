"""What a base is from a day on: 成熟, 一般 or 薄弱. Source: S0-31."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from portal.core.errors import RuleBroken

MAX_REASON: Final = 500
MOST_AHEAD_DAYS: Final = 366


class Grade(StrEnum):
    """How well a base stands."""

    MATURE = "mature"
    MIDDLE = "middle"
    WEAK = "weak"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"mature": "成熟", "middle": "一般", "weak": "薄弱"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"mature": "good", "middle": "info", "weak": "bad"}[self.value]


def check_grade(grade: Grade, since_on: date, *, last: Any, today: date) -> None:
    """Refuse a grade that begins before the last one, says nothing new, or lies too far ahead.

    Args:
        last: the grade set last, None when there was none.

    Raises:
        RuleBroken: at `grade` or `since_on`.
    """
    if last and since_on < last.since_on:
        raise RuleBroken("since_on", f"{last.since_on} 起已经定过等级，新的等级不能早于这一天")
    if since_on > today + timedelta(days=MOST_AHEAD_DAYS):
        raise RuleBroken("since_on", "日期太远，最多一年，请检查年份")
    if last and grade == last.grade:
        raise RuleBroken("grade", f"现在已经定为“{grade.label}”，没有变化")


def grades_on(rows: Iterable[Any], day: date) -> dict[int, Any]:
    """Return {unit: its grade in force on a day}.

    Args:
        rows: the earliest first.
    """
    return {row.unit_id: row for row in rows if row.since_on <= day}
