"""Places in rankings as they are written: who, of what, in which field."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.checker.rules.figures import Figure, Form
from portal.checker.rules.likeness import rare_pairs
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_RANK: Final = re.compile(
    r"第(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})(?:名|位)?(?![期批季届次轮章条款场个天类种步项号户课部代方产年大家阶站站线个])|(?P<first>首位|榜首)"
)
_RANKED: Final = re.compile(
    r"位居|位列|排名|排位|排在|排|名列|列|居|名次|位次|并列|跃居|全[省市县区国镇乡]$|取得|获得|获|得|得分|综合|考核"
)
_UNIT: Final = r"(?:自治县|县|区|市|镇|乡|街道|社区|村|旗|驿站|公司|队|基地|中心)"
_NAME: Final = re.compile(
    rf"(?:^|[，；。、：\n]|其中|而|同时|分别是|的|是|为|和|与)(?P<name>[一-龥A-Z]{{1,6}}?{_UNIT})(?!妇联的|级|直|民|驿站|社区)"
)
_NO_NAME: Final = re.compile(
    r"全[省市县区国镇]|^据|^按|^各|^位|^列|^在|^居|^我|^本|^两|^三|所有|设区|^以|^把|^对|^通过|^依托|巾帼|^每|^其他|^前|先进|兄弟|周边|后进"
)
_OURS: Final = re.compile(r"我[市县区镇乡省街]|本[市县区镇]")
_THAT: Final = re.compile(r"该[县市区镇乡村街站]")
_ANY: Final = re.compile(
    r"(?:学习|借鉴|推广|像|向|以|对|比|跟|^|[，。；、：\n的是为和与])(?P<name>[一-龥]{1,4}?(?:自治县|县|区|市|镇|乡|街道|社区|村))"
)
_DIFFERENCE: Final = re.compile("[比较][^，。；]{0,10}[多少高低]出?$")  # 比东港区多180个
_FORMER: Final = re.compile(r"[较比从由](?:上|去|前|[\d一二三四])[^，。；]{0,10}$|[较比从由][^，。；]{0,6}的?$|由[^，。；]{0,12}$")
_CRITERION: Final = re.compile(
    r"(?:按照?|从|以|就|论)([^，。；：\n]{2,18}?)(?:由[高多]到[低少]|从[高多]到[低少]|来?看|排序|排名|排列|排|统计|计算?)(?=[，：]|的|依次|，)"
)
_SCOPE: Final = re.compile(r"全[省市县区国镇乡]")
_IDLE: Final = re.compile(
    r"位居|位列|排名|排位|排在|名列|名次|位次|并列|跃居|反观|再看|相比之下|同样|继续|稳居|依然|仍|全[省市县区国镇乡]|我[市县区镇]|今年|总的看|取得|获得|成绩|基础|下一步|[\d一二三四五六七八九十]+个(?:县区|县|区|市|镇|乡镇|街道)|中|[在居列排以的要为是从到由了于第前]|[\d.]+[分%人名场个]?"
)


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in a ranking.

    Args:
        who: whose place; `我` for the unit that writes.
        what: the words between who and the place, and those behind it when there are none.
        heading: what stands before the colon that opens the ranking.
        value: the figure that stands with the place, if one does.
        tied: two are said to share it.
    """

    start: int
    end: int
    place: int
    who: str
    what: str
    heading: str
    scope: str
    period: str
    value: Figure | None
    tied: bool
    sentence: int

    @property
    def measure(self) -> frozenset[str]:
        """What is compared, as pairs of signs."""
        return _measure(f"{self.what} {self.heading}")


@lru_cache(maxsize=4096)
def _measure(words: str) -> frozenset[str]:
    return rare_pairs(_IDLE.sub(" ", words.replace("完成率", "达率").replace("完成进度", "达率").replace("完成比例", "达率")))


def find_ranks(reading: Reading) -> list[Rank]:
    """Return the places that are told of in a text."""
    return [rank for it in _RANK.finditer(reading.text) if (rank := _rank(reading, it))]


def _rank(reading: Reading, found: re.Match[str]) -> Rank | None:
    start, end = reading.parts.span(reading.parts.at(found.start()))
    lead, rest = reading.text[start : found.start()], reading.text[found.end() : end]
    sentence = reading.sentences.at(found.start())
    told = reading.text[reading.sentences.span(sentence)[0] : found.start()]
    place, follows = _place(found), _follows(found, lead, rest)
    if (
        not place
        or not (follows or _is_ranked(lead, told))
        or lead.endswith(("倒数", "（", "与", "比", "较", "距", "距离"))
        or _FORMER.search(lead)
    ):
        return None
    who = _name_after(rest) if follows else _holder(reading, lead, found.start())
    colon = re.search(r"(?:^|[，。；\n])([^，。；：\n]{2,20})：", told)
    return Rank(
        found.start(),
        found.end(),
        place,
        "我" if _is_own(reading, who) else who,
        _what(reading, found.start(), lead, rest[:10] if follows else "", who),
        colon[1] if colon else "",
        _scope(lead),
        reading.periods.at(found.start()),
        _value(reading, found, follows=follows),
        "并列" in lead[-12:] or "并列" in rest[:6],
        sentence,
    )


def _place(found: re.Match[str]) -> int:
    return 1 if found["first"] else value_of(found["n"])


def _follows(found: re.Match[str], lead: str, rest: str) -> bool:
    """Whether the one who holds a place stands behind it: 第一名是甲县."""
    named = re.search("名|位", found[0]) and not _RANKED.search(lead[-8:])
    return bool(named and re.match(r"[的为是]?[一-龥]{2,8}(?:县|区|市|镇|乡|街道|社区|村|队|公司)?", rest))


def _is_ranked(lead: str, told: str) -> bool:
    return bool(
        _RANKED.search(lead[-14:])
        or re.search(r"第[\d一-十]+[名位]?[、和]$", lead)
        or re.search(r"(?:排名|排序|名次)[^，。；：]{0,4}：", told)
    )


def _what(reading: Reading, place: int, lead: str, rest: str, who: str) -> str:
    """Return the words that say what is compared: those beside the place, else what the ranking was opened with."""
    what = re.sub(
        r"第[\d一二三四五六七八九十]+[名位]?|[一-龥]{1,4}(?:县|区|市|镇|乡|街道)(?=、|和)|、[一-龥]{1,4}(?:县|区|市|镇|乡|街道)",
        " ",
        re.split("[，：]|(?<=[位名])、", lead)[-1].replace(who or "，", " "),
    )
    if _measure(what):
        return what
    start = reading.paragraphs.span(reading.paragraphs.at(place))[0]
    opened = [it[1] for it in _CRITERION.finditer(reading.text[max(start, place - 300) : place])]
    return _before_that(lead) or (opened[-1] if opened else "") or rest.replace(who or "，", " ")


def _before_that(lead: str) -> str:
    clauses = re.split("[，：]", lead)
    return "" if len(clauses) < 2 or re.search(r"\d|第", clauses[-2]) or not _measure(clauses[-2]) else clauses[-2]


def _scope(lead: str) -> str:
    found = _SCOPE.findall(lead[-24:])
    return found[-1] if found else ""


def _is_own(reading: Reading, who: str) -> bool:
    return (bool(who) and any(who.endswith(own) or own.endswith(who) for own in reading.areas.own)) or bool(_OURS.search(who))


def _name_after(rest: str) -> str:
    found = re.match(
        r"[的为是]?([一-龥]{1,8}?(?:县|区|市|镇|乡|街道|社区|村|旗|驿站|公司|队|妇联)|[一-龥]{2,8}(?=，|；|。|、|（|\d))", rest
    )
    return found[1] if found else ""


def _holder(reading: Reading, lead: str, place: int) -> str:
    """Return whose place it is: the last name in its part; of several before 分别 the one of its turn."""
    if _THAT.search(lead):
        return _named_before(reading, place)
    names = [it["name"] for it in _NAME.finditer(lead) if not _NO_NAME.search(it["name"])]
    if "分别" in lead and len(names) > 1:
        turn = len(re.findall(r"第[\d一二三四五六七八九十]+", lead.rpartition("分别")[2]))
        before = [it["name"] for it in _NAME.finditer(lead.rpartition("分别")[0]) if not _NO_NAME.search(it["name"])]
        return before[turn] if turn < len(before) else ""
    if names:
        return names[-1]
    start, end = reading.sentences.span(reading.sentences.at(place))
    sentence = reading.text[start:end]
    others = [it["name"] for it in _NAME.finditer(sentence) if not _NO_NAME.search(it["name"])]
    return "我县" if _OURS.search(sentence) or not others else ""


def _named_before(reading: Reading, place: int) -> str:
    """Return whom 该县 means: the last name before it."""
    start = reading.paragraphs.span(reading.paragraphs.at(place))[0]
    words = _THAT.split(reading.text[max(start, place - 200) : place])[0]
    names = [it["name"] for it in _ANY.finditer(words) if not _NO_NAME.search(it["name"]) and not it["name"].startswith("该")]
    return names[-1] if names else "我县"


def _value(reading: Reading, found: re.Match[str], *, follows: bool) -> Figure | None:
    """Return the figure that stands with a place: right behind it, or before it in its part."""
    part = reading.parts.at(found.start())
    near = [it.figure for it in reading.by_sentence.get(reading.sentences.at(found.start()), []) if it.part == part and it.unit]
    near = [
        it
        for it in near
        if it.form in {Form.COUNT, Form.PERCENT} and not _DIFFERENCE.search(reading.text[max(0, it.start - 14) : it.start])
    ]
    near = [it for it in near if not re.match("个?(?:县|区|市|镇|乡|街道|参评|单位)", reading.text[it.end : it.end + 4])]
    scores = [it for it in near if it.unit == "分"]
    after = [it for it in scores or near if 0 <= it.start - found.end() < 24 and "第" not in reading.text[found.end() : it.start]]
    before = [it for it in scores or near if 0 <= found.start() - it.end < 24 and "第" not in reading.text[it.end : found.start()]]
    if follows:
        return after[0] if after else None
    return before[-1] if before else after[0] if after else None
