"""A completion rate whose target stands anywhere in the text: every pair that may be meant, and the one that must be."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.completions import Rate
from portal.checker.rules.goals import LATER, base_of, goals_in
from portal.checker.rules.likeness import actions, narrowing
from portal.checker.rules.reading import Mention, Reading, is_count

_NOT_DONE: Final = re.compile(
    "每|均|超额?|超出|缺口|尚差|还差|仅差|剩余|尚未|未完|再|另|其中|计划|目标|任务|预计|力争|增加|减少|比|较|同期|去年|上年"
)
_QUALIFIED: Final = re.compile(
    r"(第[一二三四\d]+[批期]|[一二三四]季度|上半年|下半年|全[镇乡村])[^，。；]{0,4}(?:(?:任务|目标|计划)数?的?|已?完成(?:了|率)?为?)$"
)
REACH: Final = 80  # figures
FARTHEST: Final = 8.0  # what was done may be so many times its target, or such a part of it


def the_only_pair(reading: Reading, rate: Rate) -> list[tuple[Mention, Mention]]:
    """Return what was done right before a rate with the only target of its unit that is told before it."""
    if rate.row > 1:
        return []
    done = _right_before(reading, rate)
    if done is None:
        return []
    goals = [it for it in _goals(reading, rate, done.unit) if it.number < rate.mention.number and it is not done]
    goals = [it for it in goals if not rate.base or goals_in(reading)[it] == rate.base or base_of(it.lead) == rate.base]
    goals = [it for it in goals if not (it.area and done.area and it.area != done.area) and _agree(it, done)]
    values = {it.figure.said for it in goals}
    return [(done, goals[-1])] if len(values) == 1 and _may_be(done, goals[-1]) and is_that_target(reading, rate, done, goals[-1]) else []


def every_pair(reading: Reading, rate: Rate) -> Iterator[tuple[Mention, Mention]]:
    """Yield what may have been done, of the rate's sentence and the two before, with every target of its unit."""
    near = [it for n in range(3) for it in reading.by_sentence.get(rate.mention.sentence - n, []) if is_count(it)]
    for done in near:
        for goal in _goals(reading, rate, done.unit):
            if goal is not done and goal.figure.low > 0:
                yield done, goal


def is_that_target(reading: Reading, rate: Rate, done: Mention, goal: Mention) -> bool:
    """Whether a target is the one a rate names: 第一批任务的104% is not of the year's, nor of what was done all year."""
    named = _QUALIFIED.search(reading.before(rate.mention, 16))
    return named is None or (named[1] in reading.before(goal, 16) and "全年" not in done.lead)


def _goals(reading: Reading, rate: Rate, unit: str) -> list[Mention]:
    known = goals_in(reading)
    near = [it for it in reading.around(rate.mention, REACH) if it in known and it.unit == unit and known[it] != LATER]
    return [it for it in near if not rate.base or known[it] in {rate.base, ""} or base_of(it.lead) == rate.base]


def _right_before(reading: Reading, rate: Rate) -> Mention | None:
    """Return the last count before a rate in its part, when it stands in the clause of the rate or in the one before."""
    before = [it for it in reading.by_sentence[rate.mention.sentence] if it.number < rate.mention.number and it.part == rate.mention.part]
    counts = [it for it in before if is_count(it) and it not in goals_in(reading) and not it.figure.spread]
    if not counts or rate.mention.clause - counts[-1].clause > 2 or _NOT_DONE.search(counts[-1].lead):
        return None
    return counts[-1]


def _agree(goal: Mention, done: Mention) -> bool:
    """Whether nothing in the words sets what was done apart from a target."""
    mine, theirs = actions(goal.words), actions(done.words)
    return not (mine and theirs and not mine & theirs) and narrowing(goal.words) >= narrowing(done.words) - {"实训"}


def _may_be(done: Mention, goal: Mention) -> bool:
    return 1 / FARTHEST < done.figure.said / max(goal.figure.said, 1e-9) < FARTHEST
