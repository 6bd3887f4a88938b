"""From A to B: the stated growth, in per cent, percentage points, times or plain numbers."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Figure, Form, Side
from portal.checker.rules.goals import row_of
from portal.checker.rules.growth_pairs import GREW, of_one_subject, pairs_for
from portal.checker.rules.intervals import Interval, exactly, of
from portal.checker.rules.likeness import pairs
from portal.checker.rules.reading import Mention, Reading, is_count

FARTHEST: Final = 6.0
_THE_OTHER_WAY: Final = 0.6
_SINCE: Final = re.compile(r"[较比](?:(?P<year>\d{4})年|上一?年|去年)[^，。；]*$")
_YEAR: Final = re.compile(r"(\d{4})年")
_MULTIPLE: Final = re.compile(r"(?:是|为|相当于|达到?|等于)[^，。；]{0,14}的?(?:近|约)?$")
_GROWN: Final = re.compile(r"(?:增长|增幅|增速|提高|上升)(?:达到?|为|了|约)?$")
_FALLEN: Final = re.compile(r"(?:下降|降低|减少|降幅)(?:达到?|为|了|约)?$")
_BARE: Final = re.compile("，(?:净?增加|净增|减少)了?")  # 10,574人，增加290人，增长2.8%
_MORE: Final = re.compile("[较比同](?:去年|上一?年|上届|同期)[^，。；]{0,4}?(?:多|增)[^，。；]{0,5}$")
_BEHIND: Final = re.compile(r"[，、]?(?:同比|环比)?(?:增长|增幅|增速|提高|上升|下降|降幅|减少)(?:达到?|为|了|约)?")
_CHANGED: Final = re.compile("(?:增加|减少|下降|多|少)了?")
_REACHED: Final = re.compile(r"[，、](?:累计|总数|总量|总人数)?(?:达到?|增至|增加到|升至|为)")


def check_growth(reading: Reading) -> list[Conflict]:
    """Return growth that does not follow from what it grew from and to."""
    return [found for it in reading.mentions if (found := _checked(reading, it))]


def _checked(reading: Reading, it: Mention) -> Conflict | None:
    how = _how(reading, it)
    if how is None:
        return None
    if found := _by_added(reading, it, how) or _by_difference(reading, it):
        return found
    ways = pairs_for(reading, it)
    if not ways or any(_fits(it.figure, one.figure, other.figure, how) for one, other in ways):
        return None
    one, other = ways[0]
    if _is_since_another_year(reading, it, one, other):
        return None
    if _fits_elsewhere(reading, it, other, how) or _is_far_off(it.figure, one.figure, other.figure, how):
        return None
    return between("growth_rate", [one, other, it], _explain(it.figure, one.figure, other.figure, how))


def _is_since_another_year(reading: Reading, it: Mention, one: Mention, other: Mention) -> bool:
    """Whether a growth is since another year than that of the first figure: 由2010年的61.2%升到2018年的75.5%，比2017年提高8.6个百分点."""
    since, first, last = _SINCE.search(it.lead), *(_YEAR.findall(reading.before(figure, 8)) for figure in (one, other))
    if not since or not first:
        return False
    if since["year"]:
        return since["year"] != first[-1]
    return bool(last) and int(last[-1]) - int(first[-1]) > 1  # 比上年


def _is_far_off(growth: Figure, one: Figure, other: Figure, how: str) -> bool:
    """Whether a growth is so far from the true one that it must be that of other figures: 80 to 1,280, 下降5.9%."""
    if growth.form is not Form.PERCENT or one.form is not Form.COUNT or how == "multiple" or one.said <= 0:
        return False
    ratio = other.said / one.said
    if how == "up" and ratio < _THE_OTHER_WAY:  # 去年2万单, 县区0.9万单，增长28.6%: what fell so much has not grown
        return True
    real = abs(ratio - 1) * 100
    return real > FARTHEST * max(growth.said, 10) or growth.said > FARTHEST * max(real, 10)


def _by_added(reading: Reading, it: Mention, how: str) -> Conflict | None:
    """30.3万人, 较3月增加8.2万人, 增幅47%; 22万人，比上年减少3万人，下降15%: what changed, against what there was before."""
    if it.figure.form is not Form.PERCENT or not (_GROWN if how == "up" else _FALLEN).search(it.lead):
        return None
    found = next((pair for pair in _with_added(reading, it) if _is_added(reading, *pair)), None)
    if found is None:
        return None
    now, added = found
    before = of(now.figure) - of(added.figure) if how == "up" else of(now.figure) + of(added.figure)
    grown, rate = of(added.figure) / before, Interval(it.figure.low / 100, it.figure.high / 100)
    told_anew = re.search("本届|今年|本年|本期|本次|这次|目前", reading.between(now, added)) if now.number < added.number else None
    if told_anew and (of(added.figure) / of(now.figure)).wider(0.002).meets(rate):  # 上届176人，比上届增加38人: what there was
        return None
    if grown.wider(0.002).meets(rate):
        return None
    sign, base = ("－", now.figure.said - added.figure.said) if how == "up" else ("＋", now.figure.said + added.figure.said)
    real = tidy(added.figure.said / base * 100)
    said = f"{added.figure.words}÷（{now.figure.words}{sign}{added.figure.words}）＝{real}%，文中写{it.figure.words}"
    return between("growth_rate", [now, added, it], said)


def _by_difference(reading: Reading, it: Mention) -> Conflict | None:
    """与第二季度的68个相比，减少16个，下降29.5%: what there was, by how much it changed, and the rate."""
    if it.figure.form is not Form.PERCENT or it.number < 2:
        return None
    base, change = reading.mentions[it.number - 2 : it.number]
    compared = re.match("相比|比较", base.after) or (re.search("[比较][^，]*$", base.lead) and _CHANGED.fullmatch(change.before))
    bound = base.part == it.part and is_count(base) and base.unit == change.unit and compared
    if not bound or not _BEHIND.fullmatch(reading.between(change, it)) or base.figure.low <= 0:
        return None
    if (of(change.figure) / of(base.figure)).wider(0.002).meets(Interval(it.figure.low / 100, it.figure.high / 100)):
        return None
    real = tidy(change.figure.said / base.figure.said * 100)
    return between("growth_rate", [base, change, it], f"{change.figure.words}÷{base.figure.words}＝{real}%，文中写{it.figure.words}")


def _with_added(reading: Reading, it: Mention) -> Iterator[tuple[Mention, Mention]]:
    """Yield (what there is, what was added) from the figures right beside a growth, in the three orders they are told in."""
    near = reading.mentions[max(0, it.number - 2) : it.number + 2]
    before, after = [one for one in near if one.number < it.number], [one for one in near if one.number > it.number]
    if len(before) == 2 and _BEHIND.fullmatch(reading.between(before[1], it)):
        yield before[0], before[1]
        if _REACHED.fullmatch(reading.between(*before)):
            yield before[1], before[0]
    if len(before) == 2 and _BEHIND.fullmatch(reading.between(before[1], it)) and not is_count(before[0], before[1].unit):
        told = [one for one in reading.by_sentence[it.sentence] if one.number < before[1].number and is_count(one, before[1].unit)]
        yield from ((one, before[1]) for one in told[-1:] if not re.search("均|每", one.lead) and pairs(one.words) & pairs(before[1].lead))
    if before and after and _BEHIND.fullmatch(reading.between(before[-1], it)) and _REACHED.fullmatch(reading.between(it, after[0])):
        yield after[0], before[-1]


def _is_added(reading: Reading, now: Mention, added: Mention) -> bool:
    """Whether a count says by how much another one is more than it was."""
    compared = re.search(r"[较比同](?!时)", added.lead[-20:]) and (GREW.search(reading.before(added, 10)) or _MORE.search(added.lead))
    same = is_count(now, added.unit) and now.part == added.part and now.figure.low > added.figure.high and "由" not in now.lead
    bare_now = not re.search(r"[较比]", now.before) and not GREW.search(reading.before(now, 6))
    bare = _BARE.fullmatch(reading.between(now, added)) if now.number < added.number else None
    return bool(compared or bare) and same and bare_now and (now.number > added.number or of_one_subject(reading, added, now, now))


def _fits_elsewhere(reading: Reading, it: Mention, last: Mention, how: str) -> bool:
    """Whether the growth follows from two other figures of the sentence; not asked when it stands right behind what grew."""
    near = [one for one in reading.by_sentence[it.sentence] if one is not it and one.figure.form in {Form.COUNT, Form.PERCENT} and one.unit]
    if len(near) < 3 or re.fullmatch(r"，?[^，。；）\d]{0,10}", reading.text[last.figure.after : max(last.figure.after, it.figure.start)]):
        return False
    return any(
        one.unit == other.unit and one is not other and _fits(it.figure, one.figure, other.figure, how) for one in near for other in near
    )


def _how(reading: Reading, it: Mention) -> str | None:
    """Return how a figure tells of growth: up, down, or as a multiple; None when it does not."""
    head = row_of(reading, it)[0] if it.figure.form is not Form.COUNT else it
    lead = reading.before(head, 14)
    if re.search(r"[年月日场]均|平均", lead):
        return None
    if it.figure.words.startswith("翻"):
        return "up"
    if found := GREW.search(lead):
        return "down" if found["down"] else "up"
    return "multiple" if it.figure.form is Form.TIMES and _MULTIPLE.search(lead) else None


def _fits(growth: Figure, one: Figure, other: Figure, how: str) -> bool:
    if growth.form is Form.COUNT:
        change = of(other) - of(one) if how == "up" else of(one) - of(other)
        return growth.unit != one.unit or change.meets(of(growth))
    if one.low <= 0 or one.said <= 0:
        return True
    if one.form is Form.PERCENT and how != "multiple" and growth.form is not Form.TIMES:
        return _rate_fits(growth, one, other)
    return growth.form is not Form.POINTS and _ratio_fits(growth, _narrow(other) / _narrow(one), how)


def _narrow(figure: Figure) -> Interval:
    """Return between what a figure lies; of 1.2万 less than its last digit allows, or nearly any growth would do."""
    if figure.side is not Side.AT:
        return of(figure)
    return Interval(figure.said - (figure.said - figure.low) * 0.35, figure.said + (figure.high - figure.said) * 0.35)


def _ratio_fits(growth: Figure, ratio: Interval, how: str) -> bool:
    if how == "multiple":
        return ratio.meets(of(growth))
    change = ratio - exactly(1) if how == "up" else exactly(1) - ratio
    if growth.form is Form.TIMES:
        return change.wider(0.05 if growth.words.startswith("翻") else 0.0).meets(of(growth))
    return change.meets(Interval(growth.low / 100, growth.high / 100))


def _rate_fits(growth: Figure, one: Figure, other: Figure) -> bool:
    """A rate rises by percentage points; per cent of itself is the only other right way to say it."""
    points = abs(other.said - one.said)
    room = 0.6 * max(growth.step, one.step, other.step)
    if growth.form is Form.POINTS:
        return abs(points - growth.said) <= room or (growth.side is not Side.AT and abs(points - growth.said) <= 0.1 * points + room)
    miss = abs(points / one.said * 100 - growth.said)
    if abs(points - growth.said) < 1e-9:  # 从85%提升到88%，提升3%: points that are called per cent
        return miss <= 0.5 * growth.step
    return miss <= max(room, growth.step)


def _explain(growth: Figure, one: Figure, other: Figure, how: str) -> str:
    if growth.form is Form.COUNT or one.form is Form.PERCENT or growth.form is Form.POINTS:
        unit = "个百分点" if one.form is Form.PERCENT else ""
        return f"{other.words}－{one.words}＝{tidy(other.said - one.said)}{unit}，文中写{growth.words}"
    if how == "multiple":
        return f"{other.words}÷{one.words}＝{tidy(other.said / one.said)}倍，文中写{growth.words}"
    return f"从{one.words}到{other.words}，变化{tidy(abs(other.said / one.said - 1) * 100)}%，文中写{growth.words}"
