"""Minutes are posted and taken back; nothing posted is ever changed."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Update, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope, prepared
from portal.core.text import format_minutes
from portal.ledger import queries
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import (
    AccountKind,
    Held,
    Posted,
    Posting,
    Side,
    TransferKind,
    is_in_shape,
    settle,
    shortfalls,
)
from portal.ledger.services.at_once import post_at_once

account, transfer = cast(Table, TimeAccount.__table__), cast(Table, Transfer.__table__)
_NEW_TRANSFERS = insert(transfer)


def post(scope: Scope, postings: Sequence[Posting], *, action: str) -> list[Posted]:
    """Move minutes, all or nothing; a posting whose key stands in the ledger already is answered by the transfer of then.

    Args:
        action: what is done, for the audit, should it be refused.

    Raises:
        Conflict: a key was used for something else, an account but the issuer's would go below zero, one was merged into another, or a
            transfer was taken back before.
    """
    if len(postings) == 1 and (new_id := post_at_once(scope, postings[0])):
        return [Posted(new_id, is_new=True)]
    return _post(scope, postings, action=action, merged={})  # several; or one that was posted before, or is to be told why not


def _post(scope: Scope, postings: Sequence[Posting], *, action: str, merged: Mapping[UUID, UUID]) -> list[Posted]:
    """Post in steps: hold, look, refuse or write; also to accounts that were merged, when the caller knows it and brings the minutes on."""
    held = queries.hold_accounts(scope, {side for it in postings for side in (it.debit, it.credit)})
    known = queries.find_by_keys(scope, {it.key for it in postings})
    new = {it.key: queries.Kept(uuid7(), it) for it in postings if it.key not in known}
    if any((known.get(it.key) or new[it.key]).posting != it for it in postings):
        raise Conflict("这笔时间已经记过账，内容与这次不同，这一次没有保存。", action=action)
    rest = [kept.posting for kept in new.values()]
    _refuse_merged(held, rest, merged, action=action)
    _refuse_second_reversal(scope, rest, action=action)
    _check_shapes(held, rest)
    sides, after = settle(held, rest)
    _refuse_overdraft(after, action=action)
    if new:
        db.session.execute(_NEW_TRANSFERS, [_row(scope, kept, *both) for kept, both in zip(new.values(), sides, strict=True)])
        _keep(scope, after)
    return [Posted((known.get(it.key) or new[it.key]).id, is_new=it.key in new) for it in postings]


@prepared
def _balance_kept(scope: Scope) -> Update:
    own = (scope.changes(account), account.c.id == bindparam("which"))
    return update(account).where(*own).values(balance_min=bindparam("left_min"), moves=bindparam("nth"))


def _keep(scope: Scope, after: dict[UUID, Held]) -> None:
    if after:
        rows = [{**scope.binds, "which": one.id, "left_min": one.balance_min, "nth": one.moves} for one in after.values()]
        db.session.execute(_balance_kept(scope), rows if len(rows) > 1 else rows[0])


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
    merged = queries.find_merged(scope, [it.credit, it.debit])
    if merged and queries.find_by_keys(scope, [key]):  # taken back before they were merged: what the key stands for is all there was
        merged = {}
    if main := merged.get(it.credit):  # the minutes went there: they come back on the same way
        back.insert(0, Posting(main, it.credit, it.moved_min, TransferKind.MERGE, f"back {transfer_id.hex}", reason="冲正合并以前的入账"))
    if main := merged.get(it.debit):  # they go back to an account that is no more, and from there where its minutes went
        back.append(Posting(it.debit, main, it.moved_min, TransferKind.MERGE, f"on {transfer_id.hex}", reason="冲正合并以前的支出"))
    posted = _post(scope, back, action=action, merged=merged)
    return posted[next(n for n, one in enumerate(back) if one.kind is TransferKind.REVERSE)]


def _refuse_merged(held: dict[UUID, Held], postings: Sequence[Posting], known: Mapping[UUID, UUID], *, action: str) -> None:
    for one in (held[side] for it in postings for side in (it.debit, it.credit) if side in held):
        if one.merged_into_id != known.get(one.id):
            message = "这个时间账户已经并入另一个账户，不能再记账，这一次没有保存。"
            raise Conflict(message, action=action, subject_id=one.id, advice="请刷新后再登记。")


def _check_shapes(held: dict[UUID, Held], postings: Sequence[Posting]) -> None:
    """Refuse what no page offers; an account that is not held is the issuer's, or none of this city, which the database refuses."""
    for it in postings:
        kinds = _kinds(held, it)
        if not is_in_shape(it.kind, *kinds):
            raise ValueError(f"{it.kind} does not go from {kinds[0]} to {kinds[1]}")


def _kinds(held: dict[UUID, Held], it: Posting) -> list[AccountKind]:
    return [held[side].kind if side in held else AccountKind.ISSUER for side in (it.debit, it.credit)]


def _refuse_second_reversal(scope: Scope, postings: Sequence[Posting], *, action: str) -> None:
    for transfer_id in queries.list_reversed(scope, [it.reverses_id for it in postings if it.reverses_id]):
        raise Conflict("这笔时间已经冲正过，不能再冲正一次。", action=action, subject_id=transfer_id)


def _refuse_overdraft(after: dict[UUID, Held], *, action: str) -> None:
    for account_id, short_min in shortfalls(after).items():
        message = f"时间余额不够，还差 {format_minutes(short_min)}；已经用掉的时间不能收回。"
        raise Conflict(message, action=action, subject_id=account_id)


def _row(scope: Scope, kept: queries.Kept, debit: Side, credit: Side) -> dict[str, Any]:
    it = kept.posting
    accounts = {"debit_account_id": it.debit, "credit_account_id": it.credit, "moved_min": it.moved_min, "kind": it.kind.value}
    left = {"debit_left_min": debit.left_min, "credit_left_min": credit.left_min}
    where = {"debit_seq": debit.seq, "credit_seq": credit.seq, **left}
    why = {"key": it.key, "reverses_id": it.reverses_id, "reason": it.reason}
    return {**scope.stamp(transfer), "id": kept.id, **accounts, **where, **why, "posted_by": scope.account_id, "posted_at": clock.now()}
