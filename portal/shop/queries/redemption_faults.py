"""Redemptions held against the ledger and the stock book, at the station that alone may read them."""

from typing import Any, cast

from sqlalchemy import Integer, Table, and_, bindparam, case, exists, func, or_, select

from portal.core.db import db
from portal.core.scope import Scope
from portal.ledger.models import Transfer
from portal.ledger.rules import TransferKind
from portal.shop.models import Shop as ShopRow
from portal.shop.models import StockMove
from portal.shop.queries.redemptions import Rows, d, i, item, line, n, redemption
from portal.shop.queries.stock import Shop
from portal.shop.rules.redemptions import State

transfer, move, shop = cast(Table, Transfer.__table__), cast(Table, StockMove.__table__), cast(Table, ShopRow.__table__)
t, m = transfer.c, move.c
counter = transfer.alias("counter")
_LIVE = (State.HELD.value, State.HANDED.value)


def list_shops(scope: Scope) -> Rows:
    """Return (tenant_id, id, shop_account_id, hold_account_id, last_receipt) of every shop in the scope."""
    s = shop.c
    rows = select(s.tenant_id, s.id, s.shop_account_id, s.hold_account_id, s.last_receipt).where(scope.owns(shop))
    return db.session.execute(rows.order_by(s.tenant_id), scope.binds).all()


def _flag(criterion: Any) -> Any:
    return case((criterion, 1), else_=0)


def _moved(scope: Scope, kind: TransferKind, *which: Any) -> Any:
    """Return a subquery of (id, debit_account_id, moved_min, is_back) of the transfers of a kind."""
    back = exists().where(scope.owns(counter), scope.owns(transfer), counter.c.reverses_id == t.id)
    rows = select(t.id, t.debit_account_id, t.moved_min, _flag(back).label("is_back"))
    return rows.where(scope.owns(transfer), t.kind == kind.value, *which).subquery()


def list_unmatched(scope: Scope, accounts: Shop) -> Rows:
    """Return (id, number, state) of the redemptions whose transfers or lines are not what their state says."""
    held = _moved(scope, TransferKind.HOLD, t.credit_account_id == bindparam("holding"))
    paid = _moved(scope, TransferKind.REDEEM, t.debit_account_id == bindparam("holding"), t.credit_account_id == bindparam("taking"))
    h, p = held.c, paid.c
    costs = select(func.coalesce(func.sum(n.count * n.price_min), 0)).where(
        scope.owns(line), scope.owns(redemption), n.redemption_id == d.id
    )
    rows = select(d.id, d.number, d.state).select_from(redemption).outerjoin(held, h.id == d.hold_transfer_id)
    rows = rows.outerjoin(paid, p.id == d.redeem_transfer_id)
    is_back, is_paid = _flag(d.state.not_in(_LIVE)), _flag(d.state.in_((State.HANDED.value, State.RETURNED.value)))
    of_hold = or_(h.id.is_(None), h.moved_min != d.total_min, h.debit_account_id != d.account_id, h.is_back != is_back)
    of_redeem = or_(_flag(p.id.is_not(None)) != is_paid, p.moved_min != d.total_min, p.is_back != _flag(d.state == State.RETURNED.value))
    wrong = or_(of_hold, of_redeem, costs.correlate(redemption).scalar_subquery() != d.total_min)
    return db.session.execute(rows.where(scope.owns(redemption), wrong).order_by(d.number), _binds(scope, accounts)).all()


def list_stray(scope: Scope, accounts: Shop) -> Rows:
    """Return (id, kind) of the transfers into or out of what is held that no redemption of the station names."""
    named = exists().where(scope.owns(redemption), scope.owns(transfer), or_(d.hold_transfer_id == t.id, d.redeem_transfer_id == t.id))
    held = and_(t.kind == TransferKind.HOLD.value, t.credit_account_id == bindparam("holding"))
    paid = and_(t.kind == TransferKind.REDEEM.value, t.debit_account_id == bindparam("holding"))
    rows = select(t.id, t.kind).where(scope.owns(transfer), or_(held, paid), ~named).order_by(t.id)
    binds = _binds(scope, accounts)
    del binds["taking"]
    return db.session.execute(rows, binds).all()


def list_short(scope: Scope) -> Rows:
    """Return (id, number, name, wanted, moved) of the goods of redemptions for which the stock book moved another count."""
    of_line = (scope.owns(move), scope.owns(line), m.redemption_id == n.redemption_id, m.item_id == n.item_id)
    moved = func.coalesce(select(func.sum(-m.change)).where(*of_line).correlate(line).scalar_subquery(), 0)
    wanted = case((d.state.in_(_LIVE), n.count), else_=0)
    rows = select(d.id, d.number, i.name, wanted.label("wanted"), moved.cast(Integer).label("moved")).select_from(line)
    rows = rows.join(redemption, and_(d.tenant_id == n.tenant_id, d.id == n.redemption_id))
    rows = rows.join(item, and_(i.tenant_id == n.tenant_id, i.id == n.item_id))
    own = (scope.owns(line), scope.owns(redemption), scope.owns(item))
    return db.session.execute(rows.where(*own, i.stock.is_not(None), wanted != moved).order_by(d.number, i.code), scope.binds).all()


def list_loose(scope: Scope) -> Rows:
    """Return (id, item_id) of the lines of the stock book that say they are of a redemption which has no such item."""
    named = exists().where(scope.owns(line), scope.owns(move), n.redemption_id == m.redemption_id, n.item_id == m.item_id)
    loose = or_(and_(m.redemption_id.is_not(None), ~named), and_(m.kind.in_(("redeem", "return")), m.redemption_id.is_(None)))
    return db.session.execute(select(m.id, m.item_id).where(scope.owns(move), loose).order_by(m.id), scope.binds).all()


def _binds(scope: Scope, accounts: Shop) -> dict[str, Any]:
    return {**scope.binds, "holding": accounts.hold_account_id, "taking": accounts.shop_account_id}
