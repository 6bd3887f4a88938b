"""What activities counted for, out of month figures kept by kind."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from portal.core.scope import Level, Scope
from portal.core.text import months_between
from portal.reports import rules
from portal.reports.queries import counted
from portal.reports.rules import Unit
from portal.reports.rules.tags import ChainLine, TagLine, chain_lines, line_of, month_lines, own_sums
from portal.stations.queries import list_kinds, map_tags
from portal.tallies import queries as tallies
from portal.tenants import queries as tree
from portal.training.queries.courses import map_courses


def list_tag_lines(scope: Scope, unit: Unit, tag_set: str, first: str, last: str) -> list[TagLine]:
    """Return the units below with the unit itself, or a station's months, by the tags of one set."""
    kinds = {kind: [tag for held_in, tag in tags if held_in == tag_set] for kind, tags in map_tags().items()}
    if scope.level is Level.STATION:
        sums = _by_kind(tallies.list_values(scope, first=first, last=last))
        return month_lines(months_between(first, last), tag_set, kinds, sums)
    units, sums = (_counties if scope.level is Level.CITY else _stations)(scope, unit, first, last)
    own = sums if scope.level is Level.CITY else own_sums(unit.id, [it.key for it in units], sums)
    return [*(line_of(it, tag_set, kinds, sums) for it in units), line_of(unit, tag_set, kinds, own, is_own=True)]


def list_chain(scope: Scope, unit: Unit, first: str, last: str) -> list[ChainLine]:
    """Return the way 5+1+1 of the unit with all below it."""
    steps = {id_: row.step for id_, row in map_courses().items()}
    by_step: Counter[Any] = Counter()
    for (code, course_id), value in tallies.count_outcomes(scope, first=first, last=last).items():
        if course_id in steps:
            by_step[code, steps[course_id]] += value
    names = {kind.id: kind.code for kind in list_kinds()}
    by_kind: Counter[Any] = Counter()
    ids = [unit.id, *(row.id for row in tree.list_children(scope))] if scope.level is Level.CITY else [unit.id]
    for row in tallies.sum_values(scope, tenants=ids, first=first, last=last):
        if row.kind_id in names:
            by_kind[row.indicator, names[row.kind_id]] += row.value
    return chain_lines(by_step, by_kind)


def _counties(scope: Scope, unit: Unit, first: str, last: str) -> tuple[list[Unit], dict[Any, int]]:
    units = [Unit(row.id, row.code, row.name, row.status not in rules.NOT_WORKING) for row in tree.list_children(scope)]
    return units, _by_kind(tallies.sum_values(scope, tenants=[unit.id, *(it.id for it in units)], first=first, last=last))


def _stations(scope: Scope, unit: Unit, first: str, last: str) -> tuple[list[Unit], dict[Any, int]]:
    """A county's lines are the stations it counted, each with exactly these months."""
    units, months = counted.list_counted(scope, first, last).units, {"first": first, "last": last}
    whole, parts = [unit.id, *(it.id for it in units if not it.span)], [it for it in units if it.span]
    rows: list[Any] = list(tallies.sum_values(scope, tenants=whole, **months))
    rows += counted.cut(tallies.list_values_of(scope, tenants={it.id for it in parts}, **months), parts) if parts else []
    return units, _by_kind(rows)


def _by_kind(rows: Iterable[Any]) -> dict[Any, int]:
    sums: Counter[Any] = Counter()
    for key, code, kind_id, value in rows:
        sums[key, code, kind_id] += value
    return dict(sums)
