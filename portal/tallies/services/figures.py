"""Figures kept exact in the transaction of the rows they count, and counted anew."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, cast

from sqlalchemy import Table

from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.scope import Level, Scope
from portal.tallies import queries
from portal.tallies.models import Tally
from portal.tallies.rules import Entry, add_up, owners
from portal.tallies.services.months import require_open
from portal.tenants.queries import list_below
from portal.tenants.queries.lines import map_lines
from portal.tenants.rules.moves import county_in

tally = cast(Table, Tally.__table__)
Counter = Callable[[Scope], Iterable[tuple[int, Entry]]]
Figure = tuple[int, str, str, int]  # (tenant, month, indicator, kind)
_counters: list[Counter] = []


def register_counter(counter: Counter) -> Counter:
    """Let a package recount its rows: it yields (tenant_id, entry) for each row of a city that counts."""
    if counter not in _counters:
        _counters.append(counter)
    return counter


def post(scope: Scope, entries: Iterable[Entry], *, action: str) -> dict[str, int | None]:
    """Add the entries to the figures of their months, in this transaction.

    Args:
        entries: what the rows written in this transaction add; the values of voided rows negative.
        action: what is done, for the audit, should it be refused.

    Returns:
        {month: the county that counts it}; a city's months are counted by none.

    Raises:
        Conflict: a month is closed; it says which, by whom and when.
    """
    sums = add_up(entries)
    counties = {month: require_open(scope, month, action=action) for month in sorted({month for month, _, _ in sums})}
    add(scope, [((scope.tenant_id, *cell), value) for cell, value in sums.items()])
    if scope.level is Level.STATION:
        add(scope, sorted(((cast(int, counties[cell[0]]), *cell), value) for cell, value in sums.items()))
    return counties


def add(scope: Scope, values: Iterable[tuple[Figure, int]]) -> None:
    """Add to figures of the city, in the order given: whoever adds to a county's rows goes by county, month, indicator and kind."""
    city = scope.stamp(tally)
    names = ("tenant_id", "month", "indicator", "kind_id")
    rows = [{**city, **dict(zip(names, figure, strict=True)), "value": value} for figure, value in values]
    if rows:
        db.session.execute(_upsert(db.engine.dialect.name), rows)


def recount(scope: Scope) -> dict[Figure, int]:
    """Count a city's figures anew from the rows: {(tenant, month, indicator, kind): value}, without zeros."""
    paths, reports = {row.id: _ids(row.path) for row in list_below(scope)}, queries.map_reports(scope)
    sums: dict[Figure, int] = {}
    for counter in _counters:
        for tenant_id, entry in counter(scope):
            month = clock.month_of(entry.on)
            ids = paths.get(tenant_id, (scope.ids[0], tenant_id))
            for owner in owners(ids, reports.get((tenant_id, month))):
                key = (owner, month, entry.indicator.code, entry.kind_id)
                sums[key] = sums.get(key, 0) + entry.value
    return {key: value for key, value in sums.items() if value}


def differences(scope: Scope) -> list[tuple[Figure, int, int]]:
    """Name every figure of a city that is not what its rows say: ((tenant, month, indicator, kind), kept, counted)."""
    kept, counted = queries.kept(scope), recount(scope)
    return [
        (key, kept.get(key, 0), counted.get(key, 0)) for key in sorted(kept.keys() | counted.keys()) if kept.get(key) != counted.get(key)
    ]


def misplaced(scope: Scope) -> list[tuple[int, str, int, int]]:
    """Name every month of a city's stations counted by another county than its line says: (station, month, counted by, should be)."""
    lines, stands = map_lines(scope), {row.id: row.county_id or 0 for row in list_below(scope, "station")}
    found = [
        (station, month, by, county_in(month, lines.get(station, []), otherwise=stands[station]))
        for (station, month), by in queries.map_reports(scope).items()
    ]
    return sorted(it for it in found if it[2] != it[3])


def _ids(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path[:-1].split("."))


@cache
def _upsert(_dialect: str) -> Any:  # kept for each database, since building it costs more than running it
    new = insert_or(tally)
    return new.on_conflict_do_update(
        index_elements=["city_id", "tenant_id", "month", "indicator", "kind_id"], set_={"value": tally.c.value + new.excluded.value}
    )
