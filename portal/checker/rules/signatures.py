"""The day a paper is signed, against the days up to which its figures count."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.dates import Day, find_days
from portal.checker.rules.reading import Reading, is_count

_SIGNED: Final = re.compile(r"(?:填报|填表|制表|报告|报送|上报|签发|印发|成文|发布|编制|撰写|统计|通报)(?:日期|时间|于)：?$")
_SENT: Final = re.compile(r"(?:印发|发布|报送|填报)(?=\n|$)")
_COUNTED: Final = re.compile("截[至止]到?$")
_OF_DATA: Final = re.compile("(?:数据|统计|情况|指标)[^，。；\\d]{0,6}截[至止]到?$")
_TO_COME: Final = re.compile("报名|申报|征集|公示|招募|活动|计划|预计|力争|确保|将|有效期|任期|合同|协议|申请")
_NAME: Final = 24  # signs that may stand before a day that signs: the office that does
_LAST: Final = 3  # lines at the end among which the day stands


def check_signed(reading: Reading) -> list[Conflict]:
    """Return papers that are signed before the day up to which they count."""
    days = [it for it in find_days(reading.text) if it.month and (it.day or it.last)]
    signed = _signed_on(reading, days)
    if signed is None:
        return []
    later = next((it for it in _cut_offs(reading, days) if it is not signed and _is_after(it, signed)), None)
    if later is None:
        return []
    words = [reading.text[it.start : it.end] for it in (signed, later)]
    spans = sorted([(signed.start, signed.end), (later.start, later.end)])
    return [Conflict("date_order", tuple(spans), f"{words[0]}写成，数据却截至{words[1]}", 1)]


def _signed_on(reading: Reading, days: list[Day]) -> Day | None:
    """Return the day below the text, or the one that is said to be that of the paper."""
    said = [it for it in days if it.day and _SIGNED.search(reading.text[max(0, it.start - 8) : it.start])]
    if said:
        return said[-1]
    lines = [it for it in days if it.day and _is_alone(reading, it)]
    number = reading.paragraphs.at(len(reading.text.rstrip("\n")) - 1) if reading.text.strip() else 0
    return next((it for it in reversed(lines) if number - reading.paragraphs.at(it.start) < _LAST), None)


def _is_alone(reading: Reading, it: Day) -> bool:
    """Whether a day stands in a line with nothing but who signs: 县妇联办公室 2024年10月8日印发."""
    start, end = reading.paragraphs.span(reading.paragraphs.at(it.start))
    before, after = reading.text[start : it.start], reading.text[it.end : end].strip("（） \n")
    return len(before) <= _NAME and not re.search("[，。；：]", before) and (not after or _SENT.match(after) is not None)


def _cut_offs(reading: Reading, days: list[Day]) -> Iterator[Day]:
    for it in days:
        clause = reading.text[reading.clauses.span(reading.clauses.at(it.start))[0] : it.start]
        sentence = reading.sentences.at(it.start)
        told = reading.sentence_text(sentence)
        counts = any(is_count(one) and one.figure.start > it.end for one in reading.by_sentence.get(sentence, []))
        bound = _OF_DATA.search(clause) or (counts and _COUNTED.search(clause))
        if bound and not _TO_COME.search(clause) and not _TO_COME.search(told[:4]) and reading.text[it.end : it.end + 1] != "前":
            yield it


def _is_after(one: Day, signed: Day) -> bool:
    """Whether a day is later than the one a paper was signed on; without a year it is of that year, or of the one before."""
    year = one.year or one.near_year
    if one.rel or (not year and one.month != signed.month):
        return False
    if year and signed.year and year != signed.year:
        return year > signed.year
    return one.earliest > signed.latest
