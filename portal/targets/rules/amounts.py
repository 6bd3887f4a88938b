"""Amounts of a target as they are typed and shown: whole numbers, or hours that are kept in minutes."""

import re
from decimal import Decimal
from typing import Final

from portal.core.text import clean_text, to_ascii_digits
from portal.reports.rules.columns import Cell
from portal.reports.rules.measures import FIGURES

MOST: Final = 9_999_999  # in the figure's unit; in minutes it still fits an integer of the database
_NUMBER: Final = re.compile(r"([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(\.[0-9]{1,20})?")
_CLOCK: Final = re.compile(r"([0-9]{1,7}):([0-5][0-9])")
_NEAR: Final = Decimal("0.01")  # of a minute: what a sheet keeps of 1:20 as 1.33333333333333


class BadAmount(ValueError):
    """What was typed is no amount of this figure; the message is Chinese, for the person who typed it."""


def parse_amount(raw: str, *, is_minutes: bool, low: int = 0) -> int:
    """Return the amount a clerk typed, in minutes where the figure is kept in minutes.

    Args:
        raw: digits, full-width ones too, thousands parted by commas or not; hours also as `1.5` and `1:20`.
        low: the smallest amount allowed, in the figure's unit.

    Raises:
        BadAmount: text, a sign, a fraction of what is counted in wholes, hours that are no whole minutes, or out of range.
    """
    text = clean_text(to_ascii_digits(raw)).removesuffix("小时").rstrip() if is_minutes else clean_text(to_ascii_digits(raw))
    if text.startswith(("-", "−", "–")):  # as Excel and a keyboard of China write it
        raise BadAmount("不能是负数")
    value = _minutes(text) if is_minutes else _count(text)
    if not low * (60 if is_minutes else 1) <= value <= MOST * (60 if is_minutes else 1):
        raise BadAmount(f"应在 {low} 到 {MOST:,} 之间")
    return value


def show_typed(value: int, *, is_minutes: bool) -> str:
    """Return an amount as it would be typed again: `1200`, `1.5`, or `1:20` where hundredths of an hour do not tell it."""
    if not is_minutes:
        return str(value)
    hours, minutes = divmod(value, 60)
    if minutes * 100 % 60:
        return f"{hours}:{minutes:02d}"
    return f"{hours}.{minutes * 100 // 60:02d}".rstrip("0").rstrip(".")


def show_amount(value: int | None, measure: str) -> str:
    """Return an amount as it is read: `1,234`, hours as `1,250.50`, `–` for none."""
    return Cell(FIGURES[measure], value).shown


def show_difference(value: int, measure: str) -> str:
    """Return a difference with its sign."""
    return f"+{show_amount(value, measure)}" if value > 0 else show_amount(value, measure)


def _count(text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if not found or (found[2] and found[2].strip(".0")):
        raise BadAmount("请填写整数，只用数字，如 25")
    return int(found[1].replace(",", ""))


def _minutes(text: str) -> int:
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    found = _NUMBER.fullmatch(text)
    if not found:
        raise BadAmount("请填写小时数，如 1200、1,200.5 或 1:30")
    exact = Decimal(found[1].replace(",", "") + (found[2] or "")) * 60
    minutes = round(exact)
    if abs(exact - minutes) > _NEAR:
        raise BadAmount("小时数折合不成整分钟，请写成 1:20 这样")
    return minutes
