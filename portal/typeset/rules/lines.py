"""Paragraph to lines: each as long as the type area, 禁则 kept, stretched or squeezed by as little as can be.

Where a mark would begin a line there are two ways: the white in the marks of the line is squeezed until it fits, or a character goes to
the next line and what is left is stretched. The way that shows less is taken; where a line still shows, its paragraph is evened out.
Source: GB/T 9704-2012, 5.2.2 (22 lines of 28 characters that fill the type area); GB/T 15834-2011, 5.1.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.typeset.rules.document import Run, Runs
from portal.typeset.rules.evening import SQUEEZED_SHOWS, Cut, evened, is_loose
from portal.typeset.rules.faces import Face
from portal.typeset.rules.pieces import Piece, pieces_of

INDENT_EM = 2.0
_NOTHING = 1e-6
_WHITE = re.compile(r"[ \t\n\r\f\v\u00a0]+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line that is set as one.

    Args:
        spacing: between its characters, in em.
        gap: after it, in em; below nought where a mark is squeezed.
    """

    text: str
    style: str
    spacing: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line.

    Args:
        indent: white before it, in em.
        is_last: of its paragraph: not stretched.
    """

    segments: tuple[Segment, ...]
    indent: float = 0.0
    is_last: bool = False

    @property
    def text(self) -> str:
        """What is said in it."""
        return "".join(one.text for one in self.segments)


def break_lines(
    runs: Runs, faces: Mapping[str, Face], measure: float, *, indent: float = 0.0, hang: float = 0.0, is_ragged: bool = False
) -> list[Line]:
    """Break a paragraph into lines; one without text is one empty line.

    Args:
        faces: {style: face}, "" the one of most of the text.
        measure: how long a line is, in em.
        indent: white before the first line, in em; `hang` before every other.
        is_ragged: neither stretched nor squeezed, as in the cells of a table.
    """
    pieces = pieces_of(_tidy(runs), faces, measure - max(indent, hang))
    if is_ragged:
        pieces = [replace(piece, before=0.0, after=0.0) for piece in pieces]
    cuts = _cuts(pieces, measure - indent, measure - hang)
    if not is_ragged and is_loose(cuts):
        cuts = evened(pieces, measure - indent, measure - hang) or cuts
    lines: list[Line] = []
    start = 0
    for end, extra in cuts:
        white = hang if start else indent
        lines.append(_line(pieces[start:end], 0.0 if is_ragged else extra, white, is_last=end == len(pieces)))
        start = end
    return lines or [Line((), indent, is_last=True)]


def _cuts(pieces: Sequence[Piece], first: float, measure: float) -> list[Cut]:
    """Return the lines of a paragraph, each filled as far as it can be."""
    cuts: list[Cut] = []
    while (start := cuts[-1].end if cuts else 0) < len(pieces):
        cuts.append(_fit(pieces, start, measure if start else first))
    return cuts


def _tidy(runs: Runs) -> Runs:
    """Return the runs with single spaces, none at the ends, and nothing empty."""
    tidy: list[Run] = []
    for text, style in runs:
        said = _WHITE.sub(" ", text)
        is_after_space = not tidy or tidy[-1][0].endswith(" ")
        if kept := said.lstrip(" ") if is_after_space else said:
            tidy.append((kept, style))
    if tidy:
        tidy[-1] = (tidy[-1][0].rstrip(" "), tidy[-1][1])
    return tuple(tidy)


def _fit(pieces: Sequence[Piece], start: int, measure: float) -> Cut:
    """Return where the line that begins at `start` ends, and by how much it is to be stretched (squeezed: below nought), in em."""
    loose = Cut(start, 0.0)
    width = squeezable = white = 0.0
    for at in range(start, len(pieces)):
        piece = pieces[at]
        width += piece.width
        squeezable += piece.before if at > start else 0.0
        white = white + piece.width if piece.is_space else 0.0
        over = width - white - measure
        if over <= _NOTHING:
            loose = Cut(at + 1, -over) if piece.may_end else loose
        elif over > squeezable:
            break
        elif piece.may_end:
            shows = SQUEEZED_SHOWS * over / squeezable
            gaps = loose.end - start - 1
            return loose if gaps > 0 and loose.extra / gaps <= shows else Cut(at + 1, -over)
        squeezable += piece.after
    else:
        return Cut(len(pieces), 0.0)
    return loose if loose.end > start else _torn(pieces, start, measure)


def _torn(pieces: Sequence[Piece], start: int, measure: float) -> Cut:
    """Return where a line ends that may end nowhere: after what fits, one piece at least."""
    width, end = pieces[start].width, start + 1
    while end < len(pieces) and width + pieces[end].width <= measure:
        width += pieces[end].width
        end += 1
    return Cut(end, max(measure - width, 0.0))


def _line(pieces: Sequence[Piece], extra: float, indent: float, *, is_last: bool) -> Line:
    kept = pieces[:-1] if len(pieces) > 1 and pieces[-1].is_space else pieces
    gaps = _gaps(kept, 0.0 if is_last and extra > 0 else extra)
    segments: list[Segment] = []
    for piece, before, after in zip(kept, [0.0, *gaps], [*gaps, 0.0], strict=True):
        last = segments[-1] if segments else None
        if last and _joins(last, piece, before):
            segments[-1] = Segment(last.text + piece.text, last.style, before, after)
        else:
            segments.append(Segment(piece.text, piece.style, 0.0, after))
    return Line(tuple(segments), indent, is_last)


def _gaps(pieces: Sequence[Piece], extra: float) -> list[float]:
    """Return the white between each two pieces: the same everywhere when stretched, out of the marks when squeezed."""
    if len(pieces) < 2:
        return []
    if extra >= 0:
        return [round(extra / (len(pieces) - 1), 5)] * (len(pieces) - 1)
    slacks = [one.after + other.before for one, other in pairwise(pieces)]
    whole = sum(slacks)
    return [round(extra * slack / whole, 5) for slack in slacks]


def _joins(last: Segment, piece: Piece, gap: float) -> bool:
    """Whether a piece goes on with a segment: same style, same white as within it, and no word is stretched inside."""
    if piece.style != last.style:
        return False
    is_begun = len(last.text) == 1
    is_even = is_begun or last.spacing == gap
    return is_even and (gap == 0.0 or (len(piece.text) == 1 and (is_begun or last.spacing != 0.0)))
