"""What a unit and those below it came to in a period, to be compared with another."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.reports.queries.counted import cut, list_counted
from portal.reports.rules import Unit
from portal.returns.queries.corrections import SAME, c, correction, line, n
from portal.returns.queries.years import map_past, whole_of
from portal.returns.rules.compare import Held, Period
from portal.tallies import queries as tallies
from portal.tallies.models import MonthBook
from portal.tallies.rules import INDICATORS, PERSONS, WITH_PERSONS
from portal.tenants.queries import list_children

PAGE_ROWS = 25
book = cast(Table, MonthBook.__table__)
b = book.c
_PERSONS_OF = {it.persons_of: it.code for it in PERSONS}


def hold_period(scope: Scope, period: Period) -> tuple[Held, dict[int, str]]:
    """Return what the unit came to in a period, by unit below and by kind of activity, and the names of those units.

    A whole year that was typed in is what was typed, of the unit and of each below it.
    """
    units = _units(scope, period)
    whole, kinds = _whole(scope, period)
    parts = _parts(scope, period, units)
    whole |= {_PERSONS_OF[code]: value for (_, code), value in _persons(scope, [scope.tenant_id], period.first, period.last).items()}
    posted, corrected = _posted(scope, period), _corrected(scope, period)
    typed = _typed(scope, period, whole, parts, units)
    restated = {code: whole.get(code, 0) - posted[code] + corrected[code] for code in {*whole, *corrected}}
    beyond = Counter(posted)
    beyond.subtract(_within(scope, period))
    return Held(whole, parts, kinds, beyond, restated, typed), {unit.id: unit.name for unit in units}


def list_among(scope: Scope, code: str, periods: Sequence[Period]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return up to 25 corrections at and below the scope that one of two periods counts in a figure, the latest first."""
    before, after = periods
    binds = {"first_a": before.first, "last_a": before.last, "first_b": after.first, "last_b": after.last, "code": code}
    return db.session.execute(_among(scope), {**scope.binds, **binds}).all()


@prepared
def _among(scope: Scope) -> Select[*tuple[Any, ...]]:
    one = and_(c.month >= bindparam("first_a"), c.month <= bindparam("last_a"))
    other = and_(c.month >= bindparam("first_b"), c.month <= bindparam("last_b"))
    live = (scope.owns(correction), scope.owns(line), c.voided_at.is_(None), n.indicator == bindparam("code"))
    rows = select(c.id, c.month, c.corrects_month, c.what, c.reason, n.value).join(line, SAME).where(*live, or_(one, other))
    return rows.order_by(c.month.desc(), c.id.desc()).limit(PAGE_ROWS)


def _units(scope: Scope, period: Period) -> list[Unit]:
    if scope.level is Level.CITY:
        return [Unit(row.id, row.code, row.name) for row in list_children(scope)]
    return list_counted(scope, period.first, period.last).units if scope.level is Level.COUNTY else []


def _whole(scope: Scope, period: Period) -> tuple[dict[str, int], dict[tuple[int, str], int]]:
    whole, kinds = Counter[str](), Counter[tuple[int, str]]()
    for row in tallies.sum_values(scope, tenants=whole_of(scope), first=period.first, last=period.last):
        whole[row.indicator] += int(row.value)
        if INDICATORS[row.indicator].has_kinds:
            kinds[row.kind_id, row.indicator] += int(row.value)
    return dict(whole), dict(kinds)


def _parts(scope: Scope, period: Period, units: Sequence[Unit]) -> dict[tuple[int, str], int]:
    """Add up by unit; a station that a county counted in some of the months counts with these."""
    found = Counter[tuple[int, str]]()
    plain, spans = [one.id for one in units if not one.span], [one for one in units if one.span]
    months = {"first": period.first, "last": period.last}
    for row in tallies.sum_values(scope, tenants=plain, **months) if plain else ():
        found[row.tenant_id, row.indicator] += int(row.value)
    rows = tallies.list_values_of(scope, tenants={one.id for one in spans}, **months) if spans else ()
    for key, code, _, value in cut(rows, spans):
        found[key[0], code] += int(value)
    for (unit, code), value in _persons(scope, plain, **months).items():
        found[unit, _PERSONS_OF[code]] += value
    for one in spans:
        first, last = one.span or (period.first, period.last)
        for (unit, code), value in _persons(scope, [one.id], first, last).items():
            found[unit, _PERSONS_OF[code]] += value
    return dict(found)


def _persons(scope: Scope, units: Collection[int], first: str, last: str) -> dict[tuple[int, str], int]:
    return tallies.count_persons(scope, WITH_PERSONS, units, first=first, last=last) if units else {}


def _typed(scope: Scope, period: Period, whole: dict[str, int], parts: dict[tuple[int, str], int], units: Iterable[Unit]) -> frozenset[str]:
    """Let what was typed in of a year stand for it, and name which figures of the unit's own were."""
    if period.year is None:
        return frozenset()
    ids = {unit.id for unit in units}
    found = map_past(scope, {scope.tenant_id, *ids}, period.year)
    for (unit, code), value in found.items():
        if unit == scope.tenant_id:
            whole[code] = value
        else:
            parts[unit, code] = value
    return frozenset(code for unit, code in found if unit == scope.tenant_id)


def _counts(scope: Scope, statement: Any, period: Period) -> Counter[str]:
    rows = db.session.execute(statement(scope), {**scope.binds, "first": period.first, "last": period.last})
    return Counter({row.indicator: int(row.value) for row in rows})


def _sums(scope: Scope, *months: Any) -> Select[*tuple[Any, ...]]:
    """Add up corrections of these months at the units that count them: of a county its own and what reported to it in the month."""
    live = (scope.owns(correction), scope.owns(line), c.voided_at.is_(None))
    sums = select(n.indicator, func.sum(n.value).label("value")).join(line, SAME).where(*live).group_by(n.indicator)
    inside = [and_(month >= bindparam("first"), month <= bindparam("last")) for month in months]
    if scope.level is not Level.COUNTY:
        return sums.where(*inside)
    counted = and_(b.city_id == c.city_id, b.tenant_id == c.tenant_id, b.month == months[0])
    here = bindparam("scope_tenant")
    return sums.join(book, counted).where(scope.owns(book), *inside, or_(c.tenant_id == here, b.reports_to == here))


@prepared
def _posted_sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _sums(scope, c.month)


@prepared
def _corrected_sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _sums(scope, c.corrects_month)


@prepared
def _within_sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _sums(scope, c.month, c.corrects_month)


def _posted(scope: Scope, period: Period) -> Counter[str]:
    return _counts(scope, _posted_sums, period)


def _corrected(scope: Scope, period: Period) -> Counter[str]:
    return _counts(scope, _corrected_sums, period)


def _within(scope: Scope, period: Period) -> Counter[str]:
    return _counts(scope, _within_sums, period)
