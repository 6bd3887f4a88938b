"""A request that comes again: on which days it stands, and how far ahead it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from portal.care.rules.requests import Wanted, check_wanted
from portal.core.errors import RuleBroken

AHEAD: Final = timedelta(days=14)
LONGEST: Final = timedelta(days=366)
WEEKDAYS: Final = {"1": "周一", "2": "周二", "3": "周三", "4": "周四", "5": "周五", "6": "周六", "7": "周日"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for every week.

    Args:
        wanted: what is wanted each time; its day is the first on which it may be.
        weekdays: ISO weekdays, `135`.
        ends_on: the last day on which it may be; None for no end.
    """

    wanted: Wanted
    weekdays: str
    ends_on: date | None = None
    recipient_id: UUID | None = None
    facility_id: UUID | None = None


def check_plan(it: Plan, *, today: date) -> None:
    """Refuse what cannot come again.

    Raises:
        RuleBroken: nobody to serve, no weekday, days that cannot be, or no day of these weekdays between them.
    """
    if bool(it.recipient_id) == bool(it.facility_id):
        raise RuleBroken("recipient", "请填写服务对象，或选择本站的场所，二者选一个")
    check_wanted(it.wanted, today=today)
    if not it.weekdays:
        raise RuleBroken("weekdays", "请至少选择一天")
    if it.ends_on is None:
        return
    if it.ends_on < it.wanted.wanted_on:
        raise RuleBroken("ends_on", "结束日期不能早于开始日期")
    if it.ends_on > it.wanted.wanted_on + LONGEST:
        raise RuleBroken("ends_on", "最多登记一年，到期再续")
    if not days_of(it.weekdays, it.wanted.wanted_on, it.ends_on):
        raise RuleBroken("weekdays", "开始和结束之间没有所选的星期，请检查")


def days_of(weekdays: str, first: date, last: date) -> list[date]:
    """Return the days from the first to the last one that fall on these ISO weekdays."""
    span = range((last - first).days + 1)
    return [day for day in (first + timedelta(days=n) for n in span) if str(day.isoweekday()) in weekdays]


def due_days(weekdays: str, starts_on: date, ends_on: date | None, made_until: date | None, *, today: date) -> list[date]:
    """Return the days on which a request is to be made now.

    Args:
        made_until: up to where they were made before.
    """
    first = max(starts_on, today, made_until + timedelta(days=1) if made_until else starts_on)
    last = min(today + AHEAD, ends_on or date.max)
    return days_of(weekdays, first, last)


def weekday_words(weekdays: Sequence[str]) -> str:
    """Return weekdays in words, `周一、周三`; every day is `每天`."""
    return "每天" if len(weekdays) == len(WEEKDAYS) else "、".join(WEEKDAYS[one] for one in weekdays)
