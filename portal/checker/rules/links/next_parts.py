"""A part told in the sentence after its whole: 招收学员320人，分八个教学组。其中农村户籍346人."""

import re
from collections.abc import Iterator
from typing import Final

from portal.checker.rules.conflicts import Conflict, between
from portal.checker.rules.goals import goals_in
from portal.checker.rules.reading import Mention, Reading, counted_in, is_count

_OF_WHICH: Final = re.compile(
    r"^(?:[^，。；\d]{0,14}，)?(?:其中|这其中|当中|[他她它]们(?:当中|之中|中)|在?这些[^，。；\d]{1,8}[里中]，)[^，。；\d]{0,14}$"
)
# Those who were visited, asked or treated just now: 受访户中, 参检者中.
_THOSE: Final = re.compile(
    r"^(?:在)?(?:受|被|参|到|获|应)(?P<deed>[一-龥])[一-龥]{0,2}(?:者|户|人员|对象|家庭|妇女|学员|企业)(?:当中|之中|中|里)，?[^，。；\d]{0,16}$"
)
_ONE_OF_THEM: Final = re.compile(
    r"^(?:单看|光是?|仅|单是)[^，。；\d]{1,8}(?:一项|一类|一块)?，?[^，。；\d]{0,8}$"
)  # 单看农产品一项，卖了612万元
_INSIDE: Final = re.compile(r"^(?P<noun>[一-龥]{2,4})(?:之?内|里|中)[^，。；]{0,16}$")
_JUST: Final = re.compile("(?<!成)就(?:有|占|达)$")
_DONE_TO: Final = re.compile("(?:均|都)?已(?!有|建成|达)")  # 共登记独居老人415户。451户已签订结对协议
# What has so many places, and who is inside at one time.
_INSIDE_PLACES: Final = tuple(
    (re.compile(places), re.compile(f"{now}[^，。；\\d]{{0,8}}$"))
    for places, now in (
        ("床位", "(?:在住|入住|收住)"),
        ("托位|学位", "(?:在托|在园|收托|入托)"),
        ("工位", "(?:在岗|上岗)"),
    )
)
_IN_ALL: Final = re.compile("共|总|全部")
_ALL: Final = re.compile("全[省市县区镇乡街]|在册|登记在|现有|共有")
_OF_NOUN: Final = re.compile("[一-龥]的([一-龥]{2,4}?)(?:有|共|为|达|已有)*$")  # 参加过至少一次服务的志愿者10240人
_IN_STOCK: Final = re.compile("总数|注册|在册|登记")
_NAMED: Final = re.compile("[一-龥”]的$")
_OPEN: Final = re.compile(
    "另|新增|累计|计划|目标|带动|辐射|每|均|各|历年|去年|上年|往年|以来|增|减|比|较|加上|扩招|拟|力争|预计|还|再|帮助|实现"
)
# Who comes later is among those before, told in two sentences.
_WAYS: Final = tuple(
    (re.compile(first), re.compile(then))
    for first, then in (
        ("检查|筛查|体检|普查|受检", "查出|检出|确诊|患有|异常|阳性"),
        ("输送|输出|送岗|派出", "稳定就业|留下|留任|满半年|满三个月|在岗"),
        ("招收|录取|入学|报名参训|开班|参训", "结业|毕业|拿到证书|取得证书|通过考核|取证"),
        ("受理|接到|接报|登记", "办结|调解成功|化解|销号"),
        ("推荐|面试", "录用|入职|签约|上岗"),
        ("发放|发出", "收回|回收|有效"),
        ("派单|接单|下单", "完成"),
        ("征集到?|收到作品|报送作品", "进入|入选|入围|展播|晋级|获奖"),
        ("报名|参赛", "晋级|入围|复赛|决赛"),
        ("排查|摸排|发现", "整改|销号|整治到位"),
        ("入户评估|评估", "完成改造|改造完成"),
    )
)


def check_next_parts(reading: Reading) -> list[Conflict]:
    """Return parts that are larger than the whole told right before them."""
    return [
        between("part_exceeds_whole", [whole, it], f"{it.figure.words}应在{whole.figure.words}之内，却大于它")
        for whole, it in _found(reading)
    ]


def _found(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    yield from _too_many_inside(reading)
    for mentions in reading.by_sentence.values():
        before = [it for it in _sentence_before(reading, mentions[0]) if _is_plain(reading, it)]
        told = [it for it in mentions if _is_plain(reading, it) and not re.search("取消|退", it.before)]
        for it in told:
            alike = [one for one in before if counted_in(one) == counted_in(it)]
            wholes = [one for one in alike if one.area == it.area and one.period == it.period]
            whole = _opened(reading, it, alike) if it is told[0] else None
            whole = whole or _whole_of(reading, it, wholes, is_first=it is told[0])
            if whole and it.figure.low > whole.figure.high and not (whole.unit == "人" and it.unit == "人次"):
                yield whole, it


def _too_many_inside(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """驿站共有床位36张，目前入住老人39位."""
    for it in reading.mentions:
        places = next((places for places, inside in _INSIDE_PLACES if inside.search(it.before) and is_count(it, "人")), None)
        if places is None or it.figure.spread or _OPEN.search(it.before):
            continue
        around = [one for one in reading.around(it, 6) if one.number < it.number and one.sentence == it.sentence]
        rooms = [one for one in around if is_count(one) and places.search(one.before[-4:] + one.after[:4]) and one.unit != "人"]
        alike = [
            one for one in rooms if one.area == it.area and one.period == it.period and one not in goals_in(reading) and not one.subset
        ]
        if len(rooms) == 1 and alike and it.figure.low > rooms[0].figure.high and not _OPEN.search(rooms[0].before):
            yield rooms[0], it


def _sentence_before(reading: Reading, it: Mention) -> list[Mention]:
    """Return the figures of the sentence before, though a new paragraph begins between them."""
    last = reading.sentences.span(it.sentence)[0]
    while last and reading.text[last - 1] == "\n":
        last -= 1
    return reading.by_sentence.get(reading.sentences.at(last - 1), []) if last else []


def _is_plain(reading: Reading, it: Mention) -> bool:
    return is_count(it) and not it.figure.spread and it not in goals_in(reading) and not it.goal and not _OPEN.search(it.before)


def _opened(reading: Reading, it: Mention, alike: list[Mention]) -> Mention | None:
    """Return what 其中 at the head of a sentence speaks of: the only count before it, or the sum that closes them."""
    lead = reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start]
    if not alike or _OPEN.search(lead):
        return None
    those = _THOSE.match(lead)
    if those and len(alike) == 1 and those["deed"] in reading.sentence_text(alike[0].sentence):
        return alike[-1]
    if not _OF_WHICH.match(lead) and not (_ONE_OF_THEM.match(lead) and it.unit == alike[-1].unit):
        return None
    return alike[-1] if len(alike) == 1 or _IN_ALL.search(alike[-1].before) else None


def _is_of_the_only(reading: Reading, it: Mention, alone: Mention, lead: str) -> bool:
    """Whether a figure says of whom it is by one of four forms, where but one count was told before it."""
    inside = _INSIDE.match(lead)
    if inside and inside["noun"] in reading.sentence_text(alone.sentence):
        return True
    if _JUST.search(it.before) and _IN_ALL.search(alone.before):
        return True
    noun = _OF_NOUN.search(it.before)
    of_stock = noun is not None and _IN_STOCK.search(alone.before) is not None and noun[1] in alone.before
    done = not it.lead and _DONE_TO.match(it.after) is not None and _IN_ALL.search(alone.before) is not None
    return it.unit == alone.unit and (of_stock or done)


def _whole_of(reading: Reading, it: Mention, wholes: list[Mention], *, is_first: bool) -> Mention | None:
    """Return of what the words say a figure is a part, when there is but one."""
    lead = reading.text[reading.sentences.span(it.sentence)[0] : it.figure.start]
    if _OPEN.search(lead) or not wholes:
        return None
    alone = wholes[0] if len({one.figure.said for one in wholes}) == 1 else None
    if alone and _is_of_the_only(reading, it, alone, lead):
        return alone
    if _NAMED.search(it.before) and not it.after and not wholes[0].subset and _ALL.search(wholes[0].lead) and it.unit == wholes[0].unit:
        return wholes[0]
    last = wholes[-1]
    told = lead if re.search("[里中]，", lead) else lead + it.after  # 学员里，已有203人稳定就业 names its own whole
    later = any(first.search(last.lead + last.after) and then.search(told) and not then.search(last.words) for first, then in _WAYS)
    return last if is_first and later and last.unit == it.unit else None
