"""Days and months that cannot follow one another, or do not exist."""

import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.dates import Day, find_days
from portal.checker.rules.reading import Reading
from portal.checker.rules.steps import check_steps

_TO: Final = re.compile(
    r"^(?:[^，。；]{0,6}?)(?:至|到|—|——|-|~)(?:[^，。；\d]{0,2})$|^(?:正式)?(?:启动|开始|开班|开工|起)[^。；\d]{0,10}(?:至|到|于)[^，。；\d]{0,4}$|^起?，?至$"
)
_SPAN: Final = (
    (re.compile("上半年"), 1, 6),
    (re.compile("下半年"), 7, 12),
    (re.compile("一季度"), 1, 3),
    (re.compile("二季度"), 4, 6),
    (re.compile("(?<!前)三季度"), 7, 9),
    (re.compile("四季度"), 10, 12),
    (re.compile("前三季度"), 1, 9),
)


_OPENED: Final = re.compile("[^。；\n]{0,80}?(?:开班|开课|开营|开训)")
_ENDED: Final = re.compile(
    "(?:^|[，。；])(?:此次|本次|该)?(?:培训|课程|学习|集训|学业|授课)(?:结束|结业|期满|完成)[之以]?后，[^，。；]{0,20}[于在]?$"
)
_BEGUN_IN: Final = re.compile(r"(?P<month>\d{1,2})月?(?:[-—至~到]|——)$")
_NEAR: Final = 6  # sentences
_AHEAD: Final = re.compile("下一步|将|计划|截至|比|较|同期|拟|预计|确保|力争|推广|要|须|应|争取|任务|目标")
_UNTIL_THEN: Final = re.compile("，(?:在?此前|在?此之前|在这之前|早前|先前)[^，。；截]{0,6}$")
_COUNTED: Final = re.compile("\\d(?:余|多)?[人名户场个件家次期][^，。；]*，$")
_STEPS: Final = re.compile("分[两二三四五六](?:个)?(?:步(?:走)?|阶段)(?:进行|推进|实施)?：(?P<list>[^。\n]+)")
_CLOSED: Final = re.compile("(?P<what>报名|申报|征集|公示|招募|投票)(?:工作|时间|期)?(?:结束|截止|期满)[之以]?后")
_THEREUPON: Final = re.compile("(?:^|(?<=[。；，\n]))(?P<what>签约|签订协议|签署|结课|结业|竣工|完工|揭牌|开班|验收)[之以]?后，?")
_BORN: Final = re.compile("(?:出)?生(?:于[^，。；]{0,8}|人)?，")


def check_days(reading: Reading) -> list[Conflict]:
    """Return days that do not exist, and those that stand in the wrong order."""
    days = list(find_days(reading.text))
    return [
        *_impossible(reading, days),
        *_ranges(reading, days),
        *check_steps(reading, days),
        *_outside(reading, days),
        *_after_cutoff(reading, days),
        *_after_the_end(reading, days),
        *_not_before(reading, days),
        *_in_steps(reading, days),
        *_before_birth(reading, days),
        *_after_the_close(reading, days),
        *_after_it_was_done(reading, days),
    ]


def _impossible(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    years = [int(it) for it in re.findall(r"(\d{4})年", reading.text)]
    for it in days:
        if not it.month:
            continue
        year = it.year or (max(set(years), key=years.count) if years and not it.rel else 2024)
        if it.month > 12 or it.day > monthrange(year, it.month)[1]:
            words = reading.text[it.start : it.end]
            yield Conflict("date_order", ((it.start, it.end),), f"没有{words}这一天" if it.month <= 12 else f"没有{words}", 1)


def _before(reading: Reading, one: Day, other: Day) -> bool | None:
    """Whether the second day lies before the first one for certain; None when their years do not tell."""
    if one.rel != other.rel and other.rel and not other.year:
        return None
    if one.year and other.year and one.year != other.year:
        return other.year < one.year
    if (other.year and not one.year) or not one.month or not other.month:
        return None
    return other.latest < one.earliest


def _conflict(reading: Reading, one: Day, other: Day, why: str) -> Conflict:
    first, last = reading.text[one.start : one.end], reading.text[other.start : other.end]
    return Conflict("date_order", ((one.start, one.end), (other.start, other.end)), why.format(first, last), 1)


def _ranges(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """From a later day to an earlier one."""
    for one, other in pairwise(days):
        middle = reading.text[one.end : other.start]
        if _TO.search(middle) and _before(reading, one, other) and not _over_new_year(reading, one, other):
            yield _conflict(reading, one, other, "从{}开始，却到{}结束")


def _over_new_year(reading: Reading, one: Day, other: Day) -> bool:
    """Whether a stretch runs from autumn or winter into the next year."""
    said = re.search("次年|翌年|明年|跨年", reading.text[one.start : other.end])
    return bool(said) or (not one.year and not other.year and one.month >= 10 and other.month <= 4)


def _outside(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """A month that does not belong to the period of its sentence."""
    for it in days:
        start, _ = reading.parts.span(reading.parts.at(it.start))
        lead = reading.text[start : it.start]
        if (
            not it.month
            or it.rel
            or _AHEAD.search(lead[-20:])
            or len(lead) > 60
            or re.match("前|再|又|继续|后续", reading.text[it.end : it.end + 2])
        ):
            continue
        if not it.day and _COUNTED.search(lead) and reading.text[: it.end].endswith("份"):
            continue  # 前三季度828人，10月份92人: each has its own
        for pattern, first, last in _SPAN:
            begun = _BEGUN_IN.search(lead)  # 上半年900人，7—10月720人
            if begun and not first <= int(begun["month"]) <= last:
                continue
            if (found := pattern.search(lead)) and not first <= it.month <= last and _is_own(lead[found.end() :]):
                words, span = reading.text[it.start : it.end], (start + found.start(), start + found.end())
                yield Conflict("date_order", (span, (it.start, it.end)), f"{words}不在{found[0]}之内", 1)
                break


def _is_own(words: str) -> bool:
    return not re.search(r"[季半]|度|同比|以来|至今", words)


def _after_the_end(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """9月18日，第三期培训班开班 … 培训结束后，于9月12日考核: of the one course that a text tells of."""
    alone = [it for it in days if it.day and not it.rel]
    opened = [it for it in alone if _OPENED.match(reading.text[it.end : it.end + 90])]
    ended = [it for it in alone if _ENDED.search(reading.text[reading.sentences.span(reading.sentences.at(it.start))[0] : it.start][-40:])]
    if len(opened) != 1:
        return
    for it in ended:
        near = 0 < reading.sentences.at(it.start) - reading.sentences.at(opened[0].start) <= _NEAR
        if near and it.near_year in {0, opened[0].near_year} and it.latest < opened[0].earliest:
            yield _conflict(reading, opened[0], it, "{}才开班，结束后的事却在{}")


def _not_before(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """2023年11月8日揭牌，此前于2023年12月完成装修."""
    for one, other in pairwise(days):
        middle = reading.text[one.end : other.start]
        if _UNTIL_THEN.search(middle) and "。" not in middle and _before(reading, other, one):
            yield _conflict(reading, other, one, "{}反而在{}之后")


def _in_steps(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """分三步走：3月上旬发放问卷，3月下旬入户核对，2月中旬汇总出数: each step comes after the one before."""
    for found in _STEPS.finditer(reading.text):
        told = [it for it in days if found.start("list") <= it.start < found.end("list") and it.month]
        for one, other in pairwise(told):
            if _before(reading, one, other) and not _over_new_year(reading, one, other):
                yield _conflict(reading, one, other, "分步安排，{}之后的一步却在{}")


def _after_the_close(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """报名时间为4月1日至4月20日，资格审核4月10日至15日在报名结束后进行."""
    for found in _CLOSED.finditer(reading.text):
        clause = reading.clauses.span(reading.clauses.at(found.start()))
        own = [it for it in days if it.day and clause[0] <= it.start < clause[1]]
        told = re.compile(f"{found['what']}(?:工作)?(?:时间|期|日期)?(?:为|是|：|从|自|于)*$")
        opened = [i for i, it in enumerate(days) if it.day and it.start < found.start() and told.search(reading.text[: it.start][-12:])]
        if len(opened) != 1 or not own:
            continue
        first, follows = days[opened[0]], days[opened[0] + 1 : opened[0] + 2]
        stretch = follows and _TO.search(reading.text[first.end : follows[0].start])
        last = follows[0] if stretch else first
        if own[0] not in {first, last} and _before(reading, last, own[0]):
            yield _conflict(reading, last, own[0], f"{found['what']}到{{}}才结束，之后的事却在{{}}")


def _after_it_was_done(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """4月3日结课。结课后学员到护理院跟岗，跟岗自3月28日起: of what was told with a day in the sentence before."""
    for found in _THEREUPON.finditer(reading.text):
        sentence = reading.sentences.at(found.start())
        own = [it for it in days if it.start > found.end() and reading.sentences.at(it.start) == sentence and it.month and not it.rel]
        deed = re.compile(
            r"[^，。；\d]{0,4}?(?:签[约订署]|签署)" if found["what"].startswith("签") else rf"[^，。；\d]{{0,4}}?{found['what']}"
        )
        before = [it for it in days if it.start < found.start() and sentence - reading.sentences.at(it.start) <= 1]
        done = [it for it in before if deed.match(reading.text[it.end :][:12]) and not it.rel]
        if len(done) == 1 and own and _before(reading, done[0], own[0]):
            yield _conflict(reading, done[0], own[0], f"{{}}才{found['what']}，之后的事却在{{}}")


def _before_birth(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """1951年3月出生，1948年进厂: within one sentence."""
    for one, other in pairwise(days):
        told = reading.text[one.end : other.start]
        if one.year and other.year and other.year < one.year and _BORN.match(told) and "。" not in told:
            yield _conflict(reading, one, other, "{}出生，不会在{}就做别的")


def _after_cutoff(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """截至6月底, yet something was done in July within the same sentence."""
    for one, other in pairwise(days):
        lead = reading.text[max(0, one.start - 4) : one.start]
        same = reading.parts.at(one.start) == reading.parts.at(other.start)
        if not lead.endswith("截至") or not same or not one.month or not other.month or one.rel or other.rel:
            continue
        middle = reading.text[one.end : other.end] + re.split("[，。；\n]", reading.text[other.end : other.end + 16])[0]
        if "截至" in middle:
            continue
        if (
            other.earliest > one.latest
            and (other.year or one.year) == one.year
            and not re.search("将|计划|拟|预计|前|力争|其余|余下|排在|去年|更新|补充|上报|印发", middle)
        ):
            yield _conflict(reading, one, other, "截至{}的情况里有{}的事")
