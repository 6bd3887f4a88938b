"""Counting persons once: over any months, at a station, a county, or in a city."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.people.models import Person
from portal.tallies.models import MonthBook, Outcome, PersonTally

person_tally, book, person, outcome = (cast(Table, m.__table__) for m in (PersonTally, MonthBook, Person, Outcome))
t, b, p, o = person_tally.c, book.c, person.c, outcome.c
Key = tuple[int, str, str, UUID]  # (tenant, month, indicator, person)


@dataclass(frozen=True, slots=True)
class Part:
    """Units whose persons are counted, in these months.

    Args:
        tenants: units at or below the scope, or stations that it counted in these very months; None for all of a city.
    """

    tenants: tuple[int, ...] | None
    first: str
    last: str


def _counted(scope: Scope) -> Select[*tuple[Any, ...]]:
    """A person known by two documents counts once: as the one that leads."""
    known = select(p.city_id, p.id, func.coalesce(p.merged_into_id, p.id).label("leading_id")).where(scope.owns(person)).subquery()
    hers = and_(known.c.city_id == t.city_id, known.c.id == t.person_id)
    named = (t.indicator.in_(bindparam("indicators", expanding=True)), t.value > 0)
    rows = select(t.indicator, func.count(known.c.leading_id.distinct()).label("persons")).select_from(person_tally).join(known, hers)
    return rows.where(scope.owns(person_tally), *named).group_by(t.indicator)


def count_persons(scope: Scope, indicators: Collection[str], parts: Sequence[Part]) -> dict[str, int]:
    """Count the distinct persons behind figures of all these units and months together: {indicator code: persons}.

    人 do not add up, so every level is counted from the rows.
    """
    if not parts:
        return {}
    rows = db.session.execute(_counted(scope).where(or_(*map(_in_part, parts))), {**scope.binds, "indicators": list(indicators)})
    return {row.indicator: row.persons for row in rows}


def _in_part(part: Part) -> ColumnElement[bool]:
    months = and_(t.month >= part.first, t.month <= part.last)
    return months if part.tenants is None else and_(t.tenant_id.in_(part.tenants), months)


@cache
def _by(what: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        months = (t.month >= bindparam("first"), t.month <= bindparam("last"))
        counted = _counted(scope).where(t.tenant_id.in_(bindparam("tenants", expanding=True)), *months)
        key = t.month if what == "month" else t.tenant_id
        return counted.add_columns(key.label("key")).group_by(key)

    return statement


def persons_by(scope: Scope, what: str, indicators: Collection[str], part: Part) -> dict[tuple[Any, str], int]:
    """Count the distinct persons of each unit or each month: {(tenant id or month, indicator code): persons}.

    Args:
        what: `tenant` or `month`.
    """
    binds = {"indicators": list(indicators), "tenants": list(part.tenants or ()), "first": part.first, "last": part.last}
    rows = db.session.execute(_by(what)(scope), {**scope.binds, **binds})
    return {(row.key, row.indicator): row.persons for row in rows}


@prepared
def _by_county(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(b.city_id == t.city_id, b.tenant_id == t.tenant_id, b.month == t.month)
    months = (t.month >= bindparam("first"), t.month <= bindparam("last"))
    counted = _counted(scope).join(book, same).where(scope.owns(book), *months)
    return counted.add_columns(b.reports_to.label("key")).group_by(b.reports_to)


def persons_by_county(scope: Scope, indicators: Collection[str], *, first: str, last: str) -> dict[tuple[Any, str], int]:
    """Count, for a city, the distinct persons of each county that counted their stations: {(county id, indicator code): persons}."""
    rows = db.session.execute(_by_county(scope), {**scope.binds, "indicators": list(indicators), "first": first, "last": last})
    return {(row.key, row.indicator): row.persons for row in rows}


def kept_persons(scope: Scope) -> dict[Key, int]:
    """Return what is kept of a city: {(tenant, month, indicator, person): value}, without zeros."""
    rows = select(t.tenant_id, t.month, t.indicator, t.person_id, t.value).where(scope.owns(person_tally), t.value != 0)
    return {tuple(row[:4]): row.value for row in db.session.execute(rows, scope.binds)}


def recounted_persons(scope: Scope) -> dict[Key, int]:
    """Count a city's persons anew from the rows: {(tenant, month, indicator, person): value}."""
    rows = select(o.tenant_id, o.month, o.indicator, o.person_id).where(scope.owns(outcome), o.voided_at.is_(None))
    found = db.session.execute(rows.where(o.person_id.is_not(None)), scope.binds)
    return dict(Counter(tuple(row) for row in found))
