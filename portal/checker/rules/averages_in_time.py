"""A total over months, days or years, and the average stated of it."""

import re
from dataclasses import replace
from typing import Final, NamedTuple

from portal.checker.rules.average_words import EACH, like
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.intervals import Interval, exactly, of
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Mention, Reading, is_count

_OF_EACH_AND_TIME: Final = re.compile(
    r"(?:每[个名户家支]?[一-龥]{1,4}|[站店队村社户人校园点]均)每个?(?P<time>月|季度|天|日)[^，。；\d]{0,10}$"
    r"|人均(?P<paid>月)(?:工资|劳务|发放|领取)[^，。；\d]{0,4}$"
)
_YEARS: Final = re.compile(r"(?P<n>[两二三四五六七八九十]|\d{1,2})年(?:来|间|共|累计|内)")
_FROM_TO: Final = re.compile(r"(?P<first>\d{1,2})月?(?:[-—至~到]|——)(?P<last>\d{1,2})月")
_MONTHS: Final = re.compile(r"(?P<n>\d{1,2}|[两三四五六七八九])个月")
_WORK_DAYS: Final = re.compile(r"(?P<n>\d{1,3})个(?:工作|营业|开放|服务)日")
_NAMED: Final = (
    (re.compile("上半年|下半年"), 6),
    (re.compile("前三季度"), 9),
    (re.compile("[一二三四本]?季度"), 3),
    (re.compile("半年"), 6),
    (re.compile("全年|一年|年度"), 12),
)
_COUNTED_UNTIL: Final = re.compile("截[至止]到?([^，。；]{2,12})，")
_TIMES: Final = {"月": "个月", "季度": "季度", "天": "天", "日": "天"}


class Time(NamedTuple):
    """How many months, days or years words speak of, at least and at most, and where in them they do."""

    low: float
    high: float
    place: tuple[int, int]

    @property
    def interval(self) -> Interval:
        """Between what the number lies."""
        return Interval(self.low, self.high)


def over_time(reading: Reading, it: Mention, divisor: str) -> Conflict | None:
    """月均, 日均, 年均 of a total whose months, days or years the words before it name."""
    lead = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
    time = time_in(lead, divisor)
    totals = [
        one
        for one in reading.by_sentence[it.sentence]
        if is_count(one) and like(one.unit) == like(it.unit) and one.figure.end <= it.figure.start
    ]
    totals = [one for one in totals if not EACH.search(one.before) and one.part == it.part]
    if (
        not time
        or not totals
        or reading.rest(it, 1) == "/"  # 年均增收2000元/人
        or _mean(totals).meets(of(it.figure).wider(0.06 * it.figure.said))
        or any((of(one.figure) / time.interval).meets(of(it.figure).wider(0.06 * it.figure.said)) for one in totals)
    ):
        return None
    words = tidy(time.low) if time.low == time.high else f"{tidy(time.low)}至{tidy(time.high)}"
    told = between("average_mismatch", [totals[-1], it], f"{totals[-1].figure.words}÷{words}，不是{it.figure.words}", 1)
    start = it.figure.start - len(lead)
    place = start + time.place[0], start + time.place[1]
    return replace(told, spans=tuple(sorted({*told.spans, place})))


def _mean(row: list[Mention]) -> Interval:
    """Return the mean of what is told month by month: 10月3,100单，11月3,300单."""
    total = of(row[0].figure)
    for one in row[1:]:
        total = total + of(one.figure)
    return total / exactly(len(row))


def of_each_and_time(reading: Reading, it: Mention) -> Conflict | None:
    """平均每站每月6场 of 16个驿站, 1,152场 and a whole year; when the part tells one total and one count only."""
    found = _OF_EACH_AND_TIME.search(it.lead)
    lead = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
    time = time_in(lead, _TIMES[found["time"] or found["paid"]]) if found else None
    before = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and one.part == it.part and is_count(one)]
    totals = [one for one in before if like(one.unit) == like(it.unit)]
    counts = [one for one in before if one not in totals and one.unit not in {"年", "个月", "天", "季度"}]
    if not found or not time or len(totals) != 1 or len(counts) != 1:
        return None
    total, count = totals[0], counts[0]
    said, each = of(it.figure).wider(0.06 * it.figure.said), of(total.figure) / of(count.figure)
    if any(way.meets(said) for way in (each / time.interval, each, of(total.figure) / time.interval)):
        return None
    real = tidy(total.figure.said / count.figure.said / time.low)
    return between(
        "per_capita" if found["paid"] else "average_mismatch",
        [total, count, it],
        f"{total.figure.words}÷{count.figure.words}÷{tidy(time.low)}＝{real}，文中写{it.figure.words}",
        1,
    )


def time_in(lead: str, divisor: str) -> Time | None:
    """Return the time that words speak of, reckoned in what an average is divided by."""
    if divisor == "年":
        found = _last(_YEARS, lead)
        return Time(value_of(found["n"]), value_of(found["n"]), found.span()) if found and value_of(found["n"]) else None
    days = _last(_WORK_DAYS, lead) if divisor not in {"季度", "个月"} else None
    if days:
        return Time(int(days["n"]), int(days["n"]), days.span()) if int(days["n"]) else None
    months, place = _months_in(lead)
    if not months:
        return None
    least, most = {"季度": (1 / 3, 1 / 3), "个月": (1, 1)}.get(divisor, (20, 31))
    return Time(months * least, months * most, place)


def _months_in(lead: str) -> tuple[int, tuple[int, int]]:
    """Return how many months words speak of, 0 when of none, and where they do."""
    if found := _last(_FROM_TO, lead):
        return int(found["last"]) - int(found["first"]) + 1, found.span()
    if found := _last(_MONTHS, lead):
        return value_of(found["n"]), found.span()
    named = ((found, months) for words, months in _NAMED if (found := _last(words, lead)))
    found, months = next(named, (None, 0))
    return months, found.span() if found else (0, 0)


def _last(words: re.Pattern[str], lead: str) -> re.Match[str] | None:
    return max(words.finditer(lead), key=lambda found: found.start(), default=None)


def are_counted_until_others(reading: Reading, *mentions: Mention) -> bool:
    """Whether sentences count up to different days: 截至目前, 截至2017年6月30日."""
    return len({found[1] for it in mentions if (found := _COUNTED_UNTIL.search(reading.sentence_text(it.sentence)))}) > 1
