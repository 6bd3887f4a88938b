"""Lists that are told by their form: “三送”, names in quotation marks, the levels 县、乡、村."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.lists_counted import pieces_of, told
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_SWORN: Final = re.compile(
    r"[“\"](?P<n>[二两三四五六七八九十])个?(?P<thing>送|统一|进|免|有|访|帮|到|新|必|不|优先|心|上门|一|抓|促|强|建|转|查|聚焦|强化|单|员)[”\"]|(?P<m>[二两三四五六七八九十])(?P<word>送|统一|进|免|抓|促|聚焦)(?:活动|服务|行动|要求|机制|工程)?[：，]|(?<=”)(?P<k>[二两三四五六七八九十])(?P<after>送|统一|进|免|抓|促|上门)(?=活动|服务|行动|[，。；])"
)
_QUOTED: Final = re.compile(
    r"(?P<list>(?:“[^”“，。]{1,12}”[、和及]?){2,12}|(?:《[^》《]{1,30}》[、和及]?){2,12})(?P<open>等)?(?P<n>\d{1,2}|[两三四五六七八九十])(?P<thing>大|个|项|类|种|条|部|门|支|场)"
)
_A_NAME: Final = re.compile("“[^”]*”|《[^》]*》")
_WITH_MORE: Final = re.compile(
    r"(?P<list>[一-龥]{2,8}(?:、[一-龥“”]{1,10}){2,12})等[一-龥]{1,5}?(?:共计?)?(?P<n>\d{1,2}|[两三四五六七八九])(?P<thing>门|项|类|种|个|支|家)(?!月|百分)"
)
_PLACES: Final = re.compile(
    r"(?<![\d第全其他余])(?P<n>\d{1,2}|[两三四五六七八九十])个(?P<thing>街道|社区|镇|乡|县|区|市|村|驿站|基地|学校|中心)(?P<said>[^。；：\d（）]{2,30})：(?P<list>[一-龥]{2,8}(?:、[一-龥]{2,8})+)"
)
_SINGLE: Final = re.compile(
    "(?P<list>[一-龥](?:、(?![一二两三四五六七八九十])[一-龥]){1,6})(?P<n>[两三四五六七八九])(?P<thing>代|种方式|个方面|个环节|大环节|类|项|字)(?!、)"
)
_LEVEL: Final = "(?:国家|国|中央|省|市|县|区|乡镇|乡|镇街|镇|街道|街|社区|村|组|网格|户)"
_LEVELS: Final = re.compile(
    rf"(?<![一-龥、])(?:[^，。；：“”、\d]{{0,12}}?)(?P<list>{_LEVEL}(?:、{_LEVEL})+)(?P<n>[两二三四五六])(?P<thing>级)"
)


def named_lists(reading: Reading) -> Iterator[Conflict]:
    """Yield the lists told by their form that have more or fewer members than they say."""
    yield from _sworn(reading)
    yield from _quoted(reading)
    yield from _levels(reading)
    yield from _with_more(reading)
    yield from _of_places(reading)
    yield from _of_single_signs(reading)


def _of_places(reading: Reading) -> Iterator[Conflict]:
    """五个街道的妇联主席作交流发言，分别介绍经验：东门街道、西湖街道、南山街道、北园街道."""
    for found in _PLACES.finditer(reading.text):
        names, value = found["list"].split("、"), value_of(found["n"])
        alike = all(it.endswith(found["thing"]) and len(it) > len(found["thing"]) for it in names)
        if alike and value != len(names) and not re.match("等|和|及", reading.text[found.end() :][:1]):
            yield told(found, 0, pieces_of(found["list"], found.start("list"), "、"))


def _of_single_signs(reading: Reading) -> Iterator[Conflict]:
    """老、中、青三代; 听、看、查、问四种方式."""
    for found in _SINGLE.finditer(reading.text):
        count, value = found["list"].count("、") + 1, value_of(found["n"])
        if value != count:
            yield told(found, 0, pieces_of(found["list"], found.start("list"), "、"))


def _quoted(reading: Reading) -> Iterator[Conflict]:
    """“巧手”“暖心”“安居”四个品牌, 《办法》《细则》三项制度."""
    for found in _QUOTED.finditer(reading.text):
        start, value = found.start("list"), value_of(found["n"])
        places = [(start + it.start(), start + it.end()) for it in _A_NAME.finditer(found["list"])]
        if value and value != len(places) and not (found["open"] and value > len(places)):
            yield told(found, 0, places)


def _with_more(reading: Reading) -> Iterator[Conflict]:
    """化妆、插花、收纳、短视频、急救等课程4门: 等 may hide more than are named, never fewer."""
    for found in _WITH_MORE.finditer(reading.text):
        count, value = found["list"].count("、") + 1, value_of(found["n"])
        if 1 < value < count:
            yield told(found, 0, pieces_of(found["list"], found.start("list"), "、"))


def _levels(reading: Reading) -> Iterator[Conflict]:
    """县、乡、村四级 are three."""
    for found in _LEVELS.finditer(reading.text):
        count = found["list"].count("、") + 1
        if value_of(found["n"]) != count:
            yield told(found, 0, pieces_of(found["list"], found.start("list"), "、"))


def _sworn(reading: Reading) -> Iterator[Conflict]:
    """送岗位、送技能、送政策“三送”: a number and a word, and as many members that begin with the word."""
    for found in _SWORN.finditer(reading.text):
        name = next(name for name in "nmk" if found[name])
        quoted, value, word = name != "m", value_of(found[name]), found["thing"] or found["word"] or found["after"]
        item = rf"[“]?{word}[^，。；、“”：]{{1,8}}[”]?"
        before = re.search(rf"(?:{item}[、，])+{item}[”]?(?:的|等)?$", reading.text[max(0, found.start() - 120) : found.start()])
        after = re.match(
            rf"[^，。；：、“”]{{0,8}}[，：（]?(?:即|包括)?((?:{item}[、，])+{item})",
            reading.text[found.end() - (0 if quoted else 1) : found.end() + 160],
        )
        listed = before[0] if before else after[1] if after else ""
        count = len(re.findall(rf"(?:^|[、，“]){word}", listed))
        if not listed:  # “五心”服务，即爱心、细心、耐心、热心: the word closes each
            ends = re.match(
                rf"[^，。；：、“”]{{0,8}}[，：（]?(?:即|包括)?((?:[一-龥]{{1,5}}{word}[、，])+[一-龥]{{1,5}}{word})",
                reading.text[found.end() :][:160],
            )
            listed = ends[1] if ends else ""
            count = len(re.findall(f"{word}(?:[、，]|$)", listed))
        if count > 1 and count != value and "等" not in listed:
            first = reading.text.find(listed, max(0, found.start() - 120))
            places = pieces_of(listed, first, "、，")[:count]
            why = f"文中说{found[0].strip('“”：，')}，实际列出{count}个"
            yield Conflict("duplicate_count", tuple(sorted([found.span(name), *places])), why, 1)
