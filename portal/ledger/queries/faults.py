"""What cannot be in a city's ledger, sought in its rows."""

from typing import cast

from sqlalchemy import Integer, Table, and_, case, exists, func, or_, select, true
from sqlalchemy import cast as sql_cast

from portal.core.db import db
from portal.core.scope import Scope
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.queries.accounts import Rows, moves_of
from portal.ledger.rules import SHAPES, AccountKind, TransferKind

account, transfer = cast(Table, TimeAccount.__table__), cast(Table, Transfer.__table__)
a, t = account.c, transfer.c
counter = transfer.alias("counter")


def sum_all(scope: Scope) -> int:
    """Return the sum of all balances of the city: 0, or something is wrong."""
    moves = moves_of(scope, true(), true()).subquery()
    total = select(func.coalesce(func.sum(moves.c.change_min), 0)).join(account, a.id == moves.c.account_id)
    return int(db.session.execute(total.where(scope.owns(account)), scope.binds).scalar_one())


def list_drifted(scope: Scope) -> Rows:
    """Return (id, number, kind, balance_min, sum_min) of the accounts that do not hold what their transfers add up to, or count others."""
    moves = moves_of(scope, true(), true()).subquery()
    sums = select(moves.c.account_id, func.sum(moves.c.change_min).label("sum_min"), func.count().label("rows")).group_by(
        moves.c.account_id
    )
    kept = sums.subquery()
    sum_min = sql_cast(func.coalesce(kept.c.sum_min, 0), Integer)
    rows = select(a.id, a.number, a.kind, a.balance_min, sum_min.label("sum_min")).outerjoin(kept, kept.c.account_id == a.id)
    wrong = or_(a.balance_min != sum_min, a.moves != func.coalesce(kept.c.rows, 0))
    return db.session.execute(
        rows.where(scope.owns(account), a.kind != AccountKind.ISSUER, wrong).order_by(a.number, a.id), scope.binds
    ).all()


def list_broken(scope: Scope) -> Rows:
    """Return (id, number, kind, seq, transfer_id) of each account's first transfer that does not follow from the one before it.

    A transfer that was altered, put in or taken out behind the ledger's back stands here, whatever was done to the balance.
    """
    moves = moves_of(scope, true(), true()).subquery()
    m = moves.c
    before = func.coalesce(func.lag(m.left_min).over(partition_by=m.account_id, order_by=(m.seq, m.id)), 0)
    nth = func.row_number().over(partition_by=m.account_id, order_by=(m.seq, m.id))
    held = a.kind != AccountKind.ISSUER
    follows = case((or_(m.seq.is_(None), m.left_min.is_(None)), 0), (and_(m.seq == nth, m.left_min == before + m.change_min), 1), else_=0)
    rows = select(a.id, a.number, a.kind, nth.label("seq"), m.id.label("transfer_id"), follows.label("follows"))
    judged = rows.join(moves, m.account_id == a.id).where(scope.owns(account), held).subquery()
    j = judged.c
    first = select(j.id, func.min(j.seq).label("seq")).where(j.follows == 0).group_by(j.id).subquery()
    wrong = select(j.id, j.number, j.kind, j.seq, j.transfer_id).join(first, and_(first.c.id == j.id, first.c.seq == j.seq))
    return db.session.execute(wrong.order_by(j.number, j.id), scope.binds).all()


def list_misplaced(scope: Scope) -> Rows:
    """Return (id, kind) of the transfers between accounts that their kind does not go between."""
    giver, taker = account.alias("giver"), account.alias("taker")
    rows = select(t.id, t.kind).join(giver, and_(giver.c.city_id == t.city_id, giver.c.id == t.debit_account_id))
    rows = rows.join(taker, and_(taker.c.city_id == t.city_id, taker.c.id == t.credit_account_id))
    shapes = [and_(t.kind == k, giver.c.kind == one, taker.c.kind == other) for k, pairs in SHAPES.items() for one, other in pairs]
    wrong = and_(t.kind != TransferKind.REVERSE, ~or_(*shapes))
    return db.session.execute(
        rows.where(scope.owns(transfer), scope.owns(giver), scope.owns(taker), wrong).order_by(t.id), scope.binds
    ).all()


def list_homeless(scope: Scope) -> Rows:
    """Return (id,) of the transfers that name an account the city does not have."""
    known = [exists().where(scope.owns(account), scope.owns(transfer), a.id == side) for side in (t.debit_account_id, t.credit_account_id)]
    return db.session.execute(select(t.id).where(scope.owns(transfer), ~and_(*known)).order_by(t.id), scope.binds).all()


def list_crooked(scope: Scope) -> Rows:
    """Return (id, reverses_id) of the reversals that do not mirror an existing transfer."""
    mirrors = (counter.c.debit_account_id == t.credit_account_id, counter.c.credit_account_id == t.debit_account_id)
    first = exists().where(
        scope.owns(counter), scope.owns(transfer), counter.c.id == t.reverses_id, counter.c.moved_min == t.moved_min, *mirrors
    )
    reversals = select(t.id, t.reverses_id).where(scope.owns(transfer), t.kind == TransferKind.REVERSE, ~first)
    return db.session.execute(reversals.order_by(t.id), scope.binds).all()
