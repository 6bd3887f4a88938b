"""历年: a unit's figures year by year, those before the portal typed in with their source, and what they come to together.

Source: S2-9 of the domain, 5,200 场 and 29.9万人次 over five years, 57.5 人次 a session.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.core.errors import RuleBroken
from portal.core.text import BadCount, clean_text, to_ascii_digits
from portal.reports.rules import TABLES, columns_of
from portal.reports.rules import Cell as Figure
from portal.reports.rules.measures import FIGURES
from portal.tallies.rules import ATTENDANCES, SESSIONS, Indicator

FIRST_YEAR: Final = 2000
MOST_YEARS: Final = 10
USUAL_YEARS: Final = 5
MOST_VALUE: Final = 999_999_999
_NUMBER = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.([0-9]{1,4}))? ?(万)? ?(?:小时|人次|场|人|名|本|期|件|笔)?")


@dataclass(frozen=True, slots=True)
class Past:
    """A figure of a year before the portal, as it was reported then.

    Args:
        value: in the figure's unit, minutes where minutes are kept.
        source: where it stands: a report, a page.
    """

    year: int
    code: str
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class YearCell:
    """A figure of one year.

    Args:
        value: None when nothing is known.
        is_typed: it was typed in, not counted.
        also_kept: what the portal counts for the year besides, where it was typed in; it is not added.
    """

    it: Indicator
    value: int | None
    is_typed: bool = False
    also_kept: int = 0

    @property
    def shown(self) -> str:
        """As it is read."""
        return Figure(self.it, self.value).shown

    @property
    def also_shown(self) -> str:
        """What the portal counts besides, as it is read."""
        return Figure(self.it, self.also_kept).shown

    @property
    def number(self) -> float | int | None:
        """As a number in its unit."""
        return Figure(self.it, self.value).number


@dataclass(frozen=True, slots=True)
class YearLine:
    """A figure over the years; its total is None when it cannot be told: persons of years without rows are not added."""

    it: Indicator
    cells: tuple[YearCell, ...]
    total: YearCell


@dataclass(frozen=True, slots=True)
class Years:
    """Figures of several years: each year's own, and all together.

    Args:
        averages: 人次 a session of each year and of all, in tenths; None of no session.
        is_short_of_persons: a total of persons is left out, since some of the years were typed in.
    """

    years: Sequence[int]
    lines: Sequence[YearLine]
    averages: Sequence[int | None]
    is_short_of_persons: bool


def codes() -> list[str]:
    """Return every figure that stands in a table, in the order of the tables."""
    return [it.code for table in TABLES for it in columns_of(table)]


def years_of(
    years: Sequence[int], kept: Mapping[tuple[int, str], int], typed: Mapping[tuple[int, str], int], persons: Mapping[str, int]
) -> Years:
    """Put years side by side and add them up.

    Args:
        kept: {(year, code): value} of the years in which the portal counted anything; a code that is not there is nought.
        typed: {(year, code): value} as typed in; it stands for its year alone, whatever is kept of it.
        persons: {code: persons} of all these years, each counted once.
    """
    known = {year for year, _ in kept}
    lines = [_line(FIGURES[code], years, kept, typed, known, persons) for code in codes()]
    shown = [line for line in lines if any(cell.value for cell in line.cells)]
    by_code = {line.it.code: line for line in lines}
    sessions, heads = by_code[SESSIONS.code], by_code[ATTENDANCES.code]
    pairs = zip((*sessions.cells, sessions.total), (*heads.cells, heads.total), strict=True)
    short = any(line.it.persons_of and line.total.value is None for line in shown)
    return Years(years, shown, [average(it.value, of.value) for of, it in pairs], short)


def _line(
    it: Indicator,
    years: Sequence[int],
    kept: Mapping[tuple[int, str], int],
    typed: Mapping[tuple[int, str], int],
    known: Collection[int],
    persons: Mapping[str, int],
) -> YearLine:
    def cell(year: int) -> YearCell:
        counted = kept.get((year, it.code), 0)
        if (year, it.code) in typed:
            return YearCell(it, typed[year, it.code], is_typed=True, also_kept=counted)
        return YearCell(it, counted if year in known else None)

    cells = tuple(cell(year) for year in years)
    if it.persons_of:
        total = None if any(one.is_typed for one in cells) else persons.get(it.code, 0)
    else:
        total = sum(one.value or 0 for one in cells)
    return YearLine(it, cells, YearCell(it, total, is_typed=any(one.is_typed for one in cells)))


def average(part: int | None, whole: int | None) -> int | None:
    """Return a quotient in tenths, half up; None of nothing."""
    return (part * 20 + whole) // (2 * whole) if part is not None and whole and whole > 0 else None


def tenths(value: int | None) -> str:
    """Return tenths as they are read: `57.5`."""
    return "–" if value is None else f"{value // 10:,}.{value % 10}"


def chosen_years(first: int | None, last: int | None, *, known: Collection[int], today: date) -> list[int]:
    """Return which years are shown: those asked for, at most ten, or the last five of which anything is known."""
    end = min(last or today.year, today.year)
    begin = first or max(min(known, default=end), end - USUAL_YEARS + 1)
    return list(range(max(min(begin, end), end - MOST_YEARS + 1, FIRST_YEAR), end + 1))


def check_past(it: Past, *, kept: int, today: date) -> None:
    """Refuse a figure of a year that the portal counts itself.

    Raises:
        RuleBroken: the year is not over, or the portal counted something in it.
    """
    if not FIRST_YEAR <= it.year < today.year:
        raise RuleBroken("year", f"只能补录 {FIRST_YEAR} 年到 {today.year - 1} 年，{today.year} 年的数由平台统计")
    if kept:
        shown = Figure(FIGURES[it.code], kept).shown
        raise RuleBroken("year", f"{it.year} 年平台里已有“{FIGURES[it.code].label}”{shown}，不能再补录整年的数，以免重复")


def read_value(it: Indicator, raw: str) -> int:
    """Return the value a clerk typed in a figure's unit: `5,200`, `29.9万`, `1250.5` hours.

    Raises:
        BadCount: unreadable, too large, or no whole number of the unit (of hours: of minutes).
    """
    found = _NUMBER.fullmatch(clean_text(to_ascii_digits(raw)))
    if found is None:
        raise BadCount("请填写数字，如 5200、5,200 或 29.9万")
    scale = 10_000 if found[3] else 1
    digits = found[2] or ""
    times = scale * (60 if it.is_minutes else 1)
    whole, rest = divmod(int(found[1].replace(",", "") + digits) * times, 10 ** len(digits))
    if rest:
        raise BadCount("小时数折合不成整分钟，请改一下小数" if it.is_minutes else f"{it.unit}不能是小数")
    if whole > MOST_VALUE:
        raise BadCount("数字太大，请检查")
    return whole


def show_value(it: Indicator, value: int) -> str:
    """Return a value as it is typed: hours where minutes are kept, to the last minute."""
    if not it.is_minutes:
        return str(value)
    hours, minutes = divmod(value, 60)
    return str(hours) if not minutes else f"{value / 60:.4f}".rstrip("0")
