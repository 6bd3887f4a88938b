"""By which rules a city gives stars."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.standing.models import StarRating, StarRule
from portal.standing.rules.star_items import Subject
from portal.tenants.models import Account

rule, rating, account = (cast(Table, m.__table__) for m in (StarRule, StarRating, Account))
s, r = rule.c, rating.c
PAGE_ROWS = 25


@prepared
def _versions(scope: Scope) -> Select[*tuple[Any, ...]]:
    by_it = (scope.owns(rating), scope.owns(rule), r.rule_id == s.id)
    used = select(func.count()).select_from(rating).where(*by_it).correlate(rule).scalar_subquery().label("used")
    columns = select(rule, account.c.display_name.label("setter"), used, func.count().over().label("total"))
    rows = columns.outerjoin(account, account.c.id == s.set_by).where(scope.owns(rule))
    return rows.order_by(s.since_year.desc(), s.subject.desc())


def list_rules(scope: Scope, *, page: int) -> Sequence[Row[Any]]:
    """Return one page of 25 of the rules a city set, the latest first, each with how many ratings used it."""
    rows = _versions(scope).limit(PAGE_ROWS).offset(bindparam("skip"))
    return db.session.execute(rows, {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


def get_rule(scope: Scope, rule_id: UUID) -> Row[Any]:
    """Return one rule.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_versions(scope).where(s.id == bindparam("which")), {**scope.binds, "which": rule_id}).first()
    if row is None:
        raise NotFound
    return row


def find_rule(scope: Scope, subject: Subject, year: int) -> Row[Any] | None:
    """Return the rule in force for a subject in a year; None when none had begun."""
    rows = _versions(scope).where(s.subject == bindparam("subject"), s.since_year <= bindparam("year")).limit(1)
    return db.session.execute(rows, {**scope.binds, "subject": subject.value, "year": year}).first()


def hold_rule(scope: Scope, rule_id: UUID) -> Row[Any]:
    """Return one rule, which nobody takes away until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(select(rule).where(scope.changes(rule), s.id == rule_id).with_for_update(), scope.binds).first()
    if row is None:
        raise NotFound
    return row


def find_last_rated(scope: Scope, subject: Subject) -> int:
    """Return the latest year that was ever rated; 0 when none was."""
    rows = select(func.max(r.year)).where(scope.owns(rating), r.subject == bindparam("subject"))
    return db.session.scalar(rows, {**scope.binds, "subject": subject.value}) or 0
