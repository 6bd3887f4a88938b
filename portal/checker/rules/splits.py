"""Totals with the parts that are told of them: 其中, before a sum, by quarter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.checker.rules.dimensions import are_complete
from portal.checker.rules.goals import goals_in
from portal.checker.rules.intervals import ratio
from portal.checker.rules.likeness import actions, pairs, rare_pairs
from portal.checker.rules.reading import Mention, Reading, is_count
from portal.checker.rules.siblings import EACH, alike_things, is_place, parts_without_opener

_OPENS: Final = re.compile(r"其中|包括|分别[为是]|即|：|^（|——|(?<!行动)(?<!活动)(?<!工作)(?<!过程)(?<!”)中，|含|有$|分为|由")
OF_WHICH: Final = re.compile(r"其中|包括|含")
_TOTAL: Final = re.compile(
    r"^[^一-龥]*(?:(?:以上|上述|这|全年|两年)?(?:[两二三四五六七八九十][^，。]{0,5})?(?:共|共计|合计|总计|总共|一共|总数|总人数|总数[为达]|总额[为达]?)(?:为|达|约)?|(?:合计|共计|总计)[一-龥]{1,3}|(?:以上|上述|这|全年|[两二三四五六七八九十])[^，。]{0,5}(?:共|累计|合计|总计)[^，。、]{0,5}|[两二三四五六](?:项|个|大)(?:行动|活动)[一-龥]{0,4})$"
)
_NEXT_OPENS: Final = re.compile(
    r"^(?:其中|[^，。；]{0,10}(?:包括|分为)|按[^，。；]{1,12}(?:分|划分|统计|看|安排)|从[^，。；]{1,12}看|分[^，。；]{1,6}看|[^，。；]{0,8}按季度|一季度|上半年|[^，。；\d]{2,12}(?:中|里)，)"
)
_CLASSES: Final = re.compile(
    r"(?:^|[，；。])(?:按[^，。；]{1,10}(?:分|分类|划分|统计|看)|分[^，。；]{1,6}看|从[^，。；]{1,8}来?看|[^，。；]{0,10}(?:分为|分成)[两三四五六七八][类种个]?[^，。；]{0,4})[，：]"
)
_BY_QUARTER: Final = re.compile("(?:(?:一|1)(?:季度)?[至到—-](?:四|4)季度|一、二、三、四季度|[四各]个?季度)[^，。；]{0,12}分别")
_THOSE: Final = re.compile(r"(?P<who>[^，。；]{2,14}?)(?:当?中|里)，")
_AFRESH: Final = re.compile(
    r"(?:最终|最后|至此|去年|上年|同期|支出|结余|余额|用于|使用|到位|另有|另外|此外|同时|还|再|新增|比|较|同比|超过|增|减|剩|余下|提供|发放|计划|下一步|力争|达到)[^，。；]*$"
)


_SPENT_ON: Final = re.compile("[，、；]?(?:和)?(?:用于|用在|投向)")
_SEVERAL: Final = 3


@dataclass(frozen=True, slots=True)
class Split:
    """A total with its parts, and the words from the total to the last of them."""

    whole: Mention
    parts: tuple[Mention, ...]
    words: str
    summed: bool = False
    tail: str = ""
    among: bool = False


def named_parts(reading: Reading) -> Iterator[Split]:
    """共80场，其中线上40场、线下40场: what follows a total within its sentence, or in the next one that splits it."""
    for i, whole in enumerate(reading.mentions):
        if not is_count(whole) or whole.unit == "分" or whole.figure.spread or EACH.search(whole.before):
            continue
        parts = _parts_after(reading, i)
        if parts:
            words = reading.text[whole.figure.after : parts[-1].figure.after]
            yield Split(whole, tuple(parts), words, tail=reading.rest(parts[-1], 30))


def _parts_after(reading: Reading, i: int) -> list[Mention]:
    mentions, whole = reading.mentions, reading.mentions[i]
    following = [it for it in mentions[i + 1 : i + 14] if it.sentence == whole.sentence and not _says_how_many(it)]
    if any(is_count(it) for it in following):
        return _row(reading, whole, following)
    nxt = [it for it in mentions[i + 1 : i + 14] if it.sentence == whole.sentence + 1 and not _says_how_many(it)]
    opened = _NEXT_OPENS.search(reading.sentence_text(whole.sentence + 1))
    brothers = [it for it in reading.by_sentence[whole.sentence] if it.unit == whole.unit and it.figure.start < whole.figure.start]
    if nxt and opened and nxt[0].unit == whole.unit and "中，" not in opened[0] and (not brothers or "共" in whole.before):
        return _row(reading, whole, nxt)
    return parts_without_opener(reading, whole, nxt) if nxt and not brothers and len(nxt) > 2 else []


def spent_parts(reading: Reading) -> Iterator[Split]:
    """到账经费128.5万元，用于培训56.2万元、用于救助38.3万元、用于宣传11.6万元: what a sum was spent on."""
    for mentions in reading.by_sentence.values():
        row = [it for it in mentions if is_count(it, "元") and _SPENT_ON.match(it.before)]
        wholes = [it for it in mentions if is_count(it, "元") and row and it.number == row[0].number - 1]
        if len(row) < _SEVERAL or not wholes or any(it.part != wholes[0].part for it in row):
            continue
        yield Split(wholes[0], tuple(row), reading.text[wholes[0].figure.after : row[-1].figure.after], tail=reading.rest(row[-1], 30))


def parts_by_quarter(reading: Reading) -> Iterator[Split]:
    """一季度至四季度分别培训180人、340人、360人和250人: the year stands elsewhere."""
    for number, mentions in reading.by_sentence.items():
        sentence = reading.sentence_text(number)
        found = _BY_QUARTER.search(sentence)
        start = reading.sentences.span(number)[0] + (found.end() if found else 0)
        counts = [it for it in mentions if is_count(it) and it.figure.start >= start]
        row = [it for it in counts if it.unit == counts[0].unit][:4]
        if not found or len(row) != 4 or any(it.part != row[0].part for it in row):
            continue
        total = sum(it.figure.said for it in row)
        wholes = [
            it
            for it in reading.around(mentions[0])
            if is_count(it, row[0].unit) and it not in row and 0.75 * total <= it.figure.said <= 1.3 * total
        ]
        alike = [it for it in wholes if pairs(row[0].words) & pairs(it.words) and not it.goal]
        if len(row) == 4 and alike:
            exact = [it for it in alike if it.figure.said == total]
            yield Split((exact or alike)[0], tuple(row), "全部" + reading.between(row[0], row[-1]), tail="")


def parts_by_class(reading: Reading) -> Iterator[Split]:
    """按工种分，A640人、B540人…, 全部企业分为三类，A5家、B21家…: the whole was told before."""
    for number, mentions in reading.by_sentence.items():
        sentence, start = reading.sentence_text(number), reading.sentences.span(number)[0]
        opened = _CLASSES.search(sentence)
        if not opened or re.search(
            r"同属|(?<!不)重复|(?<!不)交叉|兼|等|(?:其[余他]|另)[^，。；\d一二三四五六七八九十百千]{0,12}(?:[，。；]|$)", sentence
        ):
            continue
        listed = [it for it in mentions if it.figure.start >= start + opened.end() and not _says_how_many(it)]
        row = _alike(reading, listed) if listed and is_count(listed[0]) else []
        total = sum(it.figure.said for it in row)
        wholes = (
            [it for it in reading.around(row[0], 30) if it.number < row[0].number and _may_be_whole(it, row[0])] if len(row) > 2 else []
        )
        near = sorted((it for it in wholes if 0.8 * total <= it.figure.said <= 1.25 * total), key=lambda it: abs(it.figure.said - total))
        if near:
            yield Split(near[0], tuple(row), "全部" + sentence)


def _may_be_whole(it: Mention, part: Mention) -> bool:
    return is_count(it, part.unit) and not it.goal and not it.figure.spread and not EACH.search(it.before) and not it.period


def parts_of_those(reading: Reading) -> Iterator[Split]:
    """全年参训人员中，A 310人，B 785人: the whole is told elsewhere, by the same word."""
    for number, mentions in reading.by_sentence.items():
        found = _THOSE.match(reading.sentence_text(number))
        start = reading.sentences.span(number)[0]
        if not found or mentions[0].figure.start < start + found.end() or not is_count(mentions[0]):
            continue
        wholes = [
            it
            for it in reading.around(mentions[0])
            if is_count(it, mentions[0].unit) and it.sentence < number and _is_named(found["who"], it)
        ]
        row = _alike(reading, mentions)
        total = sum(it.figure.said for it in row)
        near = sorted(wholes, key=lambda it: abs(it.figure.said - total))
        if len(row) > 1 and near and 0.6 < ratio(total, near[0].figure.said) < 1.6:
            yield Split(near[0], tuple(row), reading.text[start : row[-1].figure.after], tail=reading.rest(row[-1], 30), among=True)


def _alike(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """Return the figures from the first one on that have its unit and lie in one row."""
    row = mentions[:1]
    for it in mentions[1:]:
        if _is_aim(reading, it) and not row[0].goal:  # 建成14个，提前完成12个的任务
            continue
        if is_place(it) and not is_place(row[0]):  # 其余3个县共建成15个
            continue
        middle = reading.between(row[-1], it)
        if it.unit != row[0].unit or OF_WHICH.search(middle) or _AFRESH.search(middle) or len(middle) > 28:
            break
        row.append(it)
    return row


def _is_aim(reading: Reading, it: Mention) -> bool:
    return it in goals_in(reading) or (it.goal and not re.search("完成[^，。；]{0,8}的?$", it.before))


def _is_named(who: str, it: Mention) -> bool:
    """Whether a count is of those who are named: 参训人员 are 培训 …人."""
    if re.search("参训|培训|学员", who):
        return bool(re.search("参训|培训|学员", it.words))
    return bool(rare_pairs(who) & rare_pairs(it.words))


def _row(reading: Reading, whole: Mention, following: list[Mention]) -> list[Mention]:
    """Return the parts in a row, until the unit changes or another list begins."""
    if re.search("占|不含|不包括", reading.between(whole, following[0])):
        return []
    if following[0].sentence == whole.sentence and not _OPENS.search(reading.between(whole, following[0])):
        return parts_without_opener(reading, whole, following)
    row: list[Mention] = []
    last = whole
    told_so = re.search("，即", reading.between(whole, following[0]))
    if told_so and any(it.unit == whole.unit and it.number < whole.number for it in reading.by_sentence[whole.sentence]):
        return []  # 午餐12元、晚餐10元，即6元和5元
    for it in following:
        middle = reading.between(last, it)
        if (is_place(it) and not is_place(whole)) or (_is_aim(reading, it) and not whole.goal):
            continue
        if _TOTAL.search(it.before) or not alike_things(whole, it) or it.figure.spread or EACH.search(it.before):
            break
        if re.search(r"[由从]$|(?:增加|提高|增长|减少|降)到$", it.before) or (
            row and (OF_WHICH.search(middle) or _AFRESH.search(middle) or "）" in middle or (len(middle) > 28 and "，" in middle))
        ):
            break
        row.append(it)
        last = it
    return row


def _says_how_many(it: Mention) -> bool:
    """Whether a figure only tells of how many kinds a list is: 三类, 三部分."""
    return it.unit in {"类", "部分", "种", "方面", "项"} and it.figure.said <= 12


def summed_parts(reading: Reading) -> Iterator[Split]:
    """A县120人、B县150人，共270人: what stands before a sum."""
    for whole in reading.mentions:
        if not is_count(whole) or not (_TOTAL.search(whole.before) or _TOTAL.search(whole.lead)):
            continue
        row = _row_before(reading, whole)
        if len(row) < 2 or re.search("其中|包括|含|各|每|若干|等(?![奖级])", reading.between(row[0], whole)):
            continue
        if "全年" in whole.lead and not _are_of_the_year(reading, row):
            continue
        yield Split(whole, tuple(row), reading.between(row[0], whole), summed=True, tail=reading.rest(whole, 30))


def _are_of_the_year(reading: Reading, row: list[Mention]) -> bool:
    """Whether figures before 全年共 are those of its quarters or halves, not of some counties."""
    lead = reading.text[reading.sentences.span(row[0].sentence)[0] : row[0].figure.start]
    return bool(re.search("季度|上半年|月份", lead)) or are_complete([it.before for it in row])


def _row_before(reading: Reading, whole: Mention) -> list[Mention]:
    row: list[Mention] = []
    last = whole
    for it in reversed(reading.mentions[max(0, whole.number - 12) : whole.number]):
        if _is_beside(whole, it):
            continue
        middle = reading.between(it, last)
        if EACH.search(it.before) and it.part == whole.part:
            return []
        if it.part != whole.part or it.unit != whole.unit or it.figure.spread:
            break
        if len(middle) > 24 or (row and re.search("其中|；", middle)) or _TOTAL.search(it.before):
            break
        row.insert(0, it)
        last = it
    return row


def _is_beside(whole: Mention, it: Mention) -> bool:
    """Whether a figure between the parts is none of them: 三个片区, 6个街道, 就业200人 among those trained."""
    if (it.clause == whole.clause and it.unit != whole.unit) or (is_place(it) and not is_place(whole)):
        return True
    mine, theirs = actions(whole.before), actions(it.before)
    return it.part == whole.part and bool(mine and theirs and not mine & theirs)
