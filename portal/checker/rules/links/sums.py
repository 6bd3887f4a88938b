"""A whole and the row of figures that most likely are its parts, wherever the whole is told."""

import re
from math import exp
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.dimensions import are_apart, are_complete
from portal.checker.rules.links.rows import adds_up, readings_of, rows_in, totals_in
from portal.checker.rules.links.sum_signs import CHANGE, signs_of, signs_of_none
from portal.checker.rules.links.weighing import SILENT, weigh, weights
from portal.checker.rules.reading import Mention, Reading

ENOUGH: Final = 0.4  # from which chance on a whole and its parts are believed; measured on texts the weights had not seen
_CLOSE: Final = 0.84  # parts further from their whole are those of another, or some of more

_NO_MORE: Final = re.compile("，?(?:没有|再无|别无|无)(?:其[他它]|另外)")
_SPLIT: Final = re.compile("[按从][^，。；]{1,8}(?:划?分|归类|来?看|评定|统计)，")


def is_explained(reading: Reading, it: Conflict) -> bool:
    """Whether the whole of a conflict, its largest figure, is the sum of other figures."""
    starts = {start for start, _ in it.spans}
    whole = max((one for one in reading.mentions if one.figure.start in starts), key=lambda one: one.figure.said, default=None)
    if whole is None or whole.number not in totals_in(reading).wholes:
        return False
    parts = sorted((one for one in reading.mentions if one.figure.start in starts and one is not whole), key=lambda one: one.number)
    first = parts[0]
    return (
        not _NO_MORE.match(reading.rest(parts[-1], 16)) and _SPLIT.search(reading.before(first, 24)) is None
    )  # 按类型分…；按规模分…: each cut has its own parts


def check_sums(reading: Reading) -> list[Conflict]:
    """Return rows of parts that do not add up to the whole they most likely are the parts of."""
    return [found for row in rows_in(reading) if (found := _checked(reading, row))]


def _checked(reading: Reading, row: list[Mention]) -> Conflict | None:
    ways = readings_of(reading, row)
    if not ways:
        return None
    known = weights()["sum"]
    worth = [exp(weigh(signs_of(reading, row, it), known)) for it in ways]
    whole = sum(worth) + exp(weigh(signs_of_none(reading, row), known))
    if sum(it for it, way in zip(worth, ways, strict=True) if adds_up(way)) > SILENT * whole:
        return None
    best = max(range(len(ways)), key=lambda i: worth[i])
    it = ways[best]
    total, labels = sum(part.figure.said for part in it.row), [part.before for part in it.row]
    if worth[best] < ENOUGH * whole or not _CLOSE <= total / it.whole.figure.said <= 1 / _CLOSE:
        return None
    if re.search("[均每]", it.whole.lead[-10:]) or any(CHANGE.search(label[-8:]) for label in labels):
        return None
    few = len(labels) == 2 and total < it.whole.figure.said
    if not are_complete(labels) and not _SPLIT.search(reading.before(it.row[0], 24)) and (few or not are_apart(labels)):
        return None
    said = "＋".join(part.figure.words for part in it.row)
    return between("sum_of_parts", [it.whole, *it.row], f"{said}＝{tidy(total)}，文中总数{it.whole.figure.words}")
