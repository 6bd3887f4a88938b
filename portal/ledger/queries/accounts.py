"""Every SELECT on accounts and their transfers; a balance is what the account keeps, and `verify` holds it against the sum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CompoundSelect, Integer, Row, Select, Table, and_, bindparam, exists, func, select, union_all

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import AccountKind, Held, Posting, TransferKind
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
def _common(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.id).where(scope.owns(account), a.kind == bindparam("kind"))


@prepared
def _common_locked(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _common(scope).with_for_update(key_share=True)


def find_issuer(scope: Scope, *, locked: bool = False) -> UUID | None:
    """Return the city's issuing account; `locked`, nobody else opens an account until this transaction ends."""
    binds = {**scope.binds, "kind": AccountKind.ISSUER.value}
    return db.session.execute((_common_locked if locked else _common)(scope), binds).scalar()


def find_pool(scope: Scope) -> UUID | None:
    """Return the city's donation pool."""
    return db.session.execute(_common(scope), {**scope.binds, "kind": AccountKind.POOL.value}).scalar()


@prepared
def _of_person(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a.id, a.number).where(scope.owns(account), a.person_id == bindparam("person"))


def find_account_of(scope: Scope, person_id: UUID) -> Row[Any] | None:
    """Return (id, number) of the account a person of the city has."""
    return db.session.execute(_of_person(scope), {**scope.binds, "person": person_id}).first()


def find_last_number(scope: Scope) -> str | None:
    """Return the highest volunteer number of the city; numbers are of one length, so text order is their order."""
    return db.session.execute(select(func.max(a.number)).where(scope.owns(account)), scope.binds).scalar()


def _holding(scope: Scope, chosen: Any) -> Select[*tuple[Any, ...]]:
    rows = select(a.id, a.kind, a.balance_min, a.moves, a.merged_into_id).where(scope.owns(account), chosen, a.kind != AccountKind.ISSUER)
    # Not the key: whoever only names the account in a new transfer does not wait. By their names the volunteers' kind is the last of all.
    return rows.order_by(a.kind.desc(), a.id).with_for_update(key_share=True)


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _holding(scope, a.id.in_(bindparam("accounts", expanding=True)))


@prepared
def _held_two(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _holding(scope, a.id.in_((bindparam("one", type_=a.id.type), bindparam("other", type_=a.id.type))))  # an open list costs more


def hold_accounts(scope: Scope, account_ids: Iterable[UUID]) -> dict[UUID, Held]:
    """Hold the accounts still until this transaction ends, always in the same order; the issuer's is never held.

    Volunteers' come first: whoever holds one may go on to hold a shop's or the pool, never the other way round.

    Returns:
        {account: as it stands} of those that are held: the ones that may not go below zero.
    """
    ids = sorted(set(account_ids))
    if len(ids) == 2:
        rows = db.session.execute(_held_two(scope), {**scope.binds, "one": ids[0], "other": ids[1]})
    else:
        rows = db.session.execute(_held(scope), {**scope.binds, "accounts": ids})
    return {row[0]: Held(row[0], AccountKind(row[1]), row[2], row[3], row[4]) for row in rows}


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
    return select(a.id, a.balance_min).where(scope.owns(account), a.id.in_(bindparam("accounts", expanding=True)))


def balances_of(scope: Scope, account_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return {account: balance in minutes} for each of the accounts; the issuer's is added up."""
    ids = list(account_ids)
    kept = {row[0]: row[1] for row in db.session.execute(_balances(scope), {**scope.binds, "accounts": ids})} if ids else {}
    return {account_id: _issued(scope) if kept.get(account_id, 0) is None else kept.get(account_id, 0) for account_id in ids}


def _issued(scope: Scope) -> int:
    others = select(func.coalesce(func.sum(a.balance_min), 0)).where(scope.owns(account))
    return -int(db.session.execute(others, scope.binds).scalar_one())


def balance_of(scope: Scope, account_id: UUID) -> int:
    """Return the balance of one account in minutes."""
    return balances_of(scope, [account_id])[account_id]


@prepared
def _statement(scope: Scope) -> Select[*tuple[Any, ...]]:
    which, newest, oldest = bindparam("account"), bindparam("newest"), bindparam("oldest")
    more = (t.posted_at, t.kind, t.reason, t.reverses_id)
    seqs = (t.credit_seq.between(oldest, newest), t.debit_seq.between(oldest, newest))
    moves = moves_of(scope, and_(t.credit_account_id == which, seqs[0]), and_(t.debit_account_id == which, seqs[1]), *more).subquery()
    m = moves.c
    is_reversed = exists().where(scope.owns(counter), counter.c.reverses_id == m.id).label("is_reversed")
    same = (m.id, m.posted_at, m.kind, m.reason, m.reverses_id, m.change_min, m.left_min.label("balance_min"))
    return select(*same, is_reversed, bindparam("total", type_=Integer).label("total")).order_by(m.seq.desc())


def count_moves(scope: Scope, account_id: UUID) -> int:
    """Return how many transfers an account took part in; 0 for the issuer's, whose are not counted."""
    one = select(a.moves).where(scope.owns(account), a.id == bindparam("account"))
    return db.session.execute(one, {**scope.binds, "account": account_id}).scalar() or 0


def list_statement(scope: Scope, account_id: UUID, *, page: int) -> Rows:
    """Return one page of 25 transfers of an account, the latest first; a page costs the same however long the account is.

    Returns:
        Rows of (id, posted_at, kind, reason, reverses_id, change_min, balance_min after it, is_reversed, total of rows).
    """
    total = count_moves(scope, account_id)
    newest = total - (page - 1) * PAGE_ROWS
    binds = {**scope.binds, "account": account_id, "total": total, "newest": newest, "oldest": newest - PAGE_ROWS + 1}
    return db.session.execute(_statement(scope), binds).all()


def moves_of(scope: Scope, coming: Any, going: Any, *more: Any) -> CompoundSelect[*tuple[Any, ...]]:
    """Each transfer as what it changes in the accounts of the two criteria."""
    taken = (t.credit_account_id.label("account_id"), t.moved_min.label("change_min"), t.credit_seq.label("seq"))
    given = (t.debit_account_id.label("account_id"), (-t.moved_min).label("change_min"), t.debit_seq.label("seq"))
    gains = select(t.id, *taken, t.credit_left_min.label("left_min"), *more).where(scope.owns(transfer), coming)
    losses = select(t.id, *given, t.debit_left_min.label("left_min"), *more).where(scope.owns(transfer), going)
    return union_all(gains, losses)


def _kept(row: Any) -> Kept:
    accounts = (row.debit_account_id, row.credit_account_id)
    posting = Posting(*accounts, row.moved_min, TransferKind(row.kind), row.key, reverses_id=row.reverses_id, reason=row.reason)
    return Kept(row.id, posting)
