"""What a claim follows from: figures it may well speak of, a change told beside it, several counts together."""

import re
from itertools import accumulate
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.figures import Form
from portal.checker.rules.goals import goals_in
from portal.checker.rules.growth_pairs import is_change
from portal.checker.rules.intervals import ratio
from portal.checker.rules.links.claims import REACH, Claim, Way, claims_in
from portal.checker.rules.links.sums import is_explained as is_sum_explained
from portal.checker.rules.links.weighing import Weighed, is_explained, weighed
from portal.checker.rules.measures import is_twisted
from portal.checker.rules.reading import Mention, Reading, is_count

Own = tuple[Claim, tuple[Mention, Mention]]  # a claim with the figures it follows from

_OVER_TIME: Final = re.compile("平均每(?:个)?(?:月|季度)[^，。；]{0,6}$|月均[^，。；]{0,6}$")  # 64次÷7个基地 is nothing of each month
_ROOM: Final = 0.0005
_NEAR: Final = 3  # sentences
_RECKONED: Final = frozenset({"percent_of_target", "growth_rate", "average_mismatch", "per_capita"})


def weighed_claims(reading: Reading) -> list[tuple[Claim, Weighed]]:
    """Return the claims that are bound to figures, each with all it may speak of."""
    bound = (it for it in claims_in(reading) if it.way not in {Way.SHARE, Way.DIFFERENCE} or _is_named_rate(it))
    return [(claim, ways) for claim in bound if (ways := weighed(reading, claim))]


def _is_named_rate(claim: Claim) -> bool:
    return claim.way is Way.SHARE and "率" in claim.mention.lead[-6:]


def owners(every: list[tuple[Claim, Weighed]]) -> list[Own]:
    """Return the claims that follow from figures, each with those."""
    return [(claim, pair) for claim, ways in every if (pair := ways.best_fitting(claim))]


def taken_by_others(claim: Claim, own: list[Own]) -> set[tuple[int, int]]:
    """Return the pairs that other claims of its kind speak of: of three targets each has a rate of its own."""
    ways = {claim.way, Way.SHARE} if claim.way is Way.GOAL else {claim.way}
    near = (pair for it, pair in own if it.way in ways and it.mention is not claim.mention and it.low != claim.low)
    return {(one.number, other.number) for one, other in near}


def without_explained(reading: Reading, conflicts: list[Conflict]) -> list[Conflict]:
    """Return the conflicts whose claims follow from no other figures that they may well speak of."""
    claims = {(it.mention.figure.start, it.mention.figure.end): it for it in claims_in(reading)}
    explained = {place for it in conflicts if it.kind in _RECKONED for place in it.spans if place in claims}
    explained = {place for place in explained if not _OVER_TIME.search(claims[place].mention.lead)}
    own = owners(weighed_claims(reading))
    explained = {place for place in explained if _is_explained(reading, claims[place], own)}
    points = {place for place, it in claims.items() if it.way is Way.POINTS}
    kept = [it for it in conflicts if it.kind not in _RECKONED or not explained & (points & set(it.spans) or set(it.spans))]
    kept = _each_rate_once(kept, {place for place, it in claims.items() if it.mention.figure.form is not Form.COUNT})
    kept = [it for it in kept if it.kind != "sum_of_parts" or not is_sum_explained(reading, it)]
    at = {it.figure.start: it for it in reading.mentions}
    return [
        it for it in kept if it.kind != "same_measure_two_values" or not _differ_by_told(reading, *(at[start] for start, _ in it.spans))
    ]


def _differ_by_told(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether what lies between two values, or what they make, is told beside them: 登记4,216条 … 办结3,963条, 未办结的253条."""
    told = {abs(one.figure.said - other.figure.said), one.figure.said + other.figure.said}
    near = [mention for mention in reading.around(other, 8) if is_count(mention, other.unit) and mention not in {one, other}]
    return not is_twisted(one, other) and any(mention.figure.said in told for mention in near)


def _is_explained(reading: Reading, claim: Claim, own: list[Own]) -> bool:
    taken = taken_by_others(claim, own)
    if claim.way is Way.SHARE:  # a share is told behind what it is of
        later = [one.number for one in reading.around(claim.mention, REACH) if one.number > claim.mention.number]
        taken = taken | {(one, other) for one in later for other in later}
    return is_explained(reading, claim, taken) or _follows_from_change(reading, claim) or _is_of_a_sum(reading, claim)


def _follows_from_change(reading: Reading, claim: Claim) -> bool:
    """Whether a growth is that of a change told right before it: 1,395人，较上年同期增加203人，增长17.0%."""
    it = claim.mention
    change = reading.mentions[it.number - 1] if it.number else it
    if claim.way is not Way.GROWTH or change.sentence != it.sentence or not is_change(reading, change):
        return False
    sign, moved = (1 if claim.low >= 1 else -1), change.figure.said
    before = [one.figure.said for one in reading.by_sentence[it.sentence] if one.number < change.number and one.unit == change.unit]
    ends = [said for said in before if said + sign * moved in before]  # 由1,200增至1,500，净增300: the growth is that of 1,200
    bases = ends or [base for said in before for base in (said, said - sign * moved) if base > moved]
    return any(claim.low - _ROOM <= 1 + sign * ratio(moved, base) <= claim.high + _ROOM for base in bases)


def _is_of_a_sum(reading: Reading, claim: Claim) -> bool:
    """Whether a rate is that of several counts together: 全年50期。一季度11期，二季度14期，上半年进度50%."""
    it, goals = claim.mention, goals_in(reading)
    if claim.way is not Way.GOAL:
        return False
    before = [one for one in reading.around(it, 12) if one.number < it.number and it.sentence - one.sentence <= _NEAR]
    for goal in (one for one in before if one in goals):
        counts = [one for one in before if one.number > goal.number and is_count(one, goal.unit) and one not in goals]
        sums = accumulate(one.figure.said for one in reversed(counts))
        if any(n and claim.low - _ROOM <= ratio(total, goal.figure.said) <= claim.high + _ROOM for n, total in enumerate(sums)):
            return True
    return False


def _each_rate_once(conflicts: list[Conflict], rates: set[tuple[int, int]]) -> list[Conflict]:
    """Leave out what is said of a rate a second time, by figures of another measure."""
    kept: list[Conflict] = []
    told: set[tuple[int, int]] = set()
    for it in conflicts:
        mine = rates & set(it.spans) if it.kind in _RECKONED else set()
        if not mine or mine - told:
            kept.append(it)
        told |= mine
    return kept
