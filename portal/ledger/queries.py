"""Every SELECT on accounts and transfers; a balance is a sum, kept nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CompoundSelect, Integer, Row, Select, Table, and_, bindparam, exists, func, select, true, union_all
from sqlalchemy import cast as sql_cast

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import AccountKind, Posting, TransferKind
from portal.tenants.models import Tenant

PAGE_ROWS = 25
account, transfer = cast(Table, TimeAccount.__table__), cast(Table, Transfer.__table__)
a, t = account.c, transfer.c
counter = transfer.alias("counter")
_POSTING = (t.debit_account_id, t.credit_account_id, t.moved_min, t.kind, t.key, t.reverses_id, t.reason)
Rows = Sequence[Row[*tuple[Any, ...]]]
_CITY_CODE = select(Tenant.code).where(Tenant.id == bindparam("city"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A transfer as it stands in the ledger."""

    id: UUID
    posting: Posting


def get_city_code(scope: Scope) -> str:
    """Return the division code of the scope's city."""
    return db.session.execute(_CITY_CODE, {"city": scope.ids[0]}).scalar_one()


@prepared
def _issuer(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.id).where(scope.owns(account), a.kind == AccountKind.ISSUER)


@prepared
def _issuer_locked(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _issuer(scope).with_for_update(key_share=True)


def find_issuer(scope: Scope, *, locked: bool = False) -> UUID | None:
    """Return the city's issuing account; `locked`, nobody else opens an account until this transaction ends."""
    return db.session.execute((_issuer_locked if locked else _issuer)(scope), scope.binds).scalar()


@prepared
def _of_person(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.id, a.number).where(scope.owns(account), a.person_id == bindparam("person"))


def find_account_of(scope: Scope, person_id: UUID) -> Row[Any] | None:
    """Return (id, number) of the account a person of the city has."""
    return db.session.execute(_of_person(scope), {**scope.binds, "person": person_id}).first()


def find_last_number(scope: Scope) -> str | None:
    """Return the highest volunteer number of the city; numbers are of one length, so text order is their order."""
    return db.session.execute(select(func.max(a.number)).where(scope.owns(account)), scope.binds).scalar()


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (scope.owns(account), a.id.in_(bindparam("accounts", expanding=True)), a.kind != AccountKind.ISSUER)
    # Not the key: whoever only names the account in a new transfer does not wait.
    return select(a.id).where(*chosen).order_by(a.id).with_for_update(key_share=True)


def hold_accounts(scope: Scope, account_ids: Iterable[UUID]) -> list[UUID]:
    """Hold the accounts still until this transaction ends, always in the same order; the issuer's is never held.

    Returns:
        The accounts that are held: those that may not go below zero.
    """
    return list(db.session.scalars(_held(scope), {**scope.binds, "accounts": sorted(set(account_ids))}))


@prepared
def _merged(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (scope.owns(account), a.id.in_(bindparam("accounts", expanding=True)), a.merged_into_id.is_not(None))
    return select(a.id, a.merged_into_id).where(*chosen)


def find_merged(scope: Scope, account_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return {account: the one it was merged into} of those that take no more postings."""
    return {row[0]: row[1] for row in db.session.execute(_merged(scope), {**scope.binds, "accounts": list(account_ids)})}


@prepared
def _by_keys(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(t.id, *_POSTING).where(scope.owns(transfer), t.key.in_(bindparam("keys", expanding=True)))


def find_by_keys(scope: Scope, keys: Iterable[str]) -> dict[str, Kept]:
    """Return {key: transfer} of those that were posted before."""
    return {row.key: _kept(row) for row in db.session.execute(_by_keys(scope), {**scope.binds, "keys": list(keys)})}


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(t.id, *_POSTING).where(scope.owns(transfer), t.id == bindparam("which"))


def get_transfer(scope: Scope, transfer_id: UUID) -> Kept:
    """Return a transfer of the city.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": transfer_id}).first()
    if row is None:
        raise NotFound
    return _kept(row)


@prepared
def _reversed(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(t.reverses_id).where(scope.owns(transfer), t.reverses_id.in_(bindparam("transfers", expanding=True)))


def list_reversed(scope: Scope, transfer_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these transfers were taken back."""
    ids = list(transfer_ids)
    return set() if not ids else set(db.session.scalars(_reversed(scope), {**scope.binds, "transfers": ids}))


@prepared
def _balances(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = bindparam("accounts", expanding=True)
    moves = _moves(scope, t.credit_account_id.in_(named), t.debit_account_id.in_(named)).subquery()
    return select(moves.c.account_id, sql_cast(func.sum(moves.c.change_min), Integer)).group_by(moves.c.account_id)


def balances_of(scope: Scope, account_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return {account: balance in minutes} for each of the accounts."""
    ids = list(account_ids)
    sums = {row[0]: row[1] for row in db.session.execute(_balances(scope), {**scope.binds, "accounts": ids})} if ids else {}
    return {account_id: sums.get(account_id, 0) for account_id in ids}


def balance_of(scope: Scope, account_id: UUID) -> int:
    """Return the balance of one account in minutes: what came in less what went out."""
    return balances_of(scope, [account_id])[account_id]


@prepared
def _statement(scope: Scope) -> Select[*tuple[Any, ...]]:
    which = bindparam("account")
    more = (t.posted_at, t.kind, t.reason, t.reverses_id)
    moves = _moves(scope, t.credit_account_id == which, t.debit_account_id == which, *more).subquery()
    m = moves.c
    is_reversed = exists().where(scope.owns(counter), counter.c.reverses_id == m.id).label("is_reversed")
    running = sql_cast(func.sum(m.change_min).over(order_by=m.id), Integer).label("balance_min")
    same = (m.id, m.posted_at, m.kind, m.reason, m.reverses_id, m.change_min)
    rows = select(*same, running, is_reversed, func.count().over().label("total"))
    return rows.order_by(m.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_statement(scope: Scope, account_id: UUID, *, page: int) -> Rows:
    """Return one page of 25 transfers of an account, the latest first.

    Returns:
        Rows of (id, posted_at, kind, reason, reverses_id, change_min, balance_min after it, is_reversed, total of rows).
    """
    binds = {**scope.binds, "account": account_id, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_statement(scope), binds).all()


def sum_all(scope: Scope) -> int:
    """Return the sum of all balances of the city: 0, or something is wrong."""
    moves = _moves(scope, true(), true()).subquery()
    total = select(func.coalesce(func.sum(moves.c.change_min), 0)).join(account, a.id == moves.c.account_id)
    return int(db.session.execute(total.where(scope.owns(account)), scope.binds).scalar_one())


def list_overdrawn(scope: Scope) -> Rows:
    """Return (id, number, balance_min) of the accounts below zero, the issuer's apart."""
    moves = _moves(scope, true(), true()).subquery()
    balance = sql_cast(func.sum(moves.c.change_min), Integer)
    sums = select(a.id, a.number, balance.label("balance_min")).join(moves, moves.c.account_id == a.id)
    chosen = sums.where(scope.owns(account), a.kind != AccountKind.ISSUER).group_by(a.id, a.number).having(balance < 0)
    return db.session.execute(chosen.order_by(a.number), scope.binds).all()


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


def _moves(scope: Scope, coming: Any, going: Any, *more: Any) -> CompoundSelect[*tuple[Any, ...]]:
    """Each transfer as what it changes in the accounts of the two criteria."""
    gains = select(t.id, t.credit_account_id.label("account_id"), t.moved_min.label("change_min"), *more)
    losses = select(t.id, t.debit_account_id.label("account_id"), (-t.moved_min).label("change_min"), *more)
    return union_all(gains.where(scope.owns(transfer), coming), losses.where(scope.owns(transfer), going))


def _kept(row: Any) -> Kept:
    accounts = (row.debit_account_id, row.credit_account_id)
    posting = Posting(*accounts, row.moved_min, TransferKind(row.kind), row.key, reverses_id=row.reverses_id, reason=row.reason)
    return Kept(row.id, posting)
