"""The small signs that bind a figure to a claim: where it stands, what is said of it, which words they share."""

import re
from functools import cached_property
from math import log, log1p
from typing import Final

from portal.checker.rules.figures import Form, Side
from portal.checker.rules.goals import base_of, goals_in
from portal.checker.rules.growth_pairs import of_one_subject
from portal.checker.rules.likeness import actions, narrowing, pairs, rare_pairs
from portal.checker.rules.links.claims import REACH, Claim, Way, lead_of
from portal.checker.rules.links.rows import totals_in
from portal.checker.rules.reading import Mention, Reading

Signs = dict[str, float]

# What is said right before a figure: {sign: (words, how many signs before it are looked at)}.
_SAID: Final = {
    name: (re.compile(words), count)
    for name, (words, count) in {
        "each": ("每|均", 10),
        "total": ("共|总|累计|合计", 8),
        "last": (r"去年|上年|同期|上[月届季半期]|年初|原|20\d\d年|前年|第一|首", 14),
        "from": ("[由从]|比|较", 12),
        "to": ("到|至|为$", 6),
        "change": ("增加|减少|增长|下降|净增|新增|多$", 6),
        "done": ("完成|实际|已|建成|累计|共", 10),
        "rest": ("其余|另|还|剩|再", 8),
        "of": ("其中|有$", 6),
        "set": ("下达|任务|目标|计划|定为|确定|要求", 10),
    }.items()
}
_PLANNED: Final = re.compile("下一步|明年|将|拟|力争|预计|计划|争取|目标")
# What is said before and behind a claim, which tells whether it speaks of figures of this text at all.
_ALONE: Final = {
    name: re.compile(words)
    for name, words in {
        "rate": "率",
        "praise": "满意|知晓|好评|支持|覆盖率|参与|入户|准确|及时",
        "share": "占",
        "before": "同比|同期|去年|上年",
        "done": "完成",
        "each": "每|均",
        "comma": "，$",
        "province": "省",
        "row": "分别",
        "compared": "比|较",
        "reached": "达|为$",
        "of": "的$",
        "degree": "面|度$",
        "money": "元|收入|工资|补贴|标准",
        "among": "其中",
        "yearly": "年均|年平均|每年",
        "plan": "力争|确保|预计|计划|将|争取",
        "best": "最|排名|第一|居",
        "must": "不低于|不少于|以上|不超过|至少|不足|不到",
        "list": "、",
    }.items()
}


class Evidence:
    """What the words around say for a claim and the figures it may speak of."""

    def __init__(self, reading: Reading, claim: Claim) -> None:
        self._reading, self._claim, self._it = reading, claim, claim.mention
        self._goals = goals_in(reading)
        self._paragraph = reading.paragraphs.at(self._it.figure.start)
        start = max(reading.parts.span(self._it.part)[0], self._it.figure.start - 40)
        self._base = base_of(self._it.lead) or base_of(reading.text[start : self._it.figure.start])
        clause = reading.text[reading.clauses.span(self._it.clause)[0] : self._it.figure.after]
        self._words = rare_pairs(clause + reading.rest(self._it, 10))
        self._told = pairs(clause + reading.rest(self._it, 6))
        near = [one for one in reading.around(self._it, REACH) if one is not self._it]
        self._most = max((self._in_common(one) for one in near), default=0.0)

    @cached_property
    def _nearest(self) -> dict[str, Mention]:
        """Return {unit: the last figure before the claim}."""
        before = self._reading.mentions[max(0, self._it.number - 12) : self._it.number]
        return {one.unit: one for one in before}

    def _in_common(self, one: Mention) -> float:
        """Return how much of a claim's own words a figure is told with; words that stand everywhere count half."""
        rare = len(rare_pairs(one.words) & self._words)
        return rare + 0.5 * (len(pairs(one.words) & self._told) - rare)

    def of_none(self) -> Signs:
        """Return what speaks for a claim of figures that are not told."""
        it = self._it
        lead, rest = lead_of(self._reading, it)[-16:], self._reading.rest(it, 8)
        signs = {f"none.{name}": 1.0 for name, words in _ALONE.items() if words.search(lead)}
        signs["none"] = 1.0
        signs["none.words"] = min(self._most, 4) / 4
        told = {
            "whose": rest.startswith("的"),
            "ends": bool(re.match("[。；]", rest)),
            "exact": it.figure.step < 1,
            "about": it.figure.side is not Side.AT,
            "goal": it.goal,
            "all": it.figure.said == 100,
            "round": it.figure.said % 10 == 0,
            "unit": bool(re.match("以上|以下|左右", rest)),
        }
        signs.update({f"none.{name}": 1.0 for name, is_so in told.items() if is_so})
        return signs

    def of_one(self, one: Mention) -> Signs:
        """Return what speaks for one figure; its distance, its place, its words."""
        it, reading = self._it, self._reading
        away = it.number - one.number
        words = rare_pairs(one.words) & self._words
        signs = {name: 1.0 for name, (said, count) in _SAID.items() if said.search(one.lead[-count:])}
        told = {
            "behind": away < 0,
            "next": away == 1,
            "second": away == 2,
            "third": away == 3,
            "clause": one.clause == it.clause,
            "part": one.part == it.part,
            "sentence": one.sentence == it.sentence,
            "paragraph": reading.paragraphs.at(one.figure.start) == self._paragraph,
            "goal": one in self._goals,
            "subset": one.subset,
            "lastyear": "去年" in one.period,
            "strange": not words,
            "area": bool(one.area and it.area and one.area != it.area),
            "period": one.period != it.period,
            "base": bool(self._base and self._goals.get(one) == self._base),
            "otherbase": bool(self._base and self._goals.get(one) not in {None, "", self._base}),
            "nearest": self._nearest.get(one.unit) is one,
            "about": one.figure.side is not Side.AT,
            "plan": bool(_PLANNED.search(reading.text[reading.sentences.span(one.sentence)[0] : one.figure.start])),
            "whole": one.number in totals_in(reading).wholes,
            "part of a sum": one.number in totals_in(reading).parts,
        }
        signs.update({name: 1.0 for name, is_so in told.items() if is_so})
        signs["away"] = log1p(max(abs(away) - 1, 0))
        signs["sentences"] = float(min(abs(it.sentence - one.sentence), 6))
        signs["words"] = min(len(words), 3) / 3
        common = self._in_common(one)
        if common and common == self._most:
            signs["best"] = 1.0
            signs["best.much"] = min(common, 4) / 4
        signs["less"] = 1 - common / self._most if self._most else 0.0
        return signs

    def of_two(self, one: Mention, other: Mention) -> Signs:
        """Return what speaks for two figures together."""
        shared, deeds, others = rare_pairs(one.words) & rare_pairs(other.words), actions(one.words), actions(other.words)
        told = {
            "order": one.number < other.number,
            "side by side": abs(one.number - other.number) == 1,
            "in a clause": one.clause == other.clause,
            "in a part": one.part == other.part,
            "in a sentence": one.sentence == other.sentence,
            "strangers": not shared,
            "of a unit": one.unit == other.unit,
            "deeds": bool(deeds and others and not deeds & others),
            "areas": one.area != other.area,
            "periods": one.period != other.period,
            "goals": one in self._goals and other in self._goals,
            "done of goal": one not in self._goals and other in self._goals,
            "grows": one.figure.said > other.figure.said,
        }
        signs = {name: 1.0 for name, is_so in told.items() if is_so}
        signs.update(self._of_level(one, other))
        signs["alike"] = min(len(shared), 3) / 3
        signs["narrowed"] = float(len(narrowing(one.words) ^ narrowing(other.words)))
        signs["apart"] = log1p(abs(one.number - other.number))
        signs["ratio"] = abs(log(one.figure.said / other.figure.said)) if min(one.figure.said, other.figure.said) > 0 else 5.0
        if self._claim.way is Way.AVERAGE:
            signs.update(self._of_divisor(one, other))
        elif self._it.figure.form is not Form.COUNT and of_one_subject(
            self._reading, self._it, *sorted((one, other), key=lambda m: m.number)
        ):
            signs["subject"] = 1.0
        return signs

    def _of_level(self, one: Mention, other: Mention) -> Signs:
        """Return whether two figures are sums of others both, or parts of the same turn: 2016人次 of 36场, 990人次 of 15场."""
        totals = totals_in(self._reading)
        wholes = [it.number in totals.wholes for it in (one, other)]
        parts = [totals.parts.get(it.number) for it in (one, other)]
        if all(wholes):
            return {"sums": 1.0}
        if parts[0] is not None and parts[1] is not None:
            return {"parts in turn" if parts[0] == parts[1] else "other parts": 1.0}
        return {"sum and part": 1.0} if any(wholes) and any(part is not None for part in parts) else {}

    @cached_property
    def _divisor(self) -> str:
        """Return what an average is divided by, as it is written: 人, 每个班, 场."""
        found = re.search(r"(?:平均)?每一?(?P<noun>.{1,4})|(?P<short>[^，。]{1,3})均", self._it.lead[-14:])
        return (found["noun"] or found["short"]) if found else ""

    def _of_divisor(self, total: Mention, count: Mention) -> Signs:
        divisor = self._divisor
        noun = count.before[-4:] + count.after[:5]
        persons = "人" in divisor or "名" in divisor
        told = {
            "divisor": bool(divisor) and (count.unit in divisor or divisor[:1] in count.unit),
            "noun": bool(divisor) and any(sign in noun for sign in divisor if sign not in "平均每个名家场"),
            "persons": persons and count.unit == "人",
            "no persons": persons and count.unit != "人",
            "same unit": total.unit == self._it.unit,
            "alike units": total.unit == count.unit,
        }
        return {name: 1.0 for name, is_so in told.items() if is_so}
