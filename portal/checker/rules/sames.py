"""One measure told twice: two values, 余 against 近, or two units for one number."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.figures import Form, Side
from portal.checker.rules.likeness import actions, bare, named, opposed, pairs, rare_pairs, shared
from portal.checker.rules.measures import (
    are_of_one_place_and_time,
    are_of_other_deeds,
    are_of_other_names,
    are_of_other_owners,
    are_one_measure,
    first_told,
    is_counted_twice,
    is_met_again,
    is_told_again,
    is_twisted,
)
from portal.checker.rules.nouns import are_of_other_bodies
from portal.checker.rules.reading import Mention, Reading, counted_in, is_count, overlap
from portal.checker.rules.words import EVENTS, PERSONS

_OTHER: Final = re.compile(
    r"每|均|再|另|还有|剩余|余下|其余|其他|增加|净增|减少|下降|增长|提高|新增|首|第|本次|此次|这次|当天|当日|最多|最大|最高|最低|最少|一次|比|较|其中|包括|以上的|以下|不少于|低于|高于|计划|力争|拟|预计|将(?!对)|目标|任务|指标|由|从|抽查|抽样|随机|相加|确定|定为"
)
_GIVEN: Final = re.compile("将(?=[^，]{0,8}(?:现有|已|对))")
_NOUN: Final = 4  # signs of a noun that two figures without a unit share
_BIG: Final = 1000
_PHRASE: Final = 7  # so many signs before a number, the same in two places, speak of one thing
_BACK_AT_IT: Final = re.compile("的(?:背后|成绩|数字|付出|坚守)|背后")
_NOT_AGAIN: Final = re.compile("每|均|计划|力争|预计|目标|任务|其中|另|再|还|第|去年|上年|年底|原")
_REACHED: Final = re.compile("目标|任务|计划|指标|力争|达到|实现|新|再|增|扩|突破|建成|完成")
_REACH: Final = 80
_CLOSE: Final = 0.8  # a slip of the pen stays close to the number
_LARGEST: Final = 3.0  # two values further apart are of two things


def check_sames(reading: Reading) -> list[Conflict]:
    """Return figures of one measure that differ."""
    usable = [it for it in reading.mentions if is_count(it) and not it.figure.spread and it.figure.said >= 2]
    return [
        *_over_and_near(reading, usable),
        *_without_unit(reading),
        *_units(reading, usable),
        *_told_word_for_word(reading, usable),
        *_values(reading, usable),
        *_met_again(reading, usable),
    ]


def _over_and_near(reading: Reading, usable: list[Mention]) -> Iterator[Conflict]:
    """4000余人 and 近4000人."""
    by_number: dict[tuple[str, float], list[Mention]] = defaultdict(list)
    for it in usable:
        if it.figure.side in {Side.OVER, Side.NEAR}:
            by_number[counted_in(it), it.figure.said].append(it)
    for group in by_number.values():
        for one, other in _near_pairs(group):
            if {one.figure.side, other.figure.side} == {Side.OVER, Side.NEAR} and (
                is_counted_twice(reading, one, other)
                or _returns(one, other)
                or (are_of_one_place_and_time(one, other) and (_touch(reading, one, other) or _opens_next(one, other)))
            ):
                yield between("yu_vs_jin", [one, other], f"同一个数，一处写{one.figure.words}，一处写{other.figure.words}", 1)
                break


def _without_unit(reading: Reading) -> Iterator[Conflict]:
    """注册用户已超过2.4万 … 注册用户近2.4万."""
    by_noun: dict[tuple[str, float], list[Mention]] = defaultdict(list)
    for it in reading.mentions:
        noun = re.sub("(?:已经?|共|达到?|为|有|数|总数)+$", "", it.before)[-_NOUN:]
        if it.figure.form is Form.COUNT and not it.unit and len(noun) == _NOUN and it.figure.said >= _BIG:
            by_noun[noun, it.figure.said].append(it)
    for group in by_noun.values():
        for one, other in pairwise(group):
            if {one.figure.side, other.figure.side} == {Side.OVER, Side.NEAR} and are_of_one_place_and_time(one, other):
                yield between("yu_vs_jin", [one, other], f"同一个数，一处写{one.figure.words}，一处写{other.figure.words}", 1)


def _opens_next(one: Mention, other: Mention) -> bool:
    """总时长突破8万小时。接近8万小时的背后: the sentence behind a figure begins with it."""
    return other.sentence - one.sentence == 1 and not other.lead and one.unit == other.unit and _BACK_AT_IT.match(other.after) is not None


def _touch(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether the words around two figures have something in common, in their pieces or in what they are told of."""
    if opposed(one, other) or are_of_other_deeds(one, other) or are_of_other_names(reading, one, other):
        return False
    if one.part == other.part or one.unit != other.unit:
        return shared(named(one), named(other)) >= 0.7
    if pairs(one.words) & pairs(other.words):
        return True
    return one.sentence != other.sentence and bool(rare_pairs(_told(reading, one)) & rare_pairs(_told(reading, other)))


def _told(reading: Reading, it: Mention) -> str:
    """What a figure is told of: its item up to it."""
    start = reading.items.span(reading.items.at(it.figure.start))[0]
    return reading.text[max(start, it.figure.start - 120) : it.figure.after] + it.after


def _units(reading: Reading, usable: list[Mention]) -> Iterator[Conflict]:
    """860人 and 860人次."""
    by_number: dict[float, list[Mention]] = defaultdict(list)
    for it in usable:
        if it.unit in PERSONS | EVENTS and it.figure.said >= 10:
            by_number[it.figure.said].append(it)
    for group in by_number.values():
        for one, other in _near_pairs(group):
            if (
                one.unit != other.unit
                and {one.unit, other.unit} <= (PERSONS if one.unit in PERSONS else EVENTS)
                and _is_one_number(reading, one, other)
            ):
                said = f"同一个数{one.figure.words}，一处单位是{_written(reading, one)}，一处是{_written(reading, other)}"
                yield between("unit_clash", [one, other], said, 1)
                break


def _written(reading: Reading, it: Mention) -> str:
    return reading.text[it.figure.end : it.figure.after]


def _is_one_number(reading: Reading, one: Mention, other: Mention) -> bool:
    pointed = bool(re.search("这|上述|该", other.before[-4:]))
    if (one.sentence == other.sentence and not pointed) or not (are_of_one_place_and_time(one, other) or _is_restated(one, other)):
        return False
    if opposed(one, other) and {one.unit, other.unit} <= EVENTS:
        return False
    if pointed and pairs(one.words) & pairs(other.words):
        return True
    if _digits(one) >= 3 and rare_pairs(one.words) & rare_pairs(other.words):
        return True
    return shared(named(one), named(other)) >= 0.5 and not (one.figure.side is not Side.AT and opposed(one, other))


def _digits(it: Mention) -> int:
    """Return how many digits of a number say something: 2 of 5200, 1 of 4000."""
    return len(f"{it.figure.said:.0f}".rstrip("0"))


def _is_restated(one: Mention, other: Mention) -> bool:
    """Whether a telling number returns in words much like the first ones, without a time of its own."""
    apart = one.area != other.area or one.goal != other.goal or (one.period and other.period and one.period != other.period)
    return not apart and _digits(one) >= 2 and shared(named(one), named(other)) >= 0.7


def _returns(one: Mention, other: Mention) -> bool:
    """Whether a telling number returns with 余 for 近, of the same deed: 上门服务5200余户, 上门服务家庭近5200户."""
    apart = (
        one.area != other.area or _is_new_goal(one) != _is_new_goal(other) or (one.period and other.period and one.period != other.period)
    )
    if apart or _digits(one) < 2 or one.unit != other.unit or one.sentence == other.sentence:
        return False
    mine, theirs = actions(one.words), actions(other.words)
    if len(mine) > 1 and len(theirs) > 1:  # 宣讲覆盖, 培训覆盖
        mine, theirs = mine - {0}, theirs - {0}
    return bool(rare_pairs(one.words) & rare_pairs(other.words)) and not (mine and theirs and not mine & theirs)


def _is_new_goal(it: Mention) -> bool:
    """Whether a figure is what is to be reached, and not what something is to be done with: 下一步，将指导近380个微家规范运行."""
    return it.goal and _REACHED.search(it.lead) is not None


def _told_word_for_word(reading: Reading, usable: list[Mention]) -> Iterator[Conflict]:
    """全年新增妇女就业3260人, and again 全年新增妇女就业3620人."""
    by_phrase: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for it in usable:
        if len(it.before) >= _PHRASE and not it.subset and not _NOT_AGAIN.search(it.before):
            by_phrase[it.unit, it.before[-_PHRASE:]].append(it)
    for group in by_phrase.values():
        for one, other in _near_pairs(group):
            apart = one.sentence == other.sentence or one.area != other.area or one.goal != other.goal or one.period != other.period
            if not apart and _differ(one, other) and _are_of_one_owner(reading, one, other):
                yield between("same_measure_two_values", [one, other], f"同一句话，一处写{one.figure.words}，一处写{other.figure.words}")


def _are_of_one_owner(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether nothing names two bodies before the same words: 巾帼公司现有员工, 好邻居公司现有员工."""
    fore, rear = sorted((one.before[:-_PHRASE], other.before[:-_PHRASE]), key=len)
    return rear.endswith(fore) and not are_of_other_owners(reading, one, other) and not are_of_other_bodies(reading, one, other)


def _values(reading: Reading, usable: list[Mention]) -> Iterator[Conflict]:
    """742名妇女取得证书 and 724名妇女取得证书."""
    told = first_told(it for it in reading.mentions if it.subset)
    by_unit: dict[str, list[Mention]] = defaultdict(list)
    for it in usable:
        lead = _GIVEN.sub("", it.lead[-14:] if it.before else it.lead)
        some = it.unit == "项" and it.lead in {"", "有"}  # 有5项民生工程部分完成任务
        if not (it.subset or some or _OTHER.search(lead)) and len(bare(it.words)) > 1:
            by_unit[it.unit].append(it)
    for group in by_unit.values():
        for one, other in _near_pairs(group):
            if not _differ(one, other) or _is_told(told, other) or _is_split(reading, one, other):
                continue
            if are_one_measure(reading, one, other):
                yield between("same_measure_two_values", [one, other], f"同一指标，一处写{one.figure.words}，一处写{other.figure.words}")


def _is_split(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether the second figure and another of its sentence make the first: 32个站点, 县城12个站点, 乡镇20个站点."""
    rest = one.figure.said - other.figure.said
    return any(it.unit == one.unit and it.figure.said == rest for it in reading.by_sentence[other.sentence] if it is not other)


def _met_again(reading: Reading, usable: list[Mention]) -> Iterator[Conflict]:
    """现有员工368人 and 目前386名员工."""
    told = first_told(reading.mentions)
    by_unit: dict[str, list[Mention]] = defaultdict(list)
    for it in usable:
        if not it.subset and it.figure.side is Side.AT:
            by_unit[it.unit].append(it)
    for group in by_unit.values():
        for one, other in _near_pairs(group):
            if not _nearly(one, other) or _is_told(told, other):
                continue
            if is_met_again(reading, one, other) or (is_twisted(one, other) and is_told_again(reading, one, other)):
                yield between("same_measure_two_values", [one, other], f"同一指标，一处写{one.figure.words}，一处写{other.figure.words}")


def _nearly(one: Mention, other: Mention) -> bool:
    mine, theirs = one.figure.said, other.figure.said
    low, high = (mine, theirs) if mine < theirs else (theirs, mine)
    return (low >= max(3, _CLOSE * high) or is_twisted(one, other)) and not overlap(one.figure, other.figure)


def _is_told(told: dict[tuple[str, float], int], it: Mention) -> bool:
    return told.get((it.unit, it.figure.said), it.number) < it.number


def _near_pairs(group: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Return who is compared with whom: of a long text's figures each with the next ones of its unit."""
    return ((one, other) for i, one in enumerate(group) for other in group[i + 1 : i + 1 + _REACH])


def _differ(one: Mention, other: Mention) -> bool:
    mine, theirs = one.figure.said, other.figure.said
    low, high = (mine, theirs) if mine < theirs else (theirs, mine)
    return high <= low * _LARGEST and high >= 5 and not overlap(one.figure, other.figure)
