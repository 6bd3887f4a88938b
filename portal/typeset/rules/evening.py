"""Lines evened out: where one would be stretched so that it shows, the lines before it give some of their characters."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portal.typeset.rules.pieces import Piece

SQUEEZED_SHOWS = 0.06  # marks squeezed to the full show as much as a line stretched by this many em in each gap
LOOSE = 0.08  # em in each gap: from here on a line is seen to be stretched
_GIVES = 4.0  # em that a line gives to the next at most
_NOTHING = 1e-6


class Cut(NamedTuple):
    """A line: where it ends, and by how much it is stretched (squeezed: below nought), in em."""

    end: int
    extra: float


def is_loose(cuts: Sequence[Cut]) -> bool:
    """Whether one of the lines of a paragraph is stretched so that it shows."""
    starts = [0, *(cut.end for cut in cuts)]
    return any(cut.extra > LOOSE * max(cut.end - start - 1, 1) for start, cut in zip(starts, cuts, strict=False))


def evened(pieces: Sequence[Piece], first: float, measure: float) -> list[Cut] | None:
    """Return the lines of a paragraph whose looks are best on the whole, None if there is no way to make lines at all.

    Args:
        first: how long the first line is, in em; `measure` every other.
    """
    best: dict[int, tuple[float, int, Cut]] = {0: (0.0, 0, Cut(0, 0.0))}
    for start in range(len(pieces)):
        if start in best:
            for cost, cut in _candidates(pieces, start, measure if start else first):
                whole = best[start][0] + cost
                if cut.end not in best or whole < best[cut.end][0]:
                    best[cut.end] = (whole, start, cut)
    return _way(best, len(pieces)) if len(pieces) in best else None


def _way(best: dict[int, tuple[float, int, Cut]], end: int) -> list[Cut]:
    cuts: list[Cut] = []
    while end:
        _, start, cut = best[end]
        cuts.append(cut)
        end = start
    return cuts[::-1]


def _candidates(pieces: Sequence[Piece], start: int, measure: float) -> Iterator[tuple[float, Cut]]:
    """Yield (how much it shows, line) for each line that may begin here."""
    width = squeezable = 0.0
    for at in range(start, len(pieces)):
        piece = pieces[at]
        width += piece.width
        squeezable += piece.before if at > start else 0.0
        over = width - measure - (piece.width if piece.is_space else 0.0)
        if over > max(squeezable, _NOTHING):
            return
        if at == len(pieces) - 1 and over <= _NOTHING:
            yield 0.0, Cut(at + 1, 0.0)
        elif piece.may_end and over > -_GIVES:
            shows = SQUEEZED_SHOWS * over / squeezable if over > _NOTHING else -over / max(at - start, 1)
            yield (shows / LOOSE) ** 3, Cut(at + 1, -over)
        squeezable += piece.after
