"""Persons kept instead of counted: who counts where, in which month, quarter and year, in the transaction of the rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table

from portal.core.db import db, insert_or
from portal.core.scope import Level, Scope
from portal.people.services import follow_merges
from portal.tallies.models import Headcount, Seen
from portal.tallies.queries.figures import map_reports
from portal.tallies.queries.persons import Key, counted_months, kept_headcounts, kept_seen, list_seen, map_levels
from portal.tallies.rules import WITH_PERSONS, months_of, periods_of
from portal.tallies.services.figures import add
from portal.tenants.queries import list_below

seen, headcount = cast(Table, Seen.__table__), cast(Table, Headcount.__table__)
Told = tuple[str, str, UUID | None]  # (indicator, month, who leads)
Changes = Counter[Key]
Difference = tuple[tuple[int, str, str, UUID | None], int, int]  # ((tenant, indicator, period, person or None for all), kept, counted)


def count_persons(scope: Scope, told: Mapping[Told, int], counties: Mapping[str, int | None]) -> None:
    """Let persons count so much more, or less, at the scope's unit and at those that count it.

    Args:
        counties: {month: the county that counts it}.
    """
    changes: Changes = Counter()
    for (indicator, month, person_id), value in told.items():
        if person_id and indicator in WITH_PERSONS:
            for owner in _owners(scope, counties.get(month)):
                changes.update({(owner, indicator, period, person_id): value for period in periods_of(month)})
    change_persons(scope, changes)


def change_persons(scope: Scope, changes: Mapping[Key, int]) -> None:
    """Add to what persons count, and to the number of persons where one begins to count, or ceases to.

    All `Seen` come first, then all `Headcount`; of each the stations', the counties', the city's, for whoever changes some meets the
    others' rows in this order. On a county's figures of the month she waits before.

    Raises:
        RuntimeError: somebody would count less than not at all; `flask tallies verify` names what is wrong.
    """
    levels = _levels(scope, {key[0] for key in changes})
    order = sorted((key for key, value in changes.items() if value), key=lambda key: (-levels[key[0]], key))
    names = ("tenant_id", "indicator", "period", "person_id")
    rows = [{**scope.stamp(seen), **dict(zip(names, key, strict=True)), "value": changes[key]} for key in order]
    if not rows:
        return
    begun: Counter[tuple[int, str, str]] = Counter()
    for *key, value in db.session.execute(_upsert_seen(db.engine.dialect.name), rows):
        if value < 0:
            raise RuntimeError(f"a person counts {value} times: {key[:3]}")
        begun[key[0], key[1], key[2]] += (value > 0) - (value - changes[cast(Key, tuple(key))] > 0)
    add_headcounts(scope, begun, levels)


def add_headcounts(scope: Scope, begun: Mapping[tuple[int, str, str], int], levels: Mapping[int, Level]) -> None:
    """Add to how many persons count: {(tenant, indicator, period): more}."""
    city, county = scope.ids[0], scope.ids[1] if scope.level > Level.CITY else scope.ids[0]
    order = sorted((key for key, value in begun.items() if value), key=lambda key: (-levels[key[0]], key))
    names = ("tenant_id", "indicator", "period", "through_id")
    rows = [
        {**scope.stamp(headcount), **dict(zip(names, (*key, county if key[0] == city else key[0]), strict=True)), "value": begun[key]}
        for key in order
    ]
    if rows:
        db.session.execute(_upsert_headcount(db.engine.dialect.name), rows)


@follow_merges
def follow_merge(scope: Scope, kept_id: UUID, merged_id: UUID, _: str) -> None:
    """Let everything that one person counts for count for the other; where both do, there is one person less.

    Who writes for either holds her, so nobody does; the counties' figures are held as she would hold them, since more of what the
    two have in common may be taken back after this.
    """
    goes, stays = list_seen(scope, merged_id), list_seen(scope, kept_id)
    levels = _levels(scope, {row.tenant_id for row in (*goes, *stays)})
    months = {
        (row.tenant_id, row.period, row.indicator, 0)
        for row in (*goes, *stays)
        if row.period in months_of(row.period) and row.tenant_id != scope.ids[0]
    }
    add(scope, [(figure, 0) for figure in sorted(months, key=lambda figure: (-levels[figure[0]], figure))])
    changes: Changes = Counter()
    for row in goes:
        place = (row.tenant_id, row.indicator, row.period)
        changes[*place, merged_id] -= row.value
        changes[*place, kept_id] += row.value
    change_persons(scope, changes)


def person_differences(scope: Scope) -> list[Difference]:
    """Name everything kept of a city's persons that is not what the rows say, who counts how often, and how many persons count."""
    kept, counted = kept_seen(scope), recounted(scope)
    heads: Counter[tuple[int, str, str]] = Counter(key[:3] for key in counted)
    kept_heads = kept_headcounts(scope)
    wrong: list[Difference] = [((*key, None), kept_heads.get(key, 0), heads[key]) for key in sorted(_apart(kept_heads, heads))]
    return wrong + [(key, kept.get(key, 0), counted[key]) for key in sorted(_apart(kept, counted))]


def recounted(scope: Scope) -> Changes:
    """Count a city's persons anew from the rows, at every level and in every period."""
    paths, reports = {row.id: row.path for row in list_below(scope)}, map_reports(scope)
    found: Changes = Counter()
    for (tenant, indicator, month, person_id), value in counted_months(scope).items():
        unit = Scope(paths.get(tenant, scope.path))
        county = reports.get((tenant, month)) or (unit.ids[1] if unit.level > Level.CITY else None)
        for owner in _owners(unit, county):
            for period in periods_of(month):
                found[owner, indicator, period, person_id] += value
    return found


def repair_persons(scope: Scope, wrong: Iterable[Difference]) -> None:
    """Let what is kept be what was counted; nothing of persons is frozen, see `repoint`."""
    names = ("tenant_id", "indicator", "period", "person_id")
    held, heads = list[dict[str, Any]](), Counter[tuple[int, str, str]]()
    for key, kept, counted in wrong:
        if key[3]:
            held.append({**scope.stamp(seen), **dict(zip(names, key, strict=True)), "value": counted - kept})
        else:
            heads[key[:3]] += counted - kept
    if held:
        db.session.execute(_upsert_seen(db.engine.dialect.name), held)
    add_headcounts(scope, heads, _levels(scope, {key[0] for key in heads}))


def _levels(scope: Scope, tenants: Iterable[int]) -> dict[int, Level]:
    """Return the level of each unit, of the scope's own line without asking: rows are locked from the stations' up to the city's."""
    levels = {one: Level(depth) for depth, one in enumerate(scope.ids, start=1)}
    unknown = [one for one in tenants if one not in levels]
    return {**levels, **(map_levels(unknown) if unknown else {})}


def _owners(scope: Scope, county: int | None) -> tuple[int, ...]:
    """Return whose persons those of the scope's unit are: its own, its county's and its city's."""
    city = scope.ids[0]
    return tuple(dict.fromkeys(one for one in (scope.tenant_id, county, city) if one))


def _apart(kept: Mapping[Any, int], counted: Mapping[Any, int]) -> set[Any]:
    return {key for key in kept.keys() | counted.keys() if kept.get(key, 0) != counted.get(key, 0)}


@cache
def _upsert_seen(_dialect: str) -> Any:
    new = insert_or(seen)
    same = ["city_id", "tenant_id", "indicator", "period", "person_id"]
    grown = new.on_conflict_do_update(index_elements=same, set_={"value": seen.c.value + new.excluded.value})
    return grown.returning(seen.c.tenant_id, seen.c.indicator, seen.c.period, seen.c.person_id, seen.c.value)


@cache
def _upsert_headcount(_dialect: str) -> Any:
    new = insert_or(headcount)
    same = ["city_id", "tenant_id", "period", "indicator", "through_id"]
    return new.on_conflict_do_update(index_elements=same, set_={"value": headcount.c.value + new.excluded.value})
