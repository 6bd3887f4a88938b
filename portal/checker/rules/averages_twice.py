"""One average told twice, its digits in another order the second time: 日均供餐460份 … 每天平均供餐640份."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.average_words import EACH
from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.likeness import actions, narrowing, pairs
from portal.checker.rules.measures import are_of_one_place_and_time, are_of_other_names, are_of_other_owners, is_twisted
from portal.checker.rules.nouns import are_of_other_bodies
from portal.checker.rules.reading import Mention, Reading, is_count, overlap

_LIKE: Final = {"天": "日", "名": "人", "个月": "月", "班": "期"}
_MOVED: Final = re.compile(
    "从|由|比|较|到$|至$|增|降|提高|缩短|下降|上升|目标|计划|力争|不低于|不少于|最|标准|应|须|上限|去年|上年|此前|原|以前|过去"
)
_WORDS: Final = re.compile("平均|每一?|[场期班人户站年月日周天件次]均")
_REACH: Final = 40  # averages


def check_averages_twice(reading: Reading) -> list[Conflict]:
    """Return averages of one thing that differ by a slip of the pen; other values may well be of two times."""
    told = [(it, of) for it in reading.mentions if is_count(it) and not it.figure.spread and (of := _divisor(it))]
    return list(_found(reading, told))


def _found(reading: Reading, told: list[tuple[Mention, str]]) -> Iterator[Conflict]:
    for i, (one, of) in enumerate(told):
        for other, again in told[i + 1 : i + 1 + _REACH]:
            if of == again and one.unit == other.unit and _differ(one, other) and _are_of_one_thing(reading, one, other):
                said = f"同一个平均数，一处写{one.figure.words}，一处写{other.figure.words}"
                yield between("same_measure_two_values", [one, other], said)
                return


def _divisor(it: Mention) -> str:
    """Return of what a figure is the average: 日 of 日均 and 每天平均; empty when it is none."""
    found = EACH.search(it.before)
    word = "" if found is None else next((found[name] for name in ("one", "long", "noun", "same") if found[name]), "")
    return _LIKE.get(word, word)


def _differ(one: Mention, other: Mention) -> bool:
    return is_twisted(one, other) and not overlap(one.figure, other.figure)


def _are_of_one_thing(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two averages are told in the same words, of one place and time, and neither is told as what it was."""
    if one.sentence == other.sentence or one.subset or other.subset or not are_of_one_place_and_time(one, other):
        return False
    mine, theirs = (_WORDS.sub(" ", it.words) for it in (one, other))
    if _MOVED.search(one.lead) or _MOVED.search(other.lead) or narrowing(mine) != narrowing(theirs) or actions(mine) != actions(theirs):
        return False
    if are_of_other_names(reading, one, other) or are_of_other_owners(reading, one, other) or are_of_other_bodies(reading, one, other):
        return False
    return bool(pairs(mine) & pairs(theirs))
