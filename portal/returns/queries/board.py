"""Reading the months of all units below at once, with a number of queries that does not hang on theirs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope, prepared
from portal.core.text import months_between, months_until
from portal.returns.queries.due import get_dues
from portal.returns.rules.board import (
    DONE,
    NOT_ASKED,
    Board,
    BoardUnit,
    Cell,
    Line,
    OnTime,
    Stuck,
    count_on_time,
    read_cell,
)
from portal.returns.rules.stuck import find_stuck
from portal.tallies.queries.months import book
from portal.tenants.models import Tenant

tenant = cast(Table, Tenant.__table__)
t, b = tenant.c, book.c
Cells = Mapping[int, tuple[Cell, ...]]
_STATES = (b.tenant_id, b.month, b.state, b.due_on, b.submitted_at, b.closed_at, b.accepted_at)
_RETURNED = (b.returned_at, b.returned_reason, b.reports_to)


@prepared
def _books(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_STATES, *_RETURNED).where(scope.owns(book), b.month >= bindparam("first"), b.month <= bindparam("last"))


@prepared
def _firsts(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(b.tenant_id, func.min(b.month).label("month")).where(scope.owns(book)).group_by(b.tenant_id)


def list_board_units(scope: Scope) -> list[BoardUnit]:
    """Return the units at or below the scope that are not in preparation, the highest first, then by code."""
    columns = select(t.id, t.code, t.name, t.level, t.status, t.path, t.county_id, t.opened_on)
    inside = columns.where(t.path >= scope.path, t.path < scope.path[:-1] + "/", t.status != "preparing")
    rows = db.session.execute(inside.order_by(func.length(t.path), t.code)).all()
    firsts = {row.tenant_id: row.month for row in db.session.execute(_firsts(scope), scope.binds)}
    begins = _begins(rows, firsts)
    return [BoardUnit(*row[:7], begins=begins[row.id]) for row in rows]


def _begins(rows: Sequence[Any], firsts: Mapping[int, str]) -> dict[int, str]:
    """Return {unit: its first month}; of one whose opening nobody noted it is the first month with a book in its county."""
    opened = {row.id: clock.month_of(row.opened_on) for row in rows if row.opened_on}
    own = {row.id: min(known) for row in rows if (known := [it[row.id] for it in (opened, firsts) if row.id in it])}
    earliest: dict[int, str] = {}
    for row in rows:
        for unit_id in map(int, row.path[:-1].split(".") if row.id in own else ()):
            earliest[unit_id] = min(earliest.get(unit_id, own[row.id]), own[row.id])
    now = clock.month_of(clock.today())
    return {row.id: own[row.id] if row.id in opened else earliest.get(row.county_id or row.id, now) for row in rows}


def get_child(scope: Scope, code: str) -> BoardUnit:
    """Return the working unit of this code just below the scope.

    Raises:
        NotFound: there is none.
    """
    found = next((unit for unit in list_working_children(scope) if unit.code == code), None)
    if found is None:
        raise NotFound
    return found


def list_working_children(scope: Scope) -> list[BoardUnit]:
    """Return the units just below the scope that have to report."""
    return [unit for unit in list_board_units(scope) if unit.reports_as == scope.level + 1 and unit.is_working]


def read_cells(scope: Scope, units: Sequence[BoardUnit], months: Sequence[str]) -> dict[int, tuple[Cell, ...]]:
    """Return {unit id: its cells} of these units, at or below the scope, in these months, each next to the one before."""
    first, last, today = months[0], months[-1], clock.today()
    dues = get_dues(scope, first=first, last=last)
    binds = {**scope.binds, "first": first, "last": last}
    books = {(row.tenant_id, row.month): row for row in db.session.execute(_books(scope), binds)}
    return {unit.id: tuple(read_cell(unit, month, books.get((unit.id, month)), dues, today=today) for month in months) for unit in units}


def get_board(scope: Scope, last_month: str, count: int = 12) -> Board:
    """Return the months of the units just below the scope and of itself: `count` of them, up to and with the last."""
    months = months_until(last_month, count)
    units = list_board_units(scope)
    cells = read_cells(scope, units, months)
    own, children = units[0], [unit for unit in units if unit.reports_as == scope.level + 1]
    below = _by_county(units, cells)
    lines = [_line(unit, cells, below) for unit in (own, *children)]
    stuck = [one for line in lines[1:] for one in _stuck_at(line, below, above=own)]
    mine = _stuck_at(lines[0], below, above=None) if scope.level is not Level.CITY else []
    stuck = sorted([*mine, *stuck], key=lambda one: (-one.days, one.cell.month, one.unit.code))
    return Board(tuple(months), tuple(lines[1:]), lines[0], tuple(stuck))


def on_time(scope: Scope, unit_ids: Iterable[int], first: str, last: str) -> dict[int, OnTime]:
    """Return {unit: (in_time, due)} of units at or below the scope in the months first..last; of a county its stations' are among them."""
    units = list_board_units(scope)
    cells = read_cells(scope, units, months_between(first, last))
    below, wanted = _by_county(units, cells), set(unit_ids)
    return {unit.id: _line(unit, cells, below).on_time for unit in units if unit.id in wanted}


Below = Mapping[int, list[tuple[BoardUnit, Cell]]]


def _by_county(units: Sequence[BoardUnit], cells: Cells) -> Below:
    """Return {county: (station, cell) of each month that counts there}; under the city's id whatever stands below it."""
    found: dict[int, list[tuple[BoardUnit, Cell]]] = defaultdict(list)
    city_id = int(units[0].path.split(".", 1)[0])
    for unit in units:
        if unit.level == "station":
            for cell in cells[unit.id]:
                found[cell.counts_at or 0].append((unit, cell))
        if unit.level != "city":
            found[city_id] += [(unit, cell) for cell in cells[unit.id]]
    return found


def _line(unit: BoardUnit, cells: Cells, below: Below) -> Line:
    theirs = below.get(unit.id, []) if unit.level != "station" else []
    rate = count_on_time(cells[unit.id]) + count_on_time(cell for _, cell in theirs)
    own = cells[unit.id]
    return Line(unit, tuple(_with_parts(cell, theirs) for cell in own) if unit.level == "county" else own, rate)


def _with_parts(cell: Cell, below: Sequence[tuple[BoardUnit, Cell]]) -> Cell:
    asked = [it.mark for _, it in below if it.month == cell.month and it.mark not in NOT_ASKED]
    return replace(cell, accepted=sum(mark in DONE for mark in asked), of=len(asked))


def _stuck_at(line: Line, below: Below, *, above: BoardUnit | None) -> Iterable[Stuck]:
    stations = below.get(line.unit.id, []) if line.unit.level == "county" else []
    return find_stuck(line, stations, above=above.name if above else _WHO_REVIEWS[line.unit.level], today=clock.today())


_WHO_REVIEWS = {"station": "县级基地", "county": "市级中心"}
