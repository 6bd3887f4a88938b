"""A total, a count and the average stated of them."""

import re
from collections.abc import Iterator
from itertools import combinations, product
from typing import Final

from portal.checker.rules.average_words import EACH, like
from portal.checker.rules.averages_afar import reckoned_afar
from portal.checker.rules.averages_by_noun import pairs_by_noun
from portal.checker.rules.averages_in_time import are_counted_until_others, of_each_and_time, over_time, time_in
from portal.checker.rules.averages_of_rows import check_average_of_row, is_mean_of_row
from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Figure, Form, Side
from portal.checker.rules.intervals import Interval, exactly, of
from portal.checker.rules.likeness import pairs
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.words import UNITS, either

FARTHEST: Final = 3.0  # an average further off is that of other figures
NEAREST: Final = 8  # totals and counts that are tried
_EXACT: Final = re.compile(rf"每(?P<unit>{either('场 期 班 户 人 名 组 支 家 套 份 件 张')})(?:补助|补贴|发放|奖励|资助|安排|配备|配|各)?$")
_SUM: Final = re.compile(r"(?:共|共计|合计|总计|总共|累计|总额|总)(?:[^\d，。；、]{0,6})$")
_DIVISORS: Final = {
    "站": "个",
    "校": "所",
    "乡": "个",
    "店": "家",
    "队": "支",
    "村": "个",
    "天": "天",
    "日": "天",
    "群众": "人",
    "人口": "人",
    "县": "个",
    "镇": "个",
    "月": "个月",
    "年": "年",
    "周": "周",
    "个季度": "季度",
    "队伍": "支",
}
_BOUND: Final = re.compile(r"按[^，。；]{0,4}?(?P<of>[一-龥]{2})(?:学员|人员)?(?:人数|户数|数)(?:计算|测算|算)")
_HANDED_OUT: Final = re.compile("每[人户名]")
_TOOK_PART: Final = re.compile("学员|参加|培训|参训|惠及|受益|扶持|救助|资助|志愿者|从业人员|会员|共有")
_NORM: Final = re.compile("每[名人户个站班场家]")  # 按每名家政员照看不超过12名老人配备
_TIME: Final = frozenset({"年", "个月", "天", "季度"})
_INCOME: Final = re.compile(r"收入|增收|工资|月薪|薪|可支配|消费|劳务")
_HOURS_IN_ALL: Final = re.compile("(?:累计|共|总)[^，。；]{0,4}时[^，。；]{0,2}$")
_OTHER_AVERAGE: Final = re.compile(r"年龄|时长|响应|面积|得分|分数|用时|耗时")


def check_averages(reading: Reading) -> list[Conflict]:
    """Return averages that are not the total divided by the count."""
    counts = [it for it in reading.mentions if is_count(it) and not it.figure.spread]
    ways = (check_average_of_row, of_each_and_time, _checked)
    found = (next((it for way in ways if (it := way(reading, one))), None) for one in counts)
    return [it for it in found if it]


def _checked(reading: Reading, it: Mention) -> Conflict | None:
    lead = it.lead[-24:] if not re.search(r"\d", it.before) else it.before
    found = EACH.search(lead) or _EXACT.search(lead)
    if found and _OTHER_AVERAGE.search(lead[found.start() :]) and not _has_its_total(reading, it):
        return None
    groups = found.groupdict() if found else {}
    divisor, times = _divisor_of(groups)
    if divisor in _TIME and time_in(reading.text[reading.parts.span(it.part)[0] : it.figure.start], divisor):
        return over_time(reading, it, divisor)
    exact = bool(groups.get("unit"))
    if exact and len(_HANDED_OUT.findall(reading.sentence_text(it.sentence))) > 1:
        return None  # 初中311名，每人1,000元；高中212名，每人1,500元，合计62.9万元
    tried = [] if times > 1 else pairs_by_noun(reading, it)
    if not tried and found:
        tried = _of_the_noun(reading, lead, divisor, list(_candidates(reading, it, divisor, exact=exact)))
        tried = _spent_on_all(reading, it, divisor, tried) or reckoned_afar(reading, it, divisor)
    tried = [pair for pair in tried if not are_counted_until_others(reading, it, *pair)]
    if not tried or is_mean_of_row(reading, it) or (exact and len({count for _, count in tried}) > 1):
        return None
    if any(_fits(it.figure, total, count.figure, times) for total, count in [*_sums(it, tried), *_further(reading, it, divisor, tried)]):
        return None
    near = next((pair for pair in tried if _is_a_slip(it, *pair, times)), None)
    return _conflict(it, groups, divisor, times, near) if near else None


def _has_its_total(reading: Reading, it: Mention) -> bool:
    """Whether the hours an average is of are told in all: 累计用时2400小时，平均一件耗时3小时."""
    before = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and is_count(one, "小时")]
    return it.unit == "小时" and len(before) == 1 and _HOURS_IN_ALL.search(before[0].before) is not None


def _is_a_slip(it: Mention, total: Mention, count: Mention, times: int) -> bool:
    """Whether an average lies near enough to the true one to be meant of these figures."""
    real = total.figure.said / count.figure.said * times if count.figure.said else 0.0
    return real / FARTHEST < it.figure.said < real * FARTHEST


def _conflict(it: Mention, groups: dict[str, str | None], divisor: str, times: int, pair: tuple[Mention, Mention]) -> Conflict:
    total, count = pair
    heads = groups.get("one") in {"人", "户"} or (count.unit in {"人", "户"} and it.unit == "元")
    kind = "per_capita" if groups.get("many") or heads else "average_mismatch"
    real = tidy(total.figure.said / count.figure.said * times)
    said = f"{total.figure.words}÷{count.figure.words}{f'×{times}' if times > 1 else ''}＝{real}，文中写{it.figure.words}"
    return between(kind, [total, count, it], said, 1)


def _divisor_of(groups: dict[str, str | None]) -> tuple[str, int]:
    if many := groups.get("many"):
        unit = "户" if (groups["of"] or "").endswith("户") else "人"
        return unit, {"万": 10_000, "千": 1000, "百": 100, "十万": 100_000}[many]
    word = groups.get("one") or groups.get("long") or groups.get("noun") or groups.get("same") or groups.get("unit") or ""
    return _DIVISORS.get(word, UNITS.get(word, word)), 1


def _candidates(reading: Reading, it: Mention, divisor: str, *, exact: bool) -> Iterator[tuple[Mention, Mention]]:
    """Yield what may be the total and the count, the nearest first."""
    near = _nearby(reading, it, divisor)
    far = _far_counts(reading, it, divisor, near)
    totals = [one for one in near if like(one.unit) == like(it.unit) and _may_total(reading, one, it)]
    totals = [one for one in totals if not _is_share_in_bracket(reading, one, it)]
    if exact and not _is_handed_out(near, it):
        totals = [one for one in totals if _SUM.search(reading.before(one))]
    counts = sorted((one for one in [*near, *far] if _counts(one, divisor)), key=lambda one: "其中" in one.lead)
    for total, count in product(totals[:NEAREST], counts[:NEAREST]):
        late = total.number > it.number and not _SUM.search(reading.before(total))
        if total is count or late or it.sentence not in {total.sentence, count.sentence}:
            continue
        if count in far or abs(total.sentence - count.sentence) <= 2:
            yield total, count


def _is_share_in_bracket(reading: Reading, one: Mention, it: Mention) -> bool:
    """Whether a figure is some of the one before its bracket: 助学金10万元（市级3.2万元，自筹6.8万元），每人4000元."""
    opened = reading.text.rfind("（", reading.sentences.span(one.sentence)[0], one.figure.start)
    if opened < 0 or "）" in reading.text[opened : one.figure.start] or "）" not in reading.text[one.figure.after : it.figure.start]:
        return False
    return any(whole.figure.after == opened and whole.unit == one.unit for whole in reading.around(one, 6))


def _nearby(reading: Reading, it: Mention, divisor: str) -> list[Mention]:
    """Return the counts of an average's part, the nearest before it first; those of the part before when it has no divisor."""
    own = [one for one in reading.by_sentence[it.sentence] if one is not it and one.part == it.part and not one.figure.spread]
    own = [one for one in own if is_count(one) or (one.figure.form is Form.COUNT and "人口" in one.before)]
    near = [*(one for one in reversed(own) if one.number < it.number), *(one for one in own if one.number > it.number)]
    if not any(_counts(one, divisor) for one in near):
        last = [one for one in reading.around(it, 24) if 0 < it.part - one.part <= 2]
        near += [one for one in reversed(last) if is_count(one) or "人口" in one.before]
    return near


def _far_counts(reading: Reading, it: Mention, divisor: str, near: list[Mention]) -> list[Mention]:
    """Return the counts an average names from afar: 每万人 of the population, 按合格人数计算 of those who passed."""
    bound = _BOUND.search(reading.sentence_text(it.sentence))
    if bound:
        return [one for one in reading.around(it, 40) if is_count(one, divisor) and bound["of"] in one.words]
    if any(_counts(one, divisor) and like(one.unit) != like(it.unit) for one in near) or "每" not in it.lead:
        return []
    return [one for one in reading.around(it) if is_count(one, "人") and "人口" in one.before]


def _is_handed_out(near: list[Mention], it: Mention) -> bool:
    """资助45名, 9万元, 每人3000元: one sum of money, one number of people, nothing else."""
    others = [one for one in near if one.sentence == it.sentence]
    return it.unit == "元" and len(others) == 2 and {one.unit for one in others} in ({"元", "人"}, {"元", "户"})


def _of_the_noun(reading: Reading, lead: str, divisor: str, tried: list[tuple[Mention, Mention]]) -> list[tuple[Mention, Mention]]:
    """Of 11个县区 and 4个赛项, keep what 平均每个赛项 is reckoned by, where its noun tells."""
    noun = re.search(rf"每一?(?:{re.escape(divisor)})(?P<noun>[一-龥]{{2}})", lead)
    told = [pair for pair in tried if noun and noun["noun"] in pair[1].after[:8] + pair[1].before[-6:]]
    return told or tried


def _spent_on_all(reading: Reading, it: Mention, divisor: str, tried: list[tuple[Mention, Mention]]) -> list[tuple[Mention, Mention]]:
    """Of counts from other sentences, keep that of all who took part: 75名学员, not the 5人 who passed later."""
    sentence = reading.sentence_text(it.sentence)
    far = tried and not any(count.sentence == it.sentence for _, count in tried)
    if not far or divisor not in {"人", "户"} or "每" in it.lead or _BOUND.search(sentence):
        return tried
    if any(words in sentence for words in pairs(tried[0][1].words)):
        return tried
    near = [one for one in reading.around(it, 12) if is_count(one, divisor) and one.number < it.number and _TOOK_PART.search(one.words)]
    most = max(near, key=lambda one: one.figure.said, default=None)
    return [(tried[0][0], most)] if most and most is not tried[0][0] else []


def _sums(it: Mention, tried: list[tuple[Mention, Mention]]) -> Iterator[tuple[Interval, Mention]]:
    """Yield each total, and what several of them are together, with each count: 财政30万元, 自筹10万元, 人均…."""
    for total, count in tried:
        yield _sure(total.figure), count
    totals = [total for total, _ in tried if total.part == it.part and total.number < it.number and not _SUM.search(total.before)]
    totals = list(dict.fromkeys(totals))[:4]
    for count in {count for _, count in tried}:
        for size in range(2, len(totals) + 1):
            for some in combinations(totals, size):
                yield _sum_of([one.figure for one in some]), count


def _sum_of(figures: list[Figure]) -> Interval:
    parts = [_sure(it) for it in figures]
    return Interval(sum(it.low for it in parts), sum(it.high for it in parts))


def _further(reading: Reading, it: Mention, divisor: str, tried: list[tuple[Mention, Mention]]) -> list[tuple[Interval, Mention]]:
    """Return the same totals with the other counts around: one that fits is the one that was meant.

    Those of another paragraph are not asked where an average stands right behind its total and its count.
    """
    paragraph, bound = reading.paragraphs.at(it.figure.start), all(one.part == it.part and it.number - one.number < 3 for one in tried[0])
    counts = [one for one in reading.around(it, 40) if one is not it and _counts(one, divisor) and not one.figure.spread]
    counts = [one for one in counts if not bound or reading.paragraphs.at(one.figure.start) == paragraph]
    return [(_sure(total.figure), count) for total in {total for total, _ in tried} for count in counts if total is not count]


def _counts(one: Mention, divisor: str) -> bool:
    if not one.unit and divisor == "人":
        return bool(re.search("人口|老人|妇女", one.before))
    return like(one.unit) == like(divisor) and not EACH.search(one.before) and not _NORM.search(one.before)


def _may_total(reading: Reading, total: Mention, average: Mention) -> bool:
    if EACH.search(total.before) or re.search(r"每|人均|户均|[年月]收入", total.before) or _is_of_other_months(total, average):
        return False
    if _INCOME.search(average.lead[-12:]):
        return bool(_INCOME.search(total.lead))
    return total.figure.high > average.figure.low


def _is_of_other_months(total: Mention, average: Mention) -> bool:
    """Whether an average is of a month or a year and the total is not: 月支出12.6万元 … 月人均4,500元 are of one month."""
    found = re.search("([年月])(?:人|户)均", average.lead)
    return found is not None and f"{found[1]}支" not in total.lead


def _sure(figure: Figure) -> Interval:
    """Return between what a figure lies; one without 余 or 近 is taken as it is written."""
    return Interval(figure.said * 0.996, figure.said * 1.004) if figure.side is Side.AT else of(figure)


def _fits(average: Figure, total: Interval, count: Figure, times: int) -> bool:
    if count.low <= 0:
        return True
    room = max((0.6 if average.step <= 1 else 0.1) * average.step, average.said * 0.01)
    room = room if average.side is Side.AT else average.said * 0.02
    real = total / _sure(count) * exactly(times)
    return real.meets(Interval(average.low, average.high).wider(room))
