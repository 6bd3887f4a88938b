"""A share told right behind its part: 全市2340人，其中从事家政的819人，占35%."""

import re
from dataclasses import dataclass
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form, Side
from portal.checker.rules.intervals import Interval, of
from portal.checker.rules.likeness import narrowing, pairs
from portal.checker.rules.reading import Mention, Reading, counted_in, is_count
from portal.checker.rules.subsets import wholes_named

_BEHIND: Final = re.compile(
    r"[^，。；\d]{0,20}[，（]?(?:约|仅|只)?占(?:比)?(?:达|为|约|近|到)?(?:了)?(?P<whole>[^，。；\d]{0,12}?的)?(?:比例|比重)?(?:达|为|是)?(?:近|约)?"
    r"|[^，。；\d]{0,10}，[一-龥]{0,4}(?:覆盖|建站|设站|普及|参与)率(?:为|达到?|是)?"
)
_IN_IT: Final = re.compile("(?:中|里)(?:，|已|就|共)?有$")
_BOUND: Final = re.compile("其中|中，|包括")
_TARGET: Final = re.compile("任务|目标|计划|指标")
_AMOUNT: Final = re.compile("([一-龥]{0,4}?)(?:总量|总额|总值|业务量|[服任]务量|工作量|营收|收入|时长|产值|销售额|订单量?)的$")
_OF_A_PLACE: Final = re.compile("市区|城区|城镇|农村|乡村|[县区镇乡]")
_NAMED: Final = 4  # signs of a name that says enough
REACH: Final = 60  # figures
ROOM: Final = 0.004
ENOUGH: Final = 2  # other shares of a paragraph that agree on one whole; in the same sentence one will do


@dataclass(frozen=True, slots=True)
class Share:
    """A part with its share right behind it, and the words that name the whole."""

    part: Mention
    said: Mention
    whole: str

    def fits(self, whole: Mention) -> bool:
        """Whether the part may be that share of a whole."""
        real = Interval(self.said.figure.low / 100, self.said.figure.high / 100).wider(ROOM)
        return (of(self.part.figure) / of(whole.figure)).meets(real)


def check_shares_of(reading: Reading) -> list[Conflict]:
    """Return shares that no whole of the text gives, where the words say of which whole they are."""
    told = [share for it in reading.mentions if it.figure.form is Form.PERCENT and (share := _share(reading, it))]
    rows: dict[tuple[int, str], list[Share]] = {}
    for it in told:
        rows.setdefault((reading.paragraphs.at(it.part.figure.start), it.part.unit), []).append(it)
    return [found for it in told if (found := _checked(reading, it, rows[reading.paragraphs.at(it.part.figure.start), it.part.unit]))]


def _share(reading: Reading, it: Mention) -> Share | None:
    part = reading.mentions[it.number - 1] if it.number else None
    if part is None or part.sentence != it.sentence or not is_count(part) or part.figure.side is not Side.AT:
        return None
    told = _BEHIND.fullmatch(reading.between(part, it))
    if told is None or _TARGET.search(told["whole"] or "") or re.search("每|均", part.before) or part.figure.said <= 0:
        return None
    return Share(part, it, told["whole"] or "")


def _checked(reading: Reading, share: Share, row: list[Share]) -> Conflict | None:
    if too_small := _named_but_smaller(reading, share):
        return between("part_exceeds_whole", [too_small, share.part], f"部分{share.part.figure.words}大于总体{too_small.figure.words}")
    wholes = [one for one in reading.around(share.said, REACH) if one is not share.part and _may_be_whole(one, share.part)]
    if any(share.fits(one) for one in wholes):
        return None
    whole = (
        _bound(reading, share.part, share.whole, wholes)
        or _among(reading, share)
        or _of_all(share, wholes)
        or _of_the_row(share, row, wholes)
    )
    if whole is None:
        return None
    part, said = share.part.figure, share.said.figure
    reckoned = f"{part.words}÷{whole.figure.words}＝{tidy(part.said / whole.figure.said * 100)}%，文中写{said.words}"
    return between("percent_of_target", [whole, share.part, share.said], reckoned)


def _named_but_smaller(reading: Reading, share: Share) -> Mention | None:
    """Return the whole that a share names, where the part is larger than it: 注册志愿者8,640名 … 9,130名，占注册志愿者的59.4%."""
    noun = share.whole.removesuffix("的").removeprefix("全部")
    if len(noun) < _NAMED or share.said.figure.said >= 100:
        return None
    named = [one for one in reading.around(share.part, REACH) if one.number < share.part.number and is_count(one, share.part.unit)]
    named = [one for one in named if one.before.endswith(noun) and one.area == share.part.area]
    return named[0] if len(named) == 1 and named[0].figure.high < share.part.figure.low else None


def _among(reading: Reading, share: Share) -> Mention | None:
    """Return the only count that may be of those whom a part is said to be among."""
    wholes = [] if share.whole else wholes_named(reading, share.part)
    alone = len({one.figure.said for one in wholes}) == 1 and _may_be_whole(wholes[0], share.part)
    return wholes[0] if alone else None


def _of_all(share: Share, wholes: list[Mention]) -> Mention | None:
    """Return the largest count that a share of 全部贷款户 may be of, where the unit is named: 576户."""
    unit = share.part.unit
    if not re.fullmatch(f"(?:全部|所有)[^，。；]{{1,6}}{unit}的", share.whole) or not wholes:
        return None
    return max((one for one in wholes if one.unit == unit), key=lambda one: one.figure.said, default=None)


def _of_the_row(share: Share, row: list[Share], wholes: list[Mention]) -> Mention | None:
    """Return the whole that the other shares of a paragraph are all of: of three that are listed one alone is wrong."""
    others = [it for it in row if it is not share and abs(it.part.sentence - share.part.sentence) <= 1 and it.whole == share.whole]
    if len(others) < ENOUGH and not any(it.part.sentence == share.part.sentence for it in others):
        return None
    return next((one for one in wholes if all(it.fits(one) for it in others)), None)


def _may_be_whole(one: Mention, part: Mention) -> bool:
    like = counted_in(one) == counted_in(part)
    return is_count(one) and like and one.figure.high >= part.figure.low and one.figure.low > 0


def _bound(reading: Reading, part: Mention, named: str, wholes: list[Mention]) -> Mention | None:
    """Return the whole that 其中 ties a part to: the last count before 其中 of its unit, in one sentence; named alike if it is named."""
    last = reading.mentions[part.number - 1] if part.number else part
    if last in wholes and last.part == part.part and _IN_IT.search(reading.between(last, part)) and not named:
        return last
    start = reading.parts.span(part.part)[0]
    lead = reading.text[start : part.figure.start]
    opened = [found.start() for found in _BOUND.finditer(lead)]
    before = [one for one in wholes if opened and one.part == part.part and one.figure.start < start + opened[-1]]
    if not before or len({one.figure.said for one in before}) != 1:
        return None
    whole = before[-1]
    if part.unit == "元" and last is not whole:
        return None
    if (amount := _AMOUNT.search(named)) and not whole.before.endswith(amount[1]) and not whole.after.startswith(amount[1]):
        return None  # 站点38个，其中5个占了服务总量的四成: of what they do, not of them
    if _are_shares_of_another(reading, whole, part, named) or narrowing(named) - narrowing(whole.lead):  # 占农村受访者的35%
        return None
    return whole if not named or pairs(named) & pairs(whole.words) else None


def _are_shares_of_another(reading: Reading, whole: Mention, part: Mention, named: str) -> bool:
    """Whether what looks like the whole is itself a share of the same: 老人2.4万人，占总人口的16%，其中高龄0.3万人，占总人口的2%."""
    behind = reading.rest(whole, 24)
    told = _BEHIND.match(behind)
    own = (told["whole"] or "") if told and re.match("[约近]?\\d", behind[told.end() :]) else ""
    return bool(own) and (own == named or ("人口" in own and not named and _OF_A_PLACE.search(part.before) is not None))
