"""How a month's figures become points and ranks; all arithmetic is exact until it is rounded, once, half up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from portal.standing.rules.formulas import WHOLE, Basis, Formula, Item
from portal.standing.rules.measures import OWN, Value, parts_of, rounded

MAX_REASON: Final = 500
NO_WOMEN: Final = "没有妇女人数"
NONE_ASKED: Final = "当月没有{whole}"


class RankState(StrEnum):
    """How far a ranking has come."""

    NOTICE = "notice"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"notice": "公示中", "published": "已公布", "superseded": "已被重算替代"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"notice": "info", "published": "good", "superseded": "neutral"}[self.value]


@dataclass(frozen=True, slots=True)
class Women:
    """How many women live in a county, and of which year that is."""

    count: int
    year: int


@dataclass(frozen=True, slots=True)
class Entrant:
    """A county with what it came to.

    Args:
        values: by the code of the measure.
        freeze: revision and digest of the closed month the figures were read from.
        left_out: why it is not ranked this month; empty when it is.
    """

    unit_id: int
    code: str
    name: str
    values: Mapping[str, Value]
    women: Women | None = None
    freeze: tuple[int, str] = (0, "")
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a county got for one item.

    Args:
        value, whole: as they were read; `whole` of shares alone.
        women, women_year: what it was divided by, where it is compared per 10,000 women.
        points: in thousandths; None when the county is not ranked in this item.
        why: why it is not.
    """

    measure: str
    basis: str
    weight: int
    value: int
    whole: int | None = None
    women: int | None = None
    women_year: int | None = None
    points: int | None = None
    why: str = ""

    @property
    def item(self) -> Item:
        """The item it is of."""
        return Item(self.measure, Basis(self.basis), self.weight)

    @property
    def worth(self) -> Fraction | None:
        """What is compared; None where there is nothing to compare."""
        under = {"total": 1, "rate": self.whole, "per_10k": self.women}[self.basis]
        times = 10_000 if self.basis == Basis.PER_10K else 1
        return Fraction(self.value * times, under) if under else None


@dataclass(frozen=True, slots=True)
class Line:
    """A county's line of a ranking: frozen, and enough to reckon it again.

    Args:
        rank: None when it is not ranked; `why` says why.
        points: the sum in thousandths, of 100,000.
    """

    unit_id: int
    code: str
    name: str
    freeze_revision: int
    freeze_digest: str
    rank: int | None
    points: int | None
    why: str
    marks: tuple[Mark, ...]

    def listed(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {**asdict(self), "marks": [asdict(mark) for mark in self.marks]}


def line_of(kept: Mapping[str, Any]) -> Line:
    """Return a line from how it is kept."""
    marks: Any = tuple(Mark(**mark) for mark in kept["marks"])
    return Line(**{**kept, "marks": marks})


def reckon(formula: Formula, entrants: Sequence[Entrant]) -> list[Line]:
    """Return the lines of a ranking, the best first, those without a rank at the end by their code."""
    lines = [_bare_line(formula, one) for one in entrants]
    bests = best_of([line.marks for line in lines if not line.why])
    lines = [line if line.why else _scored_line(line, bests) for line in lines]
    ranks = ranks_of({line.unit_id: line.points for line in lines if line.points is not None})
    lines = [replace(line, rank=ranks.get(line.unit_id)) for line in lines]
    return sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.code))


def _bare_line(formula: Formula, one: Entrant) -> Line:
    """Return what a county came to, not compared yet; one that is left out shows no figures."""
    marks = () if one.left_out else tuple(_mark(item, one) for item in formula.items)
    why = one.left_out or _too_few(marks, formula.least_base)
    return Line(one.unit_id, one.code, one.name, *one.freeze, rank=None, points=None, why=why, marks=marks)


def _scored_line(line: Line, bests: Sequence[Fraction]) -> Line:
    marks = tuple(_scored(mark, best) for mark, best in zip(line.marks, bests, strict=True))
    points = _sum(marks)
    return replace(line, marks=marks, points=points, why="" if points is not None else "没有一项可以比较")


def ranks_of(points: Mapping[int, int]) -> dict[int, int]:
    """Return {unit: rank}; who has as many points stands beside, and the ranks behind stay free: 1, 2, 2, 4."""
    return {unit_id: 1 + sum(other > mine for other in points.values()) for unit_id, mine in points.items()}


def best_of(marks: Sequence[Sequence[Mark]]) -> list[Fraction]:
    """Return the best of each item among counties; nought where there is nothing to compare, or nothing above nought."""
    return [max((mark.worth or Fraction(0) for mark in column), default=Fraction(0)) for column in zip(*marks, strict=True)]


def _mark(item: Item, one: Entrant) -> Mark:
    value = one.values.get(item.measure, Value(0))
    bare = Mark(item.measure, item.basis.value, item.weight, value.value, value.whole)
    if item.basis is Basis.RATE and item.measure in OWN and not value.whole:
        return replace(bare, why=NONE_ASKED.format(whole=parts_of(item.measure)[1]))
    if item.basis is not Basis.PER_10K:
        return bare
    return replace(bare, women=one.women.count, women_year=one.women.year) if one.women else replace(bare, why=NO_WOMEN)


def _too_few(marks: Sequence[Mark], least_base: int) -> str:
    """Return why a county has too few to be compared; empty when it has enough."""
    base = max(least_base, 1)
    sampled = [(mark, mark.whole or 0) for mark in marks if mark.basis == Basis.RATE and mark.measure not in OWN]
    short = [(mark, whole) for mark, whole in sampled if whole < base]
    return "；".join(f"{mark.item.label}的分母（{parts_of(mark.measure)[1]}）是 {whole}，不到 {base}" for mark, whole in short)


def _scored(mark: Mark, best: Fraction) -> Mark:
    if mark.worth is None:
        return mark
    points = rounded(mark.weight * 1000 * max(mark.worth, Fraction(0)) / best) if best > 0 else 0
    return replace(mark, points=points)


def _sum(marks: Sequence[Mark]) -> int | None:
    """Add up; where an item is not ranked, the rest is reckoned up to a hundred."""
    held = [(mark.points, mark.weight) for mark in marks if mark.points is not None]
    weight = sum(its for _, its in held)
    total = sum(points for points, _ in held)
    return None if not weight else total if weight == WHOLE else rounded(Fraction(total * WHOLE, weight))


def digest_of(city_id: int, month: str, revision: int, formula: Formula, lines: Sequence[Line]) -> str:
    """Return the SHA-256 of a ranking in hex: the same month, formula and lines, the same digest."""
    said = [city_id, month, revision, formula.listed(), formula.least_base, [line.listed() for line in lines]]
    return sha256(json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
