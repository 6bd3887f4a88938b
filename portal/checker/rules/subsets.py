"""Some of those who were just counted, by the form of the words: 护理员中有436人, 参加领办的执委68名, 已完成91个."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from portal.checker.rules.likeness import narrowing, pairs
from portal.checker.rules.reading import Mention, Reading, counted_in, is_count
from portal.checker.rules.siblings import is_place
from portal.checker.rules.words import PERSONS, WITHIN

_AMONG: Final = re.compile(
    rf"(?P<who>[一-龥]{{2,16}}?)(?:当|{WITHIN})(?:，?(?:目前|现|已|共|仍)?(?:有|就有)?|的)(?P<what>[^，。；：\d]{{0,18}})$"
)
_OPENED: Final = re.compile("在?(?:这些|上述)?(?P<who>[^，。；]{2,16}?)(?:当中|之中|中|里)，")
_NO_WHOLE: Final = re.compile("过程|工作|活动|期间|行动|其$|当$|家$|手$|心$|集$|空$|年$|月$|会$|培训$|检查$|调研$|大赛$|实践$")
_THE_SAME: Final = re.compile(
    r"(?:现|目前|已|均已|全部)*已?(?:完成|办结|整改(?:到位|完成)?|建成|投用|投入使用|开工|结项|销号|采纳|启用|入住|验收|调解成功|化解|办理|解决|兑现|成交|匹配)了?$"
)
_OF_THEM: Final = re.compile(r"的(?:已|共|就|仅|只|约)*(?:有|为|达|共)?$")
_PLANNED: Final = re.compile("目标|任务|计划|拟|预计|力争|应(?!聘|急|届)|每|均|各(?![族类级界])|由|从|比|较|增|减")
_FRESH: Final = re.compile("加上|连同|另|还|添|新增|带动|辐射|累计|历年|以往|上年|去年|结转|遗留|扩招|补报|追加")
_TAIL: Final = re.compile(r"(?:共有|共计|合计|总计|总数|总|共|达到?|有|为|是|现|已|名|约|近)+$")
_OF_ALL: Final = re.compile("[全我][省市县区镇乡街]|[现共]?有|登记|注册|在册")
_ALL: Final = re.compile("全[省市县区镇乡街村站]")
FARTHEST: Final = 3.0  # so many times its whole a part never is by a slip: it is of another one
NEAR: Final = 8  # sentences
_HELPED: Final = re.compile("(?:结对帮扶|结对关爱|结对|帮扶|走访慰问|走访|慰问|救助|关爱|资助|签约)了?$")
_KIND: Final = 4  # signs of a noun that those who were helped share with all there are: 留守儿童
_LONG: Final = 5  # signs of a name that says enough
_ADDED: Final = 3  # signs before a noun that do not narrow it: 参训学员


def parts_of_wholes(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """Yield (whole, part) where the part is larger than it can be."""
    yield from _among(reading)
    counts = [it for it in reading.mentions if is_count(it) and not it.figure.spread]
    for one, other in pairwise(counts):
        if not _exceeds(one, other) or other.sentence - one.sentence > 1 or _is_open(reading, one, other):
            continue
        if _is_listed(reading, one) and one.sentence == other.sentence:
            continue
        same = one.part == other.part and (_is_the_same_done(one, other) or _is_alone(one, other))
        if same or _is_share_in_numbers(one, other) or _is_narrower(one, other) or _is_of_all(one, other):
            yield one, other


def _exceeds(one: Mention, other: Mention) -> bool:
    apart = one.unit != "人次" and other.unit == "人次"  # one person attends several times
    return counted_in(one) == counted_in(other) != "分" and not apart and one.figure.high < other.figure.low <= FARTHEST * one.figure.high


def _is_open(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether the second figure may be of more than the first one: a target, an addition, another area or time."""
    measured = re.match("[^，。；]{0,4}，完成率", reading.rest(other, 10))  # 岗位540个，完成838个，完成率155%: a target
    if measured or one.goal or other.goal or re.search("名额|承担|认领", one.lead) or one.area != other.area or one.period != other.period:
        return True
    return bool(_PLANNED.search(one.lead) or _PLANNED.search(other.before) or _FRESH.search(one.before + reading.between(one, other)))


def _is_share_in_numbers(one: Mention, other: Mention) -> bool:
    """藏书2,600册，少儿读物占1,860册."""
    return one.part == other.part and one.unit == other.unit not in {"平方米", "亩"} and re.search("占了?$", other.before) is not None


def _is_the_same_done(one: Mention, other: Mention) -> bool:
    """领办项目88个，已完成91个: no other noun stands between."""
    return (
        other.clause - one.clause <= 1 and _THE_SAME.fullmatch(other.before) is not None and len(other.after) < 2 and one.unit == other.unit
    )


def _is_alone(one: Mention, other: Mention) -> bool:
    """队伍共计75人，党员就有85人."""
    return re.search("共|总|现有", one.before) is not None and re.search("就(?:有|占|达)$", other.before) is not None


def _is_of_all(one: Mention, other: Mention) -> bool:
    """全县乡镇妇联主席共16名；19名乡镇妇联主席还参加了示范班: what is counted bears the name of all of them."""
    noun = _TAIL.sub("", one.before)[-_LONG:]
    all_told = re.search("共$|共有$|现有$|[全我][市县区镇]|在册|登记|全年", one.before) is not None
    if one.subset or not all_told:
        return False
    narrower = other.before.endswith("的") and len(other.before) > _KIND  # 参加鉴定的1,020名结业学员
    if (narrower or _HELPED.search(other.before)) and len(noun) >= _KIND:
        return other.after.startswith(noun[-_KIND:]) and one.unit == other.unit
    return len(noun) == _LONG and not other.before.strip("，") and other.after.startswith(noun)


def _is_narrower(one: Mention, other: Mention) -> bool:
    """执委共62名，参加领办的执委68名; 申请人540名，获得补助的有560名."""
    bare = _TAIL.sub("", one.before)
    if _OF_THEM.search(one.before) or one.subset or not bare:
        return False
    narrowed = narrowing(one.before) - narrowing(other.before)
    if _OF_THEM.search(other.before) and not other.after and (not narrowed or _ALL.match(one.before)):
        return one.part == other.part
    if narrowed:
        return False
    modified = re.search(r"的(?P<noun>[一-龥]{2,6})$", _TAIL.sub("", other.before))
    if modified is None or not bare.endswith(modified["noun"]) or other.after:
        return False
    return len(_OF_ALL.sub("", bare.removesuffix(modified["noun"]))) <= _ADDED


def _among(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """参训的护理员中，有436人: those of the last counts that are named so."""
    for it in reading.mentions:
        wholes = wholes_named(reading, it)
        largest = max(wholes, key=lambda one: one.figure.said, default=None)
        if largest and _exceeds(largest, it):
            yield largest, it


def wholes_named(reading: Reading, it: Mention) -> list[Mention]:
    """Return the counts that may be of those whom a figure is said to be among: 骨干志愿者当中女性有3,108名."""
    if not is_count(it) or it.figure.spread or it.goal:
        return []
    lead = reading.text[reading.parts.span(it.part)[0] : it.figure.start][-40:]
    found = _AMONG.search(lead) or _opened_with(reading, it)
    if not found or _NO_WHOLE.search(found["who"]) or _FRESH.search(lead):
        return []
    return _named(reading, it, found["who"])


def _is_listed(reading: Reading, it: Mention) -> bool:
    """Whether a count is one of those that a sentence lists of a whole: 在册老人中，90岁以上114人，与子女同住的286人."""
    opened = _OPENED.match(reading.sentence_text(it.sentence))
    return opened is not None and it.figure.start >= reading.sentences.span(it.sentence)[0] + opened.end()


def _opened_with(reading: Reading, it: Mention) -> re.Match[str] | None:
    """Return whom a sentence is said to be of, for each of those it lists: 登记在册的老人当中，希望…的215人，愿意…的426人."""
    is_one_of_them = it.before.endswith("的") and not it.after and it.unit in PERSONS
    return _OPENED.match(reading.sentence_text(it.sentence)) if is_one_of_them else None


def _named(reading: Reading, it: Mention, who: str) -> list[Mention]:
    """Return the counts before a part that are named most like those it is of."""
    words = pairs(who)
    before = [one for one in reading.around(it, 40) if one.number < it.number and it.sentence - one.sentence <= NEAR and is_count(one)]
    before = [one for one in before if not is_place(one) or is_place(it)]  # 11个乡镇实现站点全覆盖: not 11个站点
    before = [one for one in before if not re.search(f"{re.escape(who)}{WITHIN}", one.lead)]  # some of the same themselves
    before = [
        one for one in before if counted_in(one) == counted_in(it) and not one.goal and not one.subset and not _PLANNED.search(one.before)
    ]
    scored = [(len(words & pairs(one.words)), one) for one in before]
    best = max((score for score, _ in scored), default=0)
    enough = best >= min(2, len(words)) and best >= 0.5 * len(words)
    chosen = [one for score, one in scored if score == best] if enough else []
    return [] if any(one.area != it.area or _apart(one.period, it.period) for one in chosen) else chosen


def _apart(one: str, other: str) -> bool:
    return bool(one and other) and one != other
