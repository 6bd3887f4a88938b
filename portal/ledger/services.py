"""Every write of the ledger: accounts are opened, minutes are posted and taken back; nothing posted is ever changed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.ledger import queries
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import Account, AccountKind, Fault, Posted, Posting, TransferKind, first_number, next_number, shortfalls
from portal.people import services as people

account, transfer = cast(Table, TimeAccount.__table__), cast(Table, Transfer.__table__)
_NEW_TRANSFERS = insert(transfer)
Checker = Callable[[Scope], Iterable[Fault]]
_checkers: list[Checker] = []


def register_checker(checker: Checker) -> Checker:
    """Let a package compare its own rows with the transfers they caused; `verify` asks it at the level of a city."""
    if checker not in _checkers:
        _checkers.append(checker)
    return checker


def issuer(scope: Scope) -> UUID:
    """Return the city's issuing account, opened at the first call; two at once get the same one."""
    found = queries.find_issuer(scope)
    if found is None:
        db.session.execute(insert_or(account).on_conflict_do_nothing(), [_account(scope, AccountKind.ISSUER)])
        found = queries.find_issuer(scope)
    return cast(UUID, found)


def open_account(scope: Scope, kind: AccountKind, *, person_id: UUID | None = None) -> Account:
    """Open an account; a volunteer's gets the next number of the city.

    Args:
        person_id: the person it is for, when a document says who; she keeps the account she has in the city.
    """
    if kind is AccountKind.ISSUER:
        return Account(issuer(scope), None, is_new=False)
    issuer(scope)
    queries.find_issuer(scope, locked=True)  # from here on one at a time: numbers follow each other, a person gets one account
    had = queries.find_account_of(scope, person_id) if person_id else None
    if had is not None:
        return Account(had.id, had.number, is_new=False)
    number = next_number(queries.find_last_number(scope) or first_number(queries.get_city_code(scope)))
    row = _account(scope, kind, number=number, person_id=person_id)
    db.session.execute(insert(account), [row])
    return Account(row["id"], number, is_new=True)


def post(scope: Scope, postings: Sequence[Posting], *, action: str) -> list[Posted]:
    """Move minutes, all or nothing; a posting whose key stands in the ledger already is answered by the transfer of then.

    Args:
        action: what is done, for the audit, should it be refused.

    Raises:
        Conflict: a key was used for something else, an account but the issuer's would go below zero, one was merged into another, or a
            transfer was taken back before.
    """
    _refuse_merged(scope, postings, action=action)
    return _post(scope, postings, action=action)


def _post(scope: Scope, postings: Sequence[Posting], *, action: str) -> list[Posted]:
    held = queries.hold_accounts(scope, {it.debit for it in postings})
    known = queries.find_by_keys(scope, {it.key for it in postings})
    new = {it.key: queries.Kept(uuid7(), it) for it in postings if it.key not in known}
    if any((known.get(it.key) or new[it.key]).posting != it for it in postings):
        raise Conflict("这笔时间已经记过账，内容与这次不同，这一次没有保存。", action=action)
    rest = [kept.posting for kept in new.values()]
    _refuse_second_reversal(scope, rest, action=action)
    _refuse_overdraft(scope, held, rest, action=action)
    if new:
        db.session.execute(_NEW_TRANSFERS, [_row(scope, kept) for kept in new.values()])
    return [Posted((known.get(it.key) or new[it.key]).id, is_new=it.key in new) for it in postings]


def reverse(scope: Scope, transfer_id: UUID, *, reason: str, key: str, action: str) -> Posted:
    """Take a transfer back by its counter-transfer, once.

    Raises:
        NotFound: the city has no such transfer.
        Conflict: it was taken back before, is itself a reversal, or its minutes are spent.
    """
    it = queries.get_transfer(scope, transfer_id).posting
    if it.kind is TransferKind.REVERSE:
        raise Conflict("冲正本身不能再冲正，请重新登记正确的时长。", action=action, subject_id=transfer_id)
    if it.kind is TransferKind.MERGE:
        raise Conflict("两个账户合并后不能分开。", action=action, subject_id=transfer_id)
    back = [Posting(it.credit, it.debit, it.moved_min, TransferKind.REVERSE, key, reverses_id=transfer_id, reason=reason)]
    if main := queries.find_merged(scope, [it.credit]).get(it.credit):  # the minutes went there: they come back on the same way
        back.insert(0, Posting(main, it.credit, it.moved_min, TransferKind.MERGE, f"back {transfer_id.hex}", reason="冲正合并以前的入账"))
    return _post(scope, back, action=action)[-1]


def set_person(scope: Scope, account_id: UUID, person_id: UUID | None) -> None:
    """Let an account be a person's, who has no other one; None, nobody's who is known by a document."""
    own = (scope.changes(account), account.c.id == bindparam("which"))
    db.session.execute(update(account).where(*own).values(person_id=person_id), {**scope.binds, "which": account_id})


def merge_accounts(scope: Scope, kept_id: UUID, merged_id: UUID, *, action: str) -> None:
    """Move what one account holds to another one of the same person, by one transfer; from then on it takes no more postings.

    Accounts merged into the first one follow it. Nothing takes the merge back.

    Raises:
        Conflict: one of them was merged before.
    """
    held = queries.hold_accounts(scope, {kept_id, merged_id})
    if len(held) != 2 or queries.find_merged(scope, held):
        raise Conflict("这个时间账户已经并入另一个账户，这一次没有保存。", action=action, subject_id=merged_id, advice="请刷新后再看。")
    if moved_min := queries.balance_of(scope, merged_id):
        why = "两个账户属于同一个人，余额并入"
        moved = Posting(merged_id, kept_id, moved_min, TransferKind.MERGE, f"merge {merged_id.hex}", reason=why)
        post(scope, [moved], action=action)
    c = account.c
    theirs = (scope.changes(account), (c.id == bindparam("merged")) | (c.merged_into_id == bindparam("merged")))
    gone = update(account).where(*theirs).values(merged_into_id=bindparam("kept"), person_id=None)
    db.session.execute(gone, {**scope.binds, "merged": merged_id, "kept": kept_id})


def follow_person(scope: Scope, kept_id: UUID, merged_id: UUID, action: str) -> None:
    """Two persons are one: so are their accounts, or the one account is hers who leads."""
    kept, merged = queries.find_account_of(scope, kept_id), queries.find_account_of(scope, merged_id)
    if kept and merged:
        merge_accounts(scope, kept.id, merged.id, action=action)
    elif merged:
        set_person(scope, merged.id, kept_id)


def verify(scope: Scope) -> list[Fault]:
    """Name everything in a city's ledger that cannot be: its own rows first, then what other packages hold against them."""
    return [*_own_faults(scope), *(fault for checker in _checkers for fault in checker(scope))]


def _own_faults(scope: Scope) -> Iterable[Fault]:
    if total_min := queries.sum_all(scope):
        yield Fault(queries.find_issuer(scope) or UUID(int=0), f"全市所有账户相加应为 0，实际为 {format_minutes(total_min)}")
    for row in queries.list_overdrawn(scope):
        yield Fault(row.id, f"账户 {row.number or row.id} 的余额低于零：{format_minutes(row.balance_min)}")
    for row in queries.list_homeless(scope):
        yield Fault(row.id, f"转账 {row.id} 的账户在本市不存在")
    for row in queries.list_crooked(scope):
        yield Fault(row.id, f"冲正 {row.id} 与它冲正的转账 {row.reverses_id} 的账户或分钟数不符")


def _refuse_merged(scope: Scope, postings: Sequence[Posting], *, action: str) -> None:
    for account_id in queries.find_merged(scope, {side for it in postings for side in (it.debit, it.credit)}):
        message = "这个时间账户已经并入另一个账户，不能再记账，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=account_id, advice="请刷新后再登记。")


def _refuse_second_reversal(scope: Scope, postings: Sequence[Posting], *, action: str) -> None:
    for transfer_id in queries.list_reversed(scope, [it.reverses_id for it in postings if it.reverses_id]):
        raise Conflict("这笔时间已经冲正过，不能再冲正一次。", action=action, subject_id=transfer_id)


def _refuse_overdraft(scope: Scope, held: Sequence[UUID], postings: Sequence[Posting], *, action: str) -> None:
    missing = shortfalls(queries.balances_of(scope, held), postings)
    for account_id, short_min in missing.items():
        message = f"时间余额不够，还差 {format_minutes(short_min)}；已经用掉的时间不能收回。"
        raise Conflict(message, action=action, subject_id=account_id)


def _account(scope: Scope, kind: AccountKind, *, number: str | None = None, person_id: UUID | None = None) -> dict[str, Any]:
    row = {"id": uuid7(), "kind": kind.value, "number": number, "person_id": person_id, "opened_at": clock.now()}
    return {**scope.stamp(account), **row}


def _row(scope: Scope, kept: queries.Kept) -> dict[str, Any]:
    it = kept.posting
    accounts = {"debit_account_id": it.debit, "credit_account_id": it.credit, "moved_min": it.moved_min, "kind": it.kind.value}
    why = {"key": it.key, "reverses_id": it.reverses_id, "reason": it.reason}
    return {**scope.stamp(transfer), "id": kept.id, **accounts, **why, "posted_by": scope.account_id, "posted_at": clock.now()}


people.follow_merges(follow_person)
