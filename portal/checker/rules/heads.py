"""Names that head paragraphs: a figure below 东街站：… is none of 西街站：…."""

import re
from typing import Final

from portal.checker.rules.reading import Mention, Reading

_HEAD: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十\d]+[、.]|（[一二三四五六七八九十\d]+）)?(?P<name>【[^】]{2,14}】|[^，。；：\n]{1,14}?(?:站|县|区|市|镇|乡|街道|社区|村|班|基地|中心|公司|店|校|院|组|队))(?:（[^）]*）)?(?:(?<=】)|[：。]|(?=\n))"
)
_NEW_HEAD: Final = re.compile(
    "\\s*(?:[一二三四五六七八九十\\d]+[、.．]|（[一二三四五六七八九十\\d]+）|【|全[省市县区镇]|合计|总体|综上|以上)"
)
_MEASURE: Final = re.compile(r"\s*(?P<what>[一-龥]{2,8}(?:[数率额量]|时长|人次|得分|收入|场次))：[一-龥]{2,8}\d")  # 培训人数：清河镇206人
_GOES_ON: Final = 6  # paragraphs


def are_under_other_heads(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether the paragraphs of two figures are headed with the names of two: 东街站：… ¶西街站：…."""
    for found in (_head, _measure):
        names = [found(reading, it) for it in (one, other)]
        if all(names) and names[0] != names[1]:
            return True
    return False


def _measure(reading: Reading, it: Mention) -> str:
    """Return what a figure's paragraph is said to tell of one place after another; empty when it does not."""
    start, end = reading.paragraphs.span(reading.paragraphs.at(it.figure.start))
    found = _MEASURE.match(reading.text[start:end])
    return found["what"] if found else ""


def _head(reading: Reading, it: Mention) -> str:
    """Return the name a figure's paragraph is headed with, or one just before that goes on in it; empty when none is."""
    last = reading.paragraphs.at(it.figure.start)
    for number in range(last, max(last - _GOES_ON, -1), -1):
        start, end = reading.paragraphs.span(number)
        if found := _HEAD.match(reading.text[start : min(end, it.figure.start, start + 40)]):
            return found["name"]
        if _NEW_HEAD.match(reading.text[start:end]):
            return ""
    return ""
