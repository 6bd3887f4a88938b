"""Lists told one after the other, each with its number: 一是…二是…, 第一，…第二，…, a paragraph each."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.lists_counted import N, told
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_ENUMERATED: Final = (
    re.compile(r"(?:(?<=^)|(?<=[：。；，\n]))(?P<n>[一二三四五六七八九十])是"),
    re.compile(r"(?:(?<=^)|(?<=[：。；，\n]))(?P<n>[一二三四五六七八九十])要"),
    re.compile(r"第(?P<n>[一二三四五六七八九十])，"),
    re.compile(r"（(?P<n>[一二三四五六七八九十])）"),
    re.compile(r"(?:(?<=^)|(?<=[：。；\n]))(?P<n>\d{1,2})[.．、](?!\d)"),
)
_BEFORE: Final = 60  # signs
_FARTHEST: Final = 3  # members; a number further off announces something else: 50项实事进展如下：（一）促进就业
_ANNOUNCED: Final = re.compile(
    rf"{N}(?P<thing>(?:个|项|大|条|点|类|种|处|件|方面|步|招|字|措施|举措|做法|抓手|问题|不足)[^，。；：、\n\d]{{0,18}})(?:，[^，。；：\d]{{2,18}})?$"
)
_SKIPPED: Final = re.compile(r"两次|两个半|[“‘]")
_BY_PARAGRAPH: Final = re.compile(r"(?<=\n)(?P<n>[一二三四五六七八九十])是")
_DOINGS: Final = re.compile(
    rf"{N}(?P<thing>(?:项|大|条|个方面的?|个)[一-龥]{{0,4}}?(?:举措|措施|做法|机制|行动|抓手|任务|服务|办法))(?!之一|中|的第)"
)


def enumerated_lists(reading: Reading) -> Iterator[Conflict]:
    """Yield enumerations that have more or fewer members than was announced."""
    yield from _enumerated(reading)
    yield from _by_paragraphs(reading)


def _enumerated(reading: Reading) -> Iterator[Conflict]:
    """三项措施：一是…二是…三是…四是… is one too many."""
    for places in (run for pattern in _ENUMERATED for run in _runs(pattern, reading.text)):
        start, end = places[0][0], places[-1][1]
        before = reading.text[max(0, start - _BEFORE) : start]
        head = re.split(r"[。\n；]", before.rstrip("。：，\n"))[-1]
        announced = _ANNOUNCED.search(head)
        if announced is None or _SKIPPED.search(head[max(0, announced.start() - 4) :]):
            continue
        is_of_it = _introduces(before[-2:], head, announced) or _is_named_in(reading.text[start : end + _BEFORE], announced["thing"])
        value = value_of(announced["n"])
        if is_of_it and value and 0 < abs(value - len(places)) <= _FARTHEST:
            yield told(announced, start - len(before) + before.rindex(head), places)


def _introduces(mark: str, head: str, announced: re.Match[str]) -> bool:
    """Whether a sentence announces the list after it, and does not close one of its own (平台录入和基地建设两项。)."""
    if "：" in mark or "，" in mark:
        return True
    return bool(re.search("以下|如下|有[一-十]?$|做法|体会|问题|重点|着力|采取|抓好|做到|突出|实施|坚持|主要", head)) and not re.search(
        r"[、和]", head[: announced.start("n")][-12:]
    )


def _by_paragraphs(reading: Reading) -> Iterator[Conflict]:
    """以五项举措推动…。 ¶一是… ¶二是…: each member is a paragraph, and the one before them, or the title, says how many there are."""
    runs = _runs(_BY_PARAGRAPH, reading.text)
    if len(runs) != 1:
        return
    start, count = runs[0][0][0], len(runs[0])
    before = reading.text[max(0, start - 260) : start]
    announced = list(_DOINGS.finditer(before))
    values = {value_of(it["n"]) for it in announced}
    if len(values) == 1 and count not in values and abs(values.copy().pop() - count) <= _FARTHEST:
        yield told(announced[-1], max(0, start - 260), runs[0])


def _is_named_in(listed: str, thing: str) -> bool:
    """Whether the members are named as the list was: 六项机制 … 一是建立摸底机制；二是建立订单机制."""
    noun = re.search(r"[一-龥]{2}$", thing)
    return noun is not None and listed.count(noun[0]) > 1


def _runs(pattern: re.Pattern[str], text: str) -> list[list[tuple[int, int]]]:
    """Return where the marks of each run 一是 … 二是 … stand that counts up from one."""
    runs: list[list[tuple[int, int]]] = []
    run: list[tuple[int, int]] = []
    for it in pattern.finditer(text):
        n = value_of(it["n"])
        if n == 1:
            runs += [run] if len(run) > 1 else []
            run = [it.span()]
        elif run and n == len(run) + 1:
            run.append(it.span())
        elif run:  # a list within a list: neither can be counted
            runs, run = runs[:-1], []
    return [*runs, run] if len(run) > 1 else runs
