"""By which day a month is submitted: the rule of the city, its calendar, and what was allowed to one unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.core.clock import days_of, month_of
from portal.core.dates import month_words
from portal.core.errors import RuleBroken
from portal.core.scope import Level
from portal.core.text import months_between
from portal.returns.rules.workdays import Calendar

MAX_MONTHS_AHEAD, MAX_YEARS_AHEAD, MAX_DAYS_LATER, MAX_DAYS_AT_ONCE = 24, 2, 60, 60


@dataclass(frozen=True, slots=True)
class DueRule:
    """From a month on, by which working day of the next month a station submits, and a county.

    Args:
        since_month: empty, it is what holds where a city has set nothing.
    """

    since_month: str = ""
    station_workdays: int = 3
    county_workdays: int = 5

    def workdays_of(self, level: Level) -> int:
        """Return how many working days a unit of a level has; a city is told the counties'."""
        return self.station_workdays if level is Level.STATION else self.county_workdays


@dataclass(frozen=True, slots=True)
class Allowed:
    """A later day that one unit was given for one month, and why."""

    due_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Dues:
    """All that says when months are due.

    Args:
        rules: the city's, the latest first.
        allowed: the exceptions, {(unit id, month): the last one given}.
    """

    calendar: Calendar = field(default_factory=Calendar)
    rules: Sequence[DueRule] = ()
    allowed: Mapping[tuple[int, str], Allowed] = field(default_factory=dict[tuple[int, str], Allowed])
    _kept: dict[tuple[str, Level], date] = field(default_factory=dict[tuple[str, Level], date], compare=False)

    def rule_of(self, month: str) -> DueRule:
        """Return the rule in force for a month."""
        return next((one for one in self.rules if one.since_month <= month), DueRule())

    def usual(self, month: str, level: Level) -> date:
        """Return by which day the units of a level submit a month; reckoned once, however many units ask."""
        if (month, level) not in self._kept:
            self._kept[month, level] = self.calendar.nth_workday(month, self.rule_of(month).workdays_of(level))
        return self._kept[month, level]

    def due_on(self, month: str, level: Level, unit_id: int) -> date:
        """Return by which day one unit submits a month; a day allowed to it never makes it earlier."""
        allowed, usual = self.allowed.get((unit_id, month)), self.usual(month, level)
        return max(allowed.due_on, usual) if allowed else usual


def check_rule(it: DueRule, *, today: date) -> None:
    """Refuse a rule that begins in the past, or asks a county before its stations.

    Raises:
        RuleBroken: as said.
    """
    now = month_of(today)
    if it.since_month < now:
        raise RuleBroken("since_month", f"过去的月份已经到期，不能改；最早从 {now} 的月报起")
    if len(months_between(now, it.since_month)) > MAX_MONTHS_AHEAD:
        raise RuleBroken("since_month", "月份太远，请检查年份")
    if it.county_workdays < it.station_workdays:
        raise RuleBroken("county_workdays", f"县区要先审核驿站的月报，不能早于驿站的第 {it.station_workdays} 个工作日")


def check_days(days: Sequence[date], *, today: date) -> None:
    """Refuse to declare days on which nothing can depend any more, or that are too far ahead.

    Raises:
        RuleBroken: as said; or there are too many at once.
    """
    if len(days) > MAX_DAYS_AT_ONCE:
        raise RuleBroken("days", f"一次最多 {MAX_DAYS_AT_ONCE} 天，请分几次登记")
    gone = [day for day in days if not may_change(day, today=today)]
    if gone:
        raise RuleBroken("days", f"{gone[0]} 在本月以前，那时的截止日已经过了，不能再改")
    far = [day for day in days if day.year > today.year + MAX_YEARS_AHEAD]
    if far:
        raise RuleBroken("days", f"{far[0]} 太远，请检查年份")


def may_change(day: date, *, today: date) -> bool:
    """Say whether a day can still be declared otherwise: from the running month on."""
    return month_of(day) >= month_of(today)


def check_month(month: str, *, begins: str, today: date) -> None:
    """Refuse an exception for a month in which the unit was not there, or that is still far.

    Args:
        begins: the unit's first month.

    Raises:
        RuleBroken: as said.
    """
    if month < begins:
        raise RuleBroken("month", f"这个单位从 {begins} 才开始填报，不用上报 {month} 的月报")
    if month > month_of(today):
        raise RuleBroken("month", "这个月还没有到，到时再宽限")


def check_exception(month: str, due_on: date, *, usual: date, current: date, today: date) -> None:
    """Refuse a day that is no later than the usual one, that has gone by, or that is too late.

    Args:
        usual: the day without an exception.
        current: the day in force, with an exception given before.

    Raises:
        RuleBroken: as said.
    """
    name = month_words(month)
    if due_on <= days_of(month)[1]:
        raise RuleBroken("due_on", f"{name}还没有过完，截止日要在月底以后")
    if due_on < usual:
        raise RuleBroken("due_on", f"{name}月报按规定 {usual} 截止，宽限只能往后，不能提前")
    if due_on < today:
        raise RuleBroken("due_on", "这一天已经过了，请写今天或以后的日子")
    if due_on == current:
        raise RuleBroken("due_on", f"现在就是 {current} 截止，不用再登记")
    if due_on > max(usual, today) + timedelta(days=MAX_DAYS_LATER):
        raise RuleBroken("due_on", f"最多往后宽限 {MAX_DAYS_LATER} 天，请检查日期")
