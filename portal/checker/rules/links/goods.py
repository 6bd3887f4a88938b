"""Goods of several kinds against the number of them all: 米面76袋、食用油54桶、棉被40床，共170件."""

import re
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Side
from portal.checker.rules.reading import Mention, Reading, is_count

_KINDS: Final = frozenset("袋桶床箱套件台份瓶盒把张条双提罐包辆副本册支块顶")
_IN_ALL: Final = re.compile("(?:共|合计|共计|总计|总数|累计)[^，。；\\d]{0,4}$")
_ALL_OF: Final = frozenset("件份")
_FEWEST: Final = 3
_CLOSE: Final = 0.8  # goods further from the number of all are some of more


def check_goods(reading: Reading) -> list[Conflict]:
    """Return numbers of all goods that those of the kinds beside them do not add up to."""
    wholes = [it for it in reading.mentions if is_count(it) and _written(reading, it) in _ALL_OF and _IN_ALL.search(it.before)]
    return [found for it in wholes if (found := _checked(reading, it))]


def _written(reading: Reading, it: Mention) -> str:
    return reading.text[it.figure.end : it.figure.after]


def _checked(reading: Reading, whole: Mention) -> Conflict | None:
    row: list[Mention] = []
    for it in reversed(reading.by_sentence[whole.sentence]):
        if it.number >= whole.number:
            continue
        behind = row[0] if row else whole
        if _written(reading, it) not in _KINDS or it.figure.side is not Side.AT or len(reading.between(it, behind)) > 12:
            break
        row.insert(0, it)
    total = sum(it.figure.said for it in row)
    if len(row) < _FEWEST or len({_written(reading, it) for it in row}) == 1 or whole.figure.side is not Side.AT:
        return None
    if total == whole.figure.said or not _CLOSE * whole.figure.said <= total <= whole.figure.said / _CLOSE:
        return None
    said = "＋".join(it.figure.words for it in row)
    return between("sum_of_parts", [whole, *row], f"{said}＝{tidy(total)}，文中总数{whole.figure.words}")
