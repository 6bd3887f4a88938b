"""How a year's figures and evidence become points and stars; all arithmetic is exact until it is rounded, once, half up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from portal.standing.rules.formulas import WHOLE
from portal.standing.rules.measures import FIGURES, OWN, Value, amount_words, is_share, parts_of, rounded
from portal.standing.rules.star_items import StarItem, StarSystem

MAX_WORDS: Final = 1000
MAX_REMARK: Final = 500
NOT_SHOWN: Final = "县里没有提交佐证"
NOT_JUDGED: Final = "还没有给分"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a county showed for an item, and what the city gave for it; None when it was not judged."""

    words: str
    points: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A county with all that is known of its year.

    Args:
        values: by the code of the measure; `evidence` by the key of the item.
        left_out: why it is not rated this year; empty when it is.
    """

    unit_id: int
    code: str
    name: str
    values: Mapping[str, Value]
    evidence: Mapping[str, Shown]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class StarMark:
    """What a county got for one item.

    Args:
        value, whole: of a figure as it was read; `whole` of shares alone.
        points: in thousandths; None when the item is not counted.
        words, remark: of an item of evidence.
        why: why it is not counted, or brings nothing.
    """

    measure: str
    most: int
    full: int
    name: str = ""
    value: int | None = None
    whole: int | None = None
    points: int | None = None
    words: str = ""
    remark: str = ""
    why: str = ""

    @property
    def item(self) -> StarItem:
        """The item it is of."""
        return StarItem(self.measure, self.most, self.full, self.name)

    @property
    def worth_words(self) -> str:
        """What the county came to, as it is read."""
        worth = None if self.value is None else _worth(self.value, self.whole)
        return "–" if worth is None or self.item.is_evidence else amount_words(self.measure, worth)


@dataclass(frozen=True, slots=True)
class StarLine:
    """A county's line of a rating: frozen, and enough to reckon it again.

    Args:
        points: the sum in thousandths, of 100,000; None when it is not rated, `why` says why.
    """

    unit_id: int
    code: str
    name: str
    points: int | None
    stars: int | None
    why: str
    marks: tuple[StarMark, ...]

    def listed(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {**asdict(self), "marks": [asdict(mark) for mark in self.marks]}


def star_line_of(kept: Mapping[str, Any]) -> StarLine:
    """Return a line from how it is kept."""
    marks: Any = tuple(StarMark(**mark) for mark in kept["marks"])
    return StarLine(**{**kept, "marks": marks})


def rate(system: StarSystem, counties: Sequence[Rated]) -> list[StarLine]:
    """Return the lines of a rating, the most points first, those without at the end by their code."""
    lines = [_line(system, one) for one in counties]
    return sorted(lines, key=lambda line: (line.points is None, -(line.points or 0), line.code))


def stars_for(points: int, steps: Sequence[int]) -> int:
    """Return how many stars so many thousandths of points bring, from none to five."""
    return sum(points >= step * 1000 for step in steps)


def star_words(stars: int | None) -> str:
    """Return stars as they are read."""
    return "–" if stars is None else f"{'一二三四五'[stars - 1]}星" if stars else "未评星"


def missing_points(lines: Sequence[StarLine]) -> list[tuple[str, str]]:
    """Return (county, item) where something was shown and nobody gave points yet."""
    return [(line.name, mark.item.label) for line in lines for mark in line.marks if mark.why == NOT_JUDGED]


def rating_digest(city_id: int, year: int, revision: int, system: StarSystem, lines: Sequence[StarLine]) -> str:
    """Return the SHA-256 of a rating in hex: the same year, rule and lines, the same digest."""
    rule = [system.subject.value, system.listed(), list(system.steps)]
    said = [city_id, year, revision, rule, [line.listed() for line in lines]]
    return sha256(json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _line(system: StarSystem, one: Rated) -> StarLine:
    if one.left_out:
        return StarLine(one.unit_id, one.code, one.name, None, None, one.left_out, ())
    marks = tuple(_mark(item, one) for item in system.items)
    points = _sum(marks)
    stars = None if points is None else stars_for(points, system.steps)
    return StarLine(one.unit_id, one.code, one.name, points, stars, "" if points is not None else "没有一项可以评", marks)


def _mark(item: StarItem, one: Rated) -> StarMark:
    bare = StarMark(item.measure, item.points, item.full, item.name)
    if item.is_evidence:
        return _judged(bare, one.evidence.get(item.measure))
    value = one.values.get(item.measure, Value(0))
    read = replace(bare, value=value.value, whole=value.whole)
    if item.measure in OWN and not value.whole:
        return replace(read, why=f"全年没有{parts_of(item.measure)[1]}")
    return replace(read, points=_points(item, value))


def _judged(mark: StarMark, shown: Shown | None) -> StarMark:
    if shown is None:
        return replace(mark, points=0, why=NOT_SHOWN)
    said = replace(mark, words=shown.words, remark=shown.remark)
    return replace(said, points=0, why=NOT_JUDGED) if shown.points is None else replace(said, points=shown.points * 1000)


def _points(item: StarItem, value: Value) -> int:
    worth = _worth(value.value, value.whole)
    if worth is None or worth <= 0:
        return 0
    in_unit = worth * WHOLE if is_share(item.measure) else worth / (60 if FIGURES[item.measure].is_minutes else 1)
    return rounded(min(in_unit / item.full, Fraction(1)) * item.points * 1000)


def _worth(value: int, whole: int | None) -> Fraction | None:
    if whole is None:
        return Fraction(value)
    return Fraction(value, whole) if whole else None


def _sum(marks: Sequence[StarMark]) -> int | None:
    """Add up; where an item is not counted, the rest is reckoned up to a hundred."""
    held = [(mark.points, mark.most) for mark in marks if mark.points is not None]
    most = sum(its for _, its in held)
    total = sum(points for points, _ in held)
    return None if not most else total if most == WHOLE else rounded(Fraction(total * WHOLE, most))
