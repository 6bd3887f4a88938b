"""The roll-up as a table: lines of units or months, cells of figures, totals that are the sum of what is shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.core.clock import month_of
from portal.core.text import months_between
from portal.reports.rules.columns import DAILY, Cell, Share, columns_of, known_codes, shares_of, with_shares
from portal.tallies.rules import Indicator

MAX_MONTHS = 60
BY_CODE = "code"
MOST_UPRIGHT = 8  # columns that an upright page holds
NOT_WORKING = ("preparing", "closed")  # left out of a table, unless they have figures
COLUMNS = columns_of(DAILY)
Sums = Mapping[tuple[Any, str], int]  # {(unit id or month, indicator code): value}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a roll-up is asked for: the months first..last, one kind of activity or all, the order of its lines, and which table."""

    first: str
    last: str
    kind_id: int | None = None
    sort: str = BY_CODE
    table: str = DAILY


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the table needs it; a station is one for each run of months that the county counts.

    Args:
        span: the first and the last of these months, when they are not all that is asked for.
        note: why only these, or where the station stands by now.
        is_below: whether it stands under the unit of the table, which then may open its rows.
    """

    id: int
    code: str
    name: str
    is_working: bool = True
    span: tuple[str, str] | None = None
    note: str = ""
    is_below: bool = True

    @property
    def key(self) -> Any:
        """What its sums are kept by."""
        return (self.id, self.span[0]) if self.span else self.id


@dataclass(frozen=True, slots=True)
class Line:
    """A unit below, the unit itself (本级), or a month; known by its code, or by `2026-03`; the rest is the unit's."""

    code: str
    name: str
    cells: tuple[Cell | Share, ...]
    is_own: bool = False
    span: tuple[str, str] | None = None
    note: str = ""
    is_below: bool = True

    @property
    def label(self) -> str:
        """Its name with its note, for paper and Excel."""
        return f"{self.name}（{self.note}）" if self.note else self.name


@dataclass(frozen=True, slots=True)
class RollUp:
    """The table; its totals are the sums of the lines shown; `notes` say whose months are counted elsewhere."""

    lines: tuple[Line, ...]
    totals: tuple[Cell | Share, ...]
    notes: tuple[str, ...] = ()


def why_no_range(first: str, last: str) -> str | None:
    """Say why two months make no range, None when they do."""
    if first > last:
        return "结束月份不能早于开始月份"
    if len(months_between(first, last)) > MAX_MONTHS:
        return f"一次最多汇总 {MAX_MONTHS} 个月，请缩短期间"
    return None


def usual_range(today: date) -> tuple[str, str]:
    """Return what is shown when nothing is asked for: this year so far."""
    return f"{today.year:04d}-01", month_of(today)


def period_words(first: str, last: str) -> str:
    """Return `2026年1月至3月`, `2025年11月至2026年2月` or `2026年3月`."""
    (year, month), (end_year, end_month) = ((int(part) for part in it.split("-")) for it in (first, last))
    start = f"{year}年{month}月"
    if first == last:
        return start
    return f"{start}至{end_month}月" if year == end_year else f"{start}至{end_year}年{end_month}月"


def note_of(span: tuple[str, str] | None, *, stands_under: str, is_lent: bool) -> str:
    """Return what is said of a station whose months are not all counted where it stands.

    Args:
        stands_under: the county it stands under, when that is not the one of the table; else empty.
        is_lent: it goes on reporting to the county of the table all the same.
    """
    where = [f"隶属{stands_under}，跨区报送" if is_lent else f"现隶属{stands_under}"] if stands_under else []
    return "，".join([*where, *([f"只计{period_words(*span)}"] if span else [])])


def add_up(rows: Iterable[tuple[Any, str, int, int]], *, kind_id: int | None) -> dict[tuple[Any, str], int]:
    """Return {(unit id or month, indicator code): value} of (…, indicator code, kind, value) rows, of one kind or of all."""
    sums: dict[tuple[Any, str], int] = defaultdict(int)
    for owner, code, kind, value in rows:
        if kind_id is None or kind == kind_id:
            sums[owner, code] += value
    return dict(sums)


def city_roll_up(city: Unit, counties: Sequence[Unit], sums: Sums, *, kind_id: int | None = None, table: str = DAILY) -> RollUp:
    """Return a city's counties and its own line: a county's sum holds its stations', the city's row its own alone.

    Args:
        sums: with the persons of the whole city under the key `None`, where the table counts persons.
    """
    own = {column.code: sums.get((city.id, column.code), 0) for column in columns_of(table)}
    return _table(counties, sums, _own_line(city, own, kind_id, table), (kind_id, table))


def county_roll_up(county: Unit, stations: Sequence[Unit], sums: Sums, *, kind_id: int | None = None, table: str = DAILY) -> RollUp:
    """Return a county's stations and its own line: what its sum holds beyond its stations'; it has no persons of its own."""
    own = {
        column.code: sums.get((county.id, column.code), 0) - sum(sums.get((station.key, column.code), 0) for station in stations)
        for column in columns_of(table)
        if not column.persons_of
    }
    return _table(stations, sums, _own_line(county, own, kind_id, table), (kind_id, table))


def station_roll_up(chosen: Chosen, sums: Sums) -> RollUp:
    """Return a station's months."""
    return _months(months_between(chosen.first, chosen.last), sums, chosen)


def months_roll_up(spans: Iterable[Any], sums: Sums, chosen: Chosen) -> RollUp:
    """Return the months of some spans, each with `first` and `last`: what a county counted of one station."""
    return _months([month for span in spans for month in months_between(span.first, span.last)], sums, chosen)


def in_order(table: RollUp, sort: str) -> RollUp:
    """Return the table with its lines by code or by a figure, `-` first for the largest on top; equals stay in the order of their codes."""
    lines = sorted(table.lines, key=lambda line: (line.code, line.span or ()))
    name, is_down = sort.removeprefix("-"), sort.startswith("-")
    at = next((n for n, cell in enumerate(table.totals) if cell.indicator.code == name), None)
    if at is not None:
        lines.sort(key=lambda line: line.cells[at].value or 0, reverse=is_down)
    elif is_down:
        lines.reverse()
    return replace(table, lines=tuple(lines))


def sort_key(raw: str | None) -> str:
    """Return what the lines are sorted by; nonsense is the order of codes."""
    known = {BY_CODE, *known_codes()}
    return raw if raw and raw.removeprefix("-") in known and not raw.startswith("--") else BY_CODE


def needs_width(table: RollUp) -> bool:
    """Say whether the printed table wants the page on its side: many columns, or a figure of more than six digits."""
    return len(table.totals) > MOST_UPRIGHT or any(sum(mark.isdigit() for mark in cell.shown) > 6 for cell in table.totals)


Narrowed = tuple[int | None, str]  # (kind of activity, table)


def _table(units: Sequence[Unit], sums: Sums, own: Line, narrowed: Narrowed) -> RollUp:
    lines = [(unit, _cells(unit.key, sums, narrowed)) for unit in units]
    shown = [_line(unit, cells) for unit, cells in lines if unit.is_working or any(cell.value for cell in cells)]
    return _with_totals([own, *shown] if any(cell.value for cell in own.cells) else shown, sums, narrowed[1])


def _months(months: Iterable[str], sums: Sums, chosen: Chosen) -> RollUp:
    narrowed = (chosen.kind_id, chosen.table)
    lines = [Line(month, period_words(month, month), _cells(month, sums, narrowed)) for month in months]
    return _with_totals(lines, sums, chosen.table)


def _line(unit: Unit, cells: tuple[Cell, ...]) -> Line:
    return Line(unit.code, unit.name, cells, span=unit.span, note=unit.note, is_below=unit.is_below)


def _own_line(unit: Unit, values: Mapping[str, int], kind_id: int | None, table: str) -> Line:
    sums = {(unit.id, code): value for code, value in values.items()}
    return Line(unit.code, f"{unit.name}本级", _cells(unit.id, sums, (kind_id, table)), is_own=True)


def _cells(owner: Any, sums: Sums, narrowed: Narrowed) -> tuple[Cell, ...]:
    kind_id, table = narrowed
    return tuple(
        Cell(column, None if kind_id is not None and not column.has_kinds else sums.get((owner, column.code), 0))
        for column in columns_of(table)
    )


def _with_totals(lines: Sequence[Line], sums: Sums, table: str) -> RollUp:
    """Add up the lines; persons are not added up but counted anew for all of them together (the key None), shares are sums over sums."""
    columns, rates = columns_of(table), shares_of(table)
    totals = [_total(column, [line.cells[n].value for line in lines], sums) for n, column in enumerate(columns)]
    shown = [replace(line, cells=with_shares(line.cells, rates)) for line in lines]  # type: ignore[arg-type]  # no shares as yet
    return RollUp(tuple(shown), with_shares(totals, rates))


def _total(column: Indicator, values: Sequence[int | None], sums: Sums) -> Cell:
    if column.persons_of:
        return Cell(column, sums.get((None, column.code), 0))
    known = [value for value in values if value is not None]
    return Cell(column, sum(known) if known or not values else None)
