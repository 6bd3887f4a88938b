"""Persons, each once: kept for a month, a quarter or a year at every level, and counted from `Seen` over any other months."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.people.models import Person
from portal.tallies.models import Headcount, Outcome, Seen
from portal.tallies.rules import WITH_PERSONS, cover, enclosing, months_of
from portal.tenants.models import Tenant

seen, headcount, person, outcome, tenant = (cast(Table, m.__table__) for m in (Seen, Headcount, Person, Outcome, Tenant))
s, h, p, o = seen.c, headcount.c, person.c, outcome.c
Key = tuple[int, str, str, UUID]  # (tenant, indicator, period, person)
Counts = dict[tuple[int, str], int]  # {(tenant, indicator): persons}


@prepared
def _kept(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (h[name].in_(bindparam(f"{name}s", expanding=True)) for name in ("tenant_id", "indicator", "period"))
    sums = select(h.tenant_id, h.indicator, h.period, func.sum(h.value).label("persons")).where(scope.owns(headcount), *named)
    return sums.group_by(h.tenant_id, h.indicator, h.period)


@prepared
def _distinct(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (s[name].in_(bindparam(f"{name}s", expanding=True)) for name in ("tenant_id", "indicator", "period"))
    rows = select(s.tenant_id, s.indicator, func.count(s.person_id.distinct()).label("persons"))
    return rows.where(scope.owns(seen), s.value > 0, *named).group_by(s.tenant_id, s.indicator)


def count_persons(scope: Scope, indicators: Collection[str], tenants: Collection[int], *, first: str, last: str) -> Counts:
    """Count the distinct persons of each unit in the months first..last: {(tenant, indicator code): persons}.

    A month, a quarter and a year are read, and so is a part of one outside of which nobody counted: the year so far. Over other
    months 人 do not add up: they are counted from the fewest periods that are these months.

    Args:
        tenants: units at or below the scope, or stations that it counted in these very months; a county's persons are those of
            the months that it counted.
    """
    named = {"tenant_ids": list(tenants), "indicators": list(indicators)}
    periods, whole = cover(first, last), enclosing(first, last)
    beside = [month for month in months_of(whole) if not first <= month <= last] if whole else []
    if whole:
        kept = list_kept(scope, indicators, tenants, [whole, *beside])
        if not any(row.persons for row in kept if row.period != whole):
            return {(row.tenant_id, row.indicator): row.persons for row in kept if row.period == whole}
    rows = db.session.execute(_distinct(scope), {**scope.binds, **named, "periods": periods})
    return {(row.tenant_id, row.indicator): row.persons for row in rows}


def list_kept(
    scope: Scope, indicators: Collection[str], tenants: Collection[int], periods: Collection[str]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (tenant_id, indicator, period, persons) as kept for these months, quarters and years; what is not there is none."""
    binds = {**scope.binds, "tenant_ids": list(tenants), "indicators": list(indicators), "periods": list(periods)}
    return db.session.execute(_kept(scope), binds).all()


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = select(p.id, p.merged_into_id).where(scope.owns(person), p.id.in_(bindparam("persons", expanding=True)))
    return named.order_by(p.id).with_for_update(read=True, key_share=True)


def hold_persons(scope: Scope, person_ids: Iterable[UUID | None]) -> dict[UUID, UUID]:
    """Return {person: who leads}, so held that nobody merges them until this transaction ends."""
    which = sorted({one for one in person_ids if one})
    rows = db.session.execute(_held(scope), {**scope.binds, "persons": which}) if which else ()
    return {row.id: row.merged_into_id or row.id for row in rows}


@prepared
def _of_subjects(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(outcome), o.voided_at.is_(None), o.subject_id.in_(bindparam("subjects", expanding=True)))
    return select(o.person_id).where(*mine, o.person_id.is_not(None), o.indicator.in_(sorted(WITH_PERSONS))).distinct()


def list_persons_of(scope: Scope, subject_ids: Collection[UUID]) -> Sequence[UUID]:
    """Return whom these rows of the unit's own count for."""
    return db.session.scalars(_of_subjects(scope), {**scope.binds, "subjects": list(subject_ids)}).all()


def list_seen(scope: Scope, person_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (tenant_id, indicator, period, value) of everywhere in the city that a person counts; she is held by the caller."""
    hers = select(s.tenant_id, s.indicator, s.period, s.value).where(scope.owns(seen), s.person_id == bindparam("person"), s.value != 0)
    return db.session.execute(hers, {**scope.binds, "person": person_id}).all()


def list_seen_months(scope: Scope, *, tenant_id: int, since: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (indicator, period, person_id, value) of one station's months from one on; the caller has found it within her scope."""
    months = (s.period >= since, func.length(s.period) == len(since), s.period.not_like("%Q%"), s.value != 0)
    rows = select(s.indicator, s.period, s.person_id, s.value).where(scope.owns(seen), s.tenant_id == bindparam("tenant"), *months)
    return db.session.execute(rows, {**scope.binds, "tenant": tenant_id}).all()


def map_levels(tenant_ids: Collection[int]) -> dict[int, Level]:
    """Return which level each of these units is of; the caller has found them within her city."""
    rows = db.session.execute(select(tenant.c.id, tenant.c.level).where(tenant.c.id.in_(tenant_ids)))
    return {row.id: Level[row.level.upper()] for row in rows}


def kept_seen(scope: Scope) -> dict[Key, int]:
    """Return what is kept of a city's persons, without zeros."""
    rows = select(s.tenant_id, s.indicator, s.period, s.person_id, s.value).where(scope.owns(seen), s.value != 0)
    return {tuple(row[:4]): row.value for row in db.session.execute(rows, scope.binds)}


def kept_headcounts(scope: Scope) -> dict[tuple[int, str, str], int]:
    """Return {(tenant, indicator, period): persons} as kept of a city, without zeros."""
    sums = select(h.tenant_id, h.indicator, h.period, func.sum(h.value).label("persons")).where(scope.owns(headcount))
    rows = db.session.execute(sums.group_by(h.tenant_id, h.indicator, h.period), scope.binds)
    return {tuple(row[:3]): int(row.persons) for row in rows if row.persons}


def counted_months(scope: Scope) -> Counter[Key]:
    """Count a city's persons anew from the rows, month by month at the unit itself."""
    leads = func.coalesce(p.merged_into_id, p.id)
    hers = and_(p.city_id == o.city_id, p.id == o.person_id)
    rows = select(o.tenant_id, o.indicator, o.month, leads, func.count()).select_from(outcome).join(person, hers)
    lasting = (o.voided_at.is_(None), o.corrected_at.is_(None))
    counting = (scope.owns(outcome), scope.owns(person), *lasting, o.indicator.in_(sorted(WITH_PERSONS)))
    found = db.session.execute(rows.where(*counting).group_by(o.tenant_id, o.indicator, o.month, leads), scope.binds)
    return Counter({tuple(row[:4]): row[4] for row in found})
