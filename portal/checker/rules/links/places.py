"""Values told with the places they took: 李芳以94分获第一名，张敏以96分获第二名; 位居首位，达760万元；其次是临川县，为790万元."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.figures import Form, Side
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Mention, Reading

_N: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_PLACE: Final = re.compile(rf"(?<!倒数)第(?P<n>{_N})(?:名|位)?(?![期批季届次轮章条款场个天类种步项号户课部代方产年大家阶站线、到至讲])")
_LESS_IS_BETTER: Final = re.compile("投诉|用时|耗时|失分|扣分|差错|事故|纠纷|发案|流失|空置|退订|由低到高|从低到高|倒数|排放|成本")
_MEASURE: Final = re.compile("(?P<name>[一-龥]{2}(?:率|度|数|额|量|分|值))")
_NEXT: Final = re.compile("其次(?:是|为)?|第二[名位](?:是|为|的)?|紧随其后的?(?:是|为)?")
_PRIZE: Final = re.compile("金奖|一等奖")
_NEXT_PRIZE: Final = re.compile("银奖|二等奖")
_FIRST: Final = re.compile("最[高多大长好]的(?:是|为)|第一[名位]|第一(?=[，。；])|首位|榜首|居首|头名")
_YEAR: Final = re.compile(r"\d{4}(?=年)")
_RANKED: Final = re.compile(rf"[^，。；\d]{{0,4}}，(?:位?居|位?列|排名?)(?:在)?全[省市县区](?P<place>第(?P<n>{_N})[名位]?)")
_OTHERS: Final = re.compile("(?:其余|其他|另外)[^，。；\\d]{0,10}(?:县|区|市|镇|乡|街道|站|单位)[^，。；\\d]{0,4}[，：]?")
_EARLIER: Final = re.compile("去年|上年|上届|往年|目标|任务|预计|力争|曾")


def check_values_of_places(reading: Reading) -> list[Conflict]:
    """Return better places with lower values, told alike."""
    return [found for sentence in reading.by_sentence for found in _of_sentence(reading, sentence)]


def _of_sentence(reading: Reading, sentence: int) -> Iterator[Conflict]:
    yield from _told_alike(reading, sentence)
    yield from _first_and_next(reading, sentence)
    yield from _beside_others(reading, sentence)


def _beside_others(reading: Reading, sentence: int) -> Iterator[Conflict]:
    """我县放贷2,910万元，居全市第二；其余四县中，怀川县3,120万元、洪口县2,960万元: two are above it."""
    start, end = reading.sentences.span(sentence)
    told = reading.text[start:end]
    if _LESS_IS_BETTER.search(told) or _EARLIER.search(told):
        return
    for it in reading.by_sentence[sentence]:
        found = _RANKED.match(reading.text, it.figure.after, end)
        opened = _OTHERS.search(reading.text, found.end(), end) if found else None
        if not found or not opened or it.figure.form not in {Form.COUNT, Form.PERCENT}:
            continue
        others = [one for one in reading.by_sentence[sentence] if one.figure.start >= opened.end() and one.unit == it.unit]
        above = [one for one in others if is_less(it, one)]
        if 0 < value_of(found["n"]) <= len(above):
            spans = {found.span("place"), *((one.figure.start, one.figure.end) for one in (it, *above))}
            why = f"{it.figure.words}之上还有{len(above)}个，不会是第{value_of(found['n'])}名"
            yield Conflict("rank_clash", tuple(sorted(spans)), why, 1)
            return


def _told_alike(reading: Reading, sentence: int) -> Iterator[Conflict]:
    start, end = reading.sentences.span(sentence)
    told = reading.text[start:end]
    if _LESS_IS_BETTER.search(told) or _EARLIER.search(told) or len(set(_YEAR.findall(told))) > 1:
        return
    pairs = [
        (place, found, it)
        for it in reading.by_sentence[sentence]
        if it.figure.form in {Form.COUNT, Form.PERCENT} and (found := _place_behind(reading, it)) and (place := value_of(found["n"]))
    ]
    for (mine, one, first), (theirs, other, second) in combinations(pairs, 2):
        alike = reading.text[first.figure.after : one.start()] == reading.text[second.figure.after : other.start()]
        same = (first.unit, first.figure.form) == (second.unit, second.figure.form) and _of_one_measure(first, second)
        if not alike or not same or mine == theirs:
            continue
        better, worse = (first, second) if mine < theirs else (second, first)
        if is_less(better, worse):
            spans = {one.span(), other.span(), (first.figure.start, first.figure.end), (second.figure.start, second.figure.end)}
            why = f"第{min(mine, theirs)}名是{better.figure.words}，第{max(mine, theirs)}名反而是{worse.figure.words}"
            yield Conflict("rank_clash", tuple(sorted(spans)), why, 1)
            return


def _place_behind(reading: Reading, it: Mention) -> re.Match[str] | None:
    """Return the place that is told in the clause of a value, right behind it."""
    end = reading.clauses.span(it.clause)[1]
    found = _PLACE.search(reading.text, it.figure.after, end)
    return found if found and found.start() - it.figure.after <= 6 else None


def is_less(one: Mention, other: Mention) -> bool:
    """Whether a value is certainly lower than another; of two that are rounded alike the written ones tell."""
    if one.figure.side is other.figure.side is Side.AT and one.figure.step == other.figure.step:
        return one.figure.said < other.figure.said
    return one.figure.high < other.figure.low


def _of_one_measure(one: Mention, other: Mention) -> bool:
    names = [_MEASURE.findall(it.lead) for it in (one, other)]
    return not (names[0] and names[1]) or names[0][-1] == names[1][-1]


def _first_and_next(reading: Reading, sentence: int) -> Iterator[Conflict]:
    start, end = reading.sentences.span(sentence)
    told = reading.text[start:end]
    if _LESS_IS_BETTER.search(told) or _EARLIER.search(told):
        return
    first, prize = _FIRST.search(told), _PRIZE.search(told)
    following = _NEXT.search(told, first.end()) if first else _NEXT_PRIZE.search(told, prize.end()) if prize else None
    first = first or prize
    if not first or not following:
        return
    values = [it for it in reading.by_sentence[sentence] if it.figure.form in {Form.COUNT, Form.PERCENT} and it.unit]
    values = values if first is not prize else [it for it in values if it.unit == "分"]  # 一等奖1名，二等奖3名
    mine = [it for it in values if start + first.end() <= it.figure.start < start + following.start()]
    theirs = [it for it in values if it.figure.start >= start + following.end()]
    if len(mine) != 1 or not theirs or (mine[0].unit, mine[0].figure.form) != (theirs[0].unit, theirs[0].figure.form):
        return
    one, other = mine[0].figure, theirs[0].figure
    if is_less(mine[0], theirs[0]) and other.start - start - following.end() <= 24 and _of_one_measure(mine[0], theirs[0]):
        spans = ((start + first.start(), start + first.end()), (one.start, one.end), (other.start, other.end))
        yield Conflict("rank_clash", spans, f"第一是{one.words}，其次反而是{other.words}", 1)
