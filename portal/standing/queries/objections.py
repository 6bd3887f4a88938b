"""What counties say against a ranking: the city reads all, a county its own."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.standing.models import Ranking, RankObjection
from portal.standing.rules.objections import Answer
from portal.tenants.models import Account, Tenant

objection, ranking, tenant, account = (cast(Table, m.__table__) for m in (RankObjection, Ranking, Tenant, Account))
raiser, answerer = account.alias("raiser"), account.alias("answerer")
o, r, t = objection.c, ranking.c, tenant.c
_WHOLE = (
    *(o.id, o.tenant_id, o.ranking_id, o.words, o.state, o.raised_by, o.raised_at, o.answer, o.answered_at, o.version),
    *(r.month, r.revision, t.code, t.name.label("county"), t.path),
    *(raiser.c.display_name.label("raiser"), answerer.c.display_name.label("answerer")),
)


@prepared
def _all(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_WHOLE).join(ranking, (r.id == o.ranking_id) & (r.city_id == o.city_id)).join(tenant, t.id == o.tenant_id)
    named = rows.outerjoin(raiser, raiser.c.id == o.raised_by).outerjoin(answerer, answerer.c.id == o.answered_by)
    return named.where(scope.owns(objection), scope.owns(ranking)).order_by(o.raised_at, o.id)


def list_objections(scope: Scope, month: str) -> Sequence[Row[Any]]:
    """Return what was said against any ranking of a month, at or below the scope, the earliest first."""
    return db.session.execute(_all(scope).where(r.month == bindparam("month")), {**scope.binds, "month": month}).all()


def list_open(scope: Scope) -> Sequence[Row[Any]]:
    """Return what waits for an answer, at or below the scope, the earliest first."""
    return db.session.execute(_all(scope).where(o.state == Answer.OPEN), scope.binds).all()


def list_answered(scope: Scope, *, since: Any) -> Sequence[Row[Any]]:
    """Return what was answered since an instant, at or below the scope."""
    return db.session.execute(_all(scope).where(o.answered_at >= bindparam("since")), {**scope.binds, "since": since}).all()


def get_objection(scope: Scope, objection_id: UUID) -> Row[Any]:
    """Return one objection at or below the scope.

    Raises:
        NotFound: there is none, or it is another county's.
    """
    row = db.session.execute(_all(scope).where(o.id == bindparam("which")), {**scope.binds, "which": objection_id}).first()
    if row is None:
        raise NotFound
    return row


def hold_objection(scope: Scope, objection_id: UUID) -> Row[Any]:
    """Return one objection of this very county, which nobody answers or takes back until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    rows = select(objection).where(scope.changes(objection), o.id == bindparam("which")).with_for_update()
    row = db.session.execute(rows, {**scope.binds, "which": objection_id}).first()
    if row is None:
        raise NotFound
    return row


def count_open(scope: Scope, month: str) -> int:
    """Return how many objections to a month's rankings wait for an answer, at or below the scope."""
    rows = select(func.count()).select_from(objection).join(ranking, (r.id == o.ranking_id) & (r.city_id == o.city_id))
    waiting = rows.where(scope.owns(objection), scope.owns(ranking), r.month == bindparam("month"), o.state == Answer.OPEN)
    return db.session.scalar(waiting, {**scope.binds, "month": month}) or 0
