"""What stands for a token: a figure in its words, or what is wrong with it; and the text with them in place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from portal.narratives.rules.tokens import Token, find_tokens


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands in the text, with what it is and where it opens.

    Args:
        words: what is read, `4213人次`, `近5000人次`, `增长12.3%`.
        label: what it is, `参加人次`.
        unit_code, unit: whose figure it is.
        period: its months in words.
        exact: the figure itself where `words` are round, or what they are reckoned from; else empty.
        opens: what the figure opens: `rollup`, `rows`, `target`.
        what: the code of what is opened, or the target's id.
        kind_id: of the kind of activity it is narrowed to; 0 for all.
        is_nought: whether there is nothing to tell.
    """

    words: str
    label: str
    unit_code: str
    unit: str
    first: str
    last: str
    period: str
    exact: str = ""
    opens: str = ""
    what: str = ""
    table: str = ""
    kind_id: int = 0
    is_nought: bool = False

    @property
    def title(self) -> str:
        """What it is, in one line."""
        return "，".join(part for part in (self.unit, self.period, self.label, self.exact) if part)

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept."""
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why nothing can stand for a token."""

    message: str


Found = Mapping[str, Figure | Fault]  # by the token as it is typed


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token's figure stands in the filled text."""

    start: int
    end: int
    token: Token
    figure: Figure | Fault


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its figures in place; a token that is wrong stands there as it was typed."""

    text: str
    places: tuple[Place, ...]

    @property
    def faults(self) -> list[tuple[Token, str]]:
        """The tokens that are wrong, each with why."""
        return [(it.token, it.figure.message) for it in self.places if isinstance(it.figure, Fault)]


def fill(text: str, found: Found) -> Filled:
    """Put what stands for each token in its place."""
    parts: list[str] = []
    places: list[Place] = []
    seen = length = 0
    for token in find_tokens(text):
        figure = found.get(token.source, Fault("没有这个数字"))
        words = figure.words if isinstance(figure, Figure) else token.source
        before = text[seen : token.start]
        start = length + len(before)
        places.append(Place(start, start + len(words), token, figure))
        parts += [before, words]
        seen, length = token.end, start + len(words)
    return Filled("".join([*parts, text[seen:]]), tuple(places))


def keep(found: Found) -> dict[str, Any]:
    """Return the figures of a text as they are kept; faults are not."""
    return {source: it.kept() for source, it in sorted(found.items()) if isinstance(it, Figure)}


def read(kept: Mapping[str, Any]) -> dict[str, Figure | Fault]:
    """Return the figures that were kept."""
    return {source: Figure.read(it) for source, it in kept.items()}
