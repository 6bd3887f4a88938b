"""The signs that a row of figures is the parts of a whole: where the whole stands, how the row is told, what is said of each."""

import re
from functools import lru_cache
from itertools import pairwise
from math import log1p
from statistics import fmean
from typing import Final

from portal.checker.rules.dimensions import are_apart, are_complete
from portal.checker.rules.figures import Side
from portal.checker.rules.goals import goals_in
from portal.checker.rules.likeness import actions, narrowing, rare_pairs
from portal.checker.rules.links.rows import Parts
from portal.checker.rules.links.signs import Signs
from portal.checker.rules.reading import Mention, Reading

_OPENS: Final = re.compile(r"其中|包括|分别|：|（|即|分为|分成|组成|按[^，。；]{1,12}分|[来上]看|统计|构成|涵盖|由")
_AMONG: Final = re.compile("其中|包括|含")
_TOTAL: Final = re.compile("共|总|合计|累计|全年|全县|全市|全区|三项|四项|以上|上述")
_OPEN_END: Final = re.compile("^[^，。；]{0,6}等(?![奖级])")
_REST: Final = re.compile("其余|其他|其它|另外|剩余|余下")
_EACH: Final = re.compile("每|各|均")
# 年初10个，新建4个、撤并1个，6月底为13个; 新进11人、离站4人: who left is no part.
GONE: Final = re.compile("撤|注销|减少|退出|关停|离[站职岗开]|转出|流失")
RESTATED: Final = re.compile("按[^，。；]{1,4}计")  # 其中双证的18人，按人头计取证289人: another way to count, no part
CHANGE: Final = re.compile("(?<!新)增|减|注销|退出|流失|摘牌|撤销|比|较|由|从|到$|同期|去年|上年")
_SPLIT_BY: Final = re.compile("[两二三四五六七八]个?(?:类|种|部分|项|个|方面|镇|县|班|工种|渠道|档|批|期|季度|片区|组)")
_CUT: Final = re.compile("[按从][^，。；]{1,10}(?:划?分|归类|来?看|统计)[^，。；]{0,4}[，：]")
_SHORT_GAP: Final = 14  # signs
_are_complete = lru_cache(maxsize=4096)(are_complete)
_are_apart = lru_cache(maxsize=4096)(are_apart)


def signs_of_none(reading: Reading, row: list[Mention]) -> Signs:
    """Return what speaks for a row that is not the parts of anything told."""
    lead = reading.text[reading.sentences.span(row[0].sentence)[0] : row[0].figure.start]
    told = {
        "opens": bool(_OPENS.search(lead)),
        "among": bool(_AMONG.search(lead)),
        "total": bool(_TOTAL.search(lead)),
        "two": len(row) == 2,
        "money": row[0].unit == "元",
        "persons": row[0].unit in {"人", "人次", "户"},
        "goals": any(it in goals_in(reading) for it in row),
        "change": any(CHANGE.search(it.before[-8:]) for it in row),
        "each": any(_EACH.search(it.before[-6:]) for it in row),
    }
    return {"none": 1.0} | {f"none.{name}": 1.0 for name, is_so in told.items() if is_so}


def signs_of(reading: Reading, row: list[Mention], it: Parts) -> Signs:
    """Return what speaks for some of a row being the parts of a whole; their numbers are not among it."""
    return _of_place(reading, it) | _of_row(reading, row, it) | _of_words(reading, it)


def _middle(reading: Reading, it: Parts) -> str:
    """Return what stands between a whole and its row."""
    if it.whole.number > it.row[-1].number:
        return reading.between(it.row[-1], it.whole)
    return reading.between(it.whole, it.row[0])


def _named(told: dict[str, bool]) -> Signs:
    return {name: 1.0 for name, is_so in told.items() if is_so}


def _of_place(reading: Reading, it: Parts) -> Signs:
    """Return where the whole stands: before its row or behind it, next to it or sentences away."""
    whole, behind = it.whole, it.whole.number > it.row[-1].number
    edge, side = (it.row[-1], "behind") if behind else (it.row[0], "before")
    middle = _middle(reading, it)
    between_them = reading.mentions[min(whole.number, edge.number) + 1 : max(whole.number, edge.number)]
    signs = _named(
        {
            side: True,
            f"{side}.sentence": whole.sentence == edge.sentence,
            f"{side}.part": whole.part == edge.part,
            f"{side}.clause": whole.clause == edge.clause,
            f"{side}.next": not between_them,
            f"{side}.other of unit": any(one.unit == whole.unit for one in between_them),
            f"{side}.total": bool(_TOTAL.search(whole.before[-8:])),
            f"{side}.opens": bool(_OPENS.search(middle)),
            f"{side}.among": bool(_AMONG.search(middle)),
            f"{side}.last sentence": abs(whole.sentence - edge.sentence) == 1,
            "paragraph": reading.paragraphs.at(whole.figure.start) == reading.paragraphs.at(edge.figure.start),
            "split by": bool(_SPLIT_BY.search(middle)),
        }
    )
    signs["away"] = log1p(abs(whole.number - edge.number) - 1)
    signs["sentences"] = float(min(abs(whole.sentence - edge.sentence), 6))
    return signs


def _of_row(reading: Reading, row: list[Mention], it: Parts) -> Signs:
    """Return how the row is told: as a list, to its end, with 其余 or 等."""
    parts, middles = it.row, [reading.between(one, other) for one, other in pairwise(it.row)]
    labels, tail = [part.before for part in parts], reading.rest(parts[-1], 20)
    signs = _named(
        {
            "two": len(parts) == 2,
            "three": len(parts) == 3,
            "from the first": parts[0] is row[0],
            "to the last": parts[-1] is row[-1],
            "complete": _are_complete(tuple(labels)),
            "apart": _are_apart(tuple(labels)),
            "list": all(gap.startswith(("、", "，", "；", "和")) for gap in middles),
            "short gaps": all(len(gap) <= _SHORT_GAP for gap in middles),
            "bare gaps": all(re.fullmatch("[、和，]", gap) is not None for gap in middles),
            "among within": any(_AMONG.search(gap) for gap in middles),
            "semicolons": any("；" in gap for gap in middles),
            "respectively": "分别" in reading.before(parts[0], 24),
            "open end": bool(_OPEN_END.search(tail)),
            "rest": bool(_REST.search(labels[-1])),
            "rest behind": bool(_REST.search(tail)),
            "each": any(_EACH.search(label[-6:]) for label in labels),
            "change": any(CHANGE.search(label[-8:]) for label in labels),
            "ends": bool(re.match("[。；]", tail)),
        }
    )
    signs["gaps"] = fmean(len(gap) for gap in middles) / 20
    signs["spread"] = (max(len(gap) for gap in middles) - min(len(gap) for gap in middles)) / 20
    if it.whole in row and not (_OPENS.search(_middle(reading, it)) or _TOTAL.search(it.whole.before)):
        signs["whole in the row"] = 1.0
        ends = {label[-1:] for label in labels if not _REST.search(label)}
        signs["whole of the class"] = float(ends == {it.whole.before[-1:]})
    if _CUT.search(reading.before(row[0], 30)):
        signs["cut.inside" if it.whole in row else "cut.outside"] = 1.0
    return signs


def _of_words(reading: Reading, it: Parts) -> Signs:
    """Return what is said of the whole and of each part: the same noun, the same place and time, a plan among what was done."""
    parts, whole, goals = it.row, it.whole, goals_in(reading)
    words = [rare_pairs(part.words) for part in parts]
    told = reading.text[max(0, parts[0].figure.start - 20) : parts[-1].figure.after]
    deeds = actions(whole.words)
    return _named(
        {
            "whole each": bool(_EACH.search(whole.before[-6:])),
            "whole change": bool(CHANGE.search(whole.before[-8:])),
            "goals differ": len({part in goals for part in (*parts, whole)}) > 1,
            "subset": whole.subset,
            "areas": len({part.area for part in parts}) == len(parts),
            "periods": len({part.period for part in parts}) == len(parts),
            "whole elsewhere": bool(whole.area) and whole.area != parts[0].area,
            "whole of other time": bool(whole.period) and all(part.period != whole.period for part in parts),
            "parts alike": bool(words[0]) and all(words[0] & other for other in words[1:]),
            "alike": any(rare_pairs(whole.words) & some for some in words),
            "narrower": any(narrowing(part.words) - narrowing(whole.words) for part in parts),
            "wider": bool(narrowing(whole.words) - narrowing(told)),
            "deeds": bool(deeds) and all(actions(part.words) and not actions(part.words) & deeds for part in parts),
            "about": any(one.figure.side is not Side.AT for one in (*parts, whole)),
            "smaller": any(part.figure.low > whole.figure.high for part in parts),
        }
    )
