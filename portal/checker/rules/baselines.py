"""Two baselines that must fit one another: the province's target and the higher one set above it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from portal.checker.rules.baselines_afar import raised_above
from portal.checker.rules.completions import RAISED, Rate, Role, counts_before, is_direct, of_other_years, partner_of, rates_in
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.goals import aimed_at, base_of, base_of_goal, goals_in
from portal.checker.rules.intervals import Interval, of
from portal.checker.rules.likeness import akin, rare_pairs
from portal.checker.rules.reading import WINDOW, Mention, Reading, is_count
from portal.checker.rules.remaining import LEFT

_BARE_RAISE: Final = re.compile(
    "高出?|提高|提升|增加|上浮|加压|加码|超出|增长|上调|高于|比|较|在|基础上|既定|要求|任务|目标|指标|计划|分别|约|近|省|市"
)

_SAME_COUNT: Final = re.compile("同一|同样|也|同时|这|均|该|又")
_FAR: Final = 4  # sentences between how much a target is raised and what came of both
_ALL_DONE: Final = re.compile("(?:全部|均已?|都已?|如数|悉数)(?:已|按期|如期|提前)?(?:建成|完成|建设完成|达标|实现|挂牌|落成|投入)")


def check_baselines(reading: Reading) -> list[Conflict]:
    """Return targets of two levels that do not fit one another."""
    rates = list(rates_in(reading))
    return [
        *_raises(reading, rates),
        *_by_count(reading),
        *_of_one_count(reading, rates),
        *_of_one_count_afar(reading, rates),
        *raised_above(reading),
    ]


def _raises(reading: Reading, rates: list[Rate]) -> Iterator[Conflict]:
    for rate in rates:
        if rate.role is Role.RAISE:
            own = _raised(reading, rate)
            ratio = list(_against_ratio(reading, rates, rate, reach=1 if own else _FAR))
            if ratio and own not in goals_in(reading):
                yield from ratio
            else:
                yield from list(_against_targets(reading, rates, rate)) or ratio


def _against_targets(reading: Reading, rates: list[Rate], rate: Rate) -> Iterator[Conflict]:
    own = _raised(reading, rate)
    if own is None:
        return
    noun = rare_pairs(_BARE_RAISE.sub(" ", rate.mention.before))
    if noun and not noun & rare_pairs(own.words):
        return
    lower = aimed_at(own.figure) / rate.interval
    yield from _against_stated(reading, rate, own, lower)
    yield from _against_share(reading, rates, rate, own, lower)


def _of_one_count(reading: Reading, rates: list[Rate]) -> Iterator[Conflict]:
    """省里10个, 市里12个, and what was done is 150 % of both: no count can be."""
    for one, other in pairwise(rates):
        if {one.role, other.role} != {Role.SHARE} or not one.base or not other.base or one.base == other.base or one.row > 1:
            continue
        if one.mention.sentence != other.mention.sentence or counts_before(reading, other, other.mention.sentence):
            continue
        goals = [[it for it in reading.around(one.mention, 12) if goals_in(reading).get(it) == rate.base] for rate in (one, other)]
        if len(goals[0]) != 1 or len(goals[1]) != 1 or goals[0][0].unit != goals[1][0].unit:
            continue
        first, second = of(goals[0][0].figure) * one.interval, of(goals[1][0].figure) * other.interval
        if not first.meets(second):
            said = [f"{goal[0].figure.words}的{rate.mention.figure.words}" for goal, rate in zip(goals, (one, other), strict=True)]
            yield between("two_baselines", [goals[0][0], goals[1][0], one.mention, other.mention], f"{said[0]}与{said[1]}不是一个数")


def _of_one_count_afar(reading: Reading, rates: list[Rate]) -> Iterator[Conflict]:
    """省定2,000人 and 市里2,500人, 培训人数达省定任务的120%; 同一批培训人数对照市定任务完成105%: told apart, without the count."""
    shares = [it for it in rates if it.role is Role.SHARE and it.row == 1 and it.base]
    for one, other in ((one, other) for i, one in enumerate(shares) for other in shares[i + 1 :]):
        told = reading.text[reading.parts.span(other.mention.part)[0] : other.mention.figure.start]
        if one.base == other.base or one.mention.sentence == other.mention.sentence or not _SAME_COUNT.search(told):
            continue
        if any(counts_before(reading, it, it.mention.sentence)[-1:] for it in (one, other)):
            continue
        goals = [[it for it in reading.around(one.mention, 30) if _is_goal_of(reading, it, rate.base)] for rate in (one, other)]
        if any(len({it.figure.said for it in found}) != 1 for found in goals) or goals[0][0].unit != goals[1][0].unit:
            continue
        first, second = of(goals[0][0].figure) * one.interval, of(goals[1][0].figure) * other.interval
        if not first.meets(second):
            said = [f"{goal[0].figure.words}的{rate.mention.figure.words}" for goal, rate in zip(goals, (one, other), strict=True)]
            yield between("two_baselines", [goals[0][0], goals[1][0], one.mention, other.mention], f"{said[0]}与{said[1]}不是一个数")
            return


def told_of_both(reading: Reading, conflicts: list[Conflict]) -> list[Conflict]:
    """Return the conflicts, named two_baselines where a rate of the other level stands beside: 为省定任务的115%，为市定任务的88%."""
    rates = {(it.mention.figure.start, it.mention.figure.end): it for it in rates_in(reading) if it.role is not Role.RAISE and it.base}
    return [replace(it, kind="two_baselines") if _is_beside_other(it, rates) else it for it in conflicts]


def _is_beside_other(it: Conflict, rates: dict[tuple[int, int], Rate]) -> bool:
    mine = [rates[place] for place in it.spans if place in rates and it.kind == "percent_of_target"]
    return any(
        {rate.base, other.base} == {"省", "市"} and abs(rate.mention.sentence - other.mention.sentence) <= 1
        for rate in mine
        for other in rates.values()
    )


def _is_goal_of(reading: Reading, it: Mention, base: str) -> bool:
    """Whether a target is that of a level: named with it, or the one who sets it stands at the head of its part (市里…，定的是2,500人)."""
    whose = goals_in(reading).get(it)
    lead = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
    return whose == base or (whose == "" and re.search(f"(?:^|，){base}(?:里|委|政府|妇联|级)", lead) is not None)


def _lower(rate: Rate) -> str:
    """Return whose target is the lower one: 省, unless another is named."""
    return rate.base or "省"


def _by_count(reading: Reading) -> Iterator[Conflict]:
    """省里1500人, 市里1800人, 比省里多500人."""
    for it in reading.mentions:
        lead = it.lead[-16:]
        if not is_count(it) or not RAISED.search(lead) or base_of(lead) != "省" or not re.search("[比较在]", lead):
            continue
        near = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and is_count(one, it.unit)]
        near = [one for one in near if not LEFT.search(one.before)]
        told = near or reading.by_sentence.get(it.sentence - 1, [])
        theirs = [one for one in told if one.unit == it.unit and is_count(one) and base_of_goal(reading, one) == "省"]
        ours = [one for one in near if one not in theirs]
        ours = ours or [one for one in _set_behind(reading, it) if one.unit == it.unit]
        if theirs and ours and not (of(ours[-1].figure) - of(theirs[-1].figure)).meets(of(it.figure)):
            more = tidy(ours[-1].figure.said - theirs[-1].figure.said)
            said = f"{ours[-1].figure.words}－{theirs[-1].figure.words}＝{more}，文中写{it.figure.words}"
            yield between("two_baselines", [theirs[-1], ours[-1], it], said)


def _set_behind(reading: Reading, it: Mention) -> list[Mention]:
    """Return the target that a raise comes to, told right behind it: 再加10个，最终确定为60个."""
    behind = [one for one in reading.by_sentence[it.sentence] if one.number == it.number + 1 and is_count(one)]
    return [one for one in behind if re.search("[定确][^，。；]{0,4}为$|达到$|即$|至$|到$", one.before)]


def _raised(reading: Reading, rate: Rate) -> Mention | None:
    """Return the target that is said to be above the province's."""
    for number in (rate.mention.sentence, rate.mention.sentence - 1):
        counts = [it for it in counts_before(reading, rate, number) if base_of_goal(reading, it) != _lower(rate)]
        if partner := partner_of(rate, counts):
            return partner
        behind = [it for it in reading.by_sentence.get(number, []) if it.number > rate.mention.number and is_count(it)]
        behind = [it for it in behind if it in goals_in(reading) or re.search("即|[为达到]$", it.before)]
        if rate.row == 1 and behind:  # 加压25%，下达任务1200人
            return behind[0]
    return None


def _against_ratio(reading: Reading, rates: list[Rate], rate: Rate, *, reach: int) -> Iterator[Conflict]:
    """150 % of the provincial target and 120 % of the city's: the city's is 25 % above.

    Args:
        reach: within how many sentences the two are told.
    """
    near = [
        it
        for it in rates
        if it.role is Role.SHARE and abs(it.mention.sentence - rate.mention.sentence) <= reach and it.row == rate.row == 1
    ]
    theirs = [it for it in near if it.base == _lower(rate)]
    ours = [it for it in near if it.base and it not in theirs]
    if len(ours) != 1 or len(theirs) != 1:
        return
    done = [_done_of(reading, it) for it in (theirs[0], ours[0])]
    if done[0] is done[1] and not (theirs[0].interval / ours[0].interval).meets(rate.interval):
        real = tidy((theirs[0].said / ours[0].said - 1) * 100)
        said = f"{theirs[0].mention.figure.words}÷{ours[0].mention.figure.words}，高的应比低的多{real}%，文中写{rate.mention.figure.words}"
        named = [theirs[0].mention, ours[0].mention, rate.mention]
        yield between("two_baselines", named if done[0] is None else [done[0], *named], said)


def _done_of(reading: Reading, rate: Rate) -> Mention | None:
    """Return the count in a rate's sentence that it speaks of."""
    return partner_of(rate, counts_before(reading, rate, rate.mention.sentence))


def _against_stated(reading: Reading, rate: Rate, own: Mention, lower: Interval) -> Iterator[Conflict]:
    """省定8个, 市定10个, yet 比省定高20%."""
    for goal in reading.around(own):
        if not is_count(goal, own.unit) or goal == own or goals_in(reading).get(goal) != _lower(rate) or re.search("[每各]", goal.before):
            continue
        if _are_of_one_thing(goal, own) and not lower.meets(aimed_at(goal.figure)):
            theirs = tidy(own.figure.said / rate.said)
            above = f"{own.figure.words}比{_lower(rate)}定高{rate.mention.figure.words}"
            said = f"{above}，{_lower(rate)}定应为{theirs}，文中写{goal.figure.words}"
            yield between("two_baselines", [own, rate.mention, goal], said, 2)
            return


def _are_of_one_thing(goal: Mention, own: Mention) -> bool:
    """Whether the province's target and the raised one count the same; one without a noun of its own follows the other."""
    bare = rare_pairs(_BARE_RAISE.sub(" ", own.words.replace("将", "").replace("到", "")))
    if goal.part == own.part or (not bare and abs(goal.sentence - own.sentence) <= 1):
        return True
    return bool(rare_pairs(goal.words) & rare_pairs(own.words))


def _is_told_again(one: Mention, other: Mention) -> bool:
    """今年建站60个, …; 而确定的60个目标…: the same number within one sentence."""
    return one.sentence == other.sentence and one.figure.said == other.figure.said


def _against_share(reading: Reading, rates: list[Rate], rate: Rate, own: Mention, lower: Interval) -> Iterator[Conflict]:
    """10 is 200 % of the provincial target, yet 10 is 25 % above it."""
    for share in rates:
        if abs(share.mention.number - own.number) > WINDOW:
            continue
        if share.role is not Role.SHARE or share.base != _lower(rate):
            continue
        completed = re.search("完成(?!率)", share.mention.lead)  # 目标1,440人，完成50%: a target is not what was done
        counts = [it for it in counts_before(reading, share, share.mention.sentence) if it.unit == own.unit or share.row > 1]
        done = partner_of(
            share,
            [it for it in counts if share.row > 1 or not (is_direct(reading, it) or (completed and goals_in(reading).get(it)))],
        )
        if done is None and _is_done_whole(reading, own, share.mention):
            done = own
        if done is not None and of_other_years(done.period, own.period):
            continue
        if done is None or done.unit != own.unit or not (akin(done, own) or _is_told_again(done, own)):
            continue
        if not (of(done.figure) / share.interval).meets(lower):
            one, other = tidy(done.figure.said / share.said), tidy(own.figure.said / rate.said)
            first = f"{done.figure.words}是{_lower(rate)}定的{share.mention.figure.words}，{_lower(rate)}定为{one}"
            said = f"{first}；{own.figure.words}比{_lower(rate)}定高{rate.mention.figure.words}，{_lower(rate)}定为{other}"
            yield between("two_baselines", [done, share.mention, own, rate.mention], said, 2)
            return


def _is_done_whole(reading: Reading, own: Mention, share: Mention) -> bool:
    """Whether a target is said to be done, without its number, right after it: 目标12个, …目前已全部建成，完成省定任务的150%."""
    told = reading.text[reading.sentences.span(share.sentence)[0] : share.figure.start]
    return share.sentence - own.sentence <= 1 and own.number < share.number and _ALL_DONE.search(told) is not None
