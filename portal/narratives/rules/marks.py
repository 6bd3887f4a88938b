"""Where findings stand in a text: the text in pieces, each with the numbers of the findings that its figures are part of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.checker.rules import Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text.

    Args:
        numbers: which findings it is a figure of, counted from 1; empty between figures.
        is_first_of: those findings among them of which it is the first figure, where a link to the finding leads.
    """

    text: str
    numbers: tuple[int, ...] = ()
    is_first_of: tuple[int, ...] = ()


def cut(text: str, findings: Sequence[Finding]) -> list[Piece]:
    """Return the whole text in pieces, cut where a figure of a finding begins or ends; joined again they are the text."""
    starts: dict[int, set[int]] = {}
    ends: dict[int, set[int]] = {}
    firsts = {number: finding.spans[0][0] for number, finding in enumerate(findings, start=1) if finding.spans}
    for number, finding in enumerate(findings, start=1):
        for start, end in finding.spans:
            starts.setdefault(start, set()).add(number)
            ends.setdefault(end, set()).add(number)
    pieces: list[Piece] = []
    open_numbers: set[int] = set()
    places = sorted({0, len(text), *starts, *ends})
    for at, until in pairwise(places):
        open_numbers = (open_numbers - ends.get(at, set())) | starts.get(at, set())
        numbers = tuple(sorted(open_numbers))
        pieces.append(Piece(text[at:until], numbers, tuple(number for number in numbers if firsts[number] == at)))
    return pieces


def around(text: str, span: tuple[int, int], *, width: int = 12) -> tuple[str, str, str]:
    """Return a figure with some words before and after it, so that it is found by reading."""
    start, end = span
    before, after = text[max(0, start - width) : start], text[end : end + width]
    return (
        f"{'…' if start > width else ''}{before.splitlines()[-1] if before.strip() else ''}",
        text[start:end],
        f"{after.splitlines()[0] if after.strip() else ''}{'…' if end + width < len(text) else ''}",
    )
