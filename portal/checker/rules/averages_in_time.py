"""A total over months, days or years, and the average stated of it."""

import re
from dataclasses import replace
from typing import Final

from portal.checker.rules.average_words import EACH, like
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.intervals import Interval, exactly, of
from portal.checker.rules.numerals import read_numeral
from portal.checker.rules.reading import Mention, Reading, is_count

_OF_EACH_AND_TIME: Final = re.compile(
    r"(?:每[个名户家支]?[一-龥]{1,4}|[站店队村社户人校园点]均)每个?(?P<time>月|季度|天|日)[^，。；\d]{0,10}$"
    r"|人均(?P<paid>月)(?:工资|劳务|发放|领取)[^，。；\d]{0,4}$"
)
_TIME: Final = re.compile(
    r"\d{1,2}月?(?:[-—至~到]|——)\d{1,2}月|(?:\d{1,2}|[两三四五六七八九十])(?:个月|年)|上半年|下半年|前三季度|[一二三四]季度|半年|全年|一年"
)
_TIMES: Final = {"月": "个月", "季度": "季度", "天": "天", "日": "天"}


def over_time(reading: Reading, it: Mention, divisor: str) -> Conflict | None:
    """月均, 日均, 年均 of a total whose months, days or years the words before it name."""
    lead = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
    spans = times_in(lead, divisor)
    totals = [
        one
        for one in reading.by_sentence[it.sentence]
        if is_count(one) and like(one.unit) == like(it.unit) and one.figure.end <= it.figure.start
    ]
    totals = [one for one in totals if not EACH.search(one.before) and one.part == it.part]
    if (
        not spans
        or not totals
        or _mean(totals).meets(of(it.figure).wider(0.06 * it.figure.said))
        or any((of(one.figure) / Interval(*spans)).meets(of(it.figure).wider(0.06 * it.figure.said)) for one in totals)
    ):
        return None
    words = f"{tidy(spans[0])}" if spans[0] == spans[1] else f"{tidy(spans[0])}至{tidy(spans[1])}"
    told = between("average_mismatch", [totals[-1], it], f"{totals[-1].figure.words}÷{words}，不是{it.figure.words}", 1)
    time = list(_TIME.finditer(lead))
    start = it.figure.start - len(lead)
    spans = {*told.spans, *((start + one.start(), start + one.end()) for one in time[-1:])}
    return replace(told, spans=tuple(sorted(spans)))


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
    times = times_in(lead, _TIMES[found["time"] or found["paid"]]) if found else None
    before = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and one.part == it.part and is_count(one)]
    totals = [one for one in before if like(one.unit) == like(it.unit)]
    counts = [one for one in before if one not in totals and one.unit not in {"年", "个月", "天", "季度"}]
    if not found or not times or len(totals) != 1 or len(counts) != 1:
        return None
    total, count = totals[0], counts[0]
    said, each = of(it.figure).wider(0.06 * it.figure.said), of(total.figure) / of(count.figure)
    if any(way.meets(said) for way in (each / Interval(*times), each, of(total.figure) / Interval(*times))):
        return None
    real = tidy(total.figure.said / count.figure.said / times[0])
    return between(
        "per_capita" if found["paid"] else "average_mismatch",
        [total, count, it],
        f"{total.figure.words}÷{count.figure.words}÷{tidy(times[0])}＝{real}，文中写{it.figure.words}",
        1,
    )


def times_in(lead: str, divisor: str) -> tuple[float, float] | None:
    """Return how many months, days or years are spoken of, at least and at most."""
    if divisor == "年":
        found = re.findall(r"([两二三四五六七八九十]|\d{1,2})年(?:来|间|共|累计|内)", lead)
        years = (read_numeral(found[-1]) if not found[-1].isdigit() else int(found[-1])) if found else 0
        return (years, years) if years else None
    months = _months_in(lead)
    if not months:
        return None
    if divisor == "季度":
        return (months / 3, months / 3)
    return (months, months) if divisor == "个月" else (months * 20.0, months * 31.0)


def _months_in(lead: str) -> int:
    if found := re.findall(r"(\d{1,2})月?(?:[-—至~到]|——)(\d{1,2})月", lead):
        return int(found[-1][1]) - int(found[-1][0]) + 1
    if found := re.findall(r"(\d{1,2}|[两三四五六七八九])个月", lead):
        return int(found[-1]) if found[-1].isdigit() else read_numeral(found[-1]) or 0
    for words, months in (("上半年|下半年", 6), ("前三季度", 9), ("季度", 3), ("半年", 6), ("全年|一年|年度", 12)):
        if re.search(words, lead):
            return months
    return 0
