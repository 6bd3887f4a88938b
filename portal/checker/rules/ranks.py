"""Places in a ranking that cannot be so."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.figures import Figure, Form
from portal.checker.rules.likeness import narrowing, rare_pairs
from portal.checker.rules.measures import are_of_other_times
from portal.checker.rules.numerals import value_of
from portal.checker.rules.places import Rank, find_ranks
from portal.checker.rules.reading import Reading
from portal.checker.rules.standings import check_standings

_UNIT: Final = (
    r"(?:县（市、区）|县市区|县区|设区市|地市|乡镇|镇街|镇（街道）|街道|社区|行政村|参评单位|单位|驿站|基地|"
    r"代表队|参赛队|队伍|县|区|市|镇|乡|村)"
)
_FIELD: Final = re.compile(
    rf"(?P<scope>全[省市县区国镇乡])?(?:(?P<sure>在|对(?=[^。；]{{0,16}}(?:测评|评比|考核|排名|评价|评议))|参评的?|参加[^，。；\d]{{0,8}}的?|共有?|辖|所辖|下辖|现有|有)|的)?(?P<n>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})[个支家](?:参评|参赛|被?考核)?的?{_UNIT}(?P<among>[^，。；]{{0,6}}中|里)?"
)
_DESCENDING: Final = re.compile(
    r"由高到低|从高到低|由多到少|从多到少|排名?前[两三四五六七八九十\d]|前[两三四五六七八九十\d]{1,2}[名位]|排名(?:情况|如下)?(?=：)|居前|从前到后|靠前"
)
_IN_TURN: Final = re.compile(r"依次|分别|[是为]：?|：")
_LESS_IS_BETTER: Final = re.compile(r"投诉|用时|耗时|失分|扣分|倒数|末位|最后|后[两三四五\d][名位]|由低到高|差错")
_TURNED: Final = re.compile(
    r"投诉|用时|耗时|失分|扣分|倒数|后[两三四五\d][名位]|由低到高|差错"
)  # the last of them may be told beside the first
_EARLIER: Final = re.compile("曾|上一年|上年|去年同期|上届|往年|上月|上季度|上半年.*全年|较")
_SAME_WORDS: Final = 8
_TELLING: Final = 3
_FIELD_WORDS: Final = re.compile(r"全[省市县区国镇乡]|[各在中居列位排名的]|县区|人数|第|\d+年?")
_TO_THE_NEXT: Final = re.compile(r"(?![^。；\d]*[升增降减提][^。；\d]{0,2}[至到])[^。；\d]{2,16}")  # 由80人次升至118人次 is one of them
_OVERALL: Final = re.compile(r"综合|考核|得分|总分|评比|总评")


def check_ranks(reading: Reading) -> list[Conflict]:
    """Return places that two hold, that no field is large enough for, or that go against the values."""
    ranks = find_ranks(reading)
    found = [*_beyond(reading, ranks), *_twice(reading, ranks), *check_standings(reading), *_by_value(reading, ranks)]
    found += [*_out_of_turn(reading), *_again(reading, ranks)]
    return [it for i, it in enumerate(found) if not any(set(it.spans) & set(one.spans) for one in found[:i])]


def _beyond(reading: Reading, ranks: list[Rank]) -> Iterator[Conflict]:
    """第13位 of 12: of the field named nearest before it in its sentence, else of the whole area's."""
    fields = [(it, value_of(it["n"])) for it in _FIELD.finditer(reading.text)]
    for rank in ranks:
        own = [
            (it, n)
            for it, n in fields
            if it.end() <= rank.start
            and reading.sentences.at(it.start()) == rank.sentence
            and not _is_of_another(reading.text[it.end() : rank.start], it["scope"])
            and (it["scope"] or it["among"] or it["sure"] not in {None, "在", "有"})
        ]
        near = own or _of_our_kind(reading, rank, fields) or _of_the_area(rank, fields)
        if near and rank.place > near[-1][1] > 1:
            it, n = near[-1]
            yield Conflict("rank_clash", ((it.start("n"), it.end("n")), (rank.start, rank.end)), f"一共{n}个，不会有第{rank.place}位", 1)


def _of_the_area(rank: Rank, fields: list[tuple[re.Match[str], int]]) -> list[tuple[re.Match[str], int]]:
    """Return the fields of the whole area a place is told of."""
    sure = {"共", "共有", "辖", "所辖", "下辖"}
    return [(it, n) for it, n in fields if rank.scope and it["scope"] == rank.scope and (it["sure"] in sure or it["among"])]


def _of_our_kind(reading: Reading, rank: Rank, fields: list[tuple[re.Match[str], int]]) -> list[tuple[re.Match[str], int]]:
    """Return the only field of a text in which the unit that writes may stand: 全市9个县区 for a county."""
    kinds = {name[-1] for name in reading.areas.own}
    ours = [(it, n) for it, n in fields if it["scope"] and any(kind in it[0][-3:] for kind in kinds)]
    return ours if rank.who == "我" and not rank.scope and len({n for _, n in ours}) == 1 else []


def _is_of_another(between: str, scope: str | None) -> bool:
    """Whether another field is named between a field and a place: 在全国地级市中."""
    if not scope and re.search("在全[国省市]", between):
        return True
    return bool(re.search("在[^，。；]{2,14}中", between)) or any(it != scope for it in re.findall("全[国省市县区]", between) if scope)


def _by_value(reading: Reading, ranks: list[Rank]) -> Iterator[Conflict]:
    """A lower place with a higher value, within one sentence or two neighbouring ones."""
    for one, other in _near_pairs(ranks, 4):
        named = _rates_named(reading, one, other)
        if (
            len(set(named)) > 1
            or not _comparable(one, other, of_one_rate=len(named) > 1)
            or one.place == other.place
            or (one.who and one.who == other.who != "我")
        ):
            continue
        better, worse = (one, other) if one.place < other.place else (other, one)
        assert better.value
        assert worse.value
        if better.value.high < worse.value.low and not _TURNED.search(reading.sentence_text(one.sentence) + one.heading):
            spans = {(it.start, it.end) for it in (better, worse)} | {(it.value.start, it.value.end) for it in (better, worse) if it.value}
            yield Conflict(
                "rank_clash",
                tuple(sorted(spans)),
                f"第{better.place}名是{better.value.words}，第{worse.place}名反而是{worse.value.words}",
                1,
            )
            return


def _rates_named(reading: Reading, one: Rank, other: Rank) -> list[str]:
    """Return the names of the rates that the values are: 完成率 and 就业率 of 完成率94.8%，居第3位; 就业率82.6%，居第2位."""
    found = [re.search("[一-龥]{2}率(?:为|达|是)?$", reading.text[: it.value.start][-5:]) for it in (one, other) if it.value]
    return [it[0][:3] for it in found if it]


def _near_pairs(ranks: list[Rank], reach: int) -> Iterator[tuple[Rank, Rank]]:
    return ((one, other) for i, one in enumerate(ranks) for other in ranks[i + 1 : i + 1 + reach])


def _comparable(one: Rank, other: Rank, *, of_one_rate: bool) -> bool:
    if one.value is None or other.value is None or one.value == other.value or abs(one.sentence - other.sentence) > 1:
        return False
    if (
        (one.value.unit, one.value.form) != (other.value.unit, other.value.form)
        or one.period != other.period
        or not (of_one_rate or _one_ranking(one, other))
    ):
        return False
    return one.value.unit == "分" or not _OVERALL.search(one.what + other.what + one.heading)


def _one_ranking(one: Rank, other: Rank) -> bool:
    """Whether two places are of one ranking: the same heading, the same thing compared, the same field."""
    if one.scope and other.scope and one.scope != other.scope:
        return False
    if narrowing(one.what) != narrowing(other.what):
        return False
    if one.value and other.value and (one.value.unit, one.value.form) != (other.value.unit, other.value.form):
        return False
    mine, theirs = one.measure, other.measure
    if one.value and one.value.form is Form.PERCENT and bool(mine) != bool(theirs):
        return False  # 94.8%，居第3位; 就业率82.6%，居第2位: of which rate the first one is, is not said
    if mine and theirs:
        return len(mine & theirs) >= 0.6 * min(len(mine), len(theirs))
    return (not mine and not theirs) or (one.heading == other.heading and one.sentence == other.sentence)


def _out_of_turn(reading: Reading) -> Iterator[Conflict]:
    """前三名依次是A 300人、B 350人、C 270人."""
    for number, mentions in reading.by_sentence.items():
        sentence = reading.sentence_text(number)
        start = reading.sentences.span(number)[0]
        opened = [it for it in _DESCENDING.finditer(sentence) if _IN_TURN.search(sentence, it.end())]
        if not opened or _LESS_IS_BETTER.search(sentence):
            continue
        found = opened[-1]
        row: list[Figure] = []
        for it in (it.figure for it in mentions if it.figure.start >= start + found.end()):
            if row and (
                it.unit != row[0].unit or it.form is not row[0].form or not _TO_THE_NEXT.fullmatch(reading.text[row[-1].after : it.start])
            ):
                break
            if it.form in {Form.COUNT, Form.PERCENT} and (row or it.unit or it.form is Form.PERCENT):
                row.append(it)
        for one, other in pairwise(row):
            if len(row) > 1 and one.high < other.low:
                yield Conflict(
                    "rank_clash", ((one.start, one.end), (other.start, other.end)), f"由高到低排列，{one.words}却排在{other.words}前面", 1
                )
                break


def _again(reading: Reading, ranks: list[Rank]) -> Iterator[Conflict]:
    """建设进度在全市各县区中居第二位, and again …居第五位: one ranking in the same words, two places."""
    for one, other in _near_pairs(ranks, 30):
        if one.place == other.place or one.sentence == other.sentence or one.tied or other.tied or _are_two(reading, one, other):
            continue
        leads = [reading.text[max(reading.parts.span(reading.parts.at(it.start))[0], it.start - 40) : it.start] for it in (one, other)]
        if not _EARLIER.search(leads[0] + leads[1]) and _is_one_contest(_common(*leads)):
            yield Conflict(
                "rank_clash", ((one.start, one.end), (other.start, other.end)), f"同一项排名，一处是第{one.place}，一处是第{other.place}"
            )
            return


def _is_of_an_earlier_time(reading: Reading, it: Rank) -> bool:
    """上一年度，河田镇曾居全县第一."""
    return _EARLIER.search(reading.text[reading.sentences.span(it.sentence)[0] : it.start]) is not None


def _are_two(reading: Reading, one: Rank, other: Rank) -> bool:
    """Whether two places are of two units or two times for certain."""
    if (one.period and other.period and one.period != other.period) or _years(reading, one) != _years(reading, other):
        return True
    named = [it.who for it in (one, other) if it.who and not re.match("我|该|本|街道|全", it.who)]
    return len(named) == 2 and named[0] != named[1]


def _years(reading: Reading, it: Rank) -> list[str]:
    """Return the years that its sentence names before a place."""
    return re.findall(r"\d{4}年", reading.text[reading.sentences.span(it.sentence)[0] : it.start])


def _is_one_contest(words: str) -> bool:
    """Whether words that return name what was compared, not only in which field."""
    return len(words) >= _SAME_WORDS and len(rare_pairs(_FIELD_WORDS.sub(" ", words))) >= _TELLING


def _common(one: str, other: str) -> str:
    """Return the longest stretch that stands in both."""
    found = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return one[found.a : found.a + found.size]


def _twice(reading: Reading, ranks: list[Rank]) -> Iterator[Conflict]:
    """Two at one place, or one at two places."""
    for one, other in _near_pairs(ranks, 30):
        if (
            are_of_other_times(one.period, other.period)
            or one.tied
            or other.tied
            or (one.scope != other.scope and (bool(one.scope and other.scope) or abs(one.sentence - other.sentence) > 1))
            or not one.who
            or not other.who
            or not _one_ranking(one, other)
        ):
            continue
        narrower = re.search("。其中[^。]*$", reading.text[one.end : other.start])  # 投资居第1位。其中民间投资居第3位
        if narrower or _is_of_an_earlier_time(reading, one) != _is_of_an_earlier_time(reading, other):
            continue
        if (one.who == other.who) == (one.place == other.place) or (one.who == other.who and one.sentence == other.sentence):
            continue
        why = f"{one.who}既是第{one.place}又是第{other.place}" if one.who == other.who else f"{one.who}与{other.who}都是第{one.place}"
        yield Conflict("rank_clash", ((one.start, one.end), (other.start, other.end)), why)
        return
