"""Whether two figures are of one measure: the same thing, done to the same, in one place and one time."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import permutations
from typing import Final

from portal.checker.rules.heads import are_under_other_heads
from portal.checker.rules.likeness import actions, bare, named, narrowing, opposed, pairs, rare_pairs, shared
from portal.checker.rules.nouns import are_of_other_bodies, are_of_parallel_names, common_noun, is_whole, opens_with_known, points_back
from portal.checker.rules.reading import Mention, Reading

_SOME_DONE: Final = re.compile("[有中里]$|已(?:[完建]成|开工|竣工|投用|达标|通过|办结|整改|落实|启动)$")
_SCOPE: Final = re.compile("全([省市县区镇乡])")
_QUOTED: Final = re.compile("“[^”]{2,14}”")
_OF_SEVERAL: Final = re.compile("[两三四五六](?:批|期|次|轮|个批次)[^，。；]{0,6}共")  # 两批共扶持企业15家
_DEFINITE: Final = re.compile("现有的|已建成的|已有的|报名的|登记的|上述|这")
_A_DAY: Final = re.compile(r"日$|“|节|第|首|期间|截至")  # says when something was held, not for how long it was counted


def are_of_one_place_and_time(one: Mention, other: Mention) -> bool:
    """Whether nothing that is said sets two figures apart by area, by time or as goal and done."""
    scopes = [found[-1] for it in (one, other) if (found := _SCOPE.findall(it.lead))]
    if len(set(scopes)) > 1:  # 全市受理86万件, 全省受理95万件
        return False
    until = one.until and other.until and one.until != other.until
    several = bool(_OF_SEVERAL.search(one.lead)) != bool(_OF_SEVERAL.search(other.lead))
    return one.area == other.area and one.goal == other.goal and not (until or several) and not _apart_in_time(one.period, other.period)


def are_of_other_names(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether the sentences of two figures name different things in quotes: “巧手节”, “年货节”."""
    mine, theirs = (set(_QUOTED.findall(reading.sentence_text(it.sentence))) for it in (one, other))
    return bool(mine and theirs and not mine & theirs)


def _apart_in_time(one: str, other: str) -> bool:
    if one == other:
        return False
    if one and other:
        return True
    return not _A_DAY.search(one or other)


def are_one_measure(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two figures should be one number: nothing sets them apart, and the words that name them are the same."""
    if one.sentence == other.sentence or not are_of_one_place_and_time(one, other) or opposed(one, other):
        return False
    if are_of_other_names(reading, one, other) or are_of_other_owners(reading, one, other) or _of_other_spans(reading, one, other):
        return False
    if (
        are_of_other_deeds(one, other)
        or _planned(reading, one)
        or _planned(reading, other)
        or _is_among(reading, other)
        or are_of_other_bodies(reading, one, other)
    ):
        return False
    return _named_alike(one, other)


_EARLIER: Final = re.compile(
    r"\d{4}年底|[去上]年|年底有|[年季期月]初|原有|原来|起步|最初|之初|成立时|创办|初期|当初|增至|增加到|扩大到|发展到|增长到|扩展到|达到了?$"
)
_FLOWS: Final = re.compile(
    "新[建增成设办]|改造|升级|再建|拟建|续建|在建|待建|培育|净增|招募|吸收|引进|发展|覆盖|涉及|走进|深入|进入|选派|选取|走访|印制|制作|采购|编印|购买"
)
_PLANS: Final = re.compile("有望|测算|预测|计划|目标|任务|力争|预计|拟|争取|不少于|不低于|限|名额|每|平均")
_MADE: Final = re.compile("印制|制作|采购|编印|印刷|购买|购置")
_AGAINST: Final = tuple(permutations(("存款", "贷款"), 2)) + tuple(permutations(("收入", "支出", "结存"), 2))
_PASSING: Final = re.compile("日$|周|“|节|首|期间|截至|下半年|一年来")  # a time that sets no figure apart
_LONG: Final = 4  # signs of a noun that proves enough
_SHORT: Final = 2  # signs of a noun that proves little


def tells_of_earlier(it: Mention) -> bool:
    """Whether a figure is said to be what there was before: 2023年底有驿站23个."""
    return _EARLIER.search(it.lead) is not None


def is_met_again(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether one of two figures points back at the other's noun as a known whole: 辖23个社区, 全部21个社区."""
    if one.sentence == other.sentence or not is_whole(other) or one.area != other.area:
        return False
    noun = common_noun(one, other)
    return bool(noun) and _are_told_alike(reading, one, other, noun)


def is_told_again(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two figures border one long noun and nothing sets them apart: 发放慰问品4600份, 4060份慰问品."""
    if one.sentence == other.sentence or one.area != other.area or one.goal != other.goal:
        return False
    noun = common_noun(one, other)
    enough = len(noun) >= _LONG or (len(noun) >= _SHORT and not other.lead)  # 263名选手经过…: those who were told of
    return enough and _are_told_alike(reading, one, other, noun)


def is_counted_twice(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two figures of one number are of one noun: 从业人员近6000人, 6000余名从业人员; or the second is 这近800名."""
    noun = common_noun(one, other)
    if points_back(other) and rare_pairs(one.words) & rare_pairs(other.words):
        return _are_told_alike(reading, one, other, noun)
    enough = (
        len(noun) > _SHORT
        or (noun and one.sentence != other.sentence and (is_whole(one) or is_whole(other)))
        or (noun and opens_with_known(other))
    )
    return bool(enough) and one.area == other.area and _are_told_alike(reading, one, other, noun)


def _are_told_alike(reading: Reading, one: Mention, other: Mention, noun: str) -> bool:
    """Whether nothing before two figures of one noun makes them two: an earlier state, a plan, another action, a narrower class."""
    if one.unit != other.unit or one.subset or other.subset:
        return False
    if are_of_other_times(one.period, other.period) and not _is_of_the_same_stretch(reading, one, other):
        return False
    mine, theirs = _said_of(reading, one), _said_of(reading, other)
    if any(_EARLIER.search(it) or _PLANS.search(it) for it in (mine, theirs)) or set(_FLOWS.findall(mine)) != set(_FLOWS.findall(theirs)):
        return False
    done, others = actions(mine + noun), actions(theirs + noun)
    if narrowing(mine + noun) != narrowing(theirs + noun) or (done and others and not done & others):
        return False
    apart = are_of_other_bodies(reading, one, other) or are_under_other_heads(reading, one, other)
    return not apart and not _is_among(reading, other)


def _is_among(reading: Reading, it: Mention) -> bool:
    """Whether a figure is some of those before it: 5个中心有3个委托运营."""
    before = reading.mentions[it.number - 1] if it.number else None
    return bool(before and before.clause == it.clause and before.unit == it.unit and _SOME_DONE.search(it.before))


def are_of_other_deeds(one: Mention, other: Mention) -> bool:
    """Whether what was printed or bought stands against what was handed out, deposits against loans, one name against another."""
    if are_of_parallel_names(one, other) or any(mine in one.before and theirs in other.before for mine, theirs in _AGAINST):
        return True
    return bool(one.before and other.before) and bool(_MADE.search(one.before)) != bool(_MADE.search(other.before))


def _is_of_the_same_stretch(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether the second figure, told without any time, may be of the first one's 1—9月; for numbers that are equal."""
    equal = (
        (one.figure.said == other.figure.said or is_twisted(one, other))
        and not other.period
        and re.fullmatch(r"前三季度|上半年|\d+-\d+月", one.period)
    )
    return bool(equal) and not re.search("全年|年内|年底|今年|累计|截至", reading.sentence_text(other.sentence))


def are_of_other_times(one: str, other: str) -> bool:
    """Whether two periods are two for certain."""
    return one != other and not all(not it or _PASSING.search(it) for it in (one, other))


def _said_of(reading: Reading, it: Mention) -> str:
    """Return what stands before a figure in its piece, unless it belongs to a figure there."""
    previous = reading.mentions[it.number - 1].figure.after if it.number else -1
    return "" if previous == it.figure.start - len(it.before) and previous > 0 else it.before


def first_told(mentions: Iterable[Mention]) -> dict[tuple[str, float], int]:
    """Return {(unit, number): the first mention that says it}: what is pointed back at may be that one."""
    told: dict[tuple[str, float], int] = {}
    for it in mentions:
        told.setdefault((it.unit, it.figure.said), it.number)
    return told


def _of_other_spans(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether within one paragraph one figure is cumulative and the other is not."""
    same = reading.paragraphs.at(one.figure.start) == reading.paragraphs.at(other.figure.start)
    return same and ("累计" in one.lead) != ("累计" in other.lead)


def _named_alike(one: Mention, other: Mention) -> bool:
    if (
        one.until and one.until == other.until and bare(one.words) == bare(other.words)
    ):  # 截至10月底，建成驿站36个 … 截至10月底，共建成驿站38个
        return True
    words, others = pairs(named(one)), pairs(named(other))
    common, alike = words & others, shared(named(one), named(other))
    if common and is_twisted(one, other):
        return alike >= 0.3
    definite = bool(_DEFINITE.search(one.before + other.before)) and _one_head(one, other)
    if len(common) < (1 if definite else 2) or alike < 0.7:
        return False
    mine, theirs = rare_pairs(named(one)), rare_pairs(named(other))
    return _likeness(words, others) >= (0.3 if definite else 0.5) or (bool(mine and theirs) and _likeness(mine, theirs) >= 0.6)


def _one_head(one: Mention, other: Mention) -> bool:
    """Whether both count the same noun, before the number or behind it: 会员二百三十名, 现有的320名会员."""
    mine, theirs = ((it.after[:6], it.before[-2:]) for it in (one, other))
    if mine[0] and theirs[0]:
        return mine[0][:2] == theirs[0][:2]
    return (theirs[1] in mine[0]) if mine[0] else (mine[1] in theirs[0]) if theirs[0] else mine[1] == theirs[1]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one), len(other))


def are_of_other_owners(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether what is told is told of two: 扶贫企业…吸纳就业85万人, 扶贫车间…吸纳就业41万人."""
    if are_under_other_heads(reading, one, other):
        return True
    mine, theirs = bare(_owner(reading, one)).replace(" ", ""), bare(_owner(reading, other)).replace(" ", "")
    return bool(mine and theirs) and mine[-2:] != theirs[-2:] and shared(mine, theirs) < 0.6


def _owner(reading: Reading, it: Mention) -> str:
    """Return what stands before the first figure of a part; nothing when the figure is the first itself."""
    first = next(one for one in reading.by_sentence[it.sentence] if one.part == it.part)
    return "" if first is it else first.before + first.after


def _planned(reading: Reading, it: Mention) -> bool:
    """Whether a figure stands behind 预计 or 力争 in its sentence."""
    start = _told_from(reading, it)
    found = list(re.finditer("预计|力争|计划|拟|争取|确定|定为|目标|有望|若", reading.text[start : it.figure.start]))
    return bool(found) and not re.search("已|实际|完成|目前|现有", reading.text[start + found[-1].end() : it.figure.start])


def _told_from(reading: Reading, it: Mention) -> int:
    """Return where that begins which a figure is told with: its sentence, and the one before it when that one looks ahead."""
    start = reading.sentences.span(it.sentence)[0]
    before = reading.sentence_text(it.sentence - 1) if it.sentence else ""
    return start - len(before) if re.search("预计|预期", before) and not before.endswith("\n") else start


def is_twisted(one: Mention, other: Mention) -> bool:
    """Whether one number is the other with its digits in another order (2,186 and 2,816)."""
    digits = _digits_of(one.figure.words)
    return len(digits) > 1 and digits == _digits_of(other.figure.words) and one.figure.side is other.figure.side


@lru_cache(maxsize=8192)
def _digits_of(words: str) -> tuple[str, ...]:
    return tuple(sorted(re.sub(r"\D", "", words).rstrip("0")))
