"""Which days are worked: as announced each year, as a city declares, and by the weekends where nobody has announced anything yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, cast

import chinese_calendar

from portal.core.clock import days_of

# Source: 全国年节及纪念日放假办法 as of 2025, the days that stand at one date of the solar year.
FIXED: Final = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
_KNOWN: Final = frozenset(day.year for day in chinese_calendar.holidays)
_NAMES: Final[dict[str, str]] = {one.value: cast(Any, one).chinese for one in chinese_calendar.Holiday}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the calendar shows it.

    Args:
        differs: whether it is worked on a weekend, or free within the week.
        words: the holiday it belongs to or is made up for, or who says so; empty on a usual day.
        is_own: whether the city declared it.
    """

    day: date
    is_working: bool
    differs: bool
    words: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a city.

    Args:
        own_days: what the city declares, {day: whether it is worked}.
    """

    own_days: Mapping[date, bool] = field(default_factory=dict[date, bool])

    def is_working(self, day: date) -> bool:
        """Say whether a day is worked."""
        return self.own_days[day] if day in self.own_days else is_announced_working(day)

    def add_workdays(self, day: date, n: int) -> date:
        """Return the nth working day after a day; `n` is 1 at least."""
        while n:
            day += timedelta(days=1)
            n -= self.is_working(day)
        return day

    def nth_workday(self, after_month: str, n: int) -> date:
        """Return the nth working day after the end of a month, `2026-02`."""
        return self.add_workdays(days_of(after_month)[1], n)

    def count_workdays(self, after: date, until: date) -> int:
        """Return how many working days there are after a day, up to another one and with it."""
        return sum(self.is_working(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    def show(self, day: date) -> Day:
        """Return a day as the calendar shows it."""
        is_working = self.is_working(day)
        words = "本市另定" if day in self.own_days else name_of(day)
        return Day(day, is_working, is_working == is_weekend(day), words, day in self.own_days)


def is_known(year: int) -> bool:
    """Say whether the year's holidays have been announced; else weekends and the fixed days stand for them."""
    return year in _KNOWN


def is_weekend(day: date) -> bool:
    """Say whether it is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


def is_announced_working(day: date) -> bool:
    """Say whether a day is worked when no city says otherwise."""
    if is_known(day.year):
        return chinese_calendar.is_workday(day)
    return not is_weekend(day) and (day.month, day.day) not in FIXED


def name_of(day: date) -> str:
    """Return the holiday that a day is free for, or made up for; empty when it has none."""
    if is_known(day.year):
        return _NAMES.get(chinese_calendar.get_holiday_detail(day)[1] or "", "")
    return FIXED.get((day.month, day.day), "")


def weeks_of(month: str) -> Iterator[list[date | None]]:
    """Yield the weeks of a month from Monday to Sunday, None where a day belongs to another month."""
    first, last = days_of(month)
    days = [*[None] * first.weekday(), *(first + timedelta(days=n) for n in range(last.day)), *[None] * (6 - last.weekday())]
    for start in range(0, len(days), 7):
        yield days[start : start + 7]
