"""Claims that do not follow from the figures they most likely speak of."""

import re
from typing import Final

from portal.checker.rules.averages_in_time import are_counted_until_others
from portal.checker.rules.completions import is_of_another_work
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form, Side
from portal.checker.rules.goals import base_of, goals_in, row_of
from portal.checker.rules.growth_pairs import is_change, is_what_grew, of_one_subject
from portal.checker.rules.likeness import named, shared
from portal.checker.rules.links.claims import Claim, Way, claims_in
from portal.checker.rules.links.explained import owners, taken_by_others, weighed_claims
from portal.checker.rules.links.weighing import AHEAD, Link, unfitting_link
from portal.checker.rules.measures import is_twisted
from portal.checker.rules.reading import Mention, Reading
from portal.checker.rules.remaining import LEFT
from portal.checker.rules.siblings import PLACE_NOUN

# From which chance on a link is believed, by the way of the claim; measured on texts the weights had not seen.
ENOUGH: Final = {
    Way.GOAL: 0.6,
    Way.RAISE: 0.6,
    Way.EXCESS: 0.6,
    Way.GROWTH: 0.6,
    Way.TIMES: 0.6,
    Way.AVERAGE: 0.55,
    Way.POINTS: 0.7,
}
_HEADS: Final = re.compile("(?<![月日季周天])[人户]均[^，。；]{0,4}$")
SURE: Final = 0.85
_ALIKE: Final = 0.7
ALONE: Final = 0.4
ALONE_OF_GROWTH: Final = 0.55  # bulletins set the growth of one after the growth of another
_UNLIKELY: Final = 0.2  # so unlikely that an average is of figures that are not told
_NOTHING: Final = 0.001
_CLEARER: Final = 1.2
_OWN_RATE: Final = re.compile(
    "[一-龥]{0,6}，(?:[较比同][^，。；]{0,6})?(?:[^，。；]{0,12}(?:任务|目标|计划|率)[^，。；]{0,4}|(?:增长|下降|提高|上升|增幅|降幅)[^，。；]{0,2})"
)
_DONE: Final = re.compile("已|新增|累计|实际|完成")  # 新增托位540个 are no target
_SEVERAL: Final = 2
_PER_EVENT: Final = re.compile("([场期班单])均[^，。；均]{0,6}$")
_OF_ALL_PEOPLE: Final = re.compile("人均(?:国内|地区)?(?:生产总值|GDP|可支配收入)[^，。；]{0,4}$")  # of all who live there
_EVENT_UNITS: Final = {"场": "场 次 期", "期": "期 班", "班": "班 期", "单": "单"}
_KINDS: Final = {
    Way.GOAL: "percent_of_target",
    Way.EXCESS: "percent_of_target",
    Way.RAISE: "two_baselines",
    Way.GROWTH: "growth_rate",
    Way.TIMES: "growth_rate",
    Way.POINTS: "growth_rate",
}
_LONG: Final = re.compile("半年|全年|年度|[两三]年")
_SHORT: Final = re.compile("^[一二三四]季度|^\\d{1,2}月$")
_SET_BY: Final = re.compile("(省|市|县)(?:定|里|级)")
_OF_OTHERS: Final = re.compile("其中|；|。")
_CHANGED: Final = re.compile("[较比][^，。；]{1,8}[多少增减][^，。；]{0,4}$")
_EARLIER: Final = re.compile("去年|上年|同期|同比|上月|上季度|环比")
_NOT_OF_TWO: Final = re.compile(
    "按照?(?:平均)?每|年均|价差|差距|[快慢]|最|第[一二三]|其中[^，。；]{4,}|不[到足]|每[周月年天日]|[月周日天年]人?均|收费|标准|以内|预计|力争|[时序]序|时间进度|收入|增收|工资|成本|消费|支援|支出|领取|每人|每户|面积|绿地|住房|每[^，。；]{1,6}(?:都|至少|不少于|配|限|另)"
)


def check_links(reading: Reading) -> list[Conflict]:
    """Return claims that do not follow from what they most likely speak of."""
    every = weighed_claims(reading)
    own = owners(every)
    told = [(claim, ways) for claim, ways in every if claim.way in ENOUGH]
    found: list[Conflict] = []
    for claim, ways in told:
        link = unfitting_link(claim, ways.without(taken_by_others(claim, own)))
        may_be = link and (_is_plain_share(reading, claim, link) or not _NOT_OF_TWO.search(claim.mention.lead[-16:]))
        if link and may_be and _is_believed(claim, link) and _may_be_meant(reading, claim, link):
            found.append(_conflict(claim, link))
    return found


def _is_plain_share(reading: Reading, claim: Claim, link: Link) -> bool:
    """Whether an average of pay or room is told beside its total and its heads: 发放工资216万元，…60人，人均工资3.6万元."""
    it, total = claim.mention, link.one
    beside = it.sentence == total.sentence == link.other.sentence and max(total.number, link.other.number) == it.number - 1
    alone = not any(one.unit == total.unit for one in reading.by_sentence[it.sentence] if one.number < it.number and one is not total)
    return claim.way is Way.AVERAGE and beside and alone and link.chance >= SURE and _HEADS.search(it.lead) is not None


def _is_believed(claim: Claim, link: Link) -> bool:
    """Whether a pair is likely enough by itself, or far ahead of every other one."""
    enough = ALONE_OF_GROWTH if claim.way in {Way.GROWTH, Way.POINTS} else ALONE
    alone = link.chance >= enough and link.lead >= AHEAD and link.chance > link.none and link.fitting < 0.005
    told = link.none < _UNLIKELY and link.fitting < _NOTHING  # of what, if not of these two, is open; that it fits nothing is not
    of_two = claim.way is Way.AVERAGE and told and link.chance >= ALONE and link.lead > _CLEARER
    return alone or of_two or link.chance >= ENOUGH[claim.way]


def _may_be_meant(reading: Reading, claim: Claim, link: Link) -> bool:
    """Whether nothing in the words forbids that a claim speaks of two figures."""
    it, one, other = claim.mention, link.one, link.other
    if (
        one.figure.said == other.figure.said
        or (is_twisted(one, other) and shared(named(one), named(other)) >= _ALIKE)  # 1.28万人 and 1.82万人 of the same words
        or len(row_of(reading, it)) > 1
        or _are_bracketed(reading, it, one, other)
        or _has_its_own_rate(reading, claim, one, other)
        or _has_its_own_rate(reading, claim, other, one)
        or _names_others(reading, it, one, other)
        or _are_two_goals(reading, claim, link)
        or _is_told_of_a_goal(reading, claim)
        or not _is_divided_so(claim, other)
        or (claim.way is Way.AVERAGE and _LONG.search(one.before) and _SHORT.search(other.period))  # 半年262.8万元, 一季度3914单
        or (claim.way is Way.AVERAGE and it.area and not one.area and not other.area)  # the totals of all say nothing of one place
        or (claim.way is Way.AVERAGE and are_counted_until_others(reading, it, one, other))
    ):
        return False
    if claim.way is Way.AVERAGE:
        sized = claim.times == 1 and "均" not in it.lead[-14:]  # 拟办4个班，每班45人 says how large each is to be
        if sized and link.chance < SURE:
            return False
        return all(figure.side in {Side.AT, Side.ABOUT} for figure in (it.figure, one.figure, other.figure))
    if (claim.way is Way.RAISE and other not in goals_in(reading)) or (claim.way is Way.POINTS and it.figure.side is not Side.AT):
        return False
    if claim.way in {Way.GROWTH, Way.POINTS, Way.RAISE}:
        return _may_have_grown(reading, it, one, other)
    return claim.way is not Way.GOAL or _may_be_done(reading, it, one, other)


def _has_its_own_rate(reading: Reading, claim: Claim, mine: Mention, other: Mention) -> bool:
    """Whether another rate stands right behind a count: 新增就业8,600人，完成目标的86%；再就业2,100人，完成目标的105%."""
    aimed = mine in goals_in(reading) or other in goals_in(reading)
    if claim.way not in {Way.GOAL, Way.GROWTH, Way.POINTS} or aimed or (claim.way is Way.GROWTH and mine.period != other.period):
        return False
    behind = reading.mentions[mine.number + 1 : mine.number + 2]
    rate = behind[0] if behind else mine
    form = Form.POINTS if claim.way is Way.POINTS else Form.PERCENT
    beside = rate.figure.form is form and rate is not claim.mention and rate.part == mine.part
    return beside and _OWN_RATE.fullmatch(reading.between(mine, rate)) is not None


def _are_bracketed(reading: Reading, it: Mention, one: Mention, other: Mention) -> bool:
    """Whether both figures stand in a bracket that is closed before the claim: 全年612人（上半年285人，下半年327人），增长14.4%."""
    first, last = sorted((one, other), key=lambda mention: mention.number)
    told = reading.text[first.figure.after : last.figure.start]
    opened = reading.text.rfind("（", reading.sentences.span(first.sentence)[0], first.figure.start)
    closed = reading.text.find("）", last.figure.after, max(it.figure.start, last.figure.after))
    return opened >= 0 < closed and not re.search("[（）]", reading.text[opened + 1 : first.figure.start] + told)


def _is_told_of_a_goal(reading: Reading, claim: Claim) -> bool:
    """Whether by how much a target was exceeded is what its own rate says: 是省定任务的132%，即超额32%."""
    if claim.way is not Way.EXCESS:
        return False
    rates = (it for it in claims_in(reading) if it.way is Way.GOAL and it.mention.sentence == claim.mention.sentence)
    return any(it.low <= claim.high and claim.low <= it.high for it in rates)


def _is_divided_so(claim: Claim, count: Mention) -> bool:
    """Whether a figure counts what the words of an average name: 场均 is not of 13个乡镇."""
    if claim.way is Way.AVERAGE and _OF_ALL_PEOPLE.search(claim.mention.lead):
        return "人口" in count.words
    named = _PER_EVENT.search(claim.mention.lead[-8:]) if claim.way is Way.AVERAGE else None
    return named is None or count.unit in _EVENT_UNITS[named[1]].split()


def _are_two_goals(reading: Reading, claim: Claim, link: Link) -> bool:
    """Whether two figures are targets that one number meets: 按省里的400个算完成130%，按市里的500个算完成104%."""
    if claim.way is not Way.GOAL or (link.one in goals_in(reading)) != (link.other in goals_in(reading)):
        return False
    others = (it for it in claims_in(reading) if it.way is Way.GOAL and it.low != claim.low)
    done = [link.other.figure.said * edge for edge in (claim.low, claim.high)]
    return any(done[0] <= link.one.figure.said * it.high and link.one.figure.said * it.low <= done[1] for it in others)


def _names_others(reading: Reading, it: Mention, one: Mention, other: Mention) -> bool:
    """Whether something else is told of between the figures and the claim: 今年600人，其中脱贫妇女120人，增长50%."""
    before = [mention for mention in (one, other) if mention.number < it.number]
    last = max(before, key=lambda mention: mention.number, default=None)
    return bool(last and last.part == it.part and _OF_OTHERS.search(reading.between(last, it)))


def _may_have_grown(reading: Reading, it: Mention, one: Mention, other: Mention) -> bool:
    first, second = sorted((one, other), key=lambda mention: mention.number)
    in_turn = "环比" in it.lead[-14:] and one.period and other.period and one.period != other.period
    if not in_turn and _EARLIER.search(it.lead[-14:]) and not _EARLIER.search(other.lead + other.period):
        return False
    if other in goals_in(reading) and not re.search("任务|目标|计划|指标|省|市", it.lead):
        return False
    if len(row := row_of(reading, one)) > _SEVERAL and other in row:  # 三次产业分别为28.6亿元、71.2亿元和86.5亿元
        return False
    among = first.sentence == second.sentence and "其中" in reading.between(first, second)  # 共计68万个，其中村委会58.8万个，降低0.2%
    if among or is_what_grew(reading, other, it):
        return False
    changes = any(is_change(reading, mention) or _CHANGED.search(mention.lead) for mention in (one, other))
    return not changes and of_one_subject(reading, it, first, second)


def _may_be_done(reading: Reading, it: Mention, done: Mention, goal: Mention) -> bool:
    set_by = [goals_in(reading).get(one) for one in (done, goal)]
    if all(set_by) and set_by[0] != set_by[1]:  # 省定1.2万人，市定1.5万人: neither is what was done of the other
        return False
    if is_of_another_work(reading, it, done, goal):
        return False
    places = PLACE_NOUN.match(done.after) and PLACE_NOUN.match(goal.after)
    if places and not re.search("任务|目标|计划|应|需", goal.before):
        return False  # 12个乡镇中4个乡镇完成率超过100%
    if LEFT.search(done.before) or (goal not in goals_in(reading) and (goal.subset or _DONE.search(goal.before))):
        return False
    whose = base_of(it.lead)
    theirs = goals_in(reading).get(goal, whose)
    if whose and theirs != whose and (theirs or (whose == "省" and "省" not in goal.lead)):
        return False
    both = done.period and goal.period
    return done.period == goal.period or not re.search("去年|年$|季度|月$" if both else "去年|年$", done.period + goal.period)


def _conflict(claim: Claim, link: Link) -> Conflict:
    it, one, other = claim.mention, link.one, link.other
    heads = re.search("[人户]均|每[人户]", it.lead[-10:]) or (other.unit in {"人", "户"} and it.unit == "元")
    if claim.way is Way.TIMES and len(set(_SET_BY.findall(it.lead))) > 1:
        return between("two_baselines", [one, other, it], _explanation(claim, link))
    kind = _KINDS.get(claim.way) or ("per_capita" if heads or claim.times > 1 else "average_mismatch")
    return between(kind, [one, other, it], _explanation(claim, link))


def _explanation(claim: Claim, link: Link) -> str:
    one, other, said = link.one.figure, link.other.figure, claim.mention.figure
    if claim.way is Way.POINTS:
        return f"{one.words}与{other.words}相差{tidy(abs(one.said - other.said))}个百分点，文中写{said.words}"
    ratio = one.said / other.said
    if claim.way is Way.AVERAGE:
        times = f"×{claim.times}" if claim.times > 1 else ""
        return f"{one.words}÷{other.words}{times}＝{tidy(ratio * claim.times)}，文中写{said.words}"
    if claim.way in {Way.GOAL, Way.TIMES}:
        real = f"{tidy(ratio)}倍" if said.form is Form.TIMES else f"{tidy(ratio * 100)}%"
        due = f"应完成{real}，" if claim.way is Way.GOAL else ""
        return f"{one.words}÷{other.words}＝{real}，{due}文中写{said.words}"
    return f"从{other.words}到{one.words}，变化{tidy(abs(ratio - 1) * 100)}%，文中写{said.words}"
