"""Which county's figures count a station, month by month, and what may be ordered about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from portal.core.dates import month_words
from portal.core.errors import RuleBroken
from portal.core.text import months_between

BEGINNING = "0001-01"  # before every month there is


class Change(StrEnum):
    """What is ordered: the station moves, with its figures, or its figures alone are counted elsewhere."""

    MOVE = "move"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an administrator asks for: which county, from which month on, and why."""

    kind: Change
    county_id: int
    since_month: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """From a month on, figures are counted by a county."""

    since_month: str
    county_id: int


@dataclass(frozen=True, slots=True)
class Span:
    """Months without a gap that one county counts."""

    first: str
    last: str
    county_id: int


@dataclass(frozen=True, slots=True)
class County:
    """A county of an order: who counts, and where her rows are."""

    id: int
    name: str
    path: str
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Order:
    """What follows for the figures of one station, for every package that keeps some.

    Args:
        unit_path: where the station stands until now.
        stands_under: the county of that path, which counts every month that no line speaks of.
        joins: who counts it from `since_month` on.
        leaves: who would have counted it then, were nothing ordered; several when other lines were to come.
        held: months in which somebody may be writing just now, or soon.
    """

    unit_id: int
    unit_path: str
    stands_under: County
    since_month: str
    joins: County
    leaves: tuple[County, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an order would be about: a station's figures up to now, cut at this month, and who has closed a month already.

    Args:
        heads: (label, unit) of each figure.
        past, present, coming: the figures as they are read, of the months before this one, of this one, and after it.
        closed: {month: the tenants that closed it}, of this month and later ones.
    """

    heads: tuple[tuple[str, str], ...]
    past: tuple[str, ...]
    present: tuple[str, ...]
    coming: tuple[str, ...]
    closed: dict[str, set[int]]


def county_in(month: str, lines: Iterable[Line], *, otherwise: int) -> int:
    """Return the county whose figures count a month: that of the latest line not after it, else the one it stands under."""
    in_force = [line for line in lines if line.since_month <= month]
    return max(in_force, key=lambda line: line.since_month).county_id if in_force else otherwise


def counties_from(month: str, lines: Sequence[Line], *, otherwise: int) -> set[int]:
    """Return every county that counts the month, or one after it."""
    return {county_in(month, lines, otherwise=otherwise)} | {line.county_id for line in lines if line.since_month > month}


def spans(lines: Sequence[Line], *, otherwise: int, first: str, last: str) -> list[Span]:
    """Return the months first..last cut where another county begins to count."""
    counted = [(month, county_in(month, lines, otherwise=otherwise)) for month in months_between(first, last)]
    runs = ([month for month, _ in run] for _, run in groupby(counted, key=lambda it: it[1]))
    return [Span(run[0], run[-1], county_in(run[0], lines, otherwise=otherwise)) for run in runs]


def lines_after(lines: Sequence[Line], *, stands_under: int, since_month: str, county_id: int) -> list[Line]:
    """Return the lines once an order stands: what was before stays, what was to come later is overtaken."""
    before = [line for line in lines if line.since_month < since_month] or [Line(BEGINNING, stands_under)]
    return [*before, Line(since_month, county_id)]


def next_month(month: str) -> str:
    """Return the month after a month."""
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def check_wish(wish: Wish, target: County, *, this_month: str, stands_under: int, counts_then: set[int]) -> None:
    """Refuse what cannot be ordered.

    Args:
        counts_then: who counts the wished month and those after it, were nothing ordered.

    Raises:
        RuleBroken: at `since_month` a past or far month; at `county` one that is not open or changes nothing.
    """
    if wish.since_month not in (this_month, next_month(this_month)):
        raise RuleBroken("since_month", f"只能从本月（{month_words(this_month)}）或下月起生效，以前的月份不能再改")
    if target.status != "open":
        raise RuleBroken("county", f"{target.name}已暂停或撤销，不能选它")
    if wish.kind is Change.MOVE and target.id == stands_under:
        raise RuleBroken("county", f"这个驿站现在就隶属{target.name}；只想换统计单位的，请选“只调整报送”")
    if wish.kind is Change.LINE and counts_then == {target.id}:
        raise RuleBroken("county", f"{month_words(wish.since_month)}起的数字本来就由{target.name}统计，不用调整")
