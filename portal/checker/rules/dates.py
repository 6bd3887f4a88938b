"""Days, months and years as they are written in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from portal.checker.rules.numerals import value_of

_NUMERAL: Final = "一二三四五六七八九十廿"
DAY: Final = re.compile(
    rf"(?:(?P<year>\d{{4}}|[二〇○零一九]{{4}})年|(?P<rel>今年|去年|上年|明年|当年|同年|次年|前年|翌年))?"
    rf"(?:(?P<month>\d{{1,2}}|[{_NUMERAL}]{{1,3}})月(?!龄)(?:份)?(?:(?P<day>\d{{1,2}}|[{_NUMERAL}]{{1,4}})[日号]|(?P<third>[上中下]旬|底|末|初))?)"
    r"|(?P<y2>\d{4})[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})(?!\d)"
    rf"|(?<![\d.月])(?P<only>\d{{1,2}})日(?![均常])|(?P<yonly>\d{{4}})年(?:底|末|初)?(?!度?\d)"
)
_THIRDS: Final = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (25, 31), "末": (25, 31), "初": (1, 10)}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, a month or a year as it is written; what is not said is 0."""

    start: int
    end: int
    year: int
    month: int
    day: int
    rel: str
    first: int = 0
    last: int = 0
    near_year: int = 0

    @property
    def earliest(self) -> int:
        """The first day it may mean, in one number within its year."""
        return self.month * 100 + (self.day or self.first or 1)

    @property
    def latest(self) -> int:
        """The last day it may mean."""
        return self.month * 100 + (self.day or self.last or 31)


def find_days(text: str) -> Iterator[Day]:
    """Yield the days of a plain text; a month without its year is of the year named last."""
    month = year = last = 0
    for it in DAY.finditer(text):
        if "\n" in text[last : it.start()] or "。" in text[last : it.start()]:
            year = 0
        last = it.end()
        day = _day(it, month)
        if day and (day.month or day.year):
            month, year = day.month, day.year or (0 if day.rel and day.rel != "当年" else year)
            yield replace(day, near_year=year)


def _day(it: re.Match[str], month: int) -> Day | None:
    if it["y2"]:
        return Day(it.start(), it.end(), int(it["y2"]), int(it["m2"]), int(it["d2"]), "")
    if it["yonly"]:
        return Day(it.start(), it.end(), int(it["yonly"]), 0, 0, "")
    if it["only"]:
        return Day(it.start(), it.end(), 0, month, int(it["only"]), "") if month else None
    first, last = _THIRDS.get(it["third"] or "", (0, 0))
    return Day(
        it.start(),
        it.end(),
        value_of(it["year"]),
        value_of(it["month"]),
        value_of(it["day"]),
        (it["rel"] or "").replace("同年", ""),
        first,
        last,
    )
