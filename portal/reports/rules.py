"""The roll-up as a table: lines of units or months, cells of figures, totals that are the sum of what is shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.core.clock import month_of
from portal.core.text import months_between
from portal.tallies.rules import INDICATORS, Indicator

MAX_MONTHS = 60
BY_CODE = "code"
NOT_WORKING = ("preparing", "closed")  # left out of a table, unless they have figures
COLUMNS = tuple(it for it in INDICATORS.values() if it.table == "daily")
Sums = Mapping[tuple[Any, str], int]  # {(unit id or month, indicator code): value}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a roll-up is asked for: the months first..last, one kind of activity or all, and the order of its lines."""

    first: str
    last: str
    kind_id: int | None = None
    sort: str = BY_CODE


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
class Cell:
    """A figure; its value is None where it is not kept apart as asked."""

    indicator: Indicator
    value: int | None

    @property
    def shown(self) -> str:
        """The figure as it is read: `1,234`, `–`, hours as `1,250.50`, so that a column stands under its point."""
        if self.value is None:
            return "–"
        if not self.indicator.is_minutes or not self.value:
            return f"{self.value:,}"
        hours, hundredths = divmod((abs(self.value) * 100 + 30) // 60, 100)
        return f"{'-' if self.value < 0 else ''}{hours:,}.{hundredths:02d}"

    @property
    def number(self) -> float | int | None:
        """The figure as a number in its unit: hours where minutes are kept."""
        return self.value / 60 if self.value is not None and self.indicator.is_minutes else self.value


@dataclass(frozen=True, slots=True)
class Line:
    """A unit below, the unit itself (本级), or a month; known by its code, or by `2026-03`; the rest is the unit's."""

    code: str
    name: str
    cells: tuple[Cell, ...]
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
    totals: tuple[Cell, ...]
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


def city_roll_up(city: Unit, counties: Sequence[Unit], sums: Sums, *, kind_id: int | None = None) -> RollUp:
    """Return a city's counties and its own line: a county's sum holds its stations', the city's row its own alone."""
    own = {column.code: sums.get((city.id, column.code), 0) for column in COLUMNS}
    return _table(counties, sums, _own_line(city, own, kind_id), kind_id)


def county_roll_up(county: Unit, stations: Sequence[Unit], sums: Sums, *, kind_id: int | None = None) -> RollUp:
    """Return a county's stations and its own line: what its sum holds beyond its stations'."""
    own = {
        column.code: sums.get((county.id, column.code), 0) - sum(sums.get((station.key, column.code), 0) for station in stations)
        for column in COLUMNS
    }
    return _table(stations, sums, _own_line(county, own, kind_id), kind_id)


def station_roll_up(chosen: Chosen, sums: Sums) -> RollUp:
    """Return a station's months."""
    months = months_between(chosen.first, chosen.last)
    lines = [Line(month, period_words(month, month), _cells(month, sums, chosen.kind_id)) for month in months]
    return _with_totals(lines)


def months_roll_up(spans: Iterable[Any], sums: Sums, *, kind_id: int | None = None) -> RollUp:
    """Return the months of some spans, each with `first` and `last`: what a county counted of one station."""
    months = [month for span in spans for month in months_between(span.first, span.last)]
    return _with_totals([Line(month, period_words(month, month), _cells(month, sums, kind_id)) for month in months])


def in_order(table: RollUp, sort: str) -> RollUp:
    """Return the table with its lines by code or by a figure, `-` first for the largest on top; equals stay in the order of their codes."""
    lines = sorted(table.lines, key=lambda line: (line.code, line.span or ()))
    name, is_down = sort.removeprefix("-"), sort.startswith("-")
    at = next((n for n, column in enumerate(COLUMNS) if column.code == name), None)
    if at is not None:
        lines.sort(key=lambda line: line.cells[at].value or 0, reverse=is_down)
    elif is_down:
        lines.reverse()
    return replace(table, lines=tuple(lines))


def sort_key(raw: str | None) -> str:
    """Return what the lines are sorted by; nonsense is the order of codes."""
    known = {BY_CODE, *INDICATORS}
    return raw if raw and raw.removeprefix("-") in known and not raw.startswith("--") else BY_CODE


def needs_width(table: RollUp) -> bool:
    """Say whether the printed table wants the page on its side: a figure of more than six digits."""
    return any(sum(mark.isdigit() for mark in cell.shown) > 6 for cell in table.totals)


def _table(units: Sequence[Unit], sums: Sums, own: Line, kind_id: int | None) -> RollUp:
    lines = [(unit, _cells(unit.key, sums, kind_id)) for unit in units]
    shown = [_line(unit, cells) for unit, cells in lines if unit.is_working or any(cell.value for cell in cells)]
    return _with_totals([own, *shown] if any(cell.value for cell in own.cells) else shown)


def _line(unit: Unit, cells: tuple[Cell, ...]) -> Line:
    return Line(unit.code, unit.name, cells, span=unit.span, note=unit.note, is_below=unit.is_below)


def _own_line(unit: Unit, values: Mapping[str, int], kind_id: int | None) -> Line:
    sums = {(unit.id, code): value for code, value in values.items()}
    return Line(unit.code, f"{unit.name}本级", _cells(unit.id, sums, kind_id), is_own=True)


def _cells(owner: Any, sums: Sums, kind_id: int | None) -> tuple[Cell, ...]:
    return tuple(
        Cell(column, None if kind_id is not None and not column.has_kinds else sums.get((owner, column.code), 0)) for column in COLUMNS
    )


def _with_totals(lines: Sequence[Line]) -> RollUp:
    columns = zip(COLUMNS, zip(*(line.cells for line in lines), strict=True), strict=True) if lines else ((c, ()) for c in COLUMNS)
    totals = [Cell(column, _total([cell.value for cell in cells])) for column, cells in columns]
    return RollUp(tuple(lines), tuple(totals))


def _total(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known or not values else None
