"""The order of steps: what is opened was approved before, what ends began before."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.dates import DAY, Day
from portal.checker.rules.reading import Reading

Steps = tuple[tuple[str, int], ...]

# What comes before what; a later step may not carry an earlier day.
_STEPS: Final[Steps] = (
    ("申报|申请|报名开始|提出申请", 1),
    ("立项|批复|批准|获批|审批|同意|核准|审核通过|同意设立|同意设站|同意建", 2),
    ("开工|动工|破土|启动建设|开始建设|着手建设|签约|签订", 3),
    ("竣工(?!验收)|完工|完成[^，。；]{0,6}施工|建成|落成|建设完成", 4),
    ("竣工验收|验收", 5),
    ("揭牌|挂牌|投入使用|启用|投用|运营|开放|开业|开馆|运行", 6),
)
_DONE_WITH: Final = "完成(?!报名|申报|招募|[^，。；]{0,8}(?:任务|目标|计划))"
_COURSE: Final[Steps] = (
    ("启动|开班|开始|开幕|开赛|报名|签订|签署|签约|生效|入学|开课", 1),
    (f"到期|有效期至|期满|届满|结束|结业|闭幕|收官|{_DONE_WITH}|完毕|落幕|截止|结项|结题|结课|毕业|终止|收尾", 2),
)
_FOUNDED: Final[Steps] = (
    ("成立|组建|创办|创立|注册成立|加入|入职", 1),
    ("获评|荣获|被评为|评为|入选|被命名|获得", 2),
)
_MEETING: Final[Steps] = (("会议通知|会前通知", 1), ("召开|举行", 2), ("会议纪要|会后", 3))
_AWARD: Final[Steps] = (
    ("(?:申报|推荐|报送|征集|提交|投稿)[^，。；]{0,6}截止|截止(?:申报|报送|征集|投稿)", 1),
    ("评审|评选|评议", 2),
    ("公示", 3),
    ("发文|表彰|命名|授牌|颁奖|正式公布", 4),
)
_REPORTING: Final[Steps] = (  # what one does by a day the other needs for its own: 5月31日前上报名单，市妇联6月10日前完成审核汇总
    ("上报|报送|提交|报市妇联|报县妇联", 1),
    ("(?:完成)?(?:审核|汇总|复核|审定|评审)", 2),
    ("公示|通报|命名|表彰", 3),
)
_HIRING: Final[Steps] = (
    ("资格(?:审核|审查|初审|复审)", 1),
    ("笔试", 2),
    ("面试", 3),
    ("录用|录取", 4),
    ("入职|报到", 5),
)
# Each of these stands once in a notice, in paragraphs of their own.
_CONTEST: Final[Steps] = (
    ("报名[^，。；]{0,4}截止|截止报名", 1),
    ("(?:参赛|入围|选手|参训|录取)[^，。；获奖]{0,4}名单", 2),
    ("初赛|预赛|海选", 3),
    ("复赛|半决赛", 4),
    ("(?<!半)决赛", 5),
    ("颁奖|表彰", 6),
)
_APPLYING: Final[Steps] = (
    ("申报(?!全部)|报名|征集|提交材料", 1),
    ("评审|评选|评议|答辩|初审", 2),
    ("公示", 3),
    ("签约|协议|公布(?!申报|[^，。；]{0,8}(?:指南|通知|公告|方案|办法|条件))|授牌|表彰|命名", 4),
)
_TRAINING: Final[Steps] = (
    ("报名", 1),
    ("开班|开课", 2),
    ("完成全部(?:课程|教学|培训)", 3),
    ("结束|结课|(?<!考试)结业(?!证|率|考|学员)", 4),
    ("结业(?:考试|考核|鉴定|答辩)", 4),  # before the last day or after it
    ("(?<!结业)(?:考试|考核|鉴定|统考|补考)(?!合格|通过|成绩|结果|认定。)", 5),
    ("颁发|发证|颁证|领取证书|拿到证书|领到证书", 6),
)
_ANOTHER: Final = re.compile(
    "扩建|改造|提升|二期|[一二三两首]期|[一二三首]批|第[一二三四五六七八九十]+[期批次轮]|次年|其他|其余|余下|另|下一"
)
_QUOTED: Final = re.compile("“[^”]{2,14}”")
_NEXT: Final = re.compile("第[二三四五六七八九十]+[期批次轮]")
_OWN_NAME: Final = 10  # signs behind a day within which 第四期 names what it is of
_PUT_OFF: Final = re.compile("会前|赛前|提前|延[至期长]|原定|推迟|顺延|改[为至]|调整[为至到]")
_OF_SOMETHING: Final = re.compile(f"(?:至|到|—|-|~)+(?:{DAY.pattern})|的第")
_COUNTED: Final = re.compile(r"[^，。；]*的[\d,]+[人名户]，$")  # 报名参加认定的840人，12月末已出成绩的790人
_HALF_A_YEAR: Final = 6  # months
_REACH_AFTER: Final = 30
_REACH_BEFORE: Final = 14


def check_steps(reading: Reading, days: list[Day]) -> Iterator[Conflict]:
    """Yield what was opened before it was approved, or closed before it began."""
    for steps in (_STEPS, _COURSE, _FOUNDED, _MEETING, _HIRING, _AWARD, _REPORTING):
        known = [(it, n) for it in days if (n := _step_of(reading, it, steps))]
        for (one, first), (other, second) in pairwise(known):
            if (
                first != second
                and (_is_deadline(reading, one) and _is_deadline(reading, other)) == (steps is _REPORTING)
                and _near(reading, one, other)
                and not _ANOTHER.search(reading.text[one.end : other.start])
            ):
                yield from _reversed(reading, *((one, other) if first < second else (other, one)))
    yield from _of_a_notice(reading, days, _CONTEST)
    yield from _of_a_notice(reading, days, _TRAINING)
    yield from _of_a_notice(reading, days, _APPLYING)


def _of_a_notice(reading: Reading, days: list[Day], steps: Steps) -> Iterator[Conflict]:
    """报名截止6月28日 … 参赛名单6月20日公布, wherever they stand; only steps that are told once, or from one day to another."""
    known = [(it, n) for it in _ends(reading, days) if it[1].month and (n := _step_of_stretch(reading, it, steps))]
    often = Counter(n for _, n in known)
    once = sorted(((it, n) for it, n in known if often[n] == 1), key=lambda pair: pair[1])
    for ((_, one), _), ((other, _), _) in pairwise(once):
        told = reading.text[min(one.end, other.end) : max(one.start, other.start)]
        if (
            _are_of_one_year(one, other)
            and _are_of_one_thing(reading, one, other)
            and not _NEXT.search(told[_OWN_NAME:])
            and (one.year == other.year or not one.year or not other.year)
        ):
            yield from _reversed(reading, one, other)


def _are_of_one_thing(reading: Reading, one: Day, other: Day) -> bool:
    """Whether nothing names two things in quotes: “木兰助学”公示 and a class that 签约 elsewhere."""
    names = [_QUOTED.findall(_item_of(reading, it)) for it in (one, other)]
    same = reading.paragraphs.at(one.start) == reading.paragraphs.at(other.start)
    return same or not any(names) or bool(set(names[0]) & set(names[1]))


def _item_of(reading: Reading, it: Day) -> str:
    start, end = reading.paragraphs.span(reading.paragraphs.at(it.start))
    return reading.text[start:end]


def _ends(reading: Reading, days: list[Day]) -> list[tuple[Day, Day]]:
    """Return from when to when each thing lasts: 6月3日至6月20日; a day alone is both."""
    stretches: list[tuple[Day, Day]] = []
    for it in days:
        if stretches and re.fullmatch("(?:起)?(?:至|到|—|-|~)+", reading.text[stretches[-1][1].end : it.start]):
            stretches[-1] = (stretches[-1][0], it)
        else:
            stretches.append((it, it))
    return stretches


def _step_of_stretch(reading: Reading, it: tuple[Day, Day], steps: Steps) -> int:
    """Return what a stretch is of: what its paragraph is headed with (一、申报时间。), else what is said with its last day."""
    start = reading.items.span(reading.items.at(it[0].start))[0]
    head = re.match(r"[一二三四五六七八九十]{1,3}、([^，。；：\n]{2,10})[。：]", reading.text[start : it[0].start])
    named = [n for pattern, _, n in _patterns(steps) if head and pattern.search(head[1])]
    if head and len(named) == 1 and not DAY.search(reading.text, start + head.end(), it[0].start):
        return named[0]
    return _step_of(reading, it[1], steps)


def _is_deadline(reading: Reading, it: Day) -> bool:
    """Whether a day is only a limit: 1月15日前完成摸底，2月28日前备齐开班材料 are two tasks, each with its own."""
    return re.match("之?前|以前", reading.text[it.end : it.end + 2]) is not None


def _near(reading: Reading, one: Day, other: Day) -> bool:
    """Whether two days stand in one paragraph, in one sentence or the next."""
    return (
        reading.paragraphs.at(one.start) == reading.paragraphs.at(other.start)
        and reading.sentences.at(other.start) - reading.sentences.at(one.start) <= 1
    )


def _reversed(reading: Reading, early: Day, late: Day) -> Iterator[Conflict]:
    told = reading.text[max(0, min(early.start, late.start) - 12) : max(early.end, late.end) + 12]
    if not _is_before(late, early) or _PUT_OFF.search(told):
        return
    one, other = (reading.text[it.start : it.end] for it in (early, late))
    yield Conflict(
        "date_order", tuple(sorted(((early.start, early.end), (late.start, late.end)))), f"{one}才有前一步，{other}却已到后一步", 1
    )


def _is_before(late: Day, early: Day) -> bool:
    """Whether the later step carries the earlier day; a day without a year is of the year of the other one."""
    if not _are_of_one_year(early, late):
        return False
    if early.near_year and late.near_year and early.near_year != late.near_year:
        return late.near_year < early.near_year
    if late.year and not early.near_year and early.start < late.start and early.month - late.month >= _HALF_A_YEAR:
        return False  # 12月10日截止报名，2025年1月6日颁证
    return bool(early.month and late.month) and late.latest < early.earliest


def _are_of_one_year(one: Day, other: Day) -> bool:
    """Whether nothing like 去年 sets the years of two days apart."""
    return one.rel == other.rel or {one.rel, other.rel} == {"", "今年"}


@lru_cache(maxsize=64)
def _patterns(steps: Steps) -> tuple[tuple[re.Pattern[str], re.Pattern[str], int], ...]:
    bound = "(?:时间|日期|工作|仪式)?(?:为|是|：|定于|定在|在|于|至)*$"
    return tuple((re.compile(words), re.compile(f"(?:{words}){bound}"), n) for words, n in steps)


def _step_of(reading: Reading, it: Day, steps: Steps) -> int:
    """Return what happened on a day: the step it is bound to (竣工时间为5月), else the first one after it, else the last before."""
    if _OF_SOMETHING.match(reading.text[it.end : it.end + 20]):
        return 0  # a phase, what belongs to its end is told of its end; or the name of something: 报名参加10月的第23期
    part_start, part_end = reading.parts.span(reading.parts.at(it.start))
    clause = reading.text[max(reading.clauses.span(reading.clauses.at(it.start))[0], it.start - _REACH_BEFORE) : it.start]
    after = DAY.split(reading.text[it.end : min(part_end, it.end + _REACH_AFTER)], maxsplit=1)[0]
    patterns = _patterns(steps)
    if bound := next((n for _, pattern, n in patterns if pattern.search(clause)), 0):
        return bound
    if found := sorted((hit.start(), n) for pattern, _, n in patterns for hit in pattern.finditer(after)):
        return found[0][1]
    lead = reading.text[max(part_start, it.start - _REACH_BEFORE) : it.start]
    lead = clause if DAY.search(lead) else lead  # what stands between two days belongs to the first
    lead = _COUNTED.sub("", lead)
    before = sorted((hit.start(), n) for pattern, _, n in patterns for hit in pattern.finditer(lead))
    return before[-1][1] if before else 0
