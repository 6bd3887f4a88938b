"""Which rules, days and exceptions say when months are due."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope, prepared
from portal.returns.models import DueException, ReturnRule, Workday
from portal.returns.rules.due import Allowed, DueRule, Dues
from portal.returns.rules.workdays import Calendar
from portal.tallies.queries import list_books
from portal.tenants.models import Account, Tenant

rule, workday, exception = (cast(Table, m.__table__) for m in (ReturnRule, Workday, DueException))
tenant, account = cast(Table, Tenant.__table__), cast(Table, Account.__table__)
giver = tenant.alias("giver")
r, w, e = rule.c, workday.c, exception.c
PAGE_ROWS = 25


@prepared
def _rules(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(r.since_month, r.station_workdays, r.county_workdays, r.id, r.reason, r.set_at, account.c.display_name.label("who"))
    return columns.outerjoin(account, account.c.id == r.set_by).where(scope.owns(rule)).order_by(r.since_month.desc())


def list_rules(scope: Scope) -> Sequence[Row[Any]]:
    """Return the versions of the city's rule, the latest first; a city sets a handful in its life."""
    return db.session.execute(_rules(scope), scope.binds).all()


def get_rule(scope: Scope, rule_id: UUID) -> Row[Any]:
    """Return one version of the city's rule.

    Raises:
        NotFound: there is none.
    """
    found = next((row for row in list_rules(scope) if row.id == rule_id), None)
    if found is None:
        raise NotFound
    return found


@prepared
def _days(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(w.id, w.day, w.is_working, w.note, w.set_at).where(scope.owns(workday)).order_by(w.day)


def list_days(scope: Scope) -> Sequence[Row[Any]]:
    """Return the days that the city declared, in order."""
    return db.session.execute(_days(scope), scope.binds).all()


def calendar_of(scope: Scope) -> Calendar:
    """Return the working days of the scope's city."""
    return Calendar({row.day: row.is_working for row in list_days(scope)})


@prepared
def _allowed(scope: Scope) -> Select[*tuple[Any, ...]]:
    within = (e.month >= bindparam("first"), e.month <= bindparam("last"))
    return select(e.tenant_id, e.month, e.due_on, e.reason).where(scope.owns(exception), *within).order_by(e.id)


def get_dues(scope: Scope, *, first: str, last: str) -> Dues:
    """Return what says when the months first..last are due, for every unit at or below the scope."""
    rows = db.session.execute(_allowed(scope), {**scope.binds, "first": first, "last": last})
    allowed = {(row.tenant_id, row.month): Allowed(row.due_on, row.reason) for row in rows}
    rules = [DueRule(row.since_month, row.station_workdays, row.county_workdays) for row in list_rules(scope)]
    return Dues(calendar_of(scope), rules, allowed)


def due_on(scope: Scope, month: str, level: Level, unit_id: int) -> date:
    """Return by which day a unit at or below the scope submits a month."""
    return get_dues(scope, first=month, last=month).due_on(month, level, unit_id)


@prepared
def _exceptions(scope: Scope) -> Select[*tuple[Any, ...]]:
    unit = (tenant.c.code, tenant.c.name, giver.c.name.label("given_by_name"))
    rows = select(e.id, e.tenant_id, e.month, e.due_on, e.reason, e.given_at, *unit, func.count().over().label("total"))
    named = rows.join(tenant, tenant.c.id == e.tenant_id).outerjoin(giver, giver.c.id == e.given_from)
    return named.where(scope.owns(exception)).order_by(e.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_exceptions(scope: Scope, *, page: int) -> Sequence[Row[Any]]:
    """Return one page of 25 of the exceptions given to units at or below the scope, the latest first; each row carries the total."""
    return db.session.execute(_exceptions(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


def map_submitted(scope: Scope, rows: Sequence[Row[Any]]) -> dict[tuple[int, str], datetime | None]:
    """Return {(unit id, month): when it was submitted first} of the months that these exceptions are of."""
    months = sorted(row.month for row in rows)
    if not months:
        return {}
    books = list_books(scope, tenants=[row.tenant_id for row in rows], first=months[0], last=months[-1])
    return {(row.tenant_id, row.month): row.submitted_at for row in books}
