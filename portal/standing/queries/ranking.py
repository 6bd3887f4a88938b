"""Rankings as they were reckoned, shown and published."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.standing.models import RankFormula, Ranking, RankObjection
from portal.standing.rules.ranking import Line, RankState, line_of
from portal.tenants.models import Account
from portal.tenants.queries.directory import Rows

ranking, formula, objection, account = (cast(Table, m.__table__) for m in (Ranking, RankFormula, RankObjection, Account))
maker, publisher = account.alias("maker"), account.alias("publisher")
r = ranking.c
PAGE_ROWS = 25
_HEAD = (r.id, r.month, r.revision, r.state, r.formula_id, r.digest, r.objections_until, r.reason, r.made_by, r.made_at)
_SHOWN = (*_HEAD, r.published_by, r.published_at)
_NAMES = (maker.c.display_name.label("maker"), publisher.c.display_name.label("publisher"))
_FORMULA = (formula.c.since_month, formula.c["items"], formula.c.least_base, formula.c.objection_workdays)
_CURRENT = r.state != RankState.SUPERSEDED


def _named(*columns: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*columns, *_NAMES).outerjoin(maker, maker.c.id == r.made_by)
    return rows.outerjoin(publisher, publisher.c.id == r.published_by)


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _named(*_SHOWN, func.count().over().label("total")).where(scope.owns(ranking))
    return rows.order_by(r.month.desc(), r.revision.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_rankings(scope: Scope, *, page: int) -> Rows:
    """Return one page of 25 of the rankings, the latest first, without their lines."""
    return db.session.execute(_page(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _named(*_SHOWN, r.lines, *_FORMULA).join(formula, (formula.c.id == r.formula_id) & (formula.c.city_id == r.city_id))
    return rows.where(scope.owns(ranking), scope.owns(formula))


def get_ranking(scope: Scope, ranking_id: UUID) -> Row[*tuple[Any, ...]]:
    """Return one ranking with its lines and the formula it was reckoned by.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope).where(r.id == bindparam("which")), {**scope.binds, "which": ranking_id}).first()
    if row is None:
        raise NotFound
    return row


def find_published(scope: Scope, month: str) -> Row[*tuple[Any, ...]] | None:
    """Return the published ranking of a month; None when there is none."""
    rows = _one(scope).where(r.month == bindparam("month"), r.state == RankState.PUBLISHED)
    return db.session.execute(rows, {**scope.binds, "month": month}).first()


def find_before(scope: Scope, month: str) -> Row[*tuple[Any, ...]] | None:
    """Return the last ranking published of an earlier month, with which this month's is compared."""
    rows = _one(scope).where(r.month < bindparam("month"), r.state == RankState.PUBLISHED).order_by(r.month.desc()).limit(1)
    return db.session.execute(rows, {**scope.binds, "month": month}).first()


def find_current(scope: Scope, month: str) -> Row[*tuple[Any, ...]] | None:
    """Return the ranking of a month that no other has taken the place of."""
    rows = _one(scope).where(r.month == bindparam("month"), _CURRENT)
    return db.session.execute(rows, {**scope.binds, "month": month}).first()


def hold_current(scope: Scope, month: str) -> Row[*tuple[Any, ...]] | None:
    """Return the ranking of a month that stands, which nobody publishes or replaces until this transaction ends."""
    rows = select(*_SHOWN, r.lines).where(scope.changes(ranking), r.month == bindparam("month"), _CURRENT).with_for_update()
    return db.session.execute(rows, {**scope.binds, "month": month}).first()


def list_current(scope: Scope, *, first: str, last: str) -> Rows:
    """Return the rankings of the months first..last that stand, with their lines, the earliest first."""
    rows = select(r.id, r.month, r.state, r.lines).where(scope.owns(ranking), _CURRENT, r.month >= bindparam("first"))
    chosen = rows.where(r.month <= bindparam("last")).order_by(r.month)
    return db.session.execute(chosen, {**scope.binds, "first": first, "last": last}).all()


def list_on_notice(scope: Scope) -> Rows:
    """Return the rankings that are shown for objections, the earliest month first."""
    rows = select(*_SHOWN).where(scope.owns(ranking), r.state == RankState.NOTICE).order_by(r.month)
    return db.session.execute(rows, scope.binds).all()


def list_revisions(scope: Scope, month: str) -> Rows:
    """Return all that was ever reckoned of a month, the latest first, without lines."""
    rows = _named(*_SHOWN).where(scope.owns(ranking), r.month == bindparam("month")).order_by(r.revision.desc())
    return db.session.execute(rows, {**scope.binds, "month": month}).all()


def lines_of(row: Any) -> list[Line]:
    """Return the lines of a ranking."""
    return [line_of(kept) for kept in row.lines]
