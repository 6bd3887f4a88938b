"""招工信息: work that is offered on the station's public page."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.core.errors import RuleBroken
from portal.core.text import to_ascii_digits

MAX_TITLE: Final = 40
MAX_OFFERER: Final = 40
MAX_PAY: Final = 40
MAX_WORDS: Final = 300
MOST_WANTED: Final = 999
LONGEST_DAYS: Final = 180
FREE_TEXTS: Final = ("title", "offered_by", "pay", "note")
_PERSONAL: Final = re.compile(r"(?<!\d)(?:1[3-9](?:[ -]?\d){9}|\d{17}[\dXx])(?!\d)")  # a mobile telephone; an identity card


@dataclass(frozen=True, slots=True)
class OpeningDraft:
    """Work that is offered, as it was typed.

    Args:
        offered_by: a company's name, or words that name no household.
        place, living, hours: of `PLACES`, `LIVINGS`, `HOURS`.
        wanted: how many women.
        pay: as it was told.
        ends_on: shown until this day, that day included.
    """

    title: str
    course_id: int
    offered_by: str
    place: str
    living: str
    hours: str
    wanted: int
    pay: str
    ends_on: date
    note: str


def check_opening(it: OpeningDraft, *, today: date) -> None:
    """Refuse a day that is over, or too far away to be true, and a number that belongs to a person.

    Raises:
        RuleBroken: it says which.
    """
    for field in FREE_TEXTS:
        if _PERSONAL.search(to_ascii_digits(getattr(it, field))):
            raise RuleBroken(field, "招工信息谁都看得到，不要写手机号码和证件号码；想去的人会按驿站的电话联系")
    if it.ends_on < today:
        raise RuleBroken("ends_on", "截止日期已经过了，请改为今天或以后")
    if it.ends_on > today + timedelta(days=LONGEST_DAYS):
        raise RuleBroken("ends_on", f"最多公布 {LONGEST_DAYS} 天，到期仍在招的可以再延长")
