"""Which rules a city set for its time bank."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.volunteer.models import BankRule
from portal.volunteer.rules.bank_rules import BankRules

rule = cast(Table, BankRule.__table__)
r = rule.c
_CAPS = (r.effective_on, r.activity_cap_min, r.day_cap_min, r.total_cap_min, r.least_age, r.own_use_age, r.recipient_age)
_RULES = (*_CAPS, r.relations, r.donate_only, r.expires_months, r.notice_days, r.aid_month_min, r.needs_two)
_SETTING = (r.id, r.reason, r.set_at)
PAGE_ROWS = 25


@prepared
def _in_force(scope: Scope) -> Select[*tuple[Any, ...]]:
    begun = (scope.owns(rule), r.effective_on <= bindparam("day"))
    return select(*_RULES).where(*begun).order_by(r.effective_on.desc()).limit(1)


def rules_on(scope: Scope, day: date) -> BankRules:
    """Return the rules in force in the scope's city on a day."""
    row = db.session.execute(_in_force(scope), {**scope.binds, "day": day}).first()
    return BankRules() if row is None else rules_of(row)


def rules_of(row: Any) -> BankRules:
    """Return the rules of a version."""
    told: dict[str, Any] = {column.name: getattr(row, column.name) for column in _RULES}
    told |= {"relations": tuple(row.relations), "donate_only": tuple(row.donate_only)}
    return BankRules(**told)


@prepared
def _versions(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_SETTING, *_RULES, func.count().over().label("total")).where(scope.owns(rule))
    return rows.order_by(r.effective_on.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_versions(scope: Scope, *, page: int) -> Sequence[Row[Any]]:
    """Return one page of 25 of the versions a city set, the latest first: (id, reason, set_at, the rules, total)."""
    return db.session.execute(_versions(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_SETTING, *_RULES).where(scope.owns(rule), r.id == bindparam("which"))


def get_version(scope: Scope, rule_id: UUID) -> Row[Any]:
    """Return one version of a city's rules.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": rule_id}).first()
    if row is None:
        raise NotFound
    return row
