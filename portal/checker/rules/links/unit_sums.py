"""A whole of one unit whose parts, of another, add up to it exactly: 求职妇女1,100户，其中…380人，…720人."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.links.sum_signs import RESTATED
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.words import PERSONS

_OPENS: Final = re.compile("其中|分别|包括|：")
_SMALLEST: Final = 100  # smaller sums meet by chance


def check_unit_sums(reading: Reading) -> list[Conflict]:
    """Return wholes that are counted in another unit than the parts that make them."""
    return list(_found(reading))


def _found(reading: Reading) -> Iterator[Conflict]:
    for whole in reading.mentions:
        if not is_count(whole) or whole.unit not in PERSONS or whole.figure.said < _SMALLEST:
            continue
        row = _row_behind(reading, whole)
        if len(row) > 1 and sum(it.figure.said for it in row) == whole.figure.said:
            why = f"各部分按{row[0].unit}计，合计{whole.figure.words}，总数却写成{whole.unit}"
            yield between("unit_clash", [whole, *row], why, 1)


def _row_behind(reading: Reading, whole: Mention) -> list[Mention]:
    """Return the figures of one other unit that follow a whole, in its sentence or the next, when words open them as its parts."""
    behind = [it for it in reading.mentions[whole.number + 1 : whole.number + 9] if it.sentence - whole.sentence <= 1]
    row = [it for it in behind if is_count(it) and it.unit in PERSONS]
    if not row or len({it.unit for it in row}) > 1 or row[0].unit == whole.unit:
        return []
    told = reading.text[whole.figure.after : row[-1].figure.start]
    return row if _OPENS.search(reading.between(whole, row[0])) and not RESTATED.search(told) else []
