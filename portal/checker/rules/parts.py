"""A total and its parts: a part above it, or parts that do not add up."""

import re
from dataclasses import replace
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.dimensions import are_apart, are_complete
from portal.checker.rules.figures import Side
from portal.checker.rules.intervals import Interval, exactly, of
from portal.checker.rules.links.rows import label_of, opens_list
from portal.checker.rules.links.sum_signs import GONE
from portal.checker.rules.reading import Mention, Reading
from portal.checker.rules.shares import MANY_ANSWERS
from portal.checker.rules.siblings import PLACE_NOUN
from portal.checker.rules.splits import (
    OF_WHICH,
    Split,
    named_parts,
    parts_by_class,
    parts_by_quarter,
    parts_of_those,
    spent_parts,
    summed_parts,
)
from portal.checker.rules.subsets import FARTHEST

_CLOSED: Final = re.compile(
    r"无结余|没有结余|收支相抵|无其他|没有其他|只计入?一|不重复|全部|各类[^，。]{0,4}合计|[两二三四五六七八]个?(?:类|种|部分|项|个|方面|镇|县|班|工种|渠道|档)(?:人员|学员|对象)?"
)
_NOT_ITS_PARTS: Final = re.compile("目标|任务分|计划|不含|不包括")
_NEARLY_ALL: Final = 0.85  # three parts side by side that make so much of a total are meant to make all of it
_FARTHEST: Final = 1.7  # parts further off are those of another whole
_A_HEAD: Final = re.compile("分别(?:给予)?(?:奖|补|资助)[^，。；]{0,4}$")  # 2家、3家，分别奖补10万元、5万元: each so much
_RANKED: Final = re.compile("^[^。；]{0,4}第[二三四]")  # 164人；分别为131人和97人，列第二、第三位
_LISTED: Final = re.compile(r"，[^，。；\d]{2,12}：[^，。；：\d]{2,10}")  # 投入合计260万元，列支清清楚楚：讲师课酬…
_REACH: Final = 40  # signs before a whole that tell how it was asked
_MANY: Final = 3
_OPEN_END: Final = re.compile(r"^[^，。；]{0,6}等")


def check_parts(reading: Reading) -> list[Conflict]:
    """Return parts that exceed their whole or do not add up to it."""
    ways = (named_parts, parts_by_quarter, parts_by_class, summed_parts, parts_of_those, spent_parts)
    splits = [it for way in ways for it in way(reading)]
    splits = [_without_larger(it) for it in splits if it.summed or not opens_list(reading, it.whole)]
    found = [(it, conflict) for it in splits if not _is_brother(it, splits) and (conflict := _checked(it))]
    return [conflict for it, conflict in found if conflict.kind != "sum_of_parts" or not _adds_up_elsewhere(reading, it)]


def _is_brother(it: Split, splits: list[Split]) -> bool:
    """Whether the whole is itself one of several parts that add up, and its parts are those beside it."""
    if OF_WHICH.search(it.words):
        return False
    return any(
        one.whole is not it.whole and len(one.parts) > 1 and it.whole in one.parts and it.parts[0] in one.parts and _adds_up(one)
        for one in splits
    )


def _adds_up_elsewhere(reading: Reading, it: Split) -> bool:
    """Whether the parts are those of another count nearby, or only some of them are parts."""
    asked = reading.text[max(0, it.whole.figure.start - _REACH) : it.parts[0].figure.start]
    if MANY_ANSWERS.search(asked.rpartition("。")[2]):
        return True
    closed = it.summed and re.fullmatch("，?(?:合计|共计|总计)", it.whole.before)  # what stands behind these sums what stands before
    total = _sum(it)
    near = [
        one
        for one in reading.around(it.parts[0], 40)
        if one not in it.parts and one is not it.whole and one.unit == it.whole.unit and 0 <= it.parts[0].sentence - one.sentence <= 2
    ]
    if not closed and any(total.meets(of(one.figure)) or (total + of(it.whole.figure)).meets(of(one.figure)) for one in near):
        return True
    firsts = [_sum(replace(it, parts=it.parts[:n])) for n in range(2, len(it.parts))] if not it.summed else []
    told = [one for one in near if one.figure.start < it.parts[0].figure.start]
    if any(first.meets(of(one.figure)) for first in firsts for one in told):  # 录取58人，…本县49人，外县9人；脱贫家庭18人
        return True
    rows = [it.parts[:n] for n in range(2, len(it.parts))] if not it.summed else [it.parts[n:] for n in range(1, len(it.parts) - 1)]
    return any(_sum(replace(it, parts=row)).meets(of(it.whole.figure)) for row in rows)


def _without_larger(it: Split) -> Split:
    """Leave out what stands before a sum and is larger than it: of 66 contestants 2, 4 and 6 won, 12 in all."""
    first = max((i + 1 for i, part in enumerate(it.parts) if it.summed and part.figure.low > it.whole.figure.high), default=0)
    return replace(it, parts=it.parts[first:]) if len(it.parts) - first > 1 else it


def _checked(it: Split) -> Conflict | None:
    labels = [label_of(part) for part in it.parts]
    whole = of(it.whole.figure)
    above = next((part for part in it.parts if whole.high < part.figure.low <= FARTHEST * whole.high and _is_within(it, part)), None)
    if above:
        return between("part_exceeds_whole", [it.whole, above], f"部分{above.figure.words}大于总体{it.whole.figure.words}")
    if len(it.parts) < 2 or _adds_up(it) or not _must_add_up(it, labels):
        return None
    total = sum(part.figure.said for part in it.parts)
    if not it.whole.figure.said <= _FARTHEST * total <= _FARTHEST**2 * it.whole.figure.said:
        return None
    said = "＋".join(part.figure.words for part in it.parts)
    return between("sum_of_parts", [it.whole, *it.parts], f"{said}＝{tidy(total)}，文中总数{it.whole.figure.words}", 1)


def _is_within(it: Split, part: Mention) -> bool:
    """Whether a part is said to be of the whole."""
    lead = it.words[: part.figure.start - it.whole.figure.after]
    all_years = re.search("累计|现有", it.whole.before) and re.match("，?其中(?:今年|本年|当年)新", part.before)
    afresh = re.search("新|累计|以来|实际参|合计|总计|总共|可用", part.before) and not all_years
    if it.summed or afresh or re.search("目标|任务|计划", lead):
        return False
    if _LISTED.fullmatch(lead) and re.search("合计|共|总", it.whole.before):
        return True
    named = re.match(f"({PLACE_NOUN.pattern})中，?(?:已?有)?$", lead)
    return it.among or bool(OF_WHICH.search(lead)) or bool(named and part.after.startswith(named[1]))


def _adds_up(it: Split) -> bool:
    """Whether the parts make the whole, each rounded at the last digit that any of them shows (8万 beside 4.5万 is 8.0万)."""
    figures = [it.whole.figure, *(part.figure for part in it.parts)]
    if any(one.side is not Side.AT for one in figures):
        return _sum(it).meets(of(it.whole.figure))
    if not any("." in one.words for one in figures) and len({one.step for one in figures}) == 1:
        return sum(one.said for one in figures[1:]) == it.whole.figure.said
    last = min(one.step for one in figures[1:])
    room = 0.5 * it.whole.figure.step + 0.5 * last * len(it.parts)
    return abs(sum(one.said for one in figures[1:]) - it.whole.figure.said) <= room * (1 + 1e-9)


def _sum(it: Split) -> Interval:
    total = exactly(0)
    for part in it.parts:
        total = total + of(part.figure)
    return total


def _must_add_up(it: Split, labels: list[str]) -> bool:
    """Whether the parts are all there is, or at least do not overlap and are too many."""
    total, whole = sum(part.figure.said for part in it.parts), it.whole.figure.said
    if _NOT_ITS_PARTS.search(it.words) or re.search("不含|不包括|同属|(?<!不)重复|(?<!不)交叉|兼|同时参加|[都均]参加", it.tail[:24]):
        return False
    a_head = it.summed and _A_HEAD.search(it.parts[0].lead)
    if a_head or _RANKED.search(it.tail) or any(GONE.search(label) for label in labels):
        return False
    if it.summed or it.words.startswith("全部") or _is_whole_list(it, labels):
        return True
    if are_complete(labels) or _CLOSED.search(it.words) or _CLOSED.search(it.tail):
        return are_apart(labels) or bool(_CLOSED.search(it.tail))
    if total > whole:
        return it.whole.unit == "元" or are_apart(labels)
    return not _is_open(it) and (
        bool(re.search("分别[为是]", it.words)) or (len(labels) > 2 and total >= _NEARLY_ALL * whole and are_apart(labels))
    )


def _is_whole_list(it: Split, labels: list[str]) -> bool:
    """Whether a colon opens the parts and a full stop closes them: 共有268名：完全失能57名，部分失能96名，高龄独居125名."""
    told = it.words.startswith("：") and re.search("共", it.whole.before[-4:]) is not None
    return told and len(labels) >= _MANY and it.tail.startswith("。") and not _is_open(it)


def _is_open(it: Split) -> bool:
    """Whether a list goes on or leaves something out: 等, 各3个, 另."""
    if _OPEN_END.search(it.tail) or re.search("等(?![奖级])", it.words) or it.whole.figure.side is not Side.AT:
        return True
    return bool(re.search(r"^[^。；]{0,30}(?:各|每|另|其余|其他)", it.tail))
