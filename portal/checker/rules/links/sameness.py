"""How likely it is that two figures count one thing: told alike, of one time and place, with nothing that sets them apart."""

import re
from collections.abc import Callable
from math import log1p, sqrt
from typing import Final

from portal.checker.rules.likeness import actions, bare, named, narrowing, opposed, pairs, rare_pairs, shared
from portal.checker.rules.links.weighing import Signs, weigh, weights
from portal.checker.rules.measures import are_of_other_deeds, are_of_other_names, are_of_other_owners
from portal.checker.rules.nouns import are_of_other_bodies, common_noun, is_of_the_same, is_whole, points_back
from portal.checker.rules.reading import Mention, Reading

_LEAD: Final = 14
# What is said right before a figure: told of one alone it sets two apart, told of both it may set neither.
_SAID: Final = {
    name: re.compile(words)
    for name, words in {
        "each": "每|均",
        "rest": "再|另|其余|其他|剩余|余下|还有|还",
        "grow": "增加|减少|下降|增长|提高|净增|新增|增至|扩大|多$|比|较",
        "last": "去年|上年|同期|原|年初|上月",
        "first": "首|第|本次|此次|当天|当日|当月",
        "extreme": "最|一次|单",
        "plan": "计划|力争|拟|预计|将|目标|任务|指标|定为|确定|下达|名额",
        "of": "其中|包括|中有|里有",
        "from": "由|从|到$|至$",
        "sum": "累计|共|总",
        "new": "新[建增成设办]|改造|升级|续建|在建",
    }.items()
}
_LOOKS_BACK: Final = re.compile("总的看|总之|综上|总体|回顾|一年来|全年|上述|这些|这|该|正是|上文|前述|凝聚|背后|成绩|成效")
_FIRST_WORDS: Final = 14


def chance_of_one_thing(reading: Reading, one: Mention, other: Mention) -> float:
    """Return the weight of what speaks for two figures being of one thing; 0 is even, more is likelier."""
    return weigh(signs_of_two(reading, one, other), weights()["same"])


def signs_of_two(reading: Reading, one: Mention, other: Mention) -> Signs:
    """Return the signs for and against two figures being of one thing, the earlier one first; their numbers are not among them."""
    signs = {name: 1.0 for name, is_so in _STATES.items() if is_so(reading, one, other)}
    for name, words in _SAID.items():
        mine, theirs = (words.search(it.lead[-_LEAD:]) is not None for it in (one, other))
        if mine or theirs:
            signs[f"{name}.any" if mine and theirs else f"{name}.one"] = 1.0
    names, others = named(one), named(other)
    rare = rare_pairs(names) & rare_pairs(others)
    signs["one"] = 1.0
    signs["rare"] = min(len(rare), 4) / 4
    signs["shared"] = shared(names, others)
    signs["like"] = _cosine(names, others)
    signs["clauses"] = _cosine(one.lead[-20:] + one.after, other.lead[-20:] + other.after)
    signs["sentences"] = _cosine(reading.sentence_text(one.sentence), reading.sentence_text(other.sentence))
    signs["noun"] = min(len(common_noun(one, other)), 6) / 3
    signs["far"] = log1p(other.sentence - one.sentence)
    signs["narrowed"] = float(min(len(narrowing(names) ^ narrowing(others)), 3))
    signs["between"] = min(sum(it.unit == other.unit for it in reading.mentions[one.number + 1 : other.number]), 10) / 5
    return signs


def _cosine(one: str, other: str) -> float:
    mine, theirs = pairs(one), pairs(other)
    return len(mine & theirs) / sqrt(len(mine) * len(theirs)) if mine and theirs else 0.0


def _deeds_differ(one: Mention, other: Mention) -> bool:
    mine, theirs = actions(one.words), actions(other.words)
    return bool(mine and theirs) and not mine & theirs


def _looks_back(reading: Reading, it: Mention) -> bool:
    return _LOOKS_BACK.search(reading.sentence_text(it.sentence)[:_FIRST_WORDS]) is not None


_STATES: Final[dict[str, Callable[[Reading, Mention, Mention], bool]]] = {
    "no word": lambda _, one, other: not pairs(named(one)) & pairs(named(other)),
    "no rare word": lambda _, one, other: not rare_pairs(named(one)) & rare_pairs(named(other)),
    "long noun": lambda _, one, other: len(common_noun(one, other)) >= 4,
    "other deeds": lambda _, one, other: _deeds_differ(one, other),
    "same deed": lambda _, one, other: bool(actions(one.words) & actions(other.words)),
    "a deed": lambda _, one, other: bool(actions(one.words)) != bool(actions(other.words)),
    "opposed": lambda _, one, other: opposed(one, other),
    "other areas": lambda _, one, other: bool(one.area and other.area) and one.area != other.area,
    "an area": lambda _, one, other: bool(one.area) != bool(other.area),
    "other times": lambda _, one, other: bool(one.period and other.period) and one.period != other.period,
    "a time": lambda _, one, other: bool(one.period) != bool(other.period),
    "a goal": lambda _, one, other: one.goal != other.goal,
    "a subset": lambda _, one, other: one.subset != other.subset,
    "subsets": lambda _, one, other: one.subset and other.subset,
    "sentence": lambda _, one, other: one.sentence == other.sentence,
    "part": lambda _, one, other: one.part == other.part,
    "clause": lambda _, one, other: one.clause == other.clause,
    "side by side": lambda _, one, other: other.number == one.number + 1,
    "paragraph": lambda it, one, other: it.paragraphs.at(one.figure.start) == it.paragraphs.at(other.figure.start),
    "whole": lambda _, _one, other: is_whole(other),
    "points back": lambda _, _one, other: points_back(other),
    "of the same": lambda _, one, other: is_of_the_same(one, other),
    "looks back": lambda it, _one, other: _looks_back(it, other),
    "other names": are_of_other_names,
    "other bodies": are_of_other_bodies,
    "other owners": are_of_other_owners,
    "other making": lambda _, one, other: are_of_other_deeds(one, other),
    "bare": lambda _, one, other: not bare(one.words) or not bare(other.words),
    "of other unit": lambda _, one, other: one.unit != other.unit,
}
