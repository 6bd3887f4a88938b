"""The average of figures that stand in a row right before it: 四场分别有52家、61家、47家、40家，场均50家."""

import re
from typing import Final

from portal.checker.rules.average_words import EACH
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.reading import Mention, Reading

_FEWEST: Final = 3
_SURE: Final = 4  # so many need no word of how many there are
_BETWEEN: Final = re.compile(r"[^。；]{1,14}")
_NOT_A_ROW: Final = re.compile("共|合计|总计|其中|比|较|目标|任务|计划|占|均")
_MEAN: Final = re.compile("平均(?:值|分|得分|成绩)?，?(?:为|是)?$")
_OTHERS: Final = re.compile("其[余他它]")
_FARTHEST: Final = 1.5


def check_average_of_row(reading: Reading, it: Mention) -> Conflict | None:
    """Return what is wrong with the average of a row; None when it is no average, or right."""
    row = _row_before(reading, it) if _is_average(reading, it) else []
    if row and _OTHERS.search(reading.between(row[-1], it)):
        return None
    if len(row) < _FEWEST:
        return None
    real = sum(one.figure.said for one in row) / len(row)
    told = any(one.figure.said == len(row) for one in reading.by_sentence[it.sentence] if one not in row and one.number < it.number)
    if not (told or len(row) >= _SURE) or it.figure.low <= real <= it.figure.high or abs(real - it.figure.said) < 1:
        return None
    if not real / _FARTHEST < it.figure.said < real * _FARTHEST:
        return None
    said = "＋".join(one.figure.words for one in row)
    return between("average_mismatch", [*row, it], f"（{said}）÷{len(row)}＝{tidy(real)}，文中写{it.figure.words}", 1)


def is_mean_of_row(reading: Reading, it: Mention) -> bool:
    """Whether an average is just that of the figures in a row before it: 三所分别招收66人、81人和93人，校均80人."""
    row = _row_before(reading, it)
    return len(row) > 1 and it.figure.low - 0.5 <= sum(one.figure.said for one in row) / len(row) <= it.figure.high + 0.5


def _is_average(reading: Reading, it: Mention) -> bool:
    lead = it.lead[-24:] if not re.search(r"\d", it.before) else it.before
    return EACH.search(lead) is not None or _MEAN.search(reading.before(it, 10)) is not None


def _row_before(reading: Reading, it: Mention) -> list[Mention]:
    row: list[Mention] = []
    last = it
    for one in reversed(reading.by_sentence[it.sentence]):
        if one.number >= it.number:
            continue
        middle = reading.between(one, last)
        words = middle if row else ""
        if one.unit != it.unit or one.figure.spread or not _BETWEEN.fullmatch(middle or "、") or _NOT_A_ROW.search(words):
            break
        row.insert(0, one)
        last = one
    return row
