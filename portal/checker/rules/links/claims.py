"""What a figure claims of two others: so much of a target, so much more than before, so much for each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

from portal.checker.rules.average_words import EACH, like
from portal.checker.rules.figures import Figure, Form, Side
from portal.checker.rules.goals import row_of
from portal.checker.rules.intervals import ratio
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.words import PERSONS

REACH: Final = 26  # figures on either side
_UP: Final = r"(?:增长|增加|增幅|增速|涨幅|升幅|提高|提升|上升|上涨|增|升|扩大|扩容|扩增|扩充|多|涨|翻)"
_DOWN: Final = r"(?:下降|减少|降低|降幅|缩短|缩减|下滑|压减|压降|压缩|降|减|少)"
_FILL: Final = r"(?:了|率|幅度?|为|达到?|是|约|近|超过?|分别|比例|也|均)*$"
_GREW: Final = re.compile(f"(?:{_UP}|(?P<down>{_DOWN})){_FILL}")
_EXCESS: Final = re.compile(r"(?:超额|超出?过?)[^，。；]{0,10}$|比(?:目标|计划|任务)[^，。]{0,6}$")
_RAISED: Final = re.compile(r"(?:加压|上浮|上调|加码|高出?|高于|提高|增加|拔高|调高|自加|多于|上升)[^，。；]{0,8}$")
_LEVEL: Final = re.compile("省|市定|市里|市级|上级|基础|任务|目标|指标")
_OF_A_GOAL: Final = re.compile(
    r"任务|目标|计划|指标|完成(?:了|率|进度|比例)?[^，]{0,4}$|进度|省定|市定|序时|考核数|核定数|考核线|应完成|应建|分配数|(?:完工|竣工|到货)率|名额(?:用去|使用|完成)|兑现|约定|应[拨缴收付到发办建][^，。；]{0,3}的?$",
)
_GOAL: Final = re.compile("任务|目标|计划|指标|完成|超额|超序时|预期|约定")
_GOAL_BEHIND: Final = re.compile("[^，。；]{0,6}(?:任务|目标)")
_EACH: Final = re.compile("均(?![在已于未按由可能不须应要配设建])|每")
_LEFT: Final = re.compile("(?:净|再|多|少|缺|差|相差|剩余|剩)(?:了|约|近)?$")
_A_RULE: Final = re.compile("按[^，。；]{0,4}$")  # 陪夜按1.5倍记币 is how it is reckoned, not what came of it
LEAD: Final = 26


class Way(StrEnum):
    """How a figure is reckoned from the two it speaks of."""

    GOAL = "goal"
    RAISE = "raise"
    EXCESS = "excess"
    GROWTH = "growth"
    TIMES = "times"
    AVERAGE = "average"
    DIFFERENCE = "difference"
    POINTS = "points"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that follows from two others.

    Args:
        mention: the figure.
        way: how it follows.
        low, high: between what the first divided by the second lies; their difference for DIFFERENCE and POINTS.
        times: for so many of the second an average is told: 1000 in 每千人.
    """

    mention: Mention
    way: Way
    low: float
    high: float
    times: int = 1


def lead_of(reading: Reading, it: Mention) -> str:
    """Return the words before a figure, or before the row of figures it stands in."""
    return reading.before(it if it.figure.form is Form.COUNT else row_of(reading, it)[0], LEAD)


_KNOWN: WeakKeyDictionary[Reading, tuple[Claim, ...]] = WeakKeyDictionary()


def claims_in(reading: Reading) -> tuple[Claim, ...]:
    """Return every figure that speaks of two others; read once for each text."""
    if reading not in _KNOWN:
        _KNOWN[reading] = tuple(_read(reading))
    return _KNOWN[reading]


def _read(reading: Reading) -> Iterator[Claim]:
    for it in reading.mentions:
        if it.figure.spread or "半" in it.figure.words:
            continue
        lead = lead_of(reading, it)
        way = _way(reading, it, lead)
        if way:
            low, high = _bounds(it.figure, way, down=_is_down(lead))
            times = _times(it.lead) if way is Way.AVERAGE else 1
            yield Claim(it, way, low / times, high / times, times)


def _times(lead: str) -> int:
    """Return by how many an average is told: 每千名老人 is 1000."""
    found = re.search(r"每(?P<many>十万|万|千|百)[^，。；\d]{0,14}$", lead)
    return {"十万": 100_000, "万": 10_000, "千": 1000, "百": 100}[found["many"]] if found else 1


def _is_down(lead: str) -> bool:
    found = _GREW.search(lead)
    return bool(found and found["down"])


def _way(reading: Reading, it: Mention, lead: str) -> Way | None:
    if it.figure.form is Form.POINTS:
        return Way.POINTS
    return _way_of_count(it, lead) if it.figure.form is Form.COUNT else _way_of_rate(reading, it, lead)


def _way_of_count(it: Mention, lead: str) -> Way | None:
    if _EACH.search(it.lead[-12:]) or EACH.search(it.lead[-14:]):
        return Way.AVERAGE
    return Way.DIFFERENCE if _GREW.search(lead) or _LEFT.search(lead) else None


def _way_of_rate(reading: Reading, it: Mention, lead: str) -> Way:
    clause, rest = lead.rpartition("，")[2], reading.rest(it, 8)
    ways = (
        (Way.RAISE, _RAISED.search(clause) and _LEVEL.search(lead)),
        (Way.EXCESS, _EXCESS.search(clause) and _GOAL.search(lead + rest)),
        (Way.GROWTH, _GREW.search(lead) or it.figure.words.startswith("翻")),
        (Way.TIMES, it.figure.form is Form.TIMES and not _A_RULE.search(it.lead)),
        (Way.GOAL, _OF_A_GOAL.search(clause) or _GOAL_BEHIND.match(rest) or _is_of_what_was_due(reading, it, clause)),
    )
    return next((way for way, is_so in ways if is_so), Way.SHARE)


def _is_of_what_was_due(reading: Reading, it: Mention, clause: str) -> bool:
    """Whether a rate is named as what should have been: 应回访350户，…回访率94%."""
    named = re.search("(?P<deed>[一-龥]{2})率(?:为|达到?)?$", clause)
    told = reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start]
    return named is not None and re.search(f"应(?:当|该)?{named['deed']}", told) is not None


def _bounds(figure: Figure, way: Way, *, down: bool) -> tuple[float, float]:
    """Return between what the claimed number lies, as _reckoned() gives it."""
    if way is Way.AVERAGE and figure.side is Side.AT:
        room = 0.6 * figure.step + 0.0005 * figure.said
        return figure.said - room, figure.said + room
    if way is Way.POINTS and figure.side is Side.AT:
        return figure.said - 0.6 * figure.step, figure.said + 0.6 * figure.step
    if way in {Way.AVERAGE, Way.DIFFERENCE, Way.POINTS}:
        return figure.low, figure.high
    low, high = (figure.low, figure.high) if figure.form is Form.TIMES else (figure.low / 100, figure.high / 100)
    if figure.words.startswith("翻"):
        low, high = low - 0.05, high + 0.05
    if way in {Way.GOAL, Way.TIMES, Way.SHARE}:
        return low, high
    return (1 - high, 1 - low) if down else (1 + low, 1 + high)


def follows(claim: Claim, one: Mention, other: Mention) -> bool:
    """Whether the claim may follow from two figures."""
    if claim.way is Way.POINTS:
        room = 0.6 * max(0.0, max(one.figure.step, other.figure.step) - claim.mention.figure.step)
        return claim.low - room <= abs(one.figure.said - other.figure.said) <= claim.high + room
    (low, high), (least, most) = _narrow(one.figure, other.figure), _narrow(other.figure, one.figure)
    if claim.way is Way.DIFFERENCE:
        return low - most <= claim.high + 1e-9 and high - least >= claim.low - 1e-9
    if least <= 0:
        return True
    room = 0.0006 if claim.mention.figure.form is Form.PERCENT else 0.0
    return low / most - room <= claim.high and high / least + room >= claim.low


def _narrow(figure: Figure, beside: Figure) -> tuple[float, float]:
    """Return between what a figure lies; of 1.2万 less than its last digit allows, and 3万 beside 2.5万 is 3.0万."""
    if figure.side is not Side.AT:
        return figure.low, figure.high
    finer = min(1.0, beside.step / figure.step) if figure.step > 1 and beside.step > 1 else 1.0
    return figure.said - (figure.said - figure.low) * 0.35 * finer, figure.said + (figure.high - figure.said) * 0.35 * finer


def pairs_of(reading: Reading, claim: Claim) -> list[tuple[Mention, Mention]]:
    """Return every pair of figures around a claim that it could speak of."""
    return [pair for pair in _pairs(reading, claim) if claim.way is Way.POINTS or _may_be(claim, *pair)]


def _pairs(reading: Reading, claim: Claim) -> list[tuple[Mention, Mention]]:
    it = claim.mention
    near = [one for one in reading.around(it, REACH) if one is not it and not one.figure.spread]
    if claim.way is Way.POINTS:
        rates = [one for one in near if one.figure.form is Form.PERCENT]
        return [(one, other) for one in rates for other in rates if one.figure.said > other.figure.said]
    counts = [one for one in near if is_count(one) and one.figure.said >= 2]
    if claim.way is Way.AVERAGE:
        totals = [one for one in counts if like(one.unit) == like(it.unit) and one.figure.said > it.figure.said and not _is_of_each(one)]
        return [(one, other) for one in totals for other in counts if one is not other and other.figure.said >= claim.times]
    if claim.way is Way.DIFFERENCE:
        counts = [one for one in counts if one.unit == it.unit]
    alike = _are_counted_alike if claim.way is Way.GOAL else str.__eq__ if claim.way is Way.GROWTH else _are_alike
    return [(one, other) for one in counts for other in counts if one is not other and alike(one.unit, other.unit)]


def _is_of_each(it: Mention) -> bool:
    """Whether a figure is an average itself, and no total: 主城三区平均每站85单."""
    return _EACH.search(it.before[-8:]) is not None or EACH.search(it.before[-10:]) is not None


def _are_alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= PERSONS


def _are_counted_alike(one: str, other: str) -> bool:
    """Whether a count may be measured by a target: 指标600个 are 600人."""
    return _are_alike(one, other) or (other == "个" and one in {"人", "家"})


FARTHEST: Final = 2.5  # what is claimed and what follows from its figures differ by no more, or other figures are meant


def _may_be(claim: Claim, one: Mention, other: Mention) -> bool:
    """Whether two figures lie to one another as those of such a claim do: what grew is more than it was."""
    if claim.way is Way.DIFFERENCE:
        return one.figure.said > other.figure.said
    times, middle = ratio(one.figure.said, other.figure.said), (claim.low + claim.high) / 2
    if not times / FARTHEST <= middle <= times * FARTHEST:
        return False
    if claim.way in {Way.GOAL, Way.AVERAGE}:
        return True
    if claim.way is Way.SHARE or (claim.way is Way.GROWTH and claim.high <= 1):
        return one.figure.low <= other.figure.high
    return _narrow(one.figure, other.figure)[1] >= _narrow(other.figure, one.figure)[0]
