"""What one thing led to, told with a day before it: 6月15日复赛，6月11日由复赛优胜者角逐决赛."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from portal.checker.rules.conflicts import Conflict
from portal.checker.rules.dates import Day, find_days
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Reading

_BEGUN: Final = re.compile(
    "审议|审定|印发(?:《|[^，。；]{0,6}通知)|发出|发布|下发|启动|开工|动工|进场|拨打|求助|报警|报案|受理|立项|批复|申请|申报|报名|招募|海选|初赛|预赛|复赛|评估|起草|拟出|初稿|征求意见|开班|开营|"
    "摸底|摸排|铺开|推开|认定|纳入|获批|派员|调查|核查|试运行|试营业|立案|开庭|审理|建设|施工|接到|登记|提交|投递|签订合同|勘察|选址|采样|送检|来访|来电|反映|投诉|完工|竣工|寄出|签收单|派单|签约|签订|评审|接待"
)
_ENDED: Final = re.compile(
    "正式运营|正式营业|正式开业|正式上线|报送|上报|转办|结束|领到|领取|收到|收齐|告诫书|决赛|定稿|印发|验收|交付|揭牌|投用|投入使用|对外开放|结业|颁证|颁奖|发证|结案|办结|回访|反馈|拨付|到账|上岗|到岗|入职|入住|搬入|送达|裁定|判决|宣判|和解|化解|出具|抵达|完工|竣工|结项|结题|验收|上门了解|到场|赶到"
)
_ANOTHER: Final = re.compile(
    "此前|早在|之前|先前|曾|原定|提前|去年|上年|上次|以来|截至|另|其他|下一|第[二三四五六七八九十]+[期批次轮]|[二三]期|次年|同期|与此同时|分别|延[至期]|推迟|改[为至]|自查|预计|计划|拟(?![出定稿写就])|将"
)
_ORDINAL: Final = re.compile("第(?P<n>[一二三四五六七八九十]{1,2})(?P<of>讲|期|场|批|轮|次|阶段|站|课)[^，。；\\d]{0,8}")
_AFTER_IT: Final = re.compile("[^。；，]{2,16}(?:以后|之后|(?<![今此最然随先前])后)，[^。；，]{0,14}")
_AS_ASKED: Final = re.compile("(?:按照?|依照|依据|根据)(?:该|此)?(?:通知|方案|文件|上述)(?:的)?(?:要求|部署|规定|精神)?")
_BEFORE: Final = 16
_AFTER: Final = 18


def check_led_to(reading: Reading) -> list[Conflict]:
    """Return days of what came of a thing that lie before the thing itself."""
    return list(_found(reading))


def _found(reading: Reading) -> Iterator[Conflict]:
    yield from _out_of_turn(reading)
    days = [it for it in find_days(reading.text) if it.month and it.rel in {"", "今年", "当年"}]
    for one, other in pairwise(days):
        if not _is_earlier(one, other) or not _are_of_one_matter(reading, one, other):
            continue
        if _AFTER_IT.fullmatch(reading.text[one.end : other.start]):
            yield _conflict(reading, one, other, "{1}在{0}之后，日子却在前")
            continue
        begun, ended = _said(reading, one), _said(reading, other)
        first, last = _BEGUN.search(begun), _last(ended)
        rest = _BEGUN.sub("", begun) if first and first[0].startswith(("完工", "竣工", "印发")) else begun
        if not last and _is_as_asked(reading, other) and re.search("印发|下发|出台|制定", begun):
            yield _conflict(reading, one, other, "{1}依照的文件{0}才印发")
        if first and last and last[0] not in begun and not _ENDED.search(rest):
            yield _conflict(reading, one, other, f"{{0}}才{first[0]}，{{1}}却已{last[0]}")


def _conflict(reading: Reading, one: Day, other: Day, why: str) -> Conflict:
    words = (reading.text[it.start : it.end] for it in (one, other))
    return Conflict("date_order", ((one.start, one.end), (other.start, other.end)), why.format(*words), 1)


def _is_as_asked(reading: Reading, it: Day) -> bool:
    """Whether what is told with a day was done as some paper asked."""
    return _AS_ASKED.search(reading.text[it.end : it.end + 3 * _AFTER]) is not None


def _out_of_turn(reading: Reading) -> Iterator[Conflict]:
    """第一讲在11月4日，第二讲在11月2日."""
    days = {it.start: it for it in find_days(reading.text) if it.month and it.day and not it.rel}
    told = [(found, days[found.end()]) for found in _ORDINAL.finditer(reading.text) if found.end() in days]
    for (one, first), (other, second) in pairwise(told):
        follows = value_of(other["n"]) == value_of(one["n"]) + 1 and one["of"] == other["of"]
        near = reading.paragraphs.at(one.start()) == reading.paragraphs.at(other.start())
        alike = _rest(reading, first) == _rest(reading, second)  # 第一期6月10日结业。第二期6月3日开班 may be
        if follows and near and alike and _is_earlier(first, second):
            yield _conflict(reading, first, second, f"第{one['n']}{one['of']}在{{0}}，第{other['n']}{other['of']}却在前")


def _rest(reading: Reading, it: Day) -> str:
    return re.split("[，。；、\n]", reading.text[it.end : it.end + _AFTER])[0]


def _last(words: str) -> re.Match[str] | None:
    """Return the last thing said that only comes of another one."""
    found = None
    for it in _ENDED.finditer(words):
        found = it
    return found


def _is_earlier(one: Day, other: Day) -> bool:
    if one.year and other.year and one.year != other.year:
        return other.year < one.year
    return (not other.year or other.near_year == one.near_year) and other.latest < one.earliest


def _are_of_one_matter(reading: Reading, one: Day, other: Day) -> bool:
    """Whether two days follow each other in one story: in one sentence or the next, of nothing else between them."""
    start = reading.sentences.span(reading.sentences.at(one.start))[0]
    told = reading.text[start : other.end + _AFTER].split("。")
    told = "。".join(told[: reading.sentences.at(other.start) - reading.sentences.at(one.start) + 1])
    near = reading.sentences.at(other.start) - reading.sentences.at(one.start) <= 3
    apart = "；" in reading.text[one.end : other.start] and not _is_as_asked(reading, other)
    return near and not apart and not _ANOTHER.search(told)


def _said(reading: Reading, it: Day) -> str:
    """Return what is said with a day: what stands before it in its clause, and what follows."""
    start = reading.clauses.span(reading.clauses.at(it.start))[0]
    rest = re.split("[。；\n]", reading.text[it.end : it.end + 3 * _AFTER])[0]
    first, _, more = rest.partition("，")
    after = first if len(first) > 3 else f"{first}，{more.partition('，')[0]}"
    return reading.text[max(start, it.start - _BEFORE) : it.start] + after[: 2 * _AFTER]
