"""Values with the places they took, wherever the place stands: 第一名是278分的; 以71.4%居第三; 最高，为93%；其次95%；以2024年为最高."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.figures import Form
from portal.checker.rules.links.places import is_less
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Mention, Reading, is_count

_N: Final = r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})"
_NO_PLACE: Final = "(?![期批季届次轮章条款场个天类种步项号户课部代方产年大家阶站线、到至讲组])"
_PLACE: Final = rf"(?<!倒数)第{_N}(?:名|位)?{_NO_PLACE}"
_BEHIND: Final = re.compile(
    rf"，?(?:[^，。；\d]{{0,6}})?(?:位居|位列|名列|排名?|暂列|排在|列|居|获)(?P<scope>[^，。；\d第]{{0,10}}){_PLACE}"
)
_BEFORE: Final = re.compile(rf"{_PLACE}(?![^，。；]{{0,6}}(?:后|前|之))(?P<scope>)[^，。；\d第]{{0,14}}$")
_TOP_ROW: Final = re.compile(r"(?<!排)前(?P<many>[两二三四])[名位][^，。；\d]{0,16}$")
_TOP: Final = re.compile(r"最[多高大长好](?:，|的是)?[^，。；\d]{0,6}$")
_NEXT: Final = re.compile(r"其次[^。；\d]{0,14}$")
_THEN: Final = re.compile(r"(?:再次|再其次|然后)[^。；\d]{0,14}$")
_LESS_IS_BETTER: Final = re.compile("投诉|用时|耗时|失分|扣分|差错|事故|纠纷|发案|流失|空置|退订|由低到高|从低到高|倒数|成本|最[少低短小]")
_EARLIER: Final = re.compile("去年|上年|上届|往年|目标|任务|预计|力争|曾|上一|原")
_NARROWED: Final = re.compile("个人|团体|单项|甲组|乙组|男子|女子|[一二三]等奖|金奖|银奖|铜奖")
_MEASURE: Final = re.compile("[一-龥]{2}(?:率|度|数|额|量|分|值)")
_PARTS_OF_SCORE: Final = re.compile("理论|实操|笔试|面试|平时|答辩")
_YEAR: Final = re.compile(r"\d{4}年|上半年|下半年|季度|\d月")
_BEST_YEAR: Final = re.compile(
    r"(?:以|数|属)?(?P<year>\d{4})年(?:的)?(?:[^，。；\d]{0,10})?(?:为|是)?最[高多大](?:，[^，。；\d]{0,8}|[^，。；\d]{0,6})$"
)
_A_YEAR: Final = re.compile(r"(?P<year>\d{4})年[^，。；、\d]{0,6}$")
_BEHIND_ONLY: Final = re.compile(r"仅次于[^，。；\d]{0,8}$")
_CLOSE: Final = 1.5  # values further apart are of two measures


def check_positions(reading: Reading) -> list[Conflict]:
    """Return values that do not fall from place to place, and a best year that another one exceeds."""
    return [*_by_place(reading), *_best_year(reading), *_next_to_less(reading)]


def _by_place(reading: Reading) -> Iterator[Conflict]:
    told = [(it, place) for it in reading.mentions if (place := _place_of(reading, it))]
    for i, (one, mine) in enumerate(told):
        for other, theirs in told[i + 1 : i + 5]:
            if mine == theirs or not _are_of_one_ranking(reading, one, other):
                continue
            better, worse = (one, other) if mine < theirs else (other, one)
            if is_less(better, worse) and worse.figure.said <= _CLOSE * better.figure.said:
                said = f"第{min(mine, theirs)}名是{better.figure.words}，第{max(mine, theirs)}名反而是{worse.figure.words}"
                yield between("rank_clash", [better, worse], said, 1)
                return


def _place_of(reading: Reading, it: Mention) -> int:
    """Return which place a value took; 0 when none is said."""
    if it.figure.form is not Form.PERCENT and it.unit not in {"分", "小时", "人", "元", "人次", "件", "场", "户", "单"}:
        return 0
    sentence = reading.sentence_text(it.sentence)
    if _LESS_IS_BETTER.search(sentence) or _EARLIER.search(sentence) or it.figure.spread or _PARTS_OF_SCORE.search(sentence):
        return 0
    part = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
    told = next((place for place, words in ((2, _NEXT), (3, _THEN), (1, _TOP)) if words.search(part)), 0)
    if told or (told := _place_in_row(reading, it)):
        return told
    found = _BEFORE.search(it.lead) or _BEHIND.match(reading.rest(it, 26))
    return value_of(found["n"]) if found else 0


def _place_in_row(reading: Reading, it: Mention) -> int:
    """前两名分别是甲区74.2%和乙县70.9%: the first and the second."""
    for back in range(4):
        head = reading.mentions[it.number - back] if it.number >= back else None
        if head is None or head.sentence != it.sentence:
            return 0
        found = _TOP_ROW.search(head.lead)
        if found and back < (value_of(found["many"]) or 2):
            return back + 1
    return 0


def _are_of_one_ranking(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two values were ranked together: told side by side, of one measure and one time."""
    near = other.sentence - one.sentence <= 1 and reading.paragraphs.at(one.figure.start) == reading.paragraphs.at(other.figure.start)
    same = (one.unit, one.figure.form) == (other.unit, other.figure.form) and one.period == other.period and one.goal == other.goal
    if not near or not same or _YEAR.search(reading.between(one, other)):
        return False
    told = [reading.text[reading.parts.span(it.part)[0] : reading.clauses.span(it.clause)[1]] for it in (one, other)]
    measures = [set(_MEASURE.findall(words)) for words in told]
    narrowed = [set(_NARROWED.findall(words)) for words in told]
    return (narrowed[0] == narrowed[1] or not all(narrowed)) and (not all(measures) or bool(measures[0] & measures[1]))


def _best_year(reading: Reading) -> Iterator[Conflict]:
    """以2024年为最高，达到2680万元 … 2023年2810万元."""
    for it in reading.mentions:
        part = reading.text[reading.parts.span(it.part)[0] : it.figure.start]
        best = _BEST_YEAR.search(part) if is_count(it) or it.figure.form is Form.PERCENT else None
        if best is None or _LESS_IS_BETTER.search(part):
            continue
        paragraph = reading.paragraphs.at(it.figure.start)
        for one in reading.around(it, 16):
            year = _A_YEAR.search(one.lead)
            near = abs(one.sentence - it.sentence) <= 2 and reading.paragraphs.at(one.figure.start) == paragraph
            alike = (one.unit, one.figure.form) == (it.unit, it.figure.form)
            if year and year["year"] != best["year"] and near and alike and is_less(it, one):
                said = f"{best['year']}年最高是{it.figure.words}，{year['year']}年却有{one.figure.words}"
                yield between("rank_clash", [it, one], said, 1)
                return


def _next_to_less(reading: Reading) -> Iterator[Conflict]:
    """获奖9件，居全省第二，仅次于获奖7件的临江市: who stands above has less."""
    for it in reading.mentions:
        if not _BEHIND_ONLY.search(it.lead) or not is_count(it) or _LESS_IS_BETTER.search(reading.sentence_text(it.sentence)):
            continue
        before = [one for one in reading.by_sentence[it.sentence] if one.number < it.number and is_count(one, it.unit)]
        named = [one for one in before if it.before[-2:] in one.before] if len(before) > 1 else before
        if len(named) == 1 and is_less(it, named[0]):
            said = f"仅次于{it.figure.words}，自己却有{named[0].figure.words}"
            yield between("rank_clash", [named[0], it], said, 1)
