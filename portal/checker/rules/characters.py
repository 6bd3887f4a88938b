"""The first layer: one form for each character, and where it stood in the text as it was given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_WIDE_KEPT: Final = "，：；（）！？"
_ROW: Final = re.compile(r"(?:\d{1,2} ?月|年初|上年|期初)")
_CELL: Final = re.compile(r"-?[\d,.]+(?:[%％]|[一-龥]{0,3})")
_TO_WIDE: Final = str.maketrans(",:;()!?", _WIDE_KEPT)
_OLD: Final = "萬億個餘約戶場項兩歲縣區幾間歷屆佔達過鎮鄉﹪﹣－–―～∼|｜│┃"
_NEW: Final = "万亿个余约户场项两岁县区几间历届占达过镇乡%----~~\n\n\n\n"  # each cell of a table stands by itself
_SAME: Final = str.maketrans(_OLD, _NEW)
_GAP: Final = re.compile(r"[\s\u200b\ufeff]+")
_ENDS: Final = "。！？；：…"
_HEADING: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、是]|（[一二三四五六七八九十\d]{1,3}）|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、．])"
)
_COUNTED: Final = re.compile(r"[余多]?[项个人名户场次期件条家万亿元%％年月日]")
LONG_LINE: Final = 60  # lines longer than this were not wrapped by hand


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in one form.

    Args:
        text: half-width digits and letters, full-width punctuation, no blanks within sentences, a line feed where a paragraph ends.
        places: for each character of `text`, its place in the text as it was given.
    """

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of `text` stood."""
        return self.places[start], self.places[end - 1] + 1


def make_plain(given: str) -> Plain:
    """Return the text in one form."""
    chars: list[str] = []
    places: list[int] = []
    for char, place in _kept(given):
        chars.append(char)
        places.append(place)
    return Plain(_with_wide_marks("".join(chars)), tuple(places))


def _kept(given: str) -> Iterator[tuple[str, int]]:
    width = _width_of(given)
    at = 0
    for gap in _GAP.finditer(given):
        yield from ((_narrow(given[i]), i) for i in range(at, gap.start()))
        if mark := _mark_for(given, gap, width):
            yield mark, gap.start()
        at = gap.end()
    yield from ((_narrow(given[i]), i) for i in range(at, len(given)))


def _narrow(char: str) -> str:
    """Return the half-width form of a character, in today's writing."""
    if "！" <= char <= "～" and char not in _WIDE_KEPT:
        char = chr(ord(char) - 0xFEE0)
    return char.translate(_SAME)


def _with_wide_marks(text: str) -> str:
    """Punctuation becomes full-width, save within figures (4,000) and times (9:30)."""
    return re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))|(?<=\d)[:：](?=\d\d(?!\d))|[,:;()!?]", _wide_mark, text)


def _wide_mark(found: re.Match[str]) -> str:
    if (
        found.end() < len(found.string)
        and found.string[found.end()].isdigit()
        and found.start()
        and found.string[found.start() - 1].isdigit()
    ):
        return {"，": ",", "：": ":"}.get(found[0], found[0])
    return found[0].translate(_TO_WIDE)


def _width_of(given: str) -> int:
    """Return at how many characters lines were broken by hand; 0 when they were not: most lines then end with a sentence."""
    lines = [line.strip() for line in given.splitlines() if line.strip()]
    unfinished = sorted(len(line) for line in lines if line[-1] not in _ENDS)
    if len(unfinished) < 2 or len(unfinished) < 0.55 * len(lines):
        return 0
    width = unfinished[len(unfinished) * 3 // 4]
    return width if 12 <= width <= LONG_LINE else 0


def _mark_for(given: str, gap: re.Match[str], width: int) -> str:
    """Return what stays of a gap: nothing within a sentence, a blank between words, a line feed between paragraphs."""
    before, after = given[gap.start() - 1 : gap.start()], given[gap.end() : gap.end() + 1]
    if not before or not after:
        return ""
    if "\n" in gap[0] or "\r" in gap[0]:
        return "" if _is_wrapped(given, gap, width) else "\n"
    if "\t" in gap[0] or len(gap[0]) > 3:
        return "\n"
    if "\u3000" in gap[0] and _narrow(before).isdigit() and after == "月":
        return " "  # 离站14　月末201: columns of a row, no month
    return " " if _is_word(before) and _is_word(after) else ""


def _is_word(char: str) -> bool:
    return _narrow(char).isascii() and _narrow(char).isalnum()


def _is_of_cells(line: str) -> bool:
    """Whether a line is a row of a table: 清江县 4,820万元 312笔."""
    if re.search("[|｜│┃]", line):
        return True
    return not re.search(r"[，。；、：;:]|,(?!\d{3})", line) and sum(map(bool, map(_CELL.fullmatch, line.split()))) > 1


def _is_wrapped(given: str, gap: re.Match[str], width: int) -> bool:
    """Whether a line was broken within a sentence."""
    before, rest = given[gap.start() - 1], given[gap.end() : gap.end() + 12]
    if gap[0].count("\n") > 1 or before in _ENDS or _HEADING.match(rest):
        return False
    line = given[given.rfind("\n", 0, gap.start()) + 1 : gap.start()].strip()
    if (_ROW.match(line) and _ROW.match(rest)) or _is_of_cells(line):  # rows of a table
        return False
    if width and len(line) >= width - 1:
        return True
    if before in "，、,":
        return True
    if _narrow(before).isdigit():
        return bool(_COUNTED.match(rest)) or (width > 0 and not _is_word(rest[0]))
    return width > 0 and len(line) >= width * 0.7 and not _is_word(before)
