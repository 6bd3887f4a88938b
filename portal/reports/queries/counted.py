"""Which stations a county counted, in which months: those that stood under it, and those that reported to it from elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.reports import rules
from portal.reports.rules import Unit
from portal.tallies import queries as tallies
from portal.tenants.queries.lines import Reporter, list_reporters, map_counties
from portal.tenants.rules.moves import Span, spans


@dataclass(frozen=True, slots=True)
class Counted:
    """A county's stations of a range of months.

    Args:
        units: one for each run of months that the county counts.
        notes: which months of its own stations others count.
    """

    units: list[Unit]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Months:
    """What a county counted of one station, month by month.

    Args:
        spans: the runs of months.
        values: (month, indicator code, kind, value) rows.
    """

    station: Reporter
    spans: list[Span]
    values: list[Any]


def list_counted(scope: Scope, first: str, last: str) -> Counted:
    """Return the stations whose months the scope's county counts, and what is said of those it does not."""
    runs = [(station, run) for station in list_reporters(scope) for run in _spans(station, first, last)]
    ours = [_unit(scope, station, run, (first, last)) for station, run in runs if run.county_id == scope.tenant_id]
    away = [(station, run) for station, run in runs if run.county_id != scope.tenant_id and station.county_id == scope.tenant_id]
    names = map_counties(scope) if away else {}
    notes = (
        f"{station.name}{rules.period_words(run.first, run.last)}由{names[run.county_id].name}统计，不计入本表" for station, run in away
    )
    return Counted(ours, tuple(notes))


def cut(rows: Iterable[Any], parts: Sequence[Unit]) -> Iterator[tuple[Any, str, int, int]]:
    """Yield (key, indicator code, kind, value) of those (tenant, month, indicator code, kind, value) rows that fall into a part."""
    by_station: dict[int, list[Unit]] = {}
    for part in parts:
        by_station.setdefault(part.id, []).append(part)
    for tenant_id, month, code, kind_id, value in rows:
        for part in by_station[tenant_id]:
            if part.span and part.span[0] <= month <= part.span[1]:
                yield part.key, code, kind_id, value


def find_counted(scope: Scope, code: str, first: str, last: str) -> Months:
    """Return what the scope's county counted of one station, wherever it stands now.

    Raises:
        NotFound: nothing in these months, or there is no such station.
    """
    station = next((one for one in list_reporters(scope) if one.code == code), None)
    ours = [run for run in _spans(station, first, last) if run.county_id == scope.tenant_id] if station else []
    if station is None or not ours:
        raise NotFound
    rows = tallies.list_values_of(scope, tenants=[station.id], first=first, last=last)
    inside = [row[1:] for row in rows if any(run.first <= row.month <= run.last for run in ours)]
    return Months(station, ours, inside)


def _spans(station: Reporter, first: str, last: str) -> list[Span]:
    return spans(station.lines, otherwise=station.county_id, first=first, last=last)


def _unit(scope: Scope, station: Reporter, run: Span, asked: tuple[str, str]) -> Unit:
    is_below, span = station.county_id == scope.tenant_id, (run.first, run.last)
    is_lent = bool(station.lines) and station.lines[-1].county_id == scope.tenant_id
    cut_to = None if span == asked else span
    note = rules.note_of(cut_to, stands_under="" if is_below else station.county_name, is_lent=is_lent)
    is_working = station.status not in rules.NOT_WORKING
    return Unit(station.id, station.code, station.name, is_working, cut_to, note, is_below)
