"""A total, a count and the average stated of them."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Figure, Form, Side
from portal.checker.rules.intervals import Interval, exactly, of
from portal.checker.rules.numerals import read_numeral
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.words import UNITS, either

_ANY_UNIT: Final = either(" ".join(re.escape(it) for it in UNITS))
_EACH: Final = re.compile(
    r"(?:(?P<one>[场期班人户站年月日周天店村队组件家个])均"
    r"|(?:平均)?每(?P<many>十万|万|千|百)(?P<of>[^，。；]{0,4}?(?:人口|人|户|名|群众))"
    rf"|平均每一?(?P<long>个月|{_ANY_UNIT})"
    r"|平均(?:到)?(?:每)(?P<noun>月|周|天|日|年|队|站|县|镇|村|班|组))[^，。；]{0,14}$"
    rf"|每(?P<same>{either('场 期 班 户 人 名 组 支 家 站 个 套 件 次')})[^，。；]{{0,8}}平均[^，。；]{{0,10}}$"
)
_EXACT: Final = re.compile(rf"每(?P<unit>{either('场 期 班 户 人 名 组 支 家 套 份 件 张')})(?:补助|补贴|发放|奖励|资助|安排|配备|配|各)?$")
_SUM: Final = re.compile(r"(?:共|共计|合计|总计|总共|累计|总额|总)(?:[^\d，。；、]{0,6})$")
_DIVISORS: Final = {
    "站": "个",
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
    "队伍": "支",
}
_BOUND: Final = re.compile(r"按[^，。；]{0,4}?(?P<of>[一-龥]{2})(?:学员|人员)?(?:人数|户数|数)(?:计算|测算|算)")
_TIME: Final = frozenset({"年", "个月", "天"})
_LIKE: Final = {"人次": "人", "班": "期"}
_INCOME: Final = re.compile(r"收入|增收|工资|月薪|薪|可支配|消费|劳务")
_OTHER_AVERAGE: Final = re.compile(r"年龄|时长|响应|面积|得分|分数|用时|耗时")


def check_averages(reading: Reading) -> list[Conflict]:
    """Return averages that are not the total divided by the count."""
    return [found for it in reading.mentions if is_count(it) and not it.figure.spread and (found := _checked(reading, it))]


def _checked(reading: Reading, it: Mention) -> Conflict | None:
    lead = it.lead[-24:] if not re.search(r"\d", it.before) else it.before
    found = _EACH.search(lead) or _EXACT.search(lead)
    if not found or _OTHER_AVERAGE.search(lead[found.start() :]):
        return None
    groups = found.groupdict()
    divisor, times = _divisor_of(groups)
    if divisor in _TIME and _times_in(reading.text[reading.parts.span(it.part)[0] : it.figure.start], divisor):
        return _over_time(reading, it, divisor)
    tried = list(_candidates(reading, it, divisor, exact=bool(groups.get("unit"))))
    if not tried or any(
        _fits(it.figure, total.figure, count.figure, times) for total, count in [*tried, *_further(reading, it, divisor, tried)]
    ):
        return None
    total, count = tried[0]
    kind = "per_capita" if groups.get("many") or divisor in {"人", "户"} else "average_mismatch"
    real = tidy(total.figure.said / count.figure.said * times)
    return between(
        kind,
        [total, count, it],
        f"{total.figure.words}÷{count.figure.words}{f'×{times}' if times > 1 else ''}＝{real}，文中写{it.figure.words}",
        1,
    )


def _over_time(reading: Reading, it: Mention, divisor: str) -> Conflict | None:
    """月均, 日均, 年均 of a total whose months, days or years the words before it name."""
    lead = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
    spans = _times_in(lead, divisor)
    totals = [
        one
        for one in reading.by_sentence[it.sentence]
        if is_count(one) and _like(one.unit) == _like(it.unit) and one.figure.end <= it.figure.start
    ]
    totals = [one for one in totals if not _EACH.search(one.before) and one.part == it.part]
    if (
        not spans
        or not totals
        or any((of(one.figure) / Interval(*spans)).meets(of(it.figure).wider(0.06 * it.figure.said)) for one in totals)
    ):
        return None
    words = f"{tidy(spans[0])}" if spans[0] == spans[1] else f"{tidy(spans[0])}至{tidy(spans[1])}"
    return between("average_mismatch", [totals[-1], it], f"{totals[-1].figure.words}÷{words}，不是{it.figure.words}", 1)


def _times_in(lead: str, divisor: str) -> tuple[float, float] | None:
    """Return how many months, days or years are spoken of, at least and at most."""
    if divisor == "年":
        found = re.findall(r"([两二三四五六七八九十]|\d{1,2})年(?:来|间|共|累计|内)", lead)
        years = (read_numeral(found[-1]) if not found[-1].isdigit() else int(found[-1])) if found else 0
        return (years, years) if years else None
    months = _months_in(lead)
    if not months:
        return None
    return (months, months) if divisor == "个月" else (months * 20.0, months * 31.0)


def _months_in(lead: str) -> int:
    if found := re.findall(r"(\d{1,2})月?(?:[-—至~到]|——)(\d{1,2})月", lead):
        return int(found[-1][1]) - int(found[-1][0]) + 1
    if found := re.findall(r"(\d{1,2}|[两三四五六七八九])个月", lead):
        return int(found[-1]) if found[-1].isdigit() else read_numeral(found[-1]) or 0
    for words, months in (("上半年|下半年", 6), ("前三季度", 9), ("季度", 3), ("半年", 6), ("全年|一年|年度", 12)):
        if re.search(words, lead):
            return months
    return 0


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
    totals = [one for one in near if _like(one.unit) == _like(it.unit) and _may_total(reading, one, it)]
    if exact and not _is_handed_out(near, it):
        totals = [one for one in totals if _SUM.search(reading.before(one))]
    counts = sorted((one for one in [*near, *far] if _counts(one, divisor)), key=lambda one: "其中" in one.lead)
    for total, count in product(totals, counts):
        late = total.number > it.number and not _SUM.search(reading.before(total))
        if total is count or late or it.sentence not in {total.sentence, count.sentence}:
            continue
        if count in far or abs(total.sentence - count.sentence) <= 2:
            yield total, count


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
    if any(_counts(one, divisor) and _like(one.unit) != _like(it.unit) for one in near) or "每" not in it.lead:
        return []
    return [one for one in reading.around(it) if is_count(one, "人") and "人口" in one.before]


def _is_handed_out(near: list[Mention], it: Mention) -> bool:
    """资助45名, 9万元, 每人3000元: one sum of money, one number of people, nothing else."""
    others = [one for one in near if one.sentence == it.sentence]
    return it.unit == "元" and len(others) == 2 and {one.unit for one in others} in ({"元", "人"}, {"元", "户"})


def _further(reading: Reading, it: Mention, divisor: str, tried: list[tuple[Mention, Mention]]) -> list[tuple[Mention, Mention]]:
    """Return the same totals with every other count around: one that fits is the one that was meant."""
    counts = [one for one in reading.around(it, 40) if one is not it and _counts(one, divisor) and not one.figure.spread]
    return [(total, count) for total in {total for total, _ in tried} for count in counts if total is not count]


def _counts(one: Mention, divisor: str) -> bool:
    if not one.unit and divisor == "人":
        return bool(re.search("人口|老人|妇女", one.before))
    return _like(one.unit) == _like(divisor) and not _EACH.search(one.before)


def _like(unit: str) -> str:
    return _LIKE.get(unit, unit)


def _may_total(reading: Reading, total: Mention, average: Mention) -> bool:
    if _EACH.search(total.before) or re.search(r"每|人均|户均|[年月]收入", total.before) or re.search(r"[年月](?:人|户)均", average.lead):
        return False
    if _INCOME.search(average.lead[-12:]):
        return bool(_INCOME.search(total.lead))
    return total.figure.high > average.figure.low


def _sure(figure: Figure) -> Interval:
    """Return between what a figure lies; one without 余 or 近 is taken as it is written."""
    return Interval(figure.said * 0.996, figure.said * 1.004) if figure.side is Side.AT else of(figure)


def _fits(average: Figure, total: Figure, count: Figure, times: int) -> bool:
    if count.low <= 0 or total == count:
        return True
    room = max(0.6 * average.step, average.said * 0.01) if average.side is Side.AT else average.said * 0.02
    real = _sure(total) / _sure(count) * exactly(times)
    return real.meets(Interval(average.low, average.high).wider(room))
