"""A target said to be so much above another one, whose own figure stands anywhere in the text."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Form
from portal.checker.rules.goals import AIM, LATER, aimed_at, base_of, goals_in
from portal.checker.rules.intervals import Interval, of
from portal.checker.rules.likeness import actions, rare_pairs
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.subsets import FARTHEST

_LEVEL: Final = r"(?:省|市|县|区|上级|国家|原)(?:里|级|定|委|妇联|下达|民政|人社|既定|分配|确定|政府)?"
_ABOVE: Final = re.compile(
    rf"(?:高出?|多出?|再?多[建办招培]训?|提高|提升|增加|上浮|加压|加码|超出?|上调|调高|拔高|增长|增幅[为达]?|加大|增设|追加|自加|再加)(?:{_LEVEL}[^，。；]{{0,6}}(?:任务|目标|指标|基数|下达)[^，。；]{{0,3}})?(?:了|约|近|幅度[为达]?|比例为)*$"
    rf"|(?:高于|多于|超过)[^，。；]{{0,12}}$"
)
_SHARE_OF: Final = re.compile(rf"{_LEVEL}{AIM}[数量]?的$")
_RAISED: Final = re.compile(r"加压|加码|上调|调高|(?:提高|提升|增加|扩大|调整|上浮)(?:到|至|为)|自定|不低于")
_COMPARED: Final = re.compile(r"[比较在按将把的]|高于|多于|超出|超过|高出|多出|基础|上浮|加码|加压|加大")
_OF_A_LEVEL: Final = re.compile(
    rf"(?<![我本全各])(?P<level>省|市|县|区|上级|国家)(?:里|级|定|委|政府|妇联|下达|[一-龥]{{0,4}}(?:{AIM}|要求|下达|分配))"
)
_PAST: Final = re.compile("去年|上年|同期|同比|环比|上一?月|上季度|往年|上届")
_SET: Final = re.compile(
    r"加压|加码|上调|调高|(?:提高|提升|增加|扩大|调整|上浮)(?:到|至|为)|自定|自我|确定|提出|明确|分解|下达|目标|任务|指标|定为|计划|安排|力争|按照?$"
)
_REACHED: Final = re.compile(r"^(?:[^，。；]{0,6}，)?[^，。；\d]{0,14}(?:达到?|就是|即|为|至|到|按|确定|下达|建设|培训)[^，。；\d]{0,14}$")
_DONE: Final = re.compile("完成(?!率)|已|实际(?!下达)|建成|累计|截至")
_IN_TURN: Final = re.compile("再(?:自)?(?:加|增)")
REACH: Final = 120  # figures


def raised_above(reading: Reading) -> Iterator[Conflict]:
    """Yield targets that are not so much above the other one as the text says."""
    for it in reading.mentions:
        if it.figure.form in {Form.PERCENT, Form.TIMES} or is_count(it):
            start = max(reading.parts.span(it.part)[0], it.figure.start - 70)
            lead = reading.text[start : it.figure.start]
            above, share = _ABOVE.search(it.lead), _SHARE_OF.search(it.lead)
            share = share if it.figure.said > 100 and "完成" not in it.lead else None
            if (not above and not share) or _PAST.search(it.lead) or _tells_of_what_is_done(reading, it):
                continue
            levels = _levels(it, reading.text[max(reading.sentences.span(it.sentence)[0], start - 30) : it.figure.start])
            if not _COMPARED.search(lead[-40:]) and len(levels) < 2:
                continue
            if _IN_TURN.search(it.lead) and len(levels) > 1:  # 市里加压到420个，县里再自加30个: above what was just told
                continue
            if levels and (found := _checked(reading, it, levels, 0 if share and not above else 1)):
                yield found


def _tells_of_what_is_done(reading: Reading, it: Mention) -> bool:
    """目前已建15个，超省定任务30%: a rate of what was done, not of a target."""
    before = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and one.part == it.part and is_count(one)]
    return bool(before) and before[-1] not in goals_in(reading) and re.search("已|累计|实际完成|目前|截至", before[-1].lead) is not None


def _levels(it: Mention, lead: str) -> list[str]:
    """Return whose target is the lower one: who is named behind 比 or 在, else any that its sentence names."""
    compared = re.search(r"(?:[比较在是为达]|高于|多于|高出|超出|超过|相当于)([^，。；]*)$", it.lead)
    if compared and (own := base_of(compared[1])):
        return [own]
    return list(dict.fromkeys(found["level"].replace("区", "县") for found in _OF_A_LEVEL.finditer(lead)))


def _checked(reading: Reading, it: Mention, levels: list[str], base: int) -> Conflict | None:
    near = [one for one in reading.around(it, REACH) if is_count(one) and one is not it and one.figure.low > 0]
    lowers = [one for one in near if _is_of(reading, one, levels) and (it.figure.form is not Form.COUNT or one.unit == it.unit)]
    here = [one for one in near if abs(one.sentence - it.sentence) <= 1]
    if any(_fits(it, low, high, base) for low in lowers for high in here if high.unit == low.unit and high is not low):
        return None
    pair = next((pair for pair in _bound(reading, it, lowers, here, alone=len(levels) == 1)), None)
    if pair is None:
        return None
    low, high = pair
    if it.figure.form is Form.COUNT:
        real = f"{high.figure.words}－{low.figure.words}＝{tidy(high.figure.said - low.figure.said)}"
    else:
        if high.figure.said > FARTHEST * low.figure.said:
            return None
        more = tidy((high.figure.said / low.figure.said - base) * 100)
        real = f"{high.figure.words}{'比' if base else '是'}{low.figure.words}{'高' if base else '的'}{more}%"
    return between("two_baselines", [low, high, it], f"{real}，文中写{it.figure.words}", 2)


def _is_of(reading: Reading, one: Mention, levels: list[str]) -> bool:
    """Whether a count is the target of a level: 省里下达20个, 对照省定25个的任务."""
    known = goals_in(reading)
    if known.get(one) == LATER or re.search("每(?!年)|各", one.before):
        return False
    named = {base_of(one.lead), *(found["level"].replace("区", "县") for found in _OF_A_LEVEL.finditer(one.lead))}
    if one in known and known[one] in levels:
        return True
    return bool(named & set(levels)) and not _DONE.search(one.before) and not _RAISED.search(one.lead) and not _ABOVE.search(one.lead)


def _bound(reading: Reading, it: Mention, lowers: list[Mention], here: list[Mention], *, alone: bool) -> Iterator[tuple[Mention, Mention]]:
    """Yield the lower and the higher target that the words bind: the higher one beside the rate, the lower one alone in the text."""
    highs = [one for one in here if not (alone and one in lowers) and one.part == it.part and _is_set(reading, it, one)]
    highs.sort(key=lambda one: (one.clause != it.clause, abs(one.number - it.number)))
    for high in highs:
        fitting = [low for low in lowers if low.unit == high.unit and low.figure.said < high.figure.said and _agree(low, high)]
        beside = [low for low in fitting if low.sentence == it.sentence] or fitting
        if len({low.figure.said for low in beside}) == 1:
            yield beside[-1], high
            return


def _is_set(reading: Reading, it: Mention, one: Mention) -> bool:
    """Whether a count is a target that was set, told right before a rate or as what it comes to."""
    if one.number > it.number:
        between_them = reading.text[it.figure.after : max(it.figure.after, one.figure.start)]
        return one.number == it.number + 1 and _REACHED.search(between_them) is not None and not re.search("每|其中|已", between_them)
    if _DONE.search(one.lead) and not re.search("确定|目标|计划|提出|明确", one.lead):
        return False
    return _SET.search(one.lead) is not None or one in goals_in(reading)


def _agree(low: Mention, high: Mention) -> bool:
    mine, theirs = actions(low.words), actions(high.words)
    if mine and theirs and not mine & theirs:
        return False
    return low.sentence == high.sentence or bool(rare_pairs(low.words) & rare_pairs(high.words)) or abs(low.sentence - high.sentence) <= 2


def _fits(it: Mention, low: Mention, high: Mention, base: int) -> bool:
    if it.figure.form is Form.COUNT:
        return high.unit != it.unit or (aimed_at(high.figure) - aimed_at(low.figure)).meets(of(it.figure))
    scale = 1 if it.figure.form is Form.TIMES else 100
    raised = Interval(base + it.figure.low / scale, base + it.figure.high / scale)
    return (aimed_at(high.figure) / aimed_at(low.figure)).meets(raised)
