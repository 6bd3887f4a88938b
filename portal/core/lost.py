"""Text that lost something on its way here: which places hold no letter anybody wrote. They are named, never guessed.

Pasted 繁體 comes through old programs as U+FFFD, as question marks amid Chinese, as letters of the private use area, or as
bytes of one encoding read as another. Whatever is found stays as it was pasted: only the paper it came from knows what it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_REPLACED: Final = re.compile(r"[\ufffd?]*\ufffd[\ufffd?]*")
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_MARKS: Final = re.compile(rf"(?<=[{_HAN}])\?+(?=[{_HAN}])|(?<=[{_HAN}])\?{{2,}}|\?{{2,}}(?=[{_HAN}])")
_ASKS: Final = re.compile(
    r"[吗呢么吧啊呀嘛嗎麼]$|有没有|有沒有|([\u4e00-\u9fff])[不没沒]\1|是否|怎|什么|什麼|谁|誰|哪|几|幾|多少|何|不$|没有$|沒有$"
)
_CLAUSE_END: Final = re.compile(r"[，。；：、！？\s?!,;:.]")
_LONG_CLAUSE: Final = 16
_FOREIGN: Final = re.compile(r"[^\x00-\xff\u2000-\u2bff\u3000-\u303f\uff00-\uffef\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]{3,}")
# Two bytes of a Chinese letter read as Western ones, and three bytes of UTF-8; what is cut off in the midst stays readable so far.
_PAIRS: Final = re.compile(r"(?:[\xa1-\xff][\x40-\x7e\xa1-\xff]){3,}")
_TAIL: Final = "\xa1-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd"
_THREES: Final = re.compile(rf"(?:[ã-ï][{_TAIL}]{{1,2}}){{2,}}[ã-ï]?")
_OVERWRITTEN: Final = re.compile("[锟斤拷]*锟斤拷[锟斤拷]*")  # U+FFFD written as UTF-8 and read as GBK
MOST_TOLD: Final = 5
_CONTEXT: Final = 4


class Loss(StrEnum):
    """What stands there instead."""

    LOST = "lost"
    PRIVATE = "private"
    GARBLED = "garbled"

    @property
    def label(self) -> str:
        """Its words."""
        return _LABELS[self]


_LABELS: Final = {Loss.LOST: "丢失的字", Loss.PRIVATE: "显示不出的字", Loss.GARBLED: "乱码字"}


@dataclass(frozen=True, slots=True)
class Lost:
    """One such place.

    Args:
        start: the first letter's place, from 0.
        end: the place after the last one.
    """

    start: int
    end: int
    loss: Loss


def find_lost(text: str) -> list[Lost]:
    """Return the places that hold no letter anybody wrote, in order; what overlaps or touches is one place."""
    if text.isascii():
        return []
    found: list[Lost] = []
    for it in sorted(_all(text), key=lambda each: (each.start, -each.end)):
        last = found[-1] if found else None
        if last is None or it.start > last.end:
            found.append(it)
        else:
            found[-1] = Lost(last.start, max(last.end, it.end), last.loss if it.loss == last.loss else Loss.GARBLED)
    return found


def lost_words(text: str) -> str:
    """Name the places for the person who pasted the text, `第 12 字处（“晋安区”之后）有 3 个丢失的字`; empty when there is none."""
    found = find_lost(text)
    told = [f"第 {it.start + 1} 字处{_after(text, it)}有 {it.end - it.start} 个{it.loss.label}" for it in found[:MOST_TOLD]]
    more = f"；一共 {len(found)} 处" if len(found) > MOST_TOLD else ""
    return "；".join(told) + more


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text in parts, each with the words of what is wrong with it, or with none."""
    done = 0
    for it in find_lost(text):
        yield text[done : it.start], ""
        yield text[it.start : it.end], it.loss.label
        done = it.end
    yield text[done:], ""


def _after(text: str, it: Lost) -> str:
    before = text[max(0, it.start - _CONTEXT) : it.start].splitlines()
    return f"（“{before[-1]}”之后）" if before and before[-1].strip() else ""


def _all(text: str) -> Iterator[Lost]:
    for pattern, loss in ((_REPLACED, Loss.LOST), (_PRIVATE, Loss.PRIVATE), (_OVERWRITTEN, Loss.LOST), (_THREES, Loss.GARBLED)):
        yield from (Lost(*match.span(), loss) for match in pattern.finditer(text))
    yield from (Lost(*match.span(), Loss.LOST) for match in _MARKS.finditer(text) if not _is_question(text, match))
    yield from (Lost(*match.span(), Loss.GARBLED) for match in _PAIRS.finditer(text) if _is_chinese_in_pairs(match[0]))
    yield from (Lost(*match.span(), Loss.GARBLED) for match in _FOREIGN.finditer(text) if _is_garbled(match[0]))


def _is_question(text: str, match: re.Match[str]) -> bool:
    """Say whether a mark asks something: a clerk types `?` where Chinese has a sign of its own."""
    clause = _CLAUSE_END.split(text[max(0, match.start() - _LONG_CLAUSE) : match.start()])[-1]
    return _ASKS.search(clause) is not None


def _is_chinese_in_pairs(letters: str) -> bool:
    data = letters.encode("latin-1")
    return any(_is_all_han(data, name) for name in ("big5", "gbk"))


def _is_all_han(data: bytes, encoding: str) -> bool:
    try:
        return re.fullmatch(rf"[{_HAN}\u3000-\u303f\uff00-\uffef]+", data.decode(encoding)) is not None
    except UnicodeDecodeError:
        return False


def _is_garbled(letters: str) -> bool:
    """Say whether letters few people write turn into plain Chinese when their bytes are read as what they were."""
    if 2 * sum(_is_common(letter) for letter in letters) > len(letters):
        return False
    data = letters.encode("gb18030")
    read = data.decode("utf-8", "replace").strip("\ufffd")
    if "\ufffd" not in read and len(re.findall(f"[{_HAN}]", read)) >= 2:
        return True
    return len(data) == 2 * len(letters) and _is_all_han(data, "big5") and max(data[::2]) <= 0xC6  # the first level: 5,401 common letters


def _is_common(letter: str) -> bool:
    """Say whether a letter stands in the first level of GB 2312: 3,755 letters, nearly all of everyday writing."""
    try:
        data = letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xB0 <= data[0] <= 0xD7
