"""How long something lasts, against the days from which and to which it does: 6月10日至14日，为期7天."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.dates import Day, find_days
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_LASTS: Final = re.compile(
    r"(?:为期|历时|持续|有效期|期限|合同期|服务期|协议期|工期|公示期|公示|展期|前后|为时)(?:为|是|共|限)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<unit>天|日|周|个星期|个月|年)(?!度)"
)
_UNTIL: Final = re.compile("起?(?:，)?(?:至|到|—|-|~)+|起?，?[于至到](?=20)")
_OPENS: Final = re.compile("[^，。；]{0,6}(?:开幕|开班|开赛|开营|开课|启动|开始|生效)[^，。；]{0,8}，[^，。；]{0,6}?(?:至|到|于)?")
_CLOSES: Final = re.compile("[^，。；]{0,4}(?:结束|闭幕|结业|落幕|闭营|结课|收官|到期|届满)")
_YEAR: Final = 2025  # when none is told: no leap year
# {unit: (its days, how many fewer a stretch of it may have, how many more)}; both ends counted, and a week of school has five.
_LEAST_AND_MOST: Final = {
    "天": (1, 0, 1),
    "日": (1, 0, 1),
    "周": (7, -3, 3),
    "个星期": (7, -3, 3),
    "个月": (30.4, -5, 5),
    "年": (365, -4, 6),
}


def check_durations(reading: Reading) -> list[Conflict]:
    """Return stretches of time that are shorter or longer than the days they are told with."""
    return list(_found(reading))


def _found(reading: Reading) -> Iterator[Conflict]:
    days = [it for it in find_days(reading.text) if it.month and it.day]
    stretches = [(one, other) for one, other in pairwise(days) if _is_stretch(reading, one, other)]
    for lasts in _LASTS.finditer(reading.text):
        part = reading.parts.at(lasts.start())
        near = [it for it in stretches if reading.parts.at(it[0].start) == part == reading.parts.at(it[1].start)]
        if len(near) != 1 or reading.text[lasts.end() :].startswith(("以上", "左右", "多", "余")):
            continue
        (one, other), count = near[0], value_of(lasts["n"])
        real = _days_from_to(one, other)
        size, less, more = _LEAST_AND_MOST[lasts["unit"]]
        if count and real and not size * count + less - 1 <= real <= size * count + more:
            spans = sorted([(one.start, one.end), (other.start, other.end), lasts.span("n")])
            yield Conflict("date_order", tuple(spans), f"{_words(reading, one)}到{_words(reading, other)}是{real}天，文中写{lasts[0]}", 1)


def _words(reading: Reading, it: Day) -> str:
    return reading.text[it.start : it.end]


def _is_stretch(reading: Reading, one: Day, other: Day) -> bool:
    """Whether something lasts from one day to another: 6月10日至14日; 9月20日开幕，9月22日闭幕."""
    middle, behind = reading.text[one.end : other.start], reading.text[other.end : other.end + 10]
    return bool(_UNTIL.fullmatch(middle)) or bool(_OPENS.fullmatch(middle) and _CLOSES.match(behind))


def _days_from_to(one: Day, other: Day) -> int:
    """Return how many days a stretch has, both ends counted; 0 when they do not tell or stand the wrong way round."""
    if one.rel or other.rel:
        return 0
    year = one.year or one.near_year or _YEAR
    try:
        first, last = date(year, one.month, one.day), date(other.year or other.near_year or year, other.month, other.day)
    except ValueError:
        return 0
    return max((last - first + timedelta(days=1)).days, 0)
