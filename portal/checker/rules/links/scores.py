"""A place said of one of a row of names with their figures, whoever they are: 竹溪馆680万元，桃源馆745万元 … 竹溪馆夺得第一."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.figures import Form, Side
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Mention, Reading

_N: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_PLACE: Final = (
    rf"(?P<last>倒数第[一1]|末位|垫底|殿后|最后一[名位])|(?P<first>首位|榜首|之首|夺冠|折桂|居首|领跑|冠军|夺魁|头名|最[多高大长](?!于|[与和及、]最|的一[名位个户]))|(?P<second>亚军|榜眼)|(?P<third>季军|探花)"
    rf"|(?<!倒数)第(?P<n>{_N})(?:名|位)?(?![期批季届次轮章条款场个天类种步项号户课部代方产年大家阶站站线、到至])"
)
_LABEL: Final = re.compile(r"(?:^|[，、；。：\n（]|其中|而|和|与)(?P<label>[一-龥]{2,14})$")
_NO_MEMBER: Final = re.compile(
    "现有|全[省市县区镇]|总(?!分|决)|其中$|其[余他它]|合计|总计|共|目标|任务|计划|平均|每|去年|上年|同期|[由从比较占到]|约|以[上下]|增|减|另|还|已|累计|实际|完成"
)
_LESS_IS_BETTER: Final = re.compile("投诉|用时|耗时|失分|扣分|差错|事故|纠纷|发案|流失|空置|退订|由低到高|从低到高|倒数")
_EARLIER: Final = re.compile(
    "由|从|曾|上一?年|去年|上届|往年|历史|上月|上季度|预计|力争|争取|目标|之一|单[日场月]|连续|并列|个人|单项|其中的"
)
_OTHER_MEASURE: Final = re.compile("活跃|信息|报送|排名|率|增幅|增速|比重|满意|人均|场均|单|质量|服务|个人")
_OF_POINTS: Final = re.compile("总分|得分|评分|综合")
_CRITERION: Final = re.compile("(?:从|按|以|论|就)[^，。；：]{2,14}(?:看|排|计)")
_TOP: Final = re.compile(
    r"其[余他它][^，。；]{0,6}(?:都|均|皆|全)?[^，。；]{0,3}(?:不足|不到|低于|以下|不及|少于|未)|前[二三四五六七八九十\d]{1,2}[名位强]|从高到低|由高到低|由多到少|从多到少"
)
_ALL: Final = re.compile(rf"(?P<n>{_N})(?:个|支|家|所|大|队|组)")
_SMALLEST_ROW: Final = 3
_WITHIN: Final = 160  # signs behind a row in which somebody of it may be given a place
_KIND: Final = re.compile("得票|得分|总分|成绩|评分|时长|人数|户数|场次|销售|带货|数量?|额|产值|收入")


@dataclass(frozen=True, slots=True)
class _Row:
    names: dict[str, Mention]
    labels: str
    start: int
    end: int
    is_whole: bool


def check_scores(reading: Reading) -> list[Conflict]:
    """Return places that the figures of a row do not allow."""
    rows = list(_rows(reading))
    return [found for row in rows for found in _against(reading, row)]


def _rows(reading: Reading) -> Iterator[_Row]:
    for mentions in reading.by_sentence.values():
        run: list[tuple[str, Mention]] = []
        for it in [*mentions, None]:
            label = _label(reading, it) if it else ""
            if it and label and (not run or (it.unit, it.figure.form) == (run[-1][1].unit, run[-1][1].figure.form)):
                run.append((label, it))
                continue
            if len(run) >= _SMALLEST_ROW:
                yield from _row(reading, run)
            run = [(label, it)] if it and label else []


def _label(reading: Reading, it: Mention) -> str:
    """Return the words that stand between a mark and a figure, when they may name somebody."""
    if it.figure.form not in {Form.COUNT, Form.PERCENT} or it.figure.spread or it.figure.side is not Side.AT:
        return ""
    found = _LABEL.search(reading.before(it, 18))
    return found["label"] if found and not _NO_MEMBER.search(found["label"]) else ""


def _row(reading: Reading, run: list[tuple[str, Mention]]) -> Iterator[_Row]:
    labels = [label for label, _ in run]
    tail = _common_end(labels)
    cores = [label[: len(label) - tail] for label in labels]
    length = Counter(len(core) for core in cores[1:]).most_common(1)[0][0]
    names = [core[-length:] if length else "" for core in cores]
    names = [name if len(name) > 1 else (label[: len(core) + 1])[-2:] for name, core, label in zip(names, cores, labels, strict=True)]
    if len(set(names)) < len(run) or any(len(name) < 2 for name in names):
        return
    start, end = run[0][1].figure.start - len(labels[0]), run[-1][1].figure.after
    around = reading.text[reading.sentences.span(run[0][1].sentence)[0] : end + 40]
    counted = [value_of(it["n"]) for it in _ALL.finditer(around[: start + 1])]
    is_whole = _TOP.search(around) is not None or (bool(counted) and counted[-1] == len(run))
    yield _Row(dict(zip(names, (it for _, it in run), strict=True)), "".join(labels), start, end, is_whole)


def _common_end(labels: list[str]) -> int:
    """Return how many signs all labels end with alike."""
    ends = zip(*(reversed(label) for label in labels), strict=False)
    return sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, ends))


def _against(reading: Reading, row: _Row) -> Iterator[Conflict]:
    start = reading.sentences.span(reading.sentences.at(row.start))[0]
    told = reading.text[row.end : row.end + _WITHIN].split("\n\n")[0]
    if _LESS_IS_BETTER.search(reading.text[start : row.end]):
        return
    for name, own in row.names.items():
        behind = _PLACE.replace("?P<", "?P<b")
        said = re.compile(rf"{name}(?P<words>[^，。；\d“”]{{0,12}}?)(?P<place>{_PLACE})|(?P<place2>{behind})的?(?:是|为|正是){name}")
        for found in said.finditer(told):
            words = found["words"] or ""
            claimed = found["place"] or found["place2"]
            lead = re.split("[。；]", told[: found.start()])[-1]
            if (
                _CRITERION.search(told[: found.start()])
                or _EARLIER.search(lead[-12:] + words)
                or (_OTHER_MEASURE.search(words) and not _KIND.search(words))
                or (_OF_POINTS.search(words) and own.unit != "分")
            ):
                continue
            if conflict := _checked(
                row, own, name, claimed, (row.end + found.start("place") if found["place"] else row.end + found.start("place2"))
            ):
                yield conflict
                return


def _checked(row: _Row, own: Mention, name: str, claimed: str, start: int) -> Conflict | None:
    others = {who: it for who, it in row.names.items() if it is not own}
    above = {who: it for who, it in others.items() if it.figure.said > own.figure.said}
    below = {who: it for who, it in others.items() if it.figure.said < own.figure.said}
    place = _place_of(claimed)
    if place < 0:
        wrong = below
    elif len(above) >= place:
        wrong = above
    else:
        wrong = (above or below) if row.is_whole and place > len(above) + 1 and len(above) + len(below) == len(others) else {}
    if not wrong:
        return None
    said = "、".join(f"{who}{it.figure.words}" for who, it in wrong.items())
    spans = {(start, start + len(claimed)), *((it.figure.start, it.figure.end) for it in (own, *wrong.values()))}
    return Conflict("rank_clash", tuple(sorted(spans)), f"文中说{name}“{claimed}”，它是{own.figure.words}，而{said}", 1)


def _place_of(words: str) -> int:
    """Return the place that words say; -1 for the last one."""
    found = re.match(_PLACE, words)
    assert found
    if found["n"]:
        return value_of(found["n"]) or 1
    return next(place for name, place in (("last", -1), ("first", 1), ("second", 2), ("third", 3)) if found[name])
