"""One place in one ranking told twice: 在全县平安建设考评中位列第二, 全县平安建设考评第四名的成绩."""

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.likeness import narrowing, rare_pairs
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_PLACE: Final = re.compile(
    r"(?<!倒数)第(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<unit>名|位)?"
    r"(?![期批季届次轮章条款场个天类种步项号户课部代方产年大家阶站线、到至组梯片])|(?P<first>首位|榜首)"
)
_FIELD: Final = re.compile("全([国省市县区镇乡街])")
_RANKING: Final = re.compile("位居|位列|排名|排位|排在|名列|列|居|名次|位次|名的|位的|考核|考评|评比|测评|综合")
_OTHER_TIME: Final = re.compile("曾|去年|上年|上届|往年|上月|上季度|同期|此前|原来|力争|争取|目标|预计|较|由|从|跃|升|前移|进位|年初")
_OF_OTHERS: Final = re.compile(r"[一-龥]{2,3}(?:县|区|市|镇|乡|街道|社区|村|公司|队)(?!妇联|各|里|内|级)|并列|同为|兄弟")
_OWN: Final = re.compile("我[省市县区镇乡街站]|全[省市县区镇乡街]|各[省市县区镇乡]|参评|个(?:县|区|市|镇|乡|街道|社区|村)")
_IDLE: Final = re.compile(
    r"位居|位列|排名|排位|排在|名列|列|居|名次|位次|全[国省市县区镇乡街]|第[\d一-十]+[名位]?|成绩|个?县[（(]市、区[）)]|各县区|其中"
)
_RATE: Final = re.compile("(?P<rate>(?:任务|计划|目标|总体|综合)[一-龥]{2}率)(?:位居|位列|排名|排在|列|居)?[^，。；\\d]{0,4}$")
_AROUND: Final = 34
_ENOUGH: Final = 3  # pairs of signs that say what is ranked
_TELLING: Final = 2  # of which, where a rate bears the same name


@dataclass(frozen=True, slots=True)
class _Told:
    start: int
    end: int
    place: int
    sentence: int
    words: str
    so_far: str
    field: str
    period: str
    years: frozenset[str]


def check_places_told_again(reading: Reading) -> list[Conflict]:
    """Return places of the unit that writes, of one ranking, that differ."""
    told = [one for found in _PLACE.finditer(reading.text) if (one := _told(reading, found))]
    for one, other in combinations(told, 2):
        if one.place != other.place and one.sentence != other.sentence and _are_of_one_ranking(one, other):
            said = f"同一项排名，一处是第{one.place}，一处是第{other.place}"
            return [Conflict("rank_clash", ((one.start, one.end), (other.start, other.end)), said)]
    return []


def _told(reading: Reading, found: re.Match[str]) -> _Told | None:
    start, end = reading.parts.span(reading.parts.at(found.start()))
    lead = reading.text[max(start, found.start() - _AROUND) : found.start()]
    rest = reading.text[found.end() : min(end, found.end() + _AROUND)]
    clause = rest.split("，")[0] if "，" in rest else rest
    place = 1 if found["first"] else value_of(found["n"])
    field = _FIELD.search(clause if rest.startswith("的") else lead) or _FIELD.search(lead)
    ranked = _RANKING.search(lead[-14:]) or found["unit"] or rest.startswith("的")
    words = lead + clause
    others = _OF_OTHERS.search(_OWN.sub("", words))
    if not (place and field and ranked) or others or _OTHER_TIME.search(words):
        return None
    return _Told(
        found.start(),
        found.end(),
        place,
        reading.sentences.at(found.start()),
        _IDLE.sub(" ", words),
        reading.text[reading.paragraphs.span(reading.paragraphs.at(found.start()))[0] : found.start()],
        field[1],
        reading.periods.at(found.start()),
        frozenset(re.findall(r"\d{4}年", words)) - {reading.periods.own},
    )


def _are_of_one_ranking(one: _Told, other: _Told) -> bool:
    if one.field != other.field or (one.period and other.period and one.period != other.period):
        return False
    if one.years != other.years:
        return False
    if _of_one_rate(one, other) or _of_one_rate(other, one):
        return True
    return narrowing(one.words) == narrowing(other.words) and len(rare_pairs(one.words) & rare_pairs(other.words)) >= _ENOUGH


def _of_one_rate(one: _Told, other: _Told) -> bool:
    """Whether a rate of one name is ranked, and what it is of was told before in the paragraph: 贷款…，任务完成率居; 贷款任务完成率居."""
    mine, theirs = (_RATE.search(it.so_far) for it in (one, other))
    if not mine or not theirs or mine["rate"] != theirs["rate"]:
        return False
    whole = rare_pairs(other.words)
    return len(whole & rare_pairs(one.so_far)) >= _TELLING and narrowing(other.words) <= narrowing(one.so_far)
