"""To which area and which time a figure belongs."""

import re
from bisect import bisect_right
from typing import Any, Final

_YEAR: Final = r"(?:\d{4}年|去年|上年|今年|本年|前年)?"
_PERIOD: Final = re.compile(
    rf"(?P<same>(?:比|较)?(?:去年|上年)?同期|同比|(?:比|较)(?:去年|上年|上月|上季度?))"
    rf"|(?P<half>{_YEAR}(?:上半年|下半年|前半年|前三季度|前[一二三四五六七八九十\d]+个?月|[一二三四]季度|第[一二三四1-4]季度))"
    rf"|(?P<month>{_YEAR}(?P<m1>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月?(?:[-—至~到]|——)(?P<m2>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?)"
    rf"|(?P<until>(?:截[至止]到?|(?<=[，。；\n])[至到](?=\d))(?:目前|{_YEAR}(?:\d{{1,2}}月份?)?(?:\d{{1,2}}日|[上中下]旬|底|末|初|前)?))"
    rf"|(?P<one>{_YEAR}\d{{1,2}}月(?:\d{{1,2}}日|份|底|[上中下]旬)?)"
    rf"|(?P<year>\d{{4}}年度?(?:以来|底|末)?|去年(?:全年|底)?|上年度?|前年|明年|下一步|下一年|下阶段|下年度)"
    rf"|(?P<long>(?!一年)(?:近|过去)?(?:\d{{1,2}}|[一二三四五六七八九十两]{{1,2}})年(?:来|间|内|累计))"
    rf"|(?P<day>当天|当日|当晚|上月|首日|首场|首期|首批|第[一二三四五六七八九十\d]+[期批场次轮届]|[周星]期?[一二三四五六日天]|节前|节后|春节|“三八”|“六一”|重阳|中秋|端午)"
    rf"|(?P<whole>今年以来|今年|本年度?|全年|一年来|年内|年初以来|截至目前|目前|一年(?!前)|年度|本周期|活动期间)"
)
_UNTIL: Final = re.compile(r"(?:截[至止]到?|^[至到])(?:\d{4}年|今年)?(?:(?P<month>\d{1,2})月|年底)")
_OF_ONE_FIGURE: Final = re.compile(r"[从由到至].*的$")  # 从年初的62%提高到9月底的71%: the ends of a trend
_SAME: Final = {
    "前半年": "上半年",
    "1-6月": "上半年",
    "1-9月": "前三季度",
    "1-3月": "一季度",
    "4-6月": "二季度",
    "7-9月": "三季度",
    "10-12月": "四季度",
    "1-12月": "",
}
_CHINESE: Final = {c: str(n) for n, c in enumerate("一二三四五六七八九十", 1)} | {"十一": "11", "十二": "12"}


def _canonical(found: re.Match[str]) -> str:
    """Return one name for one time: 1—6月 is 上半年, the whole of what is reported has none."""
    if found["same"]:
        return "去年"
    if (found["until"] or "").startswith(("到", "至")) and (year := re.search(r"\d{4}年$", found[0])):
        return year[0]  # 到2024年, of a row of years; 截至2024年底 is the end of what is reported
    if found["whole"] or found["until"] or (found["year"] or "").startswith(("下", "明年")):
        return ""
    if found["month"]:
        first, last = (_CHINESE.get(found[name], found[name]) for name in ("m1", "m2"))
        return _SAME.get(f"{first}-{last}月", f"{first}-{last}月")
    if found["half"]:
        half = re.sub(r"^(今年|本年|\d{4}年)|^第", "", found["half"])
        half = re.sub(r"前([一二三四五六七八九十\d]+)个?月", lambda it: f"1-{_CHINESE.get(it[1], it[1])}月", half)
        return _SAME.get(half, half)
    return re.sub(r"(度|底|末|以来|份|全年)$", "", re.sub("^(今年|本年)", "", found[0])).replace("上年", "去年").replace("当日", "当天")


def _is_of_a_plan(found: re.Match[str]) -> bool:
    """Whether it says by when something is to be done, or whose target it is: 9月底前, 全年任务."""
    behind = found.string[found.end() : found.end() + 2]
    if found["one"] and found.string[: found.start()].endswith(("自", "从")) and "以来" in found.string[found.end() : found.end() + 24]:
        return True  # 自5月启动以来: all that is told of
    return bool(found["one"] and behind.startswith("前")) or bool(found["whole"] and behind in {"任务", "目标", "计划", "指标"})


class Periods:
    """When what is told happened: the last time that was named in the paragraph."""

    def __init__(self, text: str, paragraphs: Any) -> None:
        self._text, self._paragraphs = text, paragraphs
        found = [(it.start(), it) for it in _PERIOD.finditer(text) if not re.match("同比|[较比]", it[0]) and not _is_of_a_plan(it)]
        found = [(place, it) for place, it in found if it[0] != "同期" or not re.match("[增上提下降]", text[it.end() : it.end() + 1])]
        self._headings = _headings(text)
        self._places = [place for place, _ in found]
        self._names = [_canonical(it) for _, it in found]
        for i, (place, it) in enumerate(found[1:], 1):
            year = re.fullmatch(r"\d{4}年", found[i - 1][1][0])
            if it[0] == "全年" and year and "\n" not in text[found[i - 1][0] : place]:  # 1999年，…。全年接诊3857人
                self._names[i] = self._names[i - 1]
        self._passing = [bool(_OF_ONE_FIGURE.match(text[max(0, it.start() - 1) : it.end() + 1])) for _, it in found]
        heads = [name for place, name in zip(self._places, self._names, strict=True) if place < 160 and name]
        self._years = [it[0] for it in re.finditer(r"\d{4}年", text)]
        self.own = _of_title(text, heads)
        year = re.match(r"\d{4}(?=年)", self.own)
        self._last_year = f"{int(year[0]) - 1}年" if year else None

    def at(self, place: int) -> str:
        """Return the time a place belongs to; empty for the whole of what is reported."""
        start = self._paragraphs.span(self._paragraphs.at(place))[0]
        i = bisect_right(self._places, place) - 1
        name = self._names[i] if i >= 0 and self._places[i] >= start and self._holds(i, place) else self._heading_at(start)
        if name == self.own:
            return ""
        return "去年" if name == self._last_year else name

    @staticmethod
    def until(told: str) -> str:
        """Return the month up to which a sentence counts, by its words so far: 截至6月底; empty when it does not say."""
        named = list(_UNTIL.finditer(told))
        return "" if not named else named[-1]["month"] or "12"

    def _holds(self, i: int, place: int) -> bool:
        """Whether a time still holds: last year's only within its sentence, a day's too."""
        passing = self._passing[i] or self._names[i].startswith("去年") or re.search("日$|“|第|首", self._names[i])
        return not passing or not re.search("[。；！？]", self._text[self._places[i] : place])

    def _heading_at(self, start: int) -> str:
        i = bisect_right(self._headings, (start, "\U0010ffff")) - 1
        return self._headings[i][1] if i >= 0 else ""


def _headings(text: str) -> list[tuple[int, str]]:
    """Return the times that headings set for what stands below them: (place, time), from the second heading on."""
    found: list[tuple[int, str]] = []
    place = 0
    for line in text.split("\n"):
        if 2 < len(line) < 26 and "。" not in line and "，" not in line and _is_heading(line):
            named = _PERIOD.search(re.sub(r"^[一二三四五六七八九十]+、|^（[^）]*）", "", line))
            name = _canonical(named) if named else ""
            found.append((place, "" if name in {"下一步", "明年", "下一年", "下阶段"} else name))
        place += len(line) + 1
    return found


def _is_heading(line: str) -> bool:
    """Whether a short line is a heading: numbered, or one that names a batch."""
    return bool(re.match(r"[一二三四五六七八九十]+、|（|第", line))


def _of_title(text: str, heads: list[str]) -> str:
    title = [line for line in text[:160].split("\n")[:3] if "。" not in line and len(line) < 48 and not _is_heading(line)]
    named = [_canonical(it) for line in title for it in _PERIOD.finditer(line)]
    named = [name for name in named if name and name != "去年"]
    return named[0] if named else (heads[0] if heads and re.fullmatch(r"\d{4}年", heads[0]) else "")


_STOP: Final = "在到于对由与和及赴为是从至其中的各全我本该等个有将把向给让、，。；：！？“”（）《》\n—·0123456789"
_PLACE: Final = re.compile(
    rf"(?<![^{_STOP}])(?:走进|来自|覆盖|前往|深入|涉及)?([^{_STOP}]{{1,4}}?)(自治县|县|区|市|镇|乡|街道|社区|村|旗)(?!级|妇联|里|内|直|民|域|容|值|场|面|外|委|财|人社|民政|商务|总工|家政|政|残|团|教|卫|定|职|医|公|就业|(?<=社区|.[县镇村])驿)"
)
_NOT_A_PLACE: Final = re.compile(
    r"^(?:逐|各|每|沿|挨|同|邻)|^(?:老|新|主|中心)城$|(?:^|[入进在往向赴到深])(?:城|山|新|老|街|园|灾|牧|农|地|小|片|库|矿|郊|夜|集|乡|镇|村|县|市|区|两|多)$|(社|县|农|地|进|入|开发|辖|安置|试点|示范|功能|多|每|几|两|三|四|五|六|七|八|九|十|跨|出|入|驻|牧业|偏远|山区|个|名|家|接待|培训|展示|教学|亲子|服务|菜|超|行政|自然|走|回|城乡|同)$"
)


_OWNER: Final = re.compile(
    r"((?:(?<![一-龥])[一-龥]|[一-龥]{2})(?:自治县|县|区|市|镇|乡|街道|社区|村|旗))(?:妇联|妇女联合会|家政协会|人社局|民政局|人力资源|巾帼|家政|人民政府|委|办事处)"
)


def _own_of(text: str, found: list[tuple[int, str]]) -> set[str]:
    """Return the place whose text it is: that of the first body named, else the first place."""
    if owner := _OWNER.search(text[:300]):
        return {owner[1]}
    return {name for place, name in found[:1] if place < 120}


class Areas:
    """Where what is told happened: the last place that was named in the sentence; empty for the whole of what is reported."""

    def __init__(self, text: str, sentences: Any) -> None:
        self._sentences = sentences
        self._found = [(it.start(), it[1] + it[2]) for it in _PLACE.finditer(text) if not _NOT_A_PLACE.search(it[1])]
        self._places = [place for place, _ in self._found]
        self.own = _own_of(text, self._found)

    def named_at(self, place: int) -> str:
        """Return the last area that is named before a place in its sentence, the text's own among them."""
        start = self._sentences.span(self._sentences.at(place))[0]
        i = bisect_right(self._places, place) - 1
        return "" if i < 0 or self._places[i] < start else self._found[i][1]

    def at(self, place: int) -> str:
        """Return the area a place of the text belongs to."""
        name = self.named_at(place)
        return "" if any(own.endswith(name) or name.endswith(own) for own in self.own) else name
