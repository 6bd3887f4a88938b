"""By which formulas a city ranks its counties."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.standing.models import RankFormula, Ranking
from portal.tenants.models import Account

formula, ranking, account = (cast(Table, m.__table__) for m in (RankFormula, Ranking, Account))
f, r = formula.c, ranking.c
PAGE_ROWS = 25


@prepared
def _versions(scope: Scope) -> Select[*tuple[Any, ...]]:
    by_it = (scope.owns(ranking), scope.owns(formula), r.formula_id == f.id)
    used = select(func.count()).select_from(ranking).where(*by_it).correlate(formula).scalar_subquery().label("used")
    columns = select(formula, account.c.display_name.label("setter"), used, func.count().over().label("total"))
    return columns.outerjoin(account, account.c.id == f.set_by).where(scope.owns(formula)).order_by(f.since_month.desc())


def list_versions(scope: Scope, *, page: int) -> Sequence[Row[Any]]:
    """Return one page of 25 of the formulas a city set, the latest first, each with how many rankings used it."""
    rows = _versions(scope).limit(PAGE_ROWS).offset(bindparam("skip"))
    return db.session.execute(rows, {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


def get_formula(scope: Scope, formula_id: UUID) -> Row[Any]:
    """Return one formula.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_versions(scope).where(f.id == bindparam("which")), {**scope.binds, "which": formula_id}).first()
    if row is None:
        raise NotFound
    return row


def find_formula(scope: Scope, month: str) -> Row[Any] | None:
    """Return the formula in force in a month; None when none had begun."""
    rows = _versions(scope).where(f.since_month <= bindparam("month")).limit(1)
    return db.session.execute(rows, {**scope.binds, "month": month}).first()


def hold_formula(scope: Scope, formula_id: UUID) -> Row[Any]:
    """Return one formula, which nobody takes away until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(select(formula).where(scope.changes(formula), f.id == formula_id).with_for_update(), scope.binds).first()
    if row is None:
        raise NotFound
    return row


def find_last_ranked(scope: Scope) -> str:
    """Return the latest month that was ever ranked; empty when none was."""
    return db.session.scalar(select(func.max(r.month)).where(scope.owns(ranking)), scope.binds) or ""
