"""Rates of completion as they are stated: how much of whose target, or by how much one target is above another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.checker.rules.figures import Form
from portal.checker.rules.goals import AIM, base_of, bases_named, row_of
from portal.checker.rules.intervals import Interval
from portal.checker.rules.reading import Mention, Reading, is_count

_SHARE: Final = re.compile(
    rf"(?:(?:完成|达|为|占|是|相当于|实现|到)[^，。；]{{0,16}}{AIM}(?:数|量|总数)?(?:[^，。；]{{0,12}}(?=的))?的?(?:近|约|超过?)?(?:分别)?|(?:完成|达标|达成|兑现)率(?:已|也|均|分别|目前|现|仅|只)?(?:达到?|为|是|至)?(?:了|近|约)?|"
    rf"(?:对照|对标|比照|相对|按照?)[^，。；]{{0,10}}{AIM}(?:则|也|已|仅|只)?(?:为|是|达到?)|"
    rf"(?:对照|按照?|以)[^，。；]{{0,14}}{AIM}[^。；]{{0,12}}完成(?:了|率?为)?|(?:任务|目标|计划|指标)[^，。；]{{0,4}}完成(?:了|率?达?到?为?)?|已?完成(?:进度|比例)?(?:为|达|了)?|(?:[一-龥]{{0,4}})(?<!时间)(?<!序时)进度(?:已|也)?(?:达到?|为|是)(?:了|近|约)?|[，。]进度(?:约|近)?)$"
)
_EXCESS: Final = re.compile(
    r"(?:超额完成|超额|超(?:出|过)?[^，。；额]{0,5}(?:任务|目标|计划|指标)|超目标|超计划|超任务|超出[^，。]{0,6}(?:任务|目标|计划)|比(?:目标|计划|任务)[^，。]{0,4}(?:多|高出?|超出?))(?:任务|目标|计划|的|了)?$"
)
RAISED: Final = re.compile(
    r"(?:高出?|多出|提高|提升|增加|上浮|加压|加码|多要?|超出|增长|上调|拔高|高于|加)(?:了|幅度为|近|约)?(?:分别)?(?:近|约)?$|(?:高出|高于|多于)省[^，。；]{0,8}$"
)
_OF_IT: Final = re.compile("的?(?:约|近)?")
_UPON: Final = re.compile(r"在省[^，。；]{1,8}(?:的)?基础上(?=[^。；]{0,12}，?将[市县区][^，。；]*$)")  # 在省定任务的基础上将市级目标上调
# 比省里高20%，完成60%: of whose, is not said
_COMPARED: Final = re.compile(r"(?:[比较]|高于|在)[^，。；]{0,16}(?:\d%|百分之[一二三四五六七八九十百点]+)(?=[，。；])")
# 若计入则为253人，完成105.4%
_SUPPOSED: Final = re.compile("(?:若|如果|假如|倘若|如)[^，。；]{0,6}(?:计入|加上|算上|算在内|扣除|剔除|不计|除去)")
_DEMANDED: Final = re.compile("务必|必须|要(?:狠抓|确保|力争|加快|抓紧)")  # 务必完成招标；支出进度达到30%
_OF_ANOTHER_TIME: Final = re.compile("(?:[去上]年|同期|同比|环比|\\d月|[上一二三四]个?季度|上月)[^，]*$|[比较](?:今年|去年|上年)[^。；]*$")
_OF_WHAT: Final = re.compile("(?<![一-龥])[一-龥]{0,6}(?P<what>[一-龥]{2})完成率[^，。；]{0,3}$")
_OF_ALL: Final = re.compile("目前|当前|[省市县区]|任务|目标|计划|指标|总体|全年|年度|累计|综合|其|的")


class Role(StrEnum):
    """What a rate says of a target."""

    SHARE = "完成"
    EXCESS = "超额"
    RAISE = "高出"


@dataclass(frozen=True, slots=True)
class Rate:
    """A stated rate: how much of a target is done, or by how much one target is above the other."""

    mention: Mention
    role: Role
    base: str
    place: int
    row: int

    @property
    def said(self) -> float:
        """The rate as it is written, as a ratio to the lower of the two."""
        figure = self.mention.figure
        ratio = figure.said if figure.form is Form.TIMES else figure.said / 100
        return ratio if self.role is Role.SHARE else 1 + ratio

    @property
    def interval(self) -> Interval:
        """Done ÷ target, or the higher target ÷ the lower one."""
        figure = self.mention.figure
        low, high = (figure.low, figure.high) if figure.form is Form.TIMES else (figure.low / 100, figure.high / 100)
        return Interval(low, high) if self.role is Role.SHARE else Interval(1 + low, 1 + high)


def rates_in(reading: Reading) -> Iterator[Rate]:
    """Yield every rate of completion, and every one by which a target is above another."""
    for it in reading.mentions:
        if it.figure.form not in {Form.PERCENT, Form.TIMES} or "半" in it.figure.words:
            continue
        row = row_of(reading, it)
        head = row[0]
        lead = reading.text[reading.parts.span(head.part)[0] : head.figure.start]
        clause = lead[-45:]
        if re.search("预计|力争|确保|争取|有望|可望", clause.rpartition("，")[2]) or _SUPPOSED.search(clause):
            continue
        role = _role_of(clause, reading.sentence_text(it.sentence))
        if role:
            above = _UPON.search(clause) if role is Role.RAISE else None
            bases = _bases_of_row(above[0] if above else _own_words(clause, head), len(row))
            place = row.index(it)
            yield Rate(it, role, bases[place], *((0, 1) if len(set(bases)) > 1 else (place, len(row))))


def _bases_of_row(words: str, row: int) -> list[str]:
    """Return whose targets the rates of a row are measured by: 省定、市定任务的150%和120% are one count against two targets."""
    if row > 1:
        distinct = bases_named(words)
        if len(distinct) == row:
            return distinct
    return [base_of(words)] * row


def _own_words(clause: str, head: Mention) -> str:
    """The clause of a rate, and the one before when it names no target itself."""
    own = clause.rpartition("，")[2]
    return own if base_of(own) else _COMPARED.sub("", clause)


def _role_of(lead: str, sentence: str) -> Role | None:
    clause = lead.rpartition("，")[2]
    if _EXCESS.search(lead):
        return Role.EXCESS
    compared = base_of(clause) and (re.search("[比较在]", clause) or base_of(clause) == "省")
    both = "省定" in sentence and "市定" in sentence and not _OF_ANOTHER_TIME.search(lead)
    if RAISED.search(clause) and (compared or both or _UPON.search(lead)):
        return Role.RAISE
    return Role.SHARE if _SHARE.search(lead) else None


def counts_before(reading: Reading, rate: Rate, sentence: int) -> list[Mention]:
    """Return the counts of a sentence that stand before a rate."""
    return [
        it
        for it in reading.by_sentence.get(sentence, [])
        if is_count(it) and it.figure.start < rate.mention.figure.start and not it.figure.spread and not _is_kinds(it)
    ]


def _is_kinds(it: Mention) -> bool:
    """Whether a figure counts the tasks themselves: 两项任务."""
    return (
        it.unit in {"项", "类", "方面", "个"}
        and it.figure.said <= 9
        and bool(re.match("任务|目标|指标|工作|方面", it.after) or it.unit == "类")
    )


def partner_of(rate: Rate, counts: list[Mention]) -> Mention | None:
    """Return the count a rate speaks of: the last one before it, or that of the same place in a row of as many."""
    if rate.row > 1:
        return counts[-rate.row :][rate.place] if len(counts) >= rate.row else None
    return counts[-1] if counts else None


def is_direct(reading: Reading, it: Mention) -> bool:
    """Whether a rate stands right behind a count and is measured by it: 省定任务4,000人的141%."""
    rate = reading.mentions[it.number + 1 : it.number + 2]
    return bool(rate) and rate[0].figure.form in {Form.PERCENT, Form.TIMES} and _OF_IT.fullmatch(reading.between(it, rate[0])) is not None


def of_other_years(one: str, other: str) -> bool:
    """Whether two times are not the same and one of them names a year."""
    return one != other and bool(re.search(r"去年|前年|\d{4}年", one + other))


def is_of_another_work(reading: Reading, rate: Mention, done: Mention, goal: Mention) -> bool:
    """Whether a rate is only demanded, or names a work that neither figure is told of: 任务47项，启动41项 … 路面完成率54.7%."""
    if _DEMANDED.search(reading.text[reading.sentences.span(rate.sentence)[0] : rate.figure.start]):
        return True
    named = _OF_WHAT.search(reading.before(rate, 14))
    if not named or _OF_ALL.search(named["what"]) or rate.sentence == goal.sentence:
        return False
    return not any(named["what"] in reading.sentence_text(it.sentence) for it in (done, goal))
