"""A growth over a time that it names: 比2022年, 同比, 比上届; the figure of that time stands anywhere in the text."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.likeness import narrowing, shared
from portal.checker.rules.nouns import common_noun
from portal.checker.rules.reading import Mention, Reading, is_count

LAST: Final = re.compile(
    r"去年|上一?年|上一?个?月|上一?个?季度|上一?周|上一?届|上一?期(?!间)|前年|往年|前一年|同期(?=为|是|的|仅|只|共|有|培训|接|办)|比同期|较同期|年初[为有是的仅只共]{1,2}$|[是比较]年初"
)
_NAMED: Final = re.compile(r"[较比与同](?:于)?(?P<time>\d{4}年|去年|上一?年|上一?届|年初|同期)|(?P<same>同比)")
_CHANGE: Final = re.compile(r"(?:增|减|多|少|提高|上升|下降|扩大)[^，。；]{0,6}$")
_WAS: Final = re.compile(
    "(?:而|但)?(?:上年|去年|上届|上期|上月|上季度|年初|上一年|前年)(?:末|底|度|同期)?[^，。；\\d]{0,6}?(?:为|是|只有|仅有?|有|达)[^，。；\\d]{0,2}"
)
_YEAR: Final = re.compile(r"(\d{4})年")
_OF_TWO_YEARS: Final = re.compile(r"(?P<now>\d{4})年[较比](?P<then>\d{4})年[^，。；\d]{0,8}$")
REACH: Final = 60  # figures


def base_behind(reading: Reading, it: Mention) -> tuple[Mention, Mention] | None:
    """合格率91%，同比提高6个百分点，上年为87%: what it was stands right behind the growth."""
    behind = reading.mentions[it.number + 1 : it.number + 2]
    if not behind or behind[0].sentence != it.sentence or not _WAS.fullmatch(behind[0].lead):
        return None
    then = behind[0]
    before = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and one.part == it.part]
    alike = [one for one in before if (one.unit, one.figure.form) == (then.unit, then.figure.form) and not _CHANGE.search(one.before)]
    return (then, alike[-1]) if alike and alike[-1].number == it.number - 1 else None


def between_years(reading: Reading, it: Mention) -> tuple[Mention, Mention] | None:
    """2022年24万元，2023年30万元，2024年36万元，2024年比2023年增长20%: the figures of the two years that are named."""
    named = _OF_TWO_YEARS.search(it.lead)
    if not named:
        return None
    counts = [
        one for one in reading.by_sentence[it.sentence] if is_count(one) and one.number < it.number and not _CHANGE.search(one.before)
    ]
    told = {year[-1]: one for one in counts if (year := _YEAR.findall(one.lead)) and one.unit == counts[-1].unit}
    then, now = told.get(named["then"]), told.get(named["now"])
    return (then, now) if then and now else None


def with_its_base(reading: Reading, it: Mention) -> Iterator[tuple[Mention, Mention]]:
    """Yield (what there was, what there is) where a growth says since when, and the text tells of both."""
    part = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
    found = list(_NAMED.finditer(part[-30:]))
    if not found:
        return
    counts = [one for one in reading.by_sentence[it.sentence] if is_count(one) and one.number < it.number and one.part == it.part]
    counts = [one for one in counts if not _CHANGE.search(one.before)]
    if not counts:
        return
    now, time = counts[-1], found[-1]["time"] or "去年"
    for one in reading.around(it, REACH):
        if one is not now and one.sentence != it.sentence and _is_of_then(reading, now, one, time):
            yield one, now


def _is_of_then(reading: Reading, now: Mention, then: Mention, time: str) -> bool:
    """Whether a figure is of the time a growth is reckoned from, and of what grew."""
    if not is_count(then, now.unit) or then.area != now.area or _CHANGE.search(then.before) or not _was_then(reading, now, then, time):
        return False
    alike = shared(now.words, then.words) >= 0.6 or len(common_noun(now, then)) > 2
    return alike and narrowing(now.words) == narrowing(then.words)


def _was_then(reading: Reading, now: Mention, then: Mention, time: str) -> bool:
    lead = reading.text[reading.parts.span(then.part)[0] : then.figure.start]
    if years := _YEAR.findall(time):
        return _year_of(reading, then) == int(years[0])
    if "届" in time:
        return re.search("上一?届", lead) is not None
    if time == "年初":
        return re.search("年初|去年底|上年底|上年末", lead) is not None
    year = _year_of(reading, then)
    return re.search("去年|上年", then.period) is not None or bool(year and year == _year_of(reading, now) - 1)


def _year_of(reading: Reading, it: Mention) -> int:
    """Return the last year named before a figure in its paragraph; 0 when none is."""
    start = reading.paragraphs.span(reading.paragraphs.at(it.figure.start))[0]
    years = _YEAR.findall(reading.text[start : it.figure.start])
    return int(years[-1]) if years else 0
