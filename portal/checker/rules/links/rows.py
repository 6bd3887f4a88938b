"""Rows of figures of one unit, and the figures nearby that may be their sums."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from weakref import WeakKeyDictionary

from portal.checker.rules.figures import Side
from portal.checker.rules.reading import Mention, Reading, is_count

_EACH: Final = re.compile("均|每")
_TELLS: Final = re.compile("(?:明确|指出|强调|要求|提出|表示|介绍|认为|显示|通报|情况)：$")
TOTAL: Final = re.compile("共|总|合计|累计")
_LABEL: Final = 8  # signs behind a figure that may still name it
_GAP: Final = 45  # signs between two parts
_ANEW: Final = re.compile("[，；](?:按|从)[^，。；]{1,8}(?:分|看|划分)，")  # the same whole, cut in another way
_PLACES: Final = re.compile("(?:县|区|市|乡|镇|街道|社区|村){1,2}(?:共|有|共有)?")
_MOST: Final = 12
_SHORT: Final = 8  # of a longer row only what begins or ends it is tried
_KINDS: Final = 3  # so few are kinds, no whole
_NEAR: Final = 2  # sentences between a sum and its parts
_BEFORE, _BEHIND = 24, 6  # figures around a row among which its whole is looked for


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole with a row of figures: they may be its parts."""

    whole: Mention
    row: tuple[Mention, ...]


def rows_in(reading: Reading) -> Iterator[list[Mention]]:
    """Yield the rows of counts of one unit within a sentence, as long as each goes."""
    for mentions in reading.by_sentence.values():
        by_unit: dict[str, list[Mention]] = {}
        for it in mentions:
            if is_count(it) and not it.figure.spread and not _EACH.search(it.before[-6:]) and not _names_places(reading, it):
                by_unit.setdefault(it.unit, []).append(it)
        for counts in by_unit.values():
            yield from _cut(reading, counts)


def _names_places(reading: Reading, it: Mention) -> bool:
    """Whether a figure only tells how many places the next one is of: 五个县144个."""
    following = reading.mentions[it.number + 1 : it.number + 2]
    return bool(following) and _PLACES.fullmatch(reading.between(it, following[0])) is not None


def _cut(reading: Reading, counts: list[Mention]) -> Iterator[list[Mention]]:
    row = counts[:1]
    for one, other in pairwise(counts):
        middle = reading.between(one, other)
        if len(middle) > _GAP or len(row) >= _MOST or _ANEW.search(middle):
            if len(row) > 1:
                yield row
            row = []
        row.append(other)
    if len(row) > 1:
        yield row


def readings_of(reading: Reading, row: list[Mention]) -> list[Parts]:
    """Return every way a row, or some of it, may be the parts of a figure nearby."""
    first, last = row[0].number, row[-1].number
    near = reading.mentions[max(0, first - _BEFORE) : last + _BEHIND]
    first_of_list = row[0] if opens_list(reading, row[0]) else None
    wholes = [
        it for it in near if it is not first_of_list and _is_of_unit(it, row[0].unit) and not it.figure.spread and it.figure.said > _KINDS
    ]
    length = len(row)
    some = [(i, j) for i in range(length) for j in range(i + 2, length + 1) if length <= _SHORT or i == 0 or j == length]
    return [
        Parts(whole, parts)
        for parts in (tuple(row[i:j]) for i, j in some)
        for whole in wholes
        if not parts[0].number <= whole.number <= parts[-1].number and all(part.figure.said != whole.figure.said for part in parts)
    ]


def _is_of_unit(it: Mention, unit: str) -> bool:
    """Whether a figure may be the whole of others of a unit: 问卷900份 were filled in by 900人."""
    return is_count(it, unit) or (unit == "人" and is_count(it, "份"))


def opens_list(reading: Reading, it: Mention) -> bool:
    """Whether a figure is the first of a list behind a colon: 共三块：中央168万元，省级92万元 — it is no whole of the others."""
    start = reading.clauses.span(reading.clauses.at(it.figure.start))[0]
    told = _TELLS.search(reading.text[max(0, start - 5) : start]) is not None  # 会议明确：… opens a speech, not a list
    return start > 0 and reading.text[start - 1] == "：" and not told and not TOTAL.search(it.before)


def adds_up(it: Parts) -> bool:
    """Whether the parts may make the whole."""
    figures = [part.figure for part in it.row]
    if all(one.side is Side.AT for one in (*figures, it.whole.figure)):
        if len({one.step for one in (*figures, it.whole.figure)}) == 1 and not any("." in one.words for one in figures):
            return sum(one.said for one in figures) == it.whole.figure.said
        whole, last = it.whole.figure.step, min(one.step for one in figures)  # 8万 beside 4.5万 is 8.0万
        room = 0.5 * whole * (whole != 1) + 0.5 * last * (last != 1) * len(figures)
        return abs(sum(one.said for one in figures) - it.whole.figure.said) <= room + 1e-9
    low, high = sum(one.low for one in figures), sum(one.high for one in figures)
    return low <= it.whole.figure.high and high >= it.whole.figure.low


@dataclass(frozen=True, slots=True)
class Totals:
    """Which figures of a text are the sums of others that stand in a row, and which are parts of one, by their numbers."""

    wholes: frozenset[int]
    parts: dict[int, int]


_KNOWN: WeakKeyDictionary[Reading, Totals] = WeakKeyDictionary()


def totals_in(reading: Reading) -> Totals:
    """Return the sums of a text that add up; reckoned once for each text."""
    if reading not in _KNOWN:
        wholes: set[int] = set()
        parts: dict[int, int] = {}
        for row in rows_in(reading):
            for it in readings_of(reading, row):
                if abs(it.whole.sentence - row[0].sentence) <= _NEAR and adds_up(it):
                    wholes.add(it.whole.number)
                    parts.update({part.number: i for i, part in enumerate(it.row)})
        _KNOWN[reading] = Totals(frozenset(wholes), parts)
    return _KNOWN[reading]


def label_of(part: Mention) -> str:
    """Return what a part is of: what stands before it, or behind it when nothing does (其中209个被命名为省级驿站)."""
    return part.before if part.before.strip("，、；：其中有") else part.before + part.after[:_LABEL]
