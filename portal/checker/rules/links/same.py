"""One thing told twice in differing words: two values, 余 against 近, or two units for one number."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.figures import Figure, Side
from portal.checker.rules.goals import goals_in
from portal.checker.rules.heads import are_under_other_heads
from portal.checker.rules.likeness import named, narrowing, opposed
from portal.checker.rules.links.rows import totals_in
from portal.checker.rules.links.sameness import chance_of_one_thing
from portal.checker.rules.measures import (
    are_of_one_place_and_time,
    are_of_other_deeds,
    first_told,
    is_twisted,
    tells_of_earlier,
)
from portal.checker.rules.nouns import are_of_other_bodies, is_whole, points_back
from portal.checker.rules.reading import Mention, Reading, is_count, overlap
from portal.checker.rules.words import EVENTS, PERSONS

# From which weight on two figures are believed to be of one thing; measured on texts the weights had not seen.
# A number that returns with another unit or with 近 for 余 says most of it by itself.
VALUES: Final = 0.7
VALUES_NEAR: Final = -0.3  # of numbers that differ by an eighth
VALUES_SMALL: Final = 0.9  # of numbers under 100, which meet oftener
BEYOND: Final = -1.0  # 523名, 近500名
POINTED: Final = -1.5  # 这890亩, of which no 890 was told
TWISTED: Final = {2: 0.2, 3: -3.3}  # of so many digits that say something, in another order: 2,186 and 2,816
TWISTED_DECIMAL: Final = -4.5
TWISTED_LONG: Final = -6.0
SIDES: Final = -1.5
SIDES_TELLING: Final = -3.2  # of 3,200余, or in the next sentence; 4,000余 meets by chance
SIDES_NEAR: Final = -5.2  # of 1.2万余 within so few sentences
UNITS: Final = 0.3
UNITS_LOOSE: Final = 0.9  # of 1,500余
UNITS_ROUND: Final = 2.0  # of 近4,000, which returns by chance
UNITS_TELLING: Final = {2: 0.0, 3: -3.0}  # of a number of so many digits that say something, which does not return by chance: 1,875
SMALLEST: Final = 10  # smaller numbers meet by chance
_LATER: Final = re.compile("办结|化解|合格|取得|就业|结业|实到|回收|整改|完成|通过|解决")  # a later stage of the same
_TURN: Final = re.compile("第[一二三四五六七八九十\\d]{1,2}[名期批场组轮届]")
_SOME: Final = re.compile("[一-龥]的(?:共?有|达|为)$")  # 稳定就业半年以上的有729人
_THEN: Final = re.compile("[去上]年|年底|[年季月期]初|原|起步|最初|之初|成立时|创办|当初")
_OF_NOW: Final = re.compile("今年|本年|目前|现有|现已|截至|如今|今春|今秋")
_YEAR_END: Final = re.compile("年[底末]|12月31日")
_FEW: Final = 3  # sentences
_JUST: Final = 1.12
_NEAR: Final = 1.13
_FARTHEST: Final = 1.6  # two values further apart are of two things
_REACH: Final = 80  # figures


def check_same(reading: Reading) -> list[Conflict]:
    """Return figures that are most likely of one thing and cannot both be true."""
    usable = [it for it in reading.mentions if is_count(it) and not it.figure.spread and it.figure.said >= 3]
    told = first_told(reading.mentions)
    return [found for one, other in _pairs(usable) if (found := _conflict(reading, one, other, told))]


def _pairs(usable: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    return (
        (one, other) for i, one in enumerate(usable) for other in usable[i + 1 : i + 1 + _REACH] if account_of(one) == account_of(other)
    )


def account_of(it: Mention) -> str:
    """Return what a figure may be compared with: 人, 人次 and 户 with one another, 场 with 期."""
    return "人" if it.unit in PERSONS else "场" if it.unit in EVENTS else it.unit


def _conflict(reading: Reading, one: Mention, other: Mention, told: dict[tuple[str, float], int]) -> Conflict | None:
    mine, theirs = one.figure, other.figure
    if mine.said == theirs.said:
        return _of_one_number(reading, one, other)
    low, high = sorted((mine.said, theirs.said))
    apart = (
        one.unit != other.unit
        or high > low * _FARTHEST
        or one.sentence == other.sentence
        or overlap(mine, theirs)
        or _are_of_two_times(one, other)
        or (tells_of_earlier(one) and not (is_twisted(one, other) and _may_be_now(reading, one, other)))
    )
    if apart or told.get((other.unit, theirs.said), other.number) < other.number or not _may_be_compared(reading, one, other):
        return None
    if chance_of_one_thing(reading, one, other) < _enough(one, other) or _is_part_of_sum(reading, one, other):
        return None
    kind = "yu_vs_jin" if _is_beyond(mine, theirs) or _is_beyond(theirs, mine) else "same_measure_two_values"
    return between(kind, [one, other], f"同一指标，一处写{mine.words}，一处写{theirs.words}")


def _is_beyond(one: Figure, other: Figure) -> bool:
    """Whether a plain number lies just beyond what 近 or 余 allow of another: 523名, 近500名."""
    if one.side is not Side.AT:
        return False
    near = other.side is Side.NEAR and other.said < one.said <= _JUST * other.said
    return near or (other.side is Side.OVER and one.said < other.said <= _JUST * one.said)


def _are_of_two_times(one: Mention, other: Mention) -> bool:
    """Whether two figures are told of two places or times; a slip of the pen may be told without its time."""
    if is_twisted(one, other) and not (one.period and other.period):
        is_slip = len(_digits(one)) > max(TWISTED) or "." in one.figure.words or is_whole(other)
        alike = is_slip or points_back(other) or not opposed(one, other)
        return (
            one.area != other.area
            or not alike
            or _SOME.search(other.before) is not None
            or (_LATER.search(one.words) is None) != (_LATER.search(other.words) is None)
        )
    return not are_of_one_place_and_time(one, other)


def _is_part_of_sum(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether one number is a part of a sum and the other a sum: 1,150单, with those before 1,510单."""
    totals = totals_in(reading)
    return any(mine.number in totals.parts and theirs.number in totals.wholes for mine, theirs in ((one, other), (other, one)))


def _enough(one: Mention, other: Mention) -> float:
    """Return from which weight on two numbers are believed to be of one thing; less is enough for a slip of the pen."""
    if not is_twisted(one, other):
        beyond = _is_beyond(one.figure, other.figure) or _is_beyond(other.figure, one.figure)
        if beyond:
            return BEYOND
        if points_back(other):
            return POINTED
        low, high = sorted((one.figure.said, other.figure.said))
        return VALUES_SMALL if low < 100 else VALUES_NEAR if high <= _NEAR * low else VALUES
    if "." in one.figure.words and "." in other.figure.words:  # 28.6亿元, 26.8亿元
        return TWISTED_DECIMAL
    return TWISTED.get(len(_digits(one)), TWISTED_LONG)


def _digits(it: Mention) -> str:
    """Return the digits of a number that say something."""
    return re.sub(r"\D", "", it.figure.words).rstrip("0")


def _of_one_number(reading: Reading, one: Mention, other: Mention) -> Conflict | None:
    mine, theirs = one.figure, other.figure
    turned, counted = {mine.side, theirs.side} == {Side.OVER, Side.NEAR}, one.unit != other.unit and mine.said >= SMALLEST
    if not (turned or counted) or not _may_be_compared(reading, one, other):
        return None
    chance = chance_of_one_thing(reading, one, other)
    if turned and chance >= _enough_of_sides(one, other):
        return between("yu_vs_jin", [one, other], f"同一个数，一处写{mine.words}，一处写{theirs.words}", 1)
    if not counted or chance < _enough_of_units(one, other):
        return None
    units = [reading.text[it.end : it.after] for it in (mine, theirs)]
    return between("unit_clash", [one, other], f"同一个数{mine.words}，一处单位是{units[0]}，一处是{units[1]}", 1)


def _enough_of_sides(one: Mention, other: Mention) -> float:
    """Return from which weight on 余 and 近 are believed to be said of one number."""
    far, telling = other.sentence - one.sentence, _telling(one) > 1
    if telling and far <= _FEW and one.unit == other.unit:
        return SIDES_NEAR
    return SIDES_TELLING if telling or (far <= 1 and one.unit == other.unit) else SIDES


def _enough_of_units(one: Mention, other: Mention) -> float:
    """Return from which weight on a number is believed to be told again; one of each family stands side by side: 1,500户、1,500余人次."""
    digits = _telling(one)
    if one.figure.side is not Side.AT or other.figure.side is not Side.AT:
        return UNITS_LOOSE if digits > 1 else UNITS_ROUND
    return UNITS if one.sentence == other.sentence else UNITS_TELLING.get(min(digits, max(UNITS_TELLING)), UNITS)


def _telling(it: Mention) -> int:
    """Return how many digits of a number say something: two of 3,200."""
    return len(f"{it.figure.said:.10g}".replace(".", "").strip("0"))


def _may_be_compared(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two figures can be of one thing: not last year's and this year's, a plan and what was done, two places or two bodies."""
    places = {name for it in (one, other) if (name := reading.areas.named_at(it.figure.start))}
    elsewhere = len(places) > 1 and not any(mine != theirs and mine.endswith(theirs) for mine in places for theirs in places)
    goals = goals_in(reading)
    planned = (one.goal or one in goals) != (other.goal or other in goals) and not other.after.startswith("的基础上")
    if elsewhere or planned or _are_told_apart(reading, one, other):
        return False
    mine, theirs = narrowing(named(one)), narrowing(other.lead + other.words)
    slip = is_twisted(one, other) and len(_digits(one)) > max(TWISTED)  # 1,365人 of 养老护理员, 全年1,635人
    apart = mine - theirs and not points_back(other) and not slip and (one.figure.said != other.figure.said or theirs - mine)
    return not (apart or are_of_other_deeds(one, other) or are_of_other_bodies(reading, one, other))


def _are_told_apart(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two figures are of two years, below two heads, or of two in a row."""
    return _are_of_two_years(reading, one, other) or are_under_other_heads(reading, one, other) or _are_of_two_turns(reading, one, other)


def _are_of_two_turns(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two figures are told of two in a row: 第一名…总成绩94.2分。第二名…总成绩93.3分."""
    told = [_TURN.findall(reading.text[reading.parts.span(it.part)[0] : it.figure.start]) for it in (one, other)]
    return all(told) and told[0][-1] != told[1][-1]


def _are_of_two_years(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether one of two figures is last year's; 这600余名 are those told before, of whatever year."""
    if _is_of_last_year(one) == _is_of_last_year(other) or points_back(other):
        return False
    if is_twisted(one, other) and all(_YEAR_END.search(reading.sentence_text(it.sentence)) for it in (one, other)):
        return False  # 到去年年底1,286个 … 截至2023年12月31日，1,268个
    same_number = one.figure.said == other.figure.said or is_twisted(one, other)
    return not (same_number and _is_of_last_year(one) and _is_told_on(reading, one, other))


def _may_be_now(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether a figure that was 达到 says of no earlier time, or the paragraph goes on with it."""
    return not _THEN.search(one.lead) or _is_told_on(reading, one, other)


def _is_told_on(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether a paragraph that began with last year goes on without a time of its own."""
    same = reading.paragraphs.at(one.figure.start) == reading.paragraphs.at(other.figure.start)
    return same and not other.period and not _OF_NOW.search(reading.text[one.figure.after : other.figure.start])


def _is_of_last_year(it: Mention) -> bool:
    return "去年" in it.period or re.search("去年|上年|同期|季初|期初|月初", it.lead[-10:]) is not None
