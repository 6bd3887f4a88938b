"""The second layer: figures as intervals, each with its unit and its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from portal.checker.rules.names import NOT_MEASURES
from portal.checker.rules.numerals import NUMERAL, read_numeral, read_share
from portal.checker.rules.words import ABOUT, NEARLY, OVER, UNITS, either

SCALES: Final = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "万亿": 1_000_000_000_000,
}


class Form(StrEnum):
    """What a figure is a number of."""

    COUNT = "count"
    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"


class Side(StrEnum):
    """On which side of the number that is written the true one lies."""

    AT = ""
    OVER = "余"
    NEAR = "近"
    ABOUT = "约"


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A number as it is written.

    Args:
        start, end: where the number stands in the plain text, with 余 or 近 and the per cent sign, without its unit.
        after: where its unit ends.
        said: the number that is written; per cent as 25, not 0.25.
        low, high: between which the true one lies.
        unit: the unit of account, empty when none is written.
        spread: a range (20—30).
    """

    start: int
    end: int
    after: int
    said: float
    low: float
    high: float
    form: Form
    side: Side
    unit: str
    words: str
    spread: bool = False
    step: float = 1.0


_ARABIC: Final = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?(?:万亿|百万(?!分)|千万|[百千万亿](?!分[之点]))?"
_CHINESE: Final = rf"[{NUMERAL.replace('〇', '').replace('○', '')}]{{1,16}}"
_MORE: Final = r"(?:[余多几]|来(?=[人名位户家场次个]))?"
_UNIT: Final = f"(?:{either(' '.join(re.escape(it) for it in UNITS))})"
_MYRIAD: Final = "(?:万|亿)?"
_FIGURE: Final = re.compile(
    rf"(?P<skip>{NOT_MEASURES})"
    rf"|(?P<per>百分之(?P<pernum>[{NUMERAL}点]{{1,12}})(?P<permore>[余多])?)"
    rf"|(?P<doubled>翻了?(?P<folds>[一两二三四])?番)"
    rf"|(?P<part>(?P<of>[二两三四五六七八九十]{{1,2}})分之(?P<one>[一二两三四五六七八九]))"
    rf"|(?P<half>过半数?|超半数?|超过半数|一半以上|半数以上)"
    rf"|(?P<range>(?P<a>{_ARABIC}|{_CHINESE})(?:[-—~至到]|——)(?P<b>{_ARABIC}|{_CHINESE}))(?P<rmore>{_MORE})(?P<runit>%|个?百分点|{_UNIT})"
    rf"|(?P<num>{_ARABIC})(?P<more>[余多+]?{_MYRIAD}[余多]?)(?P<unit>%|个?百分点|倍半?|成[一二三四五六七八九半]?(?![功立为果员长都交熟效本年])|{_UNIT})?"
    rf"|(?P<cnum>{_CHINESE})(?P<cmore>{_MORE}{_MYRIAD})(?P<cunit>个百分点|倍半?|成[一二两三四五六七八九半]?(?![立功为果员长都交熟效本年])|{_UNIT})"
)
_BEFORE: Final = re.compile(
    rf"(?:(?P<near>(?<![最附就邻临靠走亲远])(?:{NEARLY}))|(?P<over>(?<![赶通经])(?:{OVER}))|(?P<about>(?<![签节履违合契])(?:{ABOUT})))(?:了|达到?|有|为)?$"
)
_AFTER: Final = re.compile(r"(?P<over>以上|多(?=[，。；、]))|(?P<near>以下|以内)|(?P<about>左右|上下)")
# A numeral of one sign before these is a word, no number: 一批, 一支队伍, 统一, 一线.
_WORDS_WITH_ONE: Final = frozenset({"一"})  # but 一成, 一倍, and in a list: 中心一个、驿站五个
_IN_A_LIST: Final = re.compile(
    rf"(?<=[个名家所支处])(?:[一-龥]{{0,12}}[、，和][一-龥]{{0,12}}?{_CHINESE}[个名家所支处]|[。；，）](?<=[^\W\d_各每这哪同下上第另某任唯]一[个名家所支处].))"
)
_SCALES_ALONE: Final = frozenset({"百", "千", "万"})  # 人数（万人）, but 近百人, 上万人
_SOME: Final = re.compile("[近上超逾过约成几百千足]$|(?<![人户总次个])数$")
_OF_PEOPLE: Final = re.compile("妇女|群众|居民|姐妹|学员|志愿者|老人|市民|村民|从业者")  # 近1.5万妇女


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a plain text in order of place; dates, ordinals, ages, names with numerals in them are none."""
    figures = [it for found in _FIGURE.finditer(text) if not found["skip"] for it in _read(text, found)]
    for i in range(len(figures) - 2, -1, -1):  # 96、70、355人次: the last one's unit is that of the row
        one, other = figures[i : i + 2]
        bare = one.form is Form.COUNT and not one.unit and other.form is Form.COUNT and other.unit and other.step < SCALES["万"]
        if bare and not one.spread and text[one.after : other.start] in {"、", "和"}:
            figures[i] = replace(one, unit=other.unit)
    return figures


def _read(text: str, found: re.Match[str]) -> Iterator[Figure]:
    if found["per"]:
        yield from _percent(text, found, read_share(found["pernum"]))
    elif found["doubled"]:
        yield _exact(found, 2.0 ** (read_numeral(found["folds"] or "一") or 1) - 1, Form.TIMES)
    elif found["part"]:
        of, one = read_numeral(found["of"]), read_numeral(found["one"])
        if of and one:
            yield _exact(found, 100 * one / of, Form.PERCENT, width=2.0)
    elif found["half"]:
        yield Figure(found.start(), found.end(), found.end(), 50, 50, 100, Form.PERCENT, Side.OVER, "%", found[0], step=10)
    elif found["range"]:
        yield from _range(text, found)
    else:
        yield from _number(text, found)


def _exact(found: re.Match[str], value: float, form: Form, width: float = 0.0) -> Figure:
    return Figure(found.start(), found.end(), found.end(), value, value - width, value + width, form, Side.AT, "%", found[0])


def _percent(text: str, found: re.Match[str], value: float | None) -> Iterator[Figure]:
    if value is not None:
        written = found["pernum"].partition("点")[2]
        yield _made(text, found.span(), found.end(), Numeral(float(value), 10.0 ** -len(written), found["permore"] or ""), "%")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as its signs say it: value, the worth of its last digit, 余 or 多 after it."""

    value: float
    step: float
    more: str = ""


def read_written(words: str) -> Numeral | None:
    """Return what a numeral in either writing says (1,200; 1.2万; 三百五十)."""
    if not words[0].isdigit():
        value = read_numeral(words)
        return None if value is None else Numeral(float(value), 1.0)
    digits = re.match(r"[\d,.]+", words)
    assert digits
    number, scale = digits[0].replace(",", "").rstrip("."), SCALES.get(words[digits.end() :], 1)
    decimals = len(number.partition(".")[2])
    return Numeral(float(number) * scale, scale * 10.0**-decimals)


def _range(text: str, found: re.Match[str]) -> Iterator[Figure]:
    low, high = read_written(found["a"]), read_written(found["b"])
    unit = _unit_of(found["runit"])
    if low is None or high is None:
        return
    if re.search(r"[从由自]$", text[: found.start()]):
        yield _made(text, found.span("a"), found.end("a"), low, unit)
        yield _made(text, found.span("b"), found.end("runit"), high, unit)
        return
    form = {"%": Form.PERCENT, "个百分点": Form.POINTS}.get(unit, Form.COUNT)
    scale = high.step if low.value < high.value / 1000 else 1
    ends = (found.start(), found.end("range") if form is Form.COUNT else found.end(), found.end())
    yield Figure(*ends, high.value, low.value * scale, high.value, form, Side.ABOUT, unit, found["range"], spread=True)


def _number(text: str, found: re.Match[str]) -> Iterator[Figure]:
    digits, more = (found["num"], found["more"]) if found["num"] else (found["cnum"], found["cmore"])
    written_unit = (found["unit"] if found["num"] else found["cunit"]) or ""
    written = read_written(digits)
    if written is None or (digits in _WORDS_WITH_ONE and written_unit[:1] not in {"成", "倍"} and not _IN_A_LIST.match(text, found.end())):
        return
    if written_unit[:1] == "成" and len(written_unit) == 2:  # 五成五
        half = "半" in written_unit
        written, written_unit = Numeral(written.value + (0.5 if half else (read_numeral(written_unit[1]) or 0) / 10), 0.1), "成"
    if written_unit == "倍半":
        written, written_unit = Numeral(written.value + 0.5, 0.1), "倍"
    if big := re.search("[万亿]", more):
        written = Numeral(written.value * SCALES[big[0]], written.step * SCALES[big[0]])
    if found["cnum"] and (written_unit == "大" or (digits in _SCALES_ALONE and not more and not _SOME.search(text[: found.start()]))):
        return
    unit = _unit_of(written_unit) or ("人" if more and _OF_PEOPLE.match(text, found.end()) else "")
    marked = unit in {"%", "倍", "成", "个百分点"}
    end = found.end() if marked else found.end("more" if found["num"] else "cmore")
    said = Numeral(written.value, written.step, "余" if re.search("[余多几+]", more) else "约" if "来" in more else "")
    yield _made(text, (found.start(), end), found.end(), said, unit)


def _unit_of(written: str) -> str:
    if written in {"百分点", "个百分点"}:
        return "个百分点"
    return UNITS.get(written, written)


def _made(text: str, span: tuple[int, int], after: int, written: Numeral, unit: str) -> Figure:
    start, end = span
    side = Side.OVER if written.more == "余" else Side.ABOUT if written.more else Side.AT
    if side is Side.AT and (found := _BEFORE.search(text[max(0, start - 6) : start])):
        side = Side.NEAR if found["near"] else Side.OVER if found["over"] else Side.ABOUT
        if side is not Side.ABOUT:
            start = max(0, start - 6) + found.start()
    if side is Side.AT and (found := _AFTER.match(text, after)):
        side = Side.NEAR if found["near"] else Side.OVER if found["over"] else Side.ABOUT
    value, step, form = written.value, written.step, Form.COUNT
    if unit in {"%", "成"}:
        form, value, step = Form.PERCENT, value * (10 if unit == "成" else 1), step * (10 if unit == "成" else 1)
    elif unit in {"倍", "个百分点"}:
        form = Form.TIMES if unit == "倍" else Form.POINTS
    low, high = _interval(value, step, side, form)
    words = text[start:end]
    return Figure(start, end, after, value, low, high, form, side, unit if form is Form.COUNT else "%", words, step=step)


def _interval(value: float, step: float, side: Side, form: Form) -> tuple[float, float]:
    """Between what the true number lies: 4000余 below 5000, 1000余 below 1500, 近4000 above 3000, 33.3 % as it is rounded or cut."""
    grain = grain_of(value) if step >= 1 or form is Form.COUNT else step
    if side is Side.OVER:
        return value, value + max(min(grain, value / 2) if value >= 100 else grain, step)
    if side is Side.NEAR:
        return value - max(grain, step), value
    if side is Side.ABOUT:
        return value * 0.9, value * 1.1
    below, above = _room(step, form)
    return value - below, value + above


def _room(step: float, form: Form) -> tuple[float, float]:
    """By how much a number that is written plainly may lie below or above the true one."""
    if form is Form.TIMES:
        return min(0.2, 0.6 * step), min(0.2, 0.6 * step)
    if form is Form.PERCENT and step > 1:  # 八成 is neither 75 % nor 85 %
        return 4, 4.9
    if form is Form.COUNT:
        return (0, 0) if step == 1 else (step / 2, step / 2)
    return step / 2, step


def grain_of(value: float) -> float:
    """Return the worth of the last digit that is not 0: 1000 of 4000, 100 of 1500."""
    grain = 1.0
    while value >= 10 * grain and value % (10 * grain) == 0 and grain < 10**12:
        grain *= 10
    return grain
