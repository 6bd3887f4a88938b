"""A place, or 最多, that is said of somebody, against the figures of all of whom the text tells."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.figures import Form
from portal.checker.rules.likeness import actions, pairs
from portal.checker.rules.members import PLACES, Member, Names, find_members
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_N: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_CLAIM: Final = re.compile(
    rf"(?P<last>倒数第[一1]|末位|垫底|之末|(?<![与和及、])最(?:少|低|短|小)(?!于)|最后一[名位])|(?P<first>首位|榜首|之首|榜一|最(?:多|高|长|大|快)(?![与和及、]最|的一[名位个户])|居首|领跑|领先)"
    rf"|(?<!倒数)第(?P<n>{_N})(?:名|位)?(?![期批季届次轮章条款场个天类种步项号户课部代方产年大家阶站站线、到至])"
)
_AFTER: Final = re.compile(r"的(?:县区?|区|镇|乡|街道|社区|村|是|为|单位|站点|驿站)?[^，。；\d]{0,4}?[是为]")
_EARLIER: Final = re.compile("曾|上一?年|去年|上届|往年|历史|历年|上月|上季度|预计|力争|争取|目标|之一|单[日场月]|连续|近年|以来最")
_LESS_IS_BETTER: Final = re.compile("投诉|用时|耗时|失分|扣分|差错|事故|纠纷|发案|流失|空置|退订|由低到高|从低到高")
_FILL: Final = re.compile(
    rf"第?{_N}[名位]?|全[省市县区镇乡街国]|四县|[两二三四五六七八九十]+(?:个?(?:县区|县|区|镇|乡|街道|社区|村))|位居|位列|居于?|排名?|列|名列|排在|在|并|也|均|都|稳|依然|仍|暂|同样|[的之为是中里以了其人数量户场次位名、（）“”]|数量?|总[数量]|情况|方面|指标|最|高|多|少|低|长|大|各|达|共|已|如下|分别|看|来|从|按|依次|排序"
)
_AMONG_SOME: Final = re.compile("[两二三四五六七八九](?:个)?(?P<of>县|区|镇|乡|街道|社区|村)(?!区)")
_KINDS: Final = (
    ("率|比例|进度|比重", "%"),
    ("得分|总分|分数|评分|成绩", "分"),
    ("人次", "人次"),
    ("户数", "户"),
    ("场次|场数", "场"),
    ("时长", "小时"),
    ("票", "票"),
)
_OVERALL: Final = re.compile("综合|考核|总评|整体|总体|工作|质量")
_OTHERS: Final = re.compile("其余|其他|合计|总计|目标|任务|计划|平均|每|去年|上年|同期|由|从|比|较|占")
_TURN: Final = re.compile("分别|依次|并列|、")
_CRITERION: Final = re.compile(r"(?:按照?|从|以|就|论)([^，。；：\n]{2,14}?)(?:来?看|排序|排名|排列|排|统计|计算?)(?=[，：])")
REACH: Final = 60  # members on either side
_NEAR: Final = 8  # sentences between a claim and the figures


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of somebody: the place from the top, or from the bottom."""

    start: int
    end: int
    named: int
    who: str
    words: str
    place: int
    bottom: bool
    literal: bool
    sentence: int
    part: int


def check_standings(reading: Reading) -> list[Conflict]:
    """Return places that the figures of the text do not allow."""
    names = Names(reading)
    members = find_members(reading, names)
    if len(members) < 2:
        return []
    by_name: dict[str, list[Member]] = {}
    for it in members:
        by_name.setdefault(it.who, []).append(it)
    claims = (claim for found in _CLAIM.finditer(reading.text) if (claim := _claim(reading, names, found)))
    told = [found for claim in claims if claim.who in by_name and (found := _checked(reading, claim, by_name[claim.who], members))]
    return [it for i, it in enumerate(told) if not any(len(set(it.spans) & set(one.spans)) > 1 for one in told[:i])]


def _claim(reading: Reading, names: Names, found: re.Match[str]) -> Claim | None:
    sentence, part = reading.sentences.at(found.start()), reading.parts.at(found.start())
    start, end = reading.parts.span(part)
    clause_start, clause_end = reading.clauses.span(reading.clauses.at(found.start()))
    if after := _AFTER.match(reading.text[found.end() : end]):
        named = names.between(found.end() + after.end() - 1, found.end() + after.end() + 12)
        who, words = (named[0] if named else None), reading.text[clause_start : found.start()]
    else:
        who = names.last(start, found.start())
        words = reading.text[max(clause_start, who[1] if who else 0) : found.start()]
    said = reading.text[who[1] : found.start()] if who else ""
    if who is None or _TURN.search(said) or _EARLIER.search(reading.text[max(start, found.start() - 30) : clause_end]):
        return None
    opened = _CRITERION.findall(reading.text[reading.sentences.span(sentence)[0] : found.start()])
    if opened and not pairs(_FILL.sub(" ", words)):
        words = opened[-1]
    place = 1 if found["first"] or found["last"] else value_of(found["n"])
    literal = found[0].startswith("最") and not found[0].startswith("最后")
    return (
        Claim(found.start(), found.end(), min(who[1], found.start()), who[2], words, place, bool(found["last"]), literal, sentence, part)
        if place
        else None
    )


def _checked(reading: Reading, claim: Claim, own: list[Member], members: list[Member]) -> Conflict | None:
    if not claim.literal and _LESS_IS_BETTER.search(reading.sentence_text(claim.sentence) + own[0].heading):
        return None
    mine = [it for it in own if abs(it.mention.sentence - claim.sentence) <= _NEAR and _is_of(claim, it)]
    if _has_figure(reading, claim):
        mine = [it for it in mine if claim.named <= it.mention.figure.start < claim.start]
    if len({(it.mention.figure.said, it.mention.unit) for it in mine}) != 1:
        return None
    it = mine[0]
    place = bisect_left(members, it.mention.number, key=lambda one: one.mention.number)
    near = members[max(0, place - REACH) : place + REACH]
    told = {one.who: one for one in near if one.who != it.who and _are_compared(it, one)}
    if some := _AMONG_SOME.search(claim.words):  # 居四县首位: districts are not asked
        told = {who: one for who, one in told.items() if who.endswith(some["of"])}
    above = [one for one in told.values() if one.mention.figure.low > it.mention.figure.high]
    below = [one for one in told.values() if one.mention.figure.high < it.mention.figure.low]
    if claim.bottom:
        return _told(reading, claim, it, below) if below else None
    if len(above) >= claim.place:
        return _told(reading, claim, it, above)
    complete = _is_complete(reading, it, list(told.values())) and len(above) + len(below) == len(told)
    return _told(reading, claim, it, above or below) if complete and claim.place > len(above) + 1 else None


def _has_figure(reading: Reading, claim: Claim) -> bool:
    """Whether a figure stands between a name and what is said of it."""
    near = reading.by_sentence.get(claim.sentence, [])
    return any(
        claim.named <= it.figure.start < claim.start and it.figure.form in {Form.COUNT, Form.PERCENT} and it.unit not in PLACES
        for it in near
    )


def _told(reading: Reading, claim: Claim, own: Member, others: list[Member]) -> Conflict:
    figures = [own.mention.figure, *(it.mention.figure for it in others)]
    places = [it.span() for one in others for it in _CLAIM.finditer(*_beside(reading, claim, one))]
    spans = {(claim.start, claim.end), *((it.start, it.end) for it in figures), *places[: len(others)]}
    said = "、".join(f"{it.who}{it.mention.figure.words}" for it in others)
    why = f"文中说{own.who}“{reading.text[claim.start : claim.end]}”，它是{own.mention.figure.words}，而{said}"
    return Conflict("rank_clash", tuple(sorted(spans)), why, 1)


def _beside(reading: Reading, claim: Claim, one: Member) -> tuple[str, int, int]:
    """Return where the place of somebody else may stand: behind his figure in the sentence of the claim."""
    clause = reading.clauses.at(one.mention.figure.after)
    end = reading.clauses.span(clause + 1)[1] if one.mention.sentence == claim.sentence else 0
    return reading.text, one.mention.figure.after, min(end, reading.parts.span(one.mention.part)[1])


def _is_of(claim: Claim, it: Member) -> bool:
    """Whether a claim speaks of such a figure: by a word of its own, by its unit, or by standing right beside it."""
    if it.mention.goal or _is_growth(claim.words) != _is_growth(it.words):
        return False
    kind = next((unit for words, unit in _KINDS if re.search(words, claim.words)), "")
    if (kind and kind != it.mention.unit) or (_OVERALL.search(claim.words) and it.mention.unit != "分"):
        return False
    rate = re.search("[一-龥]{2}率", claim.words)
    if rate and rate[0] in it.said + it.heading:
        return True
    words = pairs(_FILL.sub(" ", re.sub(r"率|得分|总分|得票|[^一-龥]", " ", claim.words)))
    if words & pairs(it.words):
        return True
    close = claim.sentence - it.mention.sentence in {0, 1, 2}
    if not words:
        return close or ("人" in claim.words and it.mention.unit in {"人", "人次"})
    mine, theirs = actions(claim.words), actions(it.words)
    return claim.part == it.mention.part and kind != "%" and not (mine and theirs and not mine & theirs)


def _is_growth(words: str) -> bool:
    return re.search("增幅|增速|增长|提高|升幅|降幅|下降", words) is not None


def _are_compared(one: Member, other: Member) -> bool:
    """Whether two figures are of one measure: of one row, or told in the same words."""
    mine, theirs = one.mention, other.mention
    if mine.unit != theirs.unit or mine.figure.form is not theirs.figure.form or mine.period != theirs.period or _OTHERS.search(other.said):
        return False
    if other.row == one.row and _kin(one.said, other.said):
        return True
    if mine.figure.form is Form.PERCENT and not pairs(one.words) & pairs(other.words):
        return False
    return (
        abs(mine.sentence - theirs.sentence) <= _NEAR and bool(pairs(one.said) & pairs(other.said)) and mine.after[:2] == theirs.after[:2]
    )


def _kin(one: str, other: str) -> bool:
    mine, theirs = pairs(one), pairs(other)
    return not mine or not theirs or bool(mine & theirs)


def _is_complete(reading: Reading, own: Member, others: list[Member]) -> bool:
    """Whether a row names all there are: as many as it announces, or four and more from the top down."""
    row = sorted([own, *others], key=lambda it: it.mention.number)
    open_ended = re.search("等|其中|部分|主要|例如|比如|并列|均为|同为|其[余他]", own.heading + reading.sentence_text(own.mention.sentence))
    if any(it.row != own.row for it in others) or len(row) < 3 or open_ended:
        return False
    if announced := re.findall(rf"({_N})(?:个|家|支|所|大)", own.heading):
        return value_of(announced[-1]) == len(row)
    falls = all(one.mention.figure.said > other.mention.figure.said for one, other in pairwise(row))
    return "各" in own.heading or (falls and len(row) > 3)
