"""The roll-up out of month figures, and the rows a figure opens to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.core.clock import days_of
from portal.core.scope import Level, Scope
from portal.reports import rules
from portal.reports.queries import counted
from portal.reports.queries.persons import count_of_lines
from portal.reports.rules import Cell, Chosen, RollUp, Unit
from portal.stations import queries as stations
from portal.stations.rules import place_of
from portal.tallies import queries as tallies
from portal.tallies.rules import REFERRED, TRAIN_FIRST, Indicator
from portal.tenants import queries as tree
from portal.training import queries as training
from portal.volunteer.queries import hours

PAGE_ROWS = 25


@dataclass(frozen=True, slots=True)
class Opened:
    """One page of the rows behind a figure.

    Args:
        total: how many rows there are in all.
        value: what all of them add up to: the figure itself, if all is well.
    """

    rows: Sequence[Any]
    total: int
    value: int


def get_roll_up(scope: Scope, unit: Unit, chosen: Chosen) -> RollUp:
    """Return the table of a unit, in the order asked for: of its counties, its stations or its months."""
    if scope.level is Level.STATION:
        months = rules.add_up(tallies.list_values(scope, first=chosen.first, last=chosen.last), kind_id=chosen.kind_id)
        return rules.in_order(rules.station_roll_up(chosen, {**months, **count_of_lines(scope, chosen)}), chosen.sort)
    table = (_city if scope.level is Level.CITY else _county)(scope, unit, chosen)
    return rules.in_order(table, chosen.sort)


def _city(scope: Scope, unit: Unit, chosen: Chosen) -> RollUp:
    below = [Unit(row.id, row.code, row.name, row.status not in rules.NOT_WORKING) for row in tree.list_children(scope)]
    rows = tallies.sum_values(scope, tenants=[unit.id, *(one.id for one in below)], first=chosen.first, last=chosen.last)
    sums = {**rules.add_up(rows, kind_id=chosen.kind_id), **count_of_lines(scope, chosen, below)}
    return rules.city_roll_up(unit, below, sums, kind_id=chosen.kind_id, table=chosen.table)


def _county(scope: Scope, unit: Unit, chosen: Chosen) -> RollUp:
    """A county's lines are the stations it counted, each with exactly these months."""
    found = counted.list_counted(scope, chosen.first, chosen.last)
    months = {"first": chosen.first, "last": chosen.last}
    whole, parts = [unit.id, *(one.id for one in found.units if not one.span)], [one for one in found.units if one.span]
    rows: list[Any] = list(tallies.sum_values(scope, tenants=whole, **months))
    rows += counted.cut(tallies.list_values_of(scope, tenants={one.id for one in parts}, **months), parts) if parts else []
    sums = {**rules.add_up(rows, kind_id=chosen.kind_id), **count_of_lines(scope, chosen, found.units)}
    table = rules.county_roll_up(unit, found.units, sums, kind_id=chosen.kind_id, table=chosen.table)
    return replace(table, notes=found.notes)


def get_own_figure(scope: Scope, unit: Unit, chosen: Chosen, indicator: Indicator) -> Cell:
    """Return what the unit itself counts for in the months: a station's total, the own line of a county or a city."""
    table = get_roll_up(scope, unit, replace(chosen, table=indicator.table))
    cells = table.totals if scope.level is Level.STATION else next((line.cells for line in table.lines if line.is_own), ())
    return next((cell for cell in cells if isinstance(cell, Cell) and cell.indicator is indicator), Cell(indicator, 0))


def list_rows(scope: Scope, indicator: Indicator, chosen: Chosen, *, page: int) -> Opened:
    """Return one page of the rows of this very unit that a figure counts; those of persons are nameless."""
    days = days_of(chosen.first)[0], days_of(chosen.last)[1]
    return _SOURCES[indicator.source](scope, indicator, chosen, days, page)


def _activities(scope: Scope, indicator: Indicator, chosen: Chosen, days: tuple[date, date], page: int) -> Opened:
    narrowed = stations.Filter(*days, kind_id=chosen.kind_id, tenant_id=scope.tenant_id, only_online=indicator.code == "online")
    sums = stations.sum_activities(scope, narrowed)
    return Opened(stations.list_activities(scope, narrowed, place_of(page, size=PAGE_ROWS)), sums.sessions, getattr(sums, indicator.code))


def _intakes(scope: Scope, indicator: Indicator, _: Chosen, days: tuple[date, date], page: int) -> Opened:
    branch = {REFERRED.code: "refer", TRAIN_FIRST.code: "train_first"}.get(indicator.code)
    rows = training.list_intakes(scope, tenant_id=scope.tenant_id, first=days[0], last=days[1], branch=branch, page=page)
    total = rows[0].total if rows else 0
    return Opened(rows, total, total)


def _services(scope: Scope, _: Indicator, __: Chosen, days: tuple[date, date], page: int) -> Opened:
    rows = hours.list_services(scope, tenant_id=scope.tenant_id, first=days[0], last=days[1], page=page)
    return Opened(rows, rows[0].total if rows else 0, rows[0].total_min if rows else 0)


def _outcomes(scope: Scope, indicator: Indicator, _: Chosen, days: tuple[date, date], page: int) -> Opened:
    found = tallies.list_outcomes(scope, indicator.code, tenant_id=scope.tenant_id, first=days[0], last=days[1], page=page)
    return Opened(found, found[0].total if found else 0, found[0].total_value if found else 0)


_SOURCES: dict[str, Callable[[Scope, Indicator, Chosen, tuple[date, date], int], Opened]] = {
    "activity": _activities,
    "intake": _intakes,
    "outcome": _outcomes,
    "service": _services,
}
