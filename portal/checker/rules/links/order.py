"""Places that what is said of those above and below does not allow: 比排在第四的泽州市低0.8分，名列第三; 前进了三位; 仅次于."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_N: Final = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_UNIT: Final = "(?:名|位|个位次|个名次|个位置|位次)"
_RANKED: Final = "(?:名列|位列|位居|排名?|列|居)"
_RISEN: Final = "进步|前进|前移|上升|提升|进|跃升|攀升|升"
_FALLEN: Final = "后退|后移|下降|下滑|退|跌|降|滑落"


def _place(name: str) -> str:
    """Return the pattern of a place in a ranking."""
    return rf"(?<!倒数)第(?P<{name}>{_N})(?:名|位)?(?![期批季届次轮章条款场个天类种步项号户课部代方产年大家阶站线、到至])"


_BESIDE: Final = re.compile(
    rf"[比较与](?:排在|{_RANKED})?{_place('other')}的?[^，。；\d]{{0,12}}?(?P<way>低|少|落后|差|高|多|领先)"
    rf"[^，。；]{{0,10}}[，、]?[^。；]{{0,24}}?{_RANKED}[^，。；\d第]{{0,8}}{_place('own')}"
)
_BESIDE_BEHIND: Final = re.compile(
    rf"{_RANKED}[^，。；\d第]{{0,8}}{_place('own')}[，、]?[^。；第]{{0,16}}?[比较与](?:排在|{_RANKED})?{_place('other')}"
    rf"的?[^，。；\d]{{0,12}}?(?P<way>低|少|落后|差|高|多|领先)(?=[^，。；]{{0,4}}\d)"
)
_MOVED: Final = re.compile(
    rf"{_place('first')}(?P<told>[^。；第]{{0,40}}?)(?P<way>{_RISEN}|{_FALLEN})了?(?P<by>{_N}){_UNIT}"
    rf"，?(?:目前|现|今年|今)?(?![^，。；第]{{0,3}}(?:上年|去年|上届|原|此前))[^，。；第从由]{{0,4}}(?:[至到为列居]|排名?)(?:在?全[省市县国区镇])?的?{_place('last')}"
)
_MOVED_FROM: Final = re.compile(
    rf"由[^，。；]{{0,10}}{_place('first')}[^，。；第]{{0,6}}(?:{_RISEN}|{_FALLEN})[^，。；第]{{0,6}}{_place('last')}"
    rf"[^。；第]{{0,12}}?(?P<way>{_RISEN}|{_FALLEN})了?(?P<by>{_N}){_UNIT}"
)
_ABOVE_US: Final = re.compile(
    rf"(?:高于|超过|多于|排在|领先于?|位居|优于)[我本该]?[^，。；]{{0,6}}(?:前面|之前|之上)?的?(?:只有|仅有?|有|共有?)(?P<n>{_N})[个家支位]"
    rf"[^。；]{{0,30}}?[。；，][^。；]{{0,20}}?{_RANKED}[^，。；\d第]{{0,8}}{_place('own')}"
)
_FEW_ABOVE_US: Final = re.compile(
    rf"{_RANKED}[^，。；\d第]{{0,8}}{_place('own')}，(?:目前)?(?:只有|仅有?|有)(?P<n>{_N})[个家支位][^，。；]{{0,12}}?"
    rf"(?:高于|超过|优于|好于|领先于?|多于|排在|在)[我本][^，。；]{{0,4}}(?!之后|后面)"
)
_NOBODY_ABOVE: Final = re.compile(
    r"没有(?:哪|任何)?[^，。；]{0,10}(?:高过|超过|多过|多于|高于|胜过|超越)(?P<who>[一-龥]{2,6})(?=[。；，]|$)"
)
_IN_TURN: Final = re.compile(
    r"(?:由高到低|从高到低|由多到少|从多到少|从前到后|从第一到最后)[^，。；：]{0,8}(?:依次)?(?:为|是|：)(?P<names>[^。；\d]{6,80})[。；]"
)
_NEXT_TO: Final = re.compile(r"仅次于(?P<who>[一-龥]{2,12}?)(?=[，。；、的])")
_UP: Final = re.compile("前|升|进|跃|攀")
_WITHIN: Final = 120  # signs


def check_order(reading: Reading) -> list[Conflict]:
    """Return places that go against what is said of others."""
    text = reading.text
    return [*_beside(text), *_moved(text), *_counted_above(text), *_with_nobody_above(reading), *_next_to(text)]


def _spans(found: re.Match[str], *names: str) -> tuple[tuple[int, int], ...]:
    """Return where numbers of places stand, 第 among them."""
    places = (found.span(name) for name in names)
    return tuple(sorted((start - (found.string[start - 1] == "第"), end) for start, end in places))


def _beside(text: str) -> Iterator[Conflict]:
    for found in (*_BESIDE.finditer(text), *_BESIDE_BEHIND.finditer(text)):
        other, own, is_lower = value_of(found["other"]), value_of(found["own"]), found["way"] in {"低", "少", "落后", "差"}
        if other and own and (own <= other if is_lower else own >= other) and not re.search("投诉|扣分|失分|用时", found[0]):
            side = "低" if is_lower else "高"
            yield Conflict("rank_clash", _spans(found, "other", "own"), f"比第{other}名还{side}，不会是第{own}名", 1)


def _moved(text: str) -> Iterator[Conflict]:
    for pattern in (_MOVED, _MOVED_FROM):
        for found in pattern.finditer(text):
            first, last, by = (value_of(found[name]) for name in ("first", "last", "by"))
            due = first - by if _UP.search(found["way"]) else first + by
            if first and last and by and last != due and (pattern is _MOVED_FROM or not re.search("从|由|第", found["told"])):
                said = f"从第{first}名{found['way']}{by}位是第{due}名，文中写第{last}名"
                yield Conflict("rank_clash", _spans(found, "first", "by", "last"), said, 1)


def _counted_above(text: str) -> Iterator[Conflict]:
    for found in (*_ABOVE_US.finditer(text), *_FEW_ABOVE_US.finditer(text)):
        above, own = value_of(found["n"]), value_of(found["own"])
        if above and own and own != above + 1:
            yield Conflict("rank_clash", _spans(found, "n", "own"), f"前面有{above}个，应是第{above + 1}名，文中写第{own}名", 1)


def _with_nobody_above(reading: Reading) -> Iterator[Conflict]:
    text = reading.text
    for found in _NOBODY_ABOVE.finditer(text):
        start = reading.paragraphs.span(reading.paragraphs.at(found.start()))[0]
        told = re.compile(rf"{found['who']}[^。；]{{0,24}}?{_place('own')}")
        for own in told.finditer(text, max(start, found.start() - _WITHIN), found.start()):
            if value_of(own["own"]) > 1:
                why = f"没有高过{found['who']}的，应是第1名，文中写第{value_of(own['own'])}名"
                yield Conflict("rank_clash", (*_spans(own, "own"), found.span("who")), why)


def _next_to(text: str) -> Iterator[Conflict]:
    """由高到低依次为甲、乙、丙 … 乙仅次于丙."""
    for listed in _IN_TURN.finditer(text):
        names = [it for it in re.split("[、和，]", listed["names"]) if 2 <= len(it) <= 14]
        for found in _NEXT_TO.finditer(text, listed.end(), listed.end() + 2 * _WITHIN):
            if found["who"] not in names:
                continue
            lead = re.split("[。；\n]", text[: found.start()])[-1]
            own = [name for name in names if name in lead and name != found["who"]]
            if len(own) == 1 and names.index(own[0]) != names.index(found["who"]) + 1:
                place = listed.start("names") + listed["names"].index(own[0])
                spans = ((place, place + len(own[0])), found.span())
                yield Conflict("rank_clash", spans, f"排列里{own[0]}不在{found['who']}之后一位")
