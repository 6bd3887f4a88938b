"""A text cut into the pieces that lines are built of, and where a line may end between them.

Source: GB/T 15834-2011 标点符号用法, 5.1 (what may not begin or end a line); GB/T 9704-2012, 7.3 (numbers and years are not torn).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from portal.typeset.rules.document import Runs
from portal.typeset.rules.faces import Face

NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’％‰℃·—～…,.;:?!)]}%°")
NOT_LAST = frozenset("（《「『【〔〈“‘([{￥¥$＃#№")
OPENING = NOT_LAST

_LATIN = r"A-Za-z0-9\u00c0-\u024f"
_RIGID = re.compile(rf"—{{2,}}|…{{2,}}|[+\-−±]?[¥$]?[{_LATIN}](?:[{_LATIN}'_.,:@&+/%?=#~\-]*[{_LATIN}/])?[%‰°]?|[+\-−±](?=\d)")
_DIGITS = r"[0-9０-９]"
_SIZE = r"[余多几来]?[万亿千百十]*[余多几来]?"
_UNIT = r"(?:个百分点|人次|[%％‰℃年月日号时分元人名户场期次个项件家岁级天倍成类条位届章款])"
_BOUND = re.compile(
    rf"[〔（\[(]{_DIGITS}{{4}}[〕）\])]第?{_DIGITS}+号"
    rf"|第?[+\-−±＋－]?[¥￥$]?{_DIGITS}+(?:[.,．·:：](?={_DIGITS}){_DIGITS}+|，(?=[０-９]{{3}})[０-９]+)*{_SIZE}{_UNIT}?"
)
_JOINT = re.compile(r"(?<=[/.?&=_@-])(?![/.?&=_@-])")  # where an address that is too long may be torn


@dataclass(frozen=True, slots=True)
class Piece:
    """One Chinese character or mark, or a word that is not stretched.

    Args:
        width: in em.
        before: the white before its ink that may be squeezed out, in em; `after` likewise.
        may_end: whether a line may end after it.
    """

    text: str
    style: str
    width: float
    before: float = 0.0
    after: float = 0.0
    may_end: bool = True

    @property
    def is_space(self) -> bool:
        """Whether it is white that a line does not end with."""
        return self.text == " "


@dataclass(frozen=True, slots=True)
class _Said:
    """A text, the style of each of its characters, and how long a word may be before it is torn, in em."""

    text: str
    styles: list[str]
    faces: Mapping[str, Face]
    longest: float

    def face(self, at: int) -> Face:
        return self.faces.get(self.styles[at], self.faces[""])

    def width(self, start: int, end: int) -> float:
        return self.face(start).width(self.text[start:end])


def pieces_of(runs: Runs, faces: Mapping[str, Face], measure: float) -> list[Piece]:
    """Cut runs into pieces.

    Args:
        faces: {style: face}; "" serves a style that is not named.
        measure: how long a line is, in em: a word that is longer than a good part of it may be torn.
    """
    text = "".join(part for part, _ in runs)
    said = _Said(text, [style for part, style in runs for _ in part], faces, max(0.4 * measure, min(measure, 8.0)))
    bound = {at for found in _BOUND.finditer(text) for at in range(found.start() + 1, found.end())}
    ends = [end for start, last in _spans(text) for end in _torn(said, start, last)]
    return [_piece(said, start, end, is_bound=end in bound) for start, end in zip([0, *ends], ends, strict=False)]


def _piece(said: _Said, start: int, end: int, *, is_bound: bool) -> Piece:
    text, following = said.text[start:end], said.text[end : end + 1]
    before, after = said.face(start).slack(text) if len(text) == 1 else (0.0, 0.0)
    may_end = not is_bound and text[-1] not in NOT_LAST and following != " " and (following not in NOT_FIRST or _is_dash(said.text, end))
    return Piece(text, said.styles[start], said.width(start, end), before, after, may_end or not following)


def _is_dash(text: str, at: int) -> bool:
    """Whether —— or …… begins here: these two may begin a line, one alone may not."""
    return text[at : at + 2] in ("——", "……")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each piece begins and ends: words whole, anything else a character with what is set upon it."""
    at = 0
    while at < len(text):
        found = _RIGID.match(text, at)
        end = found.end() if found else at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        yield at, end
        at = end


def _torn(said: _Said, start: int, end: int) -> Iterator[int]:
    """Yield the ends within a word: where its style changes, and where it must be torn as it fits on no line."""
    ends = {at for at in range(start + 1, end) if said.styles[at] != said.styles[at - 1]}
    if said.width(start, end) > said.longest:
        ends |= {found.start() for found in _JOINT.finditer(said.text, start + 1, end)}
        for begun, after in pairwise([start, *sorted(ends), end]):
            if said.width(begun, after) > said.longest:
                ends |= set(range(begun + 1, after))
    yield from (*sorted(ends), end)
