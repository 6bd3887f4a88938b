"""Days, moments and months as they are written in China; the one place that writes them in words.

Moments are those of Asia/Shanghai, wherever the reader's clock stands. The words are those of Unicode's CLDR for zh; a test compares.
"""

from datetime import date, datetime
from typing import Final

from portal.core.clock import local

WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def day_words(day: date) -> str:
    """Return a day without leading noughts, `2026年3月5日`."""
    return f"{day.year}年{short_day_words(day)}"


def short_day_words(day: date) -> str:
    """Return a day of a year that is known, `3月5日`."""
    return f"{day.month}月{day.day}日"


def weekday_words(day: date) -> str:
    """Return the day of the week, `周四`."""
    return WEEKDAYS[day.weekday()]


def moment_words(at: datetime) -> str:
    """Return a moment, `2026年3月16日 09:00`."""
    there = local(at)
    return f"{day_words(there)} {there:%H:%M}"


def month_words(month: str) -> str:
    """Return a month, `2026年3月` for `2026-03`."""
    year, number = month.split("-")
    return f"{int(year)}年{int(number)}月"
