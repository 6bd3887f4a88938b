"""A whole and the row of figures that most likely are its parts, wherever the whole is told."""

import re
from functools import lru_cache
from itertools import pairwise
from math import exp, log1p
from statistics import fmean
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.dimensions import are_apart, are_complete
from portal.checker.rules.figures import Side
from portal.checker.rules.goals import goals_in
from portal.checker.rules.likeness import actions, narrowing, rare_pairs
from portal.checker.rules.links.rows import Parts, adds_up, readings_of, rows_in, totals_in
from portal.checker.rules.links.weighing import SILENT, Signs, weigh, weights
from portal.checker.rules.reading import Mention, Reading

ENOUGH: Final = 0.4  # from which chance on a whole and its parts are believed; measured on texts the weights had not seen
_CLOSE: Final = 0.84  # parts further from their whole are those of another, or some of more
_OPENS: Final = re.compile(r"其中|包括|分别|：|（|即|分为|分成|组成|按[^，。；]{1,12}分|[来上]看|统计|构成|涵盖|由")
_AMONG: Final = re.compile("其中|包括|含")
_TOTAL: Final = re.compile("共|总|合计|累计|全年|全县|全市|全区|三项|四项|以上|上述")
_OPEN_END: Final = re.compile("^[^，。；]{0,6}等(?![奖级])")
_REST: Final = re.compile("其余|其他|其它|另外|剩余|余下")
_EACH: Final = re.compile("每|各|均")
_CHANGE: Final = re.compile("增|减|比|较|由|从|到$|同期|去年|上年")
_SPLIT_BY: Final = re.compile("[两二三四五六七八]个?(?:类|种|部分|项|个|方面|镇|县|班|工种|渠道|档|批|期|季度|片区|组)")


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
        "change": any(_CHANGE.search(it.before[-8:]) for it in row),
        "each": any(_EACH.search(it.before[-6:]) for it in row),
    }
    return {"none": 1.0} | {f"none.{name}": 1.0 for name, is_so in told.items() if is_so}


def signs_of(reading: Reading, row: list[Mention], it: Parts) -> Signs:
    """Return what speaks for some of a row being the parts of a whole; their numbers are not among it."""
    parts, whole, goals = it.row, it.whole, goals_in(reading)
    behind = whole.number > parts[-1].number
    edge = parts[-1] if behind else parts[0]
    middle = reading.between(parts[-1], whole) if behind else reading.between(whole, parts[0])
    middles = [reading.between(one, other) for one, other in pairwise(parts)]
    labels = [part.before for part in parts]
    tail = reading.rest(parts[-1], 20)
    words = [rare_pairs(part.words) for part in parts]
    side = "behind" if behind else "before"
    between_them = reading.mentions[min(whole.number, edge.number) + 1 : max(whole.number, edge.number)]
    told = {
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
        "two": len(parts) == 2,
        "three": len(parts) == 3,
        "from the first": parts[0] is row[0],
        "to the last": parts[-1] is row[-1],
        "complete": _are_complete(tuple(labels)),
        "apart": _are_apart(tuple(labels)),
        "list": all(gap.startswith(("、", "，", "；", "和")) for gap in middles),
        "short gaps": all(len(gap) <= 14 for gap in middles),
        "bare gaps": all(re.fullmatch("[、和，]", gap) is not None for gap in middles),
        "among within": any(_AMONG.search(gap) for gap in middles),
        "semicolons": any("；" in gap for gap in middles),
        "respectively": "分别" in reading.before(parts[0], 24),
        "open end": bool(_OPEN_END.search(tail)),
        "rest": bool(_REST.search(labels[-1])),
        "rest behind": bool(_REST.search(tail)),
        "each": any(_EACH.search(label[-6:]) for label in labels),
        "change": any(_CHANGE.search(label[-8:]) for label in labels),
        "whole in the row": whole in row and not (_OPENS.search(middle) or _TOTAL.search(whole.before)),
        "whole each": bool(_EACH.search(whole.before[-6:])),
        "whole change": bool(_CHANGE.search(whole.before[-8:])),
        "goals differ": len({part in goals for part in (*parts, whole)}) > 1,
        "subset": whole.subset,
        "areas": len({part.area for part in parts}) == len(parts),
        "periods": len({part.period for part in parts}) == len(parts),
        "whole elsewhere": bool(whole.area) and whole.area != parts[0].area,
        "whole of other time": bool(whole.period) and all(part.period != whole.period for part in parts),
        "split by": bool(_SPLIT_BY.search(middle)),
        "parts alike": bool(words[0]) and all(words[0] & other for other in words[1:]),
        "alike": any(rare_pairs(whole.words) & some for some in words),
        "narrower": any(narrowing(part.words) - narrowing(whole.words) for part in parts),
        "wider": bool(narrowing(whole.words) - narrowing(reading.text[parts[0].figure.start - 20 : parts[-1].figure.after])),
        "deeds": bool(actions(whole.words))
        and all(actions(part.words) and not actions(part.words) & actions(whole.words) for part in parts),
        "about": any(one.figure.side is not Side.AT for one in (*parts, whole)),
        "smaller": any(part.figure.low > whole.figure.high for part in parts),
        "ends": bool(re.match("[。；]", tail)),
    }
    signs = {name: 1.0 for name, is_so in told.items() if is_so}
    signs["away"] = log1p(abs(whole.number - edge.number) - 1)
    signs["sentences"] = float(min(abs(whole.sentence - edge.sentence), 6))
    signs["gaps"] = fmean(len(gap) for gap in middles) / 20
    signs["spread"] = (max(len(gap) for gap in middles) - min(len(gap) for gap in middles)) / 20
    return signs


def is_explained(reading: Reading, it: Conflict) -> bool:
    """Whether the whole of a conflict, its largest figure, is the sum of other figures."""
    starts = {start for start, _ in it.spans}
    whole = max((one for one in reading.mentions if one.figure.start in starts), key=lambda one: one.figure.said, default=None)
    return whole is not None and whole.number in totals_in(reading).wholes


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
    if re.search("[均每]", it.whole.lead[-10:]) or any(_CHANGE.search(label[-8:]) for label in labels):
        return None
    few = len(labels) == 2 and total < it.whole.figure.said
    if not are_complete(labels) and (few or not are_apart(labels)):
        return None
    said = "＋".join(part.figure.words for part in it.row)
    return between("sum_of_parts", [it.whole, *it.row], f"{said}＝{tidy(total)}，文中总数{it.whole.figure.words}")
