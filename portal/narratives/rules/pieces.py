"""The filled text as it is shown: paragraphs of pieces, each a figure that opens, a token that is wrong, or plain words."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.checker.rules import Finding
from portal.narratives.rules.figures import Figure, Filled, Place
from portal.narratives.rules.outline import Kind, Line, outline


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text.

    Args:
        figure: whose words it is; None of plain words.
        fault: why the token that stands here is wrong; empty when it is not.
        is_head: whether it belongs to a heading.
        numbers: which findings it is a figure of, counted from 1.
        is_first_of: those of them of which it is the first figure, where a link to the finding leads.
    """

    text: str
    figure: Figure | None = None
    fault: str = ""
    is_head: bool = False
    numbers: tuple[int, ...] = ()
    is_first_of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line in pieces."""

    kind: Kind
    pieces: tuple[Piece, ...]


Mark = tuple[int, tuple[int, int], bool]  # (number of the finding, one of its figures, whether it is the first)


def paragraphs(filled: Filled, findings: Sequence[Finding] = ()) -> list[Paragraph]:
    """Return the filled text in pieces, cut where a figure, a finding's figure or a heading begins or ends."""
    starts = [it.start for it in filled.places]
    marks = sorted((n, span, span == it.spans[0]) for n, it in enumerate(findings, start=1) for span in it.spans)
    found: list[Paragraph] = []
    for line in outline(filled.text):
        stop = line.start + len(line.text)
        places = filled.places[bisect_left(starts, line.start) : bisect_left(starts, stop)]
        its_marks = [mark for mark in marks if mark[1][0] < stop and line.start < mark[1][1]]
        found.append(Paragraph(line.kind, tuple(_cut(line, filled.text, places, its_marks))))
    return found


def _cut(line: Line, text: str, places: Sequence[Place], marks: Sequence[Mark]) -> Iterator[Piece]:
    begin, stop = line.start, line.start + len(line.text)
    cuts = {begin, begin + line.head, stop, *(at for it in places for at in (it.start, it.end))}
    edges = sorted(cuts | {at for _, span, _ in marks for at in span if begin < at < stop})
    by_start, place = {it.start: it for it in places}, None
    for start, end in pairwise(edges):
        place = by_start.get(start, place if place and start < place.end else None)
        figure = place.figure if place else None
        numbers = tuple(n for n, span, _ in marks if span[0] <= start < span[1])
        firsts = tuple(n for n, span, is_first in marks if is_first and max(span[0], begin) == start)
        shown = (figure, "") if isinstance(figure, Figure) else (None, figure.message if figure else "")
        yield Piece(text[start:end], *shown, start < begin + line.head, numbers, firsts)
