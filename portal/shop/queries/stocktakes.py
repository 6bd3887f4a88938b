"""Every SELECT on the counts of a shop."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.shop.models import Stocktake, StocktakeLine
from portal.shop.queries.stock import i, item, m, move
from portal.shop.rules.stocktakes import Counting
from portal.tenants.models import Account

PAGE_ROWS = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
stocktake, line, account = (cast(Table, t.__table__) for t in (Stocktake, StocktakeLine, Account))
s, n = stocktake.c, line.c
counter, finisher = account.alias("counter"), account.alias("finisher")
_TAKE = (s.id, s.tenant_id, s.taken_on, s.state, s.witness, s.counted_by, s.counted_at, s.done_by, s.done_at, s.version)
_SAME_ITEM = and_(i.city_id == n.city_id, i.tenant_id == n.tenant_id, i.id == n.item_id)


def _takes(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    names = (counter.c.display_name.label("counter"), finisher.c.display_name.label("finisher"))
    same = and_(n.city_id == s.city_id, n.tenant_id == s.tenant_id, n.stocktake_id == s.id)
    own = (scope.owns(line), scope.owns(stocktake), same)
    lines = select(func.count()).where(*own).correlate(stocktake).scalar_subquery()
    wrong = select(func.count()).where(*own, n.counted != n.expected).correlate(stocktake).scalar_subquery()
    rows = select(*_TAKE, *names, lines.label("lines"), wrong.label("differing"), *columns).select_from(stocktake)
    rows = rows.outerjoin(counter, counter.c.id == s.counted_by).outerjoin(finisher, finisher.c.id == s.done_by)
    return rows.where(scope.owns(stocktake))


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _takes(scope, func.count().over().label("total")).order_by(s.taken_on.desc(), s.id.desc())
    return rows.limit(PAGE_ROWS).offset(bindparam("skip"))


def list_stocktakes(scope: Scope, *, page: int) -> Rows:
    """Return one page of 25 counts, the latest first, with how many lines each has and how many differ; each carries the total."""
    return db.session.execute(_page(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _takes(scope).where(s.id == bindparam("which"))


def get_stocktake(scope: Scope, stocktake_id: UUID) -> Row[Any]:
    """Return one count.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": stocktake_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_TAKE).where(scope.changes(stocktake), s.id == bindparam("which")).with_for_update()


def hold_stocktake(scope: Scope, stocktake_id: UUID) -> Row[Any]:
    """Return one count of this very station, changed by nobody else until this transaction ends.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_held(scope), {**scope.binds, "which": stocktake_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _open(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.id).where(scope.changes(stocktake), s.state == "open").order_by(s.id).limit(1)


def find_open(scope: Scope) -> UUID | None:
    """Return the count that is open at the station."""
    return db.session.execute(_open(scope), scope.binds).scalar()


@prepared
def _lines(scope: Scope) -> Select[*tuple[Any, ...]]:
    own = (scope.owns(move), scope.owns(line), m.city_id == n.city_id, m.tenant_id == n.tenant_id, m.item_id == n.item_id)
    now = select(func.coalesce(func.max(m.seq), 0)).where(*own).correlate(line).scalar_subquery()
    kept = (n.id, n.item_id, i.code, i.name, i.unit, n.expected, n.moves, n.counted, n.reason, now.label("moves_now"))
    rows = select(*kept).select_from(line).join(item, _SAME_ITEM)
    return rows.where(scope.owns(line), scope.owns(item), n.stocktake_id == bindparam("which")).order_by(i.code, n.id)


def list_lines(scope: Scope, stocktake_id: UUID) -> list[Counting]:
    """Return the lines of a count by the items' codes, each with how many moves its item has by now."""
    return [Counting(*row) for row in db.session.execute(_lines(scope), {**scope.binds, "which": stocktake_id})]
