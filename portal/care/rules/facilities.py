"""日间照料: what a facility is, and how many used it on a day.

Source: S0-23.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import has_long_number

FACILITY_KINDS: Final = {
    "canteen": "爱心餐厅",
    "barber": "理发室",
    "lounge": "休息室",
    "bath": "助浴室",
    "clinic": "康复保健室",
    "other": "其他",
}
MAX_VISITS, MAX_SEATS, OLDEST_DAYS, FIRST_YEAR = 5000, 2000, 366, 2000


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """A facility, as typed.

    Args:
        seats: how many it has room for; None when nobody counted.
        hours: when it is open, as people say it.
    """

    kind: str
    name: str
    seats: int | None
    hours: str
    note: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class Visits:
    """How many used a facility on a day; nobody at all takes the row of the day away.

    Args:
        elders: of 60 and more.
        version: of the row that was shown; 0 when there was none.
    """

    facility_id: UUID
    elders: int
    others: int
    note: str
    version: int


def check_facility(it: FacilityDraft, *, today: date) -> None:
    """Refuse a first day that cannot have been, and numbers of people.

    Raises:
        RuleBroken: it is to come or long past, or a telephone stands in the note.
    """
    if it.opened_on > today:
        raise RuleBroken("opened_on", "启用日期还没有到")
    if it.opened_on.year < FIRST_YEAR:
        raise RuleBroken("opened_on", "日期太早，请检查年份")
    if has_long_number(it.note):
        raise RuleBroken("note", "这里不要写电话或证件号码，上级单位也能看到这一项")


def check_day(day: date, *, today: date) -> None:
    """Refuse a day nobody can have counted.

    Raises:
        RuleBroken: it is to come, or more than a year ago.
    """
    if day > today:
        raise RuleBroken("day", "这一天还没有到")
    if day < today - timedelta(days=OLDEST_DAYS):
        raise RuleBroken("day", "日期太早，请检查年份")


def check_visits(it: Visits, *, name: str, opened_on: date, ended_on: date | None, day: date, prefix: str) -> None:
    """Refuse visitors of a facility that was closed, and numbers of people in the note.

    Args:
        prefix: where the fields stand in the form, `rows-3-`.

    Raises:
        RuleBroken: the day lies outside its days, or a telephone stands in the note.
    """
    if it.elders + it.others and (day < opened_on or (ended_on is not None and day > ended_on)):
        raise RuleBroken(f"{prefix}elders", f"“{name}”这一天没有开放")
    if has_long_number(it.note):
        raise RuleBroken(f"{prefix}note", "这里不要写电话或证件号码，上级单位也能看到这一项")


def check_end(ended_on: date, *, opened_on: date, last_used_on: date | None, today: date) -> None:
    """Refuse a last day that cannot have been.

    Raises:
        RuleBroken: it is to come, before its first one, or before somebody was there.
    """
    if ended_on > today:
        raise RuleBroken("ended_on", "停用日期还没有到，到那天再办理")
    if ended_on < opened_on:
        raise RuleBroken("ended_on", f"停用日期不能早于启用日期 {opened_on}")
    if last_used_on and ended_on < last_used_on:
        raise RuleBroken("ended_on", f"{last_used_on} 还登记了使用人次，停用日期不能早于这一天")
