"""Accounts are opened, pointed at persons, and joined."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.ledger import queries
from portal.ledger.models import TimeAccount
from portal.ledger.rules import (
    Account,
    AccountKind,
    Posting,
    TransferKind,
    first_number,
    next_number,
)
from portal.ledger.services.posting import post
from portal.people import services as people

account = cast(Table, TimeAccount.__table__)
Follower = Callable[[Scope, UUID, UUID], None]
_followers: list[Follower] = []
_COMMON = {AccountKind.ISSUER: queries.find_issuer, AccountKind.POOL: queries.find_pool}


def follow_accounts(follower: Follower) -> Follower:
    """Let a package follow two accounts that become one; it is told (scope, kept, merged)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def issuer(scope: Scope) -> UUID:
    """Return the city's issuing account, opened at the first call; two at once get the same one."""
    return _common_account(scope, AccountKind.ISSUER)


def pool(scope: Scope) -> UUID:
    """Return the city's donation pool, opened at the first call; two at once get the same one."""
    return _common_account(scope, AccountKind.POOL)


def _common_account(scope: Scope, kind: AccountKind) -> UUID:
    found = _COMMON[kind](scope)
    if found is None:
        db.session.execute(insert_or(account).on_conflict_do_nothing(), [_account(scope, kind)])
        found = _COMMON[kind](scope)
    return cast(UUID, found)


def open_account(scope: Scope, kind: AccountKind, *, person_id: UUID | None = None) -> Account:
    """Open an account; a volunteer's gets the next number of the city, a shop's and what it holds for others have none.

    Args:
        person_id: the person it is for, when a document says who; she keeps the account she has in the city.
    """
    if kind in _COMMON:
        return Account(_common_account(scope, kind), None, is_new=False)
    if kind is not AccountKind.VOLUNTEER:
        row = _account(scope, kind)
        db.session.execute(insert(account), [row])
        return Account(row["id"], None, is_new=True)
    issuer(scope)
    queries.find_issuer(scope, locked=True)  # from here on one at a time: numbers follow each other, a person gets one account
    had = queries.find_account_of(scope, person_id) if person_id else None
    if had is not None:
        return Account(had.id, had.number, is_new=False)
    number = next_number(queries.find_last_number(scope) or first_number(queries.get_city_code(scope)))
    row = _account(scope, kind, number=number, person_id=person_id)
    db.session.execute(insert(account), [row])
    return Account(row["id"], number, is_new=True)


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
    if len(held) != 2 or any(one.merged_into_id for one in held.values()):
        raise Conflict("这个时间账户已经并入另一个账户，这一次没有保存。", action=action, subject_id=merged_id, advice="请刷新后再看。")
    if moved_min := held[merged_id].balance_min:
        why = "两个账户属于同一个人，余额并入"
        moved = Posting(merged_id, kept_id, moved_min, TransferKind.MERGE, f"merge {merged_id.hex}", reason=why)
        post(scope, [moved], action=action)
    c = account.c
    theirs = (scope.changes(account), (c.id == bindparam("merged")) | (c.merged_into_id == bindparam("merged")))
    gone = update(account).where(*theirs).values(merged_into_id=bindparam("kept"), person_id=None)
    db.session.execute(gone, {**scope.binds, "merged": merged_id, "kept": kept_id})
    for follower in _followers:
        follower(scope, kept_id, merged_id)


def follow_person(scope: Scope, kept_id: UUID, merged_id: UUID, action: str) -> None:
    """Two persons are one: so are their accounts, or the one account is hers who leads."""
    kept, merged = queries.find_account_of(scope, kept_id), queries.find_account_of(scope, merged_id)
    if kept and merged:
        merge_accounts(scope, kept.id, merged.id, action=action)
    elif merged:
        set_person(scope, merged.id, kept_id)


def _account(scope: Scope, kind: AccountKind, *, number: str | None = None, person_id: UUID | None = None) -> dict[str, Any]:
    row = {"id": uuid7(), "kind": kind.value, "number": number, "person_id": person_id, "opened_at": clock.now()}
    balance_min = None if kind is AccountKind.ISSUER else 0
    return {**scope.stamp(account), **row, "balance_min": balance_min, "moves": 0}


people.follow_merges(follow_person)
