"""Figures that lie side by side as parts of one whole, though no 其中 opens them."""

import re
from collections.abc import Sequence
from typing import Final

from portal.checker.rules.dimensions import are_apart, are_complete, is_one_dimension
from portal.checker.rules.reading import Mention, Reading

PLACE_NOUN: Final = re.compile("(?:乡镇|镇|街道|村|社区|县|区|市|乡|地)(?!级|域|点)")
EACH: Final = re.compile(r"每|各(?![类级种族界项地])|人均|场均|户均|平均|均")
_SUM_BEFORE: Final = re.compile("比|较|增|减")
_BY_CLASS: Final = re.compile("按|从[^，。；]{1,10}看|分[^，。；]{1,6}看|分为|分成")
_OF_THESE: Final = re.compile("^[一-龥]{0,6}(?:中|里)$")
_NOT_SIDE_BY_SIDE: Final = re.compile(
    "其中|包括|同比|比|较|增|减|目标|任务|计划|另|还|累计|同时|带动|实现就业|就业|去年|上年|下一步|力争|覆盖|惠及|每|均"
)
_NOUN: Final = 2  # signs
NEAR_ENOUGH: Final = 0.12  # parts that miss their whole by no more were meant to make it
ENOUGH: Final = 3  # parts


def parts_without_opener(reading: Reading, whole: Mention, following: Sequence[Mention]) -> list[Mention]:
    """Return what stands right behind a total and can only be its parts: 100场，线上30场，线下60场."""
    row = _row_of(reading, whole, following)
    lead = reading.text[reading.sentences.span(whole.sentence)[0] : whole.figure.start]
    before = [it for it in reading.by_sentence[whole.sentence] if it.number < whole.number and it.part == whole.part]
    labels = [it.before for it in row]
    is_sibling = not re.search("共|总|合计|累计", whole.before) and is_one_dimension([whole.before, *labels])
    if any(it.unit == whole.unit for it in before) or len(row) < 2 or is_sibling or _BY_CLASS.search(lead):
        return []
    if are_complete(labels) and len(row) == len(following) and not _SUM_BEFORE.search(row[0].before):
        return row
    total = sum(it.figure.said for it in row)
    close = abs(total - whole.figure.said) <= NEAR_ENOUGH * whole.figure.said
    return row if len(row) >= ENOUGH and close and are_apart(labels) and not any(_NOT_SIDE_BY_SIDE.search(it) for it in labels) else []


def _row_of(reading: Reading, whole: Mention, following: Sequence[Mention]) -> list[Mention]:
    row: list[Mention] = []
    for it in following:
        same = it.sentence != whole.sentence or it.part == whole.part
        if not same or not alike_things(whole, it) or EACH.search(it.before) or it.goal or it.figure.spread or it.subset:
            break
        if row and (it.part != row[0].part or len(reading.between(row[-1], it)) > 24):
            break
        row.append(it)
    return row


def is_place(it: Mention) -> bool:
    """Whether a figure counts places."""
    return bool(PLACE_NOUN.match(it.after)) and it.unit == "个"


def alike_things(one: Mention, other: Mention) -> bool:
    """Whether two figures count the same kind of thing: the same unit, and no other noun behind it (6个街道, 19个驿站)."""
    if one.unit != other.unit or one.figure.form is not other.figure.form:
        return False
    if _OF_THESE.search(one.after) and not other.after:  # 9个县区中，完成任务的5个
        return True
    if is_place(one) != is_place(other):
        noun = PLACE_NOUN.match(one.after)
        return bool(noun) and other.before.endswith(noun[0]) and one.unit == "个"
    if is_place(one):
        return True
    if len(other.after) >= _NOUN and other.after[:_NOUN] in one.after[:8]:  # 312家家政企业, 其中26家企业
        return True
    mine, theirs = "" if _OF_THESE.search(one.after) else one.after[:2], other.after[:2]
    return not mine or not theirs or mine == theirs or one.unit in {"人", "人次", "元", "户"}
