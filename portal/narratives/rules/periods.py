"""Periods as a writer says them, counted from the months of the report."""

import re
from typing import Final

from portal.core.text import BadMonth, months_between, parse_month

Months = tuple[str, str]  # first and last, both included
_RANGE: Final = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})月?(?:至|到|[-~—–]+)(?:(\d{4})(?:年|[-./]))?(\d{1,2})月?", re.ASCII)
_YEAR: Final = re.compile(r"(\d{4})年(?:全年|度)?", re.ASCII)


def earlier(month: str, months: int) -> str:
    """Return the month that lies so many months before one."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def year_before(span: Months) -> Months:
    """Return the same months of the year before."""
    return earlier(span[0], 12), earlier(span[1], 12)


def just_before(span: Months) -> Months:
    """Return as many months just before these."""
    length = len(months_between(*span))
    return earlier(span[0], length), earlier(span[1], length)


def period_of(words: str, span: Months) -> Months | None:
    """Return the months that are meant, counted from those of the report; None when the words are no period.

    Args:
        words: 上年同期, 上期, 本月, 上月, 本年 (今年以来), 上年 (去年), 2026年, 2026年3月, 2026-03, 2026年1月至3月.
    """
    first, last = span
    said: dict[str, Months] = {
        **dict.fromkeys(("上年同期", "去年同期"), year_before(span)),
        "上期": just_before(span),
        "本月": (last, last),
        "上月": (earlier(last, 1), earlier(last, 1)),
        **dict.fromkeys(("本年", "今年", "今年以来"), (f"{last[:4]}-01", last)),
        **dict.fromkeys(("上年", "去年", "上年全年", "去年全年"), (f"{int(last[:4]) - 1}-01", f"{int(last[:4]) - 1}-12")),
        **dict.fromkeys(("本期",), (first, last)),
    }
    return said.get(words) or _dated(words)


def _dated(words: str) -> Months | None:
    try:
        if found := _RANGE.fullmatch(words):
            months = parse_month(f"{found[1]}-{found[2]}"), parse_month(f"{found[3] or found[1]}-{found[4]}")
            return months if months[0] <= months[1] else None
        if found := _YEAR.fullmatch(words):
            return parse_month(f"{found[1]}-01"), parse_month(f"{found[1]}-12")
        month = parse_month(words)
    except BadMonth:
        return None
    return month, month
