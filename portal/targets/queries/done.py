"""What was done in the months of targets: read once for all of them, and added up as each asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core.clock import month_of
from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.tallies import queries as tallies
from portal.tallies.models import Tally
from portal.targets.rules.aims import Aim
from portal.targets.rules.splits import Row

tally = cast(Table, Tally.__table__)
t = tally.c
Spans = dict[tuple[str, str], dict[tuple[int, str], int]]  # {(first, last): {(unit, figure): persons}}


@dataclass(frozen=True, slots=True)
class Done:
    """The figures of a city's units, month by month, up to a cut-off.

    Args:
        city_id: whose own row counts its own alone, so that the whole city is that and its counties'.
        values: {(unit, month, figure, kind): value}; kind None is all kinds.
        persons: of each range of months, since persons do not add up.
        last: the last month that counts.
    """

    city_id: int
    values: dict[tuple[int, str, str, int | None], int]
    units: frozenset[int]
    persons: Spans = field(default_factory=dict)
    last: str = ""

    def of_city(self, aim: Aim) -> int:
        """Return what the whole city did: 人 each once, all else its own and its counties'."""
        if aim.figure.persons_of:
            return self._persons(aim, self.city_id)
        return sum(self.of_unit(aim, unit) for unit in self.units | {self.city_id})

    def of_unit(self, aim: Aim, unit: int) -> int:
        """Return what a county did, or the city itself without its counties (which has no persons of its own)."""
        if aim.figure.persons_of:
            return self._persons(aim, unit) if unit != self.city_id else 0
        return sum(self.in_month(aim, unit, month) for month in aim.months)

    def in_month(self, aim: Aim, unit: int, month: str) -> int:
        """Return what a unit did in one month, of what adds up."""
        if month > self.last:
            return 0
        return self.values.get((unit, month, aim.measure, aim.kind_id), 0)

    def _persons(self, aim: Aim, unit: int) -> int:
        return self.persons.get((aim.first_month, min(aim.last_month, self.last)), {}).get((unit, aim.figure.persons_of), 0)


@prepared
def _rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (t.indicator.in_(bindparam("codes", expanding=True)), t.tenant_id.in_(bindparam("units", expanding=True)))
    months = (t.month >= bindparam("first"), t.month <= bindparam("last"))
    sums = select(t.tenant_id, t.month, t.indicator, t.kind_id, func.sum(t.value).label("value"))
    return sums.where(scope.owns(tally), *named, *months).group_by(t.tenant_id, t.month, t.indicator, t.kind_id)


def read(scope: Scope, aims: Sequence[Aim], units: Iterable[Row], *, on: date) -> Done:
    """Return the figures that these targets measure, of these units; a city's scope reads the whole city too.

    Args:
        on: figures count to the end of its month.
    """
    ids, last = {row.id for row in units}, month_of(on)
    if not aims:
        return Done(scope.ids[0], {}, frozenset(ids), last=last)
    span = {"first": min(it.first_month for it in aims), "last": min(last, max(it.last_month for it in aims))}
    codes = sorted({it.measure for it in aims if not it.figure.persons_of})
    values: dict[tuple[int, str, str, int | None], int] = {}
    for row in db.session.execute(_rows(scope), {**scope.binds, **span, "codes": codes, "units": sorted(ids)}):
        for kind in (row.kind_id, None):
            key = (row.tenant_id, row.month, row.indicator, kind)
            values[key] = values.get(key, 0) + int(row.value)
    counted = ids | ({scope.ids[0]} if scope.level is Level.CITY else set[int]())
    return Done(scope.ids[0], values, frozenset(ids), _count(scope, aims, counted, last), last)


def _count(scope: Scope, aims: Sequence[Aim], units: set[int], last: str) -> Spans:
    wanted: dict[tuple[str, str], set[str]] = {}
    for aim in aims:
        if aim.figure.persons_of and aim.first_month <= last:
            wanted.setdefault((aim.first_month, min(aim.last_month, last)), set()).add(aim.figure.persons_of)
    return {span: tallies.count_persons(scope, codes, units, first=span[0], last=span[1]) for span, codes in sorted(wanted.items())}
