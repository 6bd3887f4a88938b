"""A report's text line by line: whom it is addressed to, headings by their numbers, paragraphs, and notes to the writer.

※ 写作提示          for whoever writes: never printed, never checked
省妇联：             the first line, when it ends with a colon: 主送
一、 （一） 1.        headings of the first, second and third level; up to its first 。 when the paragraph goes on in the same line
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NOTE: Final = "※"
_MOST_ADDRESSEE: Final = 60
_LONGEST_HEADING: Final = 45  # a longer line without a full stop is a paragraph that happens to begin with a number
_NUMERAL: Final = "[一二三四五六七八九十]{1,3}"


class Kind(StrEnum):
    """What a line is."""

    ADDRESSEE = "addressee"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    BODY = "body"


_HEADINGS: Final = (
    (Kind.FIRST, re.compile(rf"{_NUMERAL}、")),
    (Kind.SECOND, re.compile(rf"[（(]{_NUMERAL}[）)]")),
    (Kind.THIRD, re.compile(r"[0-9０-９]{1,2}[.．](?![0-9０-９])")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, as it stands on paper.

    Args:
        start: where it begins in the text.
        head: how many of its first characters are the heading; all of it, unless the paragraph goes on in the same line.
    """

    kind: Kind
    text: str
    start: int
    head: int = 0


def without_notes(text: str) -> str:
    """Return the text without the notes to the writer."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(NOTE)).strip("\n")


def notes_of(text: str) -> list[str]:
    """Return the notes to the writer."""
    return [line.removeprefix(NOTE).strip() for line in text.split("\n") if line.startswith(NOTE)]


def outline(text: str) -> list[Line]:
    """Return the lines that are printed, each with what it is; empty ones and notes are left out."""
    lines: list[Line] = []
    for start, line in _lines(text):
        if line.strip() and not line.startswith(NOTE):
            lines.append(_line(line, start, is_first=not lines))
    return lines


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _line(line: str, start: int, *, is_first: bool) -> Line:
    if is_first and line.endswith(("：", ":")) and len(line) <= _MOST_ADDRESSEE:
        return Line(Kind.ADDRESSEE, line, start)
    for kind, number in _HEADINGS:
        if number.match(line):
            stop = line.find("。") + 1
            head = stop or len(line)
            return Line(kind, line, start, head) if head <= _LONGEST_HEADING else Line(Kind.BODY, line, start)
    return Line(Kind.BODY, line, start)
