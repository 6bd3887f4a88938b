"""What grew, and from what: the pairs of figures a stated growth may be reckoned from."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from portal.checker.rules.figures import Form
from portal.checker.rules.goals import row_of
from portal.checker.rules.growth_by_time import LAST, base_behind, between_years, with_its_base
from portal.checker.rules.likeness import akin, shared
from portal.checker.rules.reading import Mention, Reading, is_count

REACH = 24  # figures on either side
Pair = tuple[Mention, Mention]

UP: Final = r"(?:增长|增加|增幅|增速|涨幅|升幅|提高|提升|上升|上涨|增|升|扩大|扩容|扩增|扩充|净增|新增|多|增多|上浮|涨)"
DOWN: Final = r"(?:下降|减少|降低|降幅|缩短|缩减|下滑|压减|压降|降|减|少)"
FILL: Final = r"(?:了|率|幅度?|为|达到?|是|约|近|超过?|共|分别|比例|整整)*"
GREW: Final = re.compile(rf"(?P<word>{UP}|(?P<down>{DOWN})){FILL}$")
_TO: Final = re.compile(
    rf"^[^。；]{{0,24}}?(?:{UP}|{DOWN}|发展|扩[大展充]|跃升|攀升|猛增|变|扩面|壮大|拓展)(?:到了?|至|为|成)[^，。；]{{0,12}}$|^[^，。；]{{0,16}}(?:到|至|变为|达到)[^，。；]{{0,10}}$"
)
_FROM: Final = re.compile(r"(?:由|从|自)[^，。；]{0,24}$|(?:去年|上年|同期|上月|上季度|年初|实施前|之前|原来)[^，。；]{0,10}$")
_THEN: Final = re.compile(r"(?:去年|上年|前年|\d{4}年|月|季度|[年月季]初|[年月季]底)[^，。；\d]{0,16}(?:为|是|有|达到?|仅|只有)$")
_CHANGED_TO: Final = re.compile(rf"，[^，。；]{{0,8}}(?:{UP}|{DOWN})[到至为了]{{1,2}}(?:约|近)?")  # 8月为1.5万人，10月升到2.1万人
_OF_WHICH: Final = re.compile("其中|包括|仅|；")
# Words of a growth's own clause that name no other subject.
_SAYS_NO_SUBJECT: Final = re.compile(
    rf"{UP}|{DOWN}|同期|同比|环比|相比|[较比与和同]|去年|上一?年|上一?个?月|上一?季度|上一?周|年初|年底|年末|同期|今年|本[年月季周期]度?|\d{{4}}年|[一两二三四五六七八九十]年|[一两二三四五六七八九十]个月[里内间来]?"
    r"|前[一两二三四五]年|年?期?间|累计|总体|总[数量]|数量|人数|规模|实现|分别|平均|绝对|幅度|第[一二三四]批|上一?批|首批|第?[一二三四]季度|当初|原来|原有|最初|起初|起步|刚|入行|过去|此前|之前|上届|上一届|上期|前期|率|幅|了|为|达到?|约|近|超过?|共|整整|即|又|也|均|都|其|这|该|的|是|净|年|月|底|末|时|后|前|[（），、：]"
)
_SINCE_THEN: Final = re.compile(rf"[一-龥]{{0,6}}，(?:同比|[较比](?:上年|去年|上一年)(?:同期)?)(?:{UP}|{DOWN}){FILL}")
_RATE: Final = re.compile(r"[一-龥]{0,6}(?:率|比例|比重|占比|满意度|参与度|知晓度|度)|占[一-龥]{1,10}")
_THE_SAME: Final = re.compile(r"这一|该|此项|上述|其")


def pairs_for(reading: Reading, it: Mention) -> list[Pair]:
    """Return the pairs a growth may be reckoned from and is bound to by words, the likeliest first."""
    ways = [pair for pair in _ways(reading, it) if _agree(it, *pair) and of_one_subject(reading, it, *pair)]
    ways = [pair for pair in ways if not is_what_grew(reading, pair[0], it)]
    head = row_of(reading, it)[0] if it.figure.form is not Form.COUNT else it
    last = reading.mentions[head.number - 1] if head.number else head
    bare = last.figure.form is Form.COUNT and not last.unit and last.part == head.part and not is_change(reading, last)
    return [pair for pair in ways if not bare or last in pair]  # 活动80场，服务人次达7500，增长21%: it is these that grew


def _agree(it: Mention, one: Mention, other: Mention) -> bool:
    """Whether a growth of such a form can be that of such figures: percentage points of shares, 人 of 人."""
    if it.figure.form is Form.POINTS:
        return one.figure.form is Form.PERCENT
    if it.figure.form is Form.COUNT:
        return it.unit == one.unit
    return other.subset == one.subset or other.sentence != one.sentence


def of_one_subject(reading: Reading, it: Mention, one: Mention, other: Mention) -> bool:
    """Whether a growth names no other subject than what grew: 企业增至30家，就业人数增长15% is of another."""
    head = row_of(reading, it)[0] if it.figure.form is not Form.COUNT else it
    start = reading.clauses.span(head.clause)[0]
    last = max((mention.figure.after for mention in (one, other) if mention.figure.after <= head.figure.start), default=start)
    own = reading.text[max(start, last) : head.figure.start]
    if re.search("总[数量]|累计", own) and "新增" in one.before + other.before:
        return False
    own = re.sub(r"[^一-龥]", "", _SAYS_NO_SUBJECT.sub("", own))
    if len(own) < 2 or own in {f"{one.unit}次", f"{one.unit}数"}:
        return True
    begin = reading.clauses.span(max(0, min(one.clause, other.clause) - 1))[0]
    told = reading.text[begin : reading.clauses.span(max(one.clause, other.clause))[1]]
    return any(own[i : i + 2] in told for i in range(len(own) - 1))


def _ways(reading: Reading, it: Mention) -> Iterator[Pair]:
    """Yield the pairs a growth may be reckoned from, the likeliest first."""
    row = row_of(reading, it) if it.figure.form is not Form.COUNT else [it]
    if compared := _compared(reading, row[0]) or base_behind(reading, it) or between_years(reading, row[0]):
        yield compared
        return
    found = _pairs_in(reading, it)
    before = [pair for pair in found if pair[1].figure.end <= row[0].figure.start]
    if len(row) > 1 and len(before) >= len(row):
        yield before[-len(row) :][row.index(it)]
        return
    before = [
        pair for pair in before if not _OF_WHICH.search(reading.text[max(mention.figure.after for mention in pair) : it.figure.start])
    ]
    same_part = [pair for pair in before if pair[1].part == it.part]
    yield from (same_part or before)[::-1]
    yield from (
        pair
        for pair in found
        if re.fullmatch(
            "[，：（]?即?(?:由|从|自)[^，。；]{0,10}", reading.text[it.figure.after : max(it.figure.after, pair[0].figure.start)]
        )
    )
    if not found and it.figure.form is not Form.COUNT:
        yield from _shares_then_and_now(reading, row[0])
        yield from with_its_base(reading, it)


def _compared(reading: Reading, it: Mention) -> Pair | None:
    """1368人，比7月份的1140人增长25%: what stands right behind 比 is the base."""
    if not it.number:
        return None
    base = reading.mentions[it.number - 1]
    if (
        base.clause != it.clause
        or not is_count(base)
        or is_change(reading, base)
        or not re.search(r"[较比][^，。；\d]{0,4}(?:\d{1,4}[年月])?[^，。；\d]{0,8}的?$", base.lead)
    ):
        return None
    now = [
        one
        for one in reading.by_sentence[it.sentence]
        if one.number < base.number and is_count(one, base.unit) and not is_change(reading, one)
    ]
    return (base, now[-1]) if now else None


def _pairs_in(reading: Reading, it: Mention) -> list[Pair]:
    near = [one for one in reading.around(it, REACH) if one.sentence == it.sentence and one is not it]
    mentions = [one for one in near if one.figure.form in {Form.COUNT, Form.PERCENT}]
    return [(one, other) for one, other in pairwise(mentions) if one.unit == other.unit and _leads(reading, one, other)] or _then_and_now(
        reading, it, mentions
    )


def _leads(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether something grew from one figure to the other."""
    middle = reading.between(one, other)
    if not _TO.search(middle):
        return False
    if _FROM.search(reading.before(one, 30)) or (_THEN.search(one.lead) and _CHANGED_TO.fullmatch(middle)):
        return True
    return "，" not in middle and bool(re.search(rf"(?:{UP}|{DOWN}|发展|扩|跃|攀)\S?(?:到|至|为)", middle))


def _then_and_now(reading: Reading, it: Mention, mentions: list[Mention]) -> list[Pair]:
    """去年同月120单 … 今年300单, in either order."""
    if it.figure.form is Form.COUNT and re.search("新增$|新增加$", it.before):
        return []
    counts = [one for one in mentions if is_count(one) and not _is_more(reading, one)]
    steps = (_one_year_on, _one_step_on) if "环比" in it.lead else (_one_year_on,)
    found = [pair for on in steps for one, other in pairwise(counts) for pair in ((one, other), (other, one)) if on(reading, *pair)]
    last = next((one for one in reversed(counts) if one.number < it.number), None)
    beside = len(row_of(reading, it)) == 1 and last is not None and it.number - last.number == 1
    found = ([pair for pair in found if pair[1] is last] if beside else []) or found
    for one in counts:
        if not LAST.search(_near(reading, one)):
            continue
        own = [other for other in counts if other.unit == one.unit and other is not one and it.part == other.part]
        own = [other for other in own if one.part == it.part or (it.part - one.part == 1 and shared(one.before, other.before) >= 0.6)]
        found += [(one, other) for other in own if not LAST.search(_near(reading, other)) and other.subset == one.subset]
    return found[-1:] if len({id(one) for one, _ in found}) == 1 else []


def _one_year_on(reading: Reading, one: Mention, other: Mention) -> bool:
    """2023年500人, 2024年650人."""
    named_beside = all(re.search(r"\d{4}年", mention.lead) for mention in (one, other))
    if one.unit != other.unit or not (named_beside or akin(one, other) or _names_nothing(other)):
        return False
    years = [_year_in_sentence(reading, mention) for mention in (one, other)]
    return bool(years[0]) and years[1] - years[0] == 1


def _names_nothing(it: Mention) -> bool:
    """2022年增至1500人: nothing but a time and that it grew."""
    return len(re.sub(r"[^一-龥]|[增升降减]至|增加到|发展到|扩大到", "", _SAYS_NO_SUBJECT.sub("", it.lead))) < 2


def _one_step_on(_reading: Reading, one: Mention, other: Mention) -> bool:
    """二季度8000人, 三季度8400人."""
    steps = [re.findall(r"(?<![前\d])([一二三四]|\d{1,2})(季度|月)", mention.lead) for mention in (one, other)]
    if not steps[0] or not steps[1] or one.unit != other.unit or steps[0][-1][1] != steps[1][-1][1]:
        return False
    first, second = ("一二三四".find(step[-1][0]) + 1 or int(step[-1][0]) for step in steps)
    return second - first == 1


def _near(reading: Reading, it: Mention) -> str:
    """The words of a figure's clause before it, without those before another figure; 去年， before the clause with them."""
    if re.search(r"\d", it.lead):
        return it.before
    start = reading.clauses.span(it.clause)[0]
    time = re.search("(?:^|[，。；])(?:而|但)?(?:去年|上年)[^，。；]{0,3}，$", reading.text[max(0, start - 8) : start])
    return (time[0] if time else "") + it.lead[-16:]


def is_what_grew(reading: Reading, one: Mention, it: Mention) -> bool:
    """Whether a growth since last year stands right behind a figure, which then is no last year's: 新收272.1万件，同比下降1.4%."""
    behind = _SINCE_THEN.fullmatch(reading.text[one.figure.after : max(one.figure.after, it.figure.start)])
    return behind is not None and not LAST.search(reading.before(one, 24)) and not _THEN.search(one.lead)


def is_change(reading: Reading, it: Mention) -> bool:
    """Whether a figure tells by how much something grew."""
    return bool(GREW.search(reading.before(it, 10)))


def _is_more(reading: Reading, it: Mention) -> bool:
    """Whether a count is one of change; 新增 of a month is what there was in that month."""
    if re.search(
        "[较比同](?:去年|上一?年|上届|上期|上一?月|上季度|同期|往年|年初)[^，。；]{0,6}?(?:多|少|增|减)[^，。；]{0,5}$", it.before
    ):
        return True
    return is_change(reading, it) and not re.search("新增[^，。；]{0,8}$", it.before)


def _shares_then_and_now(reading: Reading, it: Mention) -> Iterator[Pair]:
    """就业率80%，去年同期为74%，上升…; 2022年底占40%；到2023年底占比升至52%，提高…: the two shares right before."""
    if it.number < 2:
        return
    one, other = reading.mentions[it.number - 2 : it.number]
    shares = all(mention.figure.form is Form.PERCENT and not is_change(reading, mention) for mention in (one, other))
    if (
        _OF_WHICH.search(reading.between(other, it))
        or not shares
        or not _one_rate(one, other)
        or reading.paragraphs.at(one.figure.start) != reading.paragraphs.at(it.figure.start)
    ):
        return
    years = [_year_in_sentence(reading, mention) for mention in (one, other)]
    if LAST.search(other.lead) and not LAST.search(one.lead):
        yield other, one
    elif (LAST.search(one.lead) and not LAST.search(other.lead)) or (years[0] and years[1] - years[0] == 1):
        yield one, other
    elif years[1] and years[0] - years[1] == 1:
        yield other, one


def _one_rate(one: Mention, other: Mention) -> bool:
    """Whether two shares are of one thing: named alike, or the later one named by nothing but its time."""
    named = [_RATE.findall(mention.lead) for mention in (one, other)]
    own = re.sub(r"[^一-龥]", "", _SAYS_NO_SUBJECT.sub("", other.lead))
    if len(own) < 2 or _THE_SAME.search(other.lead):
        return True
    return bool(named[0] and named[1]) and (named[0][-1][-4:] == named[1][-1][-4:] or shared(one.lead, other.lead) >= 0.5)


def _year_in_sentence(reading: Reading, it: Mention) -> int:
    """Return the last year named before a figure in its sentence; 0 when none is."""
    years = re.findall(r"(\d{4})年", reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start])
    return int(years[-1]) if years else 0
