"""A whole and the row of figures that most likely are its parts, wherever the whole is told."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import exp
from typing import Final

from portal.checker.rules.balances import are_of_one_balance
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.dimensions import are_apart, are_complete
from portal.checker.rules.links.rows import TOTAL, Parts, adds_up, label_of, readings_of, rows_in, totals_in
from portal.checker.rules.links.sum_signs import CHANGE, GONE, RESTATED, signs_of, signs_of_none
from portal.checker.rules.links.weighing import SILENT, weigh, weights
from portal.checker.rules.reading import Mention, Reading

ENOUGH: Final = 0.4  # from which chance on a whole and its parts are believed; measured on texts the weights had not seen
CLEAR: Final = 0.17  # of parts whose number is told before them (分旗舰、标准、简易三类), or of many with no other whole
AHEAD: Final = 5.0  # so many times likelier than any other whole
_FEW: Final = 2
_ALIKE: Final = 3  # signs
_MANY: Final = 3
_CLOSE: Final = 0.84  # parts further from their whole are those of another, or some of more

_NUMBER: Final = dict(zip("两三四五六七八九", range(2, 10), strict=True))
_PARTS: Final = re.compile(
    r"(?<![第\d])(?P<n>[两三四五六七八九2-9])(?:大|个|家)?(?:类|种|块|档|项来源|部分|渠道|方面|片区?|街道|社区|镇街|乡镇|县区|县|镇|组|批次?|班|行业|工种|驿站|站|基地)"
)
_NO_MORE: Final = re.compile("，?(?:没有|再无|别无|无)(?:其[他它]|另外)")
_RANKED: Final = re.compile("(?:位?居|位?列|排)(?:首|次|第)")  # 汀州镇以13户居首，大同镇以11户居次
_SPLIT: Final = re.compile("[按从][^，。；]{1,8}(?:划?分|归类|来?看|评定|统计)，")


def is_explained(reading: Reading, it: Conflict) -> bool:
    """Whether the whole of a conflict, its largest figure, is the sum of other figures."""
    starts = {start for start, _ in it.spans}
    if are_of_one_balance(reading, *(one for one in reading.mentions if one.figure.start in starts)):
        return False
    whole = max((one for one in reading.mentions if one.figure.start in starts), key=lambda one: one.figure.said, default=None)
    if whole is None or whole.number not in totals_in(reading).wholes:
        return False
    parts = sorted((one for one in reading.mentions if one.figure.start in starts and one is not whole), key=lambda one: one.number)
    first = parts[0]
    return (
        not _NO_MORE.match(reading.rest(parts[-1], 16)) and _SPLIT.search(reading.before(first, 24)) is None
    )  # 按类型分…；按规模分…: each cut has its own parts


def is_announced(reading: Reading, row: list[Mention]) -> bool:
    """Whether it is told right before a row how many parts there are: 资金来源共三块：168万元, 92万元, 106万元."""
    start = reading.sentences.span(max(row[0].sentence - 1, 0))[0]
    told = list(_PARTS.finditer(reading.text[start : row[0].figure.start]))
    return bool(told) and (_NUMBER.get(told[-1]["n"]) or int(told[-1]["n"])) == len(row)


def check_sums(reading: Reading) -> list[Conflict]:
    """Return rows of parts that do not add up to the whole they most likely are the parts of."""
    return [found for row in rows_in(reading) if (found := _checked(reading, row))]


def _is_no_part(it: Mention) -> bool:
    """Whether a figure tells of a change, of those who left, of the same counted otherwise, or of a place in a ranking."""
    return bool(CHANGE.search(it.before[-8:]) or GONE.search(it.before) or RESTATED.search(it.before) or _RANKED.match(it.after))


def _has_its_whole(row: Sequence[Mention]) -> bool:
    """Whether a row begins with the whole of what follows: 尚未建成的9个中，5个正在装修，4个正在办证."""
    return len(row) > _FEW and row[0].figure.said == sum(it.figure.said for it in row[1:])


def _are_no_parts(reading: Reading, it: Parts) -> bool:
    """Whether a row tells of averages, begins another one, or holds what is no part."""
    each = re.search("[均每]", it.whole.lead[-10:]) is not None or are_of_one_balance(reading, it.whole, it.row[0])
    return each or _begins_another(it) or _is_half_bracketed(reading, it.row) or any(_is_no_part(part) for part in it.row)


def _is_half_bracketed(reading: Reading, row: Sequence[Mention]) -> bool:
    """Whether a bracket closes between the figures of a row: 受理879件（含旧存343件），结案700件."""
    middles = [reading.between(one, other) for one, other in pairwise(row)]
    return any("）" in it for it in middles) and not any("（" in it for it in middles)


def _begins_another(it: Parts) -> bool:
    """Whether what stands behind a row is the first of another one: 满意182票，基本满意10票；满意185票，基本满意8票."""
    first, whole = it.row[0], it.whole
    alike = first.before[-_ALIKE:] == whole.before[-_ALIKE:] and len(whole.before) >= _ALIKE
    return whole.part > it.row[-1].part and alike and not TOTAL.search(whole.before)


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
    total, labels = sum(part.figure.said for part in it.row), [label_of(part) for part in it.row]
    all_told = len(it.row) == len(row) and is_announced(reading, row)
    other = max((worth[i] for i, way in enumerate(ways) if way.whole.figure.said != it.whole.figure.said), default=0.0)
    ahead = len(it.row) == len(row) >= _MANY and worth[best] > AHEAD * other
    near = _CLOSE * it.whole.figure.said <= total <= it.whole.figure.said / _CLOSE
    if not near or _has_its_whole(it.row) or worth[best] < (CLEAR if all_told or ahead else ENOUGH) * whole:
        return None
    if _are_no_parts(reading, it):
        return None
    few = len(labels) == 2 and total < it.whole.figure.said
    if not all_told and not are_complete(labels) and not _SPLIT.search(reading.before(it.row[0], 24)) and (few or not are_apart(labels)):
        return None
    said = "＋".join(part.figure.words for part in it.row)
    return between("sum_of_parts", [it.whole, *it.row], f"{said}＝{tidy(total)}，文中总数{it.whole.figure.words}")
