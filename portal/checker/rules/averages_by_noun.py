"""An average whose divisor is named: 平均每班, 站均, 2450名志愿者平均服务35小时, 每户价值400元."""

import re
from typing import Final

from portal.checker.rules.average_words import EACH, like
from portal.checker.rules.figures import Form
from portal.checker.rules.intervals import ratio
from portal.checker.rules.likeness import rare_pairs
from portal.checker.rules.reading import Mention, Reading, is_count

_NOUN: Final = "[一-龥]{1,5}?"
_DOES: Final = (
    "(?:[有达为约近是共可可得]|服务|开展|培训|接待|参与|参加|完成|配备|配|招收|吸引|发放|投入|支出|提供|受理|调解|走访|获|人数|时长)*"
)
_NAMED: Final = (
    re.compile(rf"平均(?:到)?每一?(?:[个名家支所位场期户项处件]|)(?P<noun>{_NOUN}){_DOES}$"),
    re.compile(rf"每一?(?:[个名家支所位]|)(?P<noun>{_NOUN})(?:平均)[^，。；\d]{{0,8}}$"),
    re.compile(r"(?:^|，)(?P<noun>[一-龥]{2,5})平均(?!每)[一-龥]{0,6}$"),
    re.compile(r"(?P<noun>[场期班户站店村队组家校镇乡县点所园街社笔])均[^，。；\d]{0,10}$"),
)
_OF_THOSE: Final = re.compile(r"^[一-龥]{0,10}?(?:人均|平均)(?!每)[一-龥]{0,8}$")
_RECKONED: Final = re.compile(r"^[一-龥]{0,4}(?:计|测|核|折)?算(?:，|的)?[^，。；\\d]{0,10}(?:均|平均)[^，。；\\d]{0,8}$")
_HANDED: Final = re.compile(
    r"每(?P<noun>人|户|名|份|家|个|支|站|村|镇|场|期|班|套)[一-龥]{0,3}(?:价值|标准|资助|补助|补贴|救助|发放|奖励|慰问金|保费|费用|成本)?(?:约|为|是|达)?$"
)
_WHOLE: Final = re.compile("善款|共|总|合计|价值|发放|投入|筹集|拨付|支付|累计|安排|资金|经费|补贴|收入|分红")
_NEVER: Final = re.compile("年龄|响应|面积|得分|分数|用时|耗时|不低于|不少于|至少|最高|最多|以上|标准为|上限")
_TIME: Final = frozenset("年月日天周季")
_UNITS: Final = {"人": "人 名", "户": "户", "份": "份", "场": "场", "期": "期 班", "班": "期 班", "套": "套", "名": "人", "群众": "人"}
_KINDS: Final = frozenset((*"个支家所处项间座组点班期场县区镇村地类门队档", "街道"))
_NO_BORDER: Final = re.compile("现场|市场|广场|到场|上班|值班|培训班子")
_SUMMED: Final = re.compile("总|共|合计|累计")
NEAR: Final = 5  # stretches between marks
CLOSE: Final = 2


def pairs_by_noun(reading: Reading, it: Mention) -> list[tuple[Mention, Mention]]:
    """Return the total and the count an average is bound to by the noun of its divisor; none when they are not the only ones."""
    before = _those_before(reading, it)
    noun, handed = ("", False) if before else _divisor(reading, it)
    if (not noun and not before) or _NEVER.search(reading.before(it, 14)):
        return []
    near = [one for one in reading.around(it, 30) if abs(one.sentence - it.sentence) <= NEAR and is_count(one) and not one.figure.spread]
    near = [one for one in near if one is not it and not EACH.search(one.before) and not re.search("每|均", one.before)]
    counts = before or [one for one in near if _is_named(one, noun)]
    totals = [one for one in near if _may_be_total(one, it, handed=handed)]
    for reach in range(NEAR + 1):
        chosen = [one for one in counts if _is_in_reach(reading, it, one, reach)]
        wholes = [one for one in totals if it.sentence - one.sentence <= min(reach, CLOSE)]
        if chosen and wholes:
            return _last_pair(it, chosen, wholes) if handed else _only_pair(it, chosen, wholes)
    return []


def _is_in_reach(reading: Reading, it: Mention, one: Mention, reach: int) -> bool:
    if it.sentence - one.sentence > reach or one.number > it.number:
        return False
    return it.sentence - one.sentence <= CLOSE or bool(rare_pairs(one.words) & rare_pairs(reading.sentence_text(it.sentence)))


def _those_before(reading: Reading, it: Mention) -> list[Mention]:
    """Return the count right before an average: 2450名志愿者平均服务35小时."""
    before = reading.mentions[it.number - 1] if it.number else None
    bound = before and it.clause - before.clause <= 1 and is_count(before) and before.unit != it.unit
    if not before or not bound:
        return []
    reckoned = "按" in before.lead[-12:] and _RECKONED.match(reading.between(before, it)) is not None
    return [before] if reckoned or _OF_THOSE.match(reading.between(before, it)) else []


def _divisor(reading: Reading, it: Mention) -> tuple[str, bool]:
    """Return the noun an average is divided by, and whether it says what each was given rather than an average."""
    own = it.lead[-16:] if re.search(r"\d", it.before) is None else it.before
    named = next((hit for pattern in _NAMED if (hit := pattern.search(own))), None)
    found = named or (_HANDED.search(own) if it.unit == "元" else None)
    summed_after = named is None and re.match("[，、]?(?:共计?|合计|总计)", reading.rest(it, 6))
    if not found or found["noun"][0] in _TIME or summed_after:
        return "", False
    return found["noun"], named is None


def _is_named(one: Mention, noun: str) -> bool:
    """Whether a count is of the noun: 开班54个, 12个驿站, 9个县区."""
    if like(one.unit) in {like(unit) for unit in _UNITS.get(noun, noun).split()}:
        return True
    if one.unit == "人" and len(noun) > 1 and one.after.startswith(noun):
        return True
    if one.unit not in _KINDS or (noun in _UNITS and noun != "班"):
        return False
    short = noun[-2:]
    whole = re.match(rf"[一-龥]{{0,8}}?{short}[道区点场乡]?(?=$|[^一-龥]|[共全各均累开有已建培次])", one.after) or re.search(
        rf"{short}[次共有]{{0,2}}$", one.before
    )
    return whole is not None and not _NO_BORDER.search(whole[0])


def _may_be_total(one: Mention, it: Mention, *, handed: bool) -> bool:
    if one.figure.form is not Form.COUNT or like(one.unit) != like(it.unit) or one.figure.low <= it.figure.high:
        return False
    if one.number > it.number:
        return not handed and one.sentence == it.sentence and re.search("共|合计|总", one.before) is not None
    return True


def _only_pair(it: Mention, counts: list[Mention], totals: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Return the pair, when in the average's part or else in reach only one count and one total stand."""
    for counted in ([one for one in counts if one.part == it.part], [one for one in counts if not one.subset], counts):
        for whole in ([one for one in totals if one.part == it.part], totals):
            left = [one for one in whole if one not in counted and one.figure.said > 0]
            left = left if len(left) < 2 else [one for one in left if _SUMMED.search(one.before)] or left
            if len({one.figure.said for one in counted}) == 1 and len({one.figure.said for one in left}) == 1:
                return [(left[0], counted[0])]
    return []


def _last_pair(it: Mention, counts: list[Mention], totals: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Return the last sum and the last number of those it was given to; none when what each was given fits any two of them."""
    total, count = totals[-1], counts[-1]
    if not _WHOLE.search(total.before) or abs(total.sentence - count.sentence) > CLOSE or total.subset != count.subset:
        return []
    pairs = ((one, other) for one in totals for other in counts)
    if any(abs(ratio(one.figure.said, other.figure.said) - it.figure.said) <= 0.02 * it.figure.said for one, other in pairs):
        return []
    return [(total, count)]
