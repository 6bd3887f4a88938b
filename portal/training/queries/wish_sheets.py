"""Every SELECT on Excel sheets of wishes that were read in."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account
from portal.training.models import Wish, WishSheet

sheet, account, wish = (cast(Table, m.__table__) for m in (WishSheet, Account, Wish))
s = sheet.c
_MOST_SHOWN = 10
_HEAD = (s.id, s.file_name, s.state, s.row_count, s.taken_count, s.read_at, s.taken_at, account.c.display_name.label("read_by_name"))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_HEAD, s.rows).outerjoin(account, account.c.id == s.read_by)
    return columns.where(scope.owns(sheet), s.id == bindparam("which"))


def get_sheet(scope: Scope, sheet_id: UUID) -> Row[Any]:
    """Return one sheet this station read in, with its rows while they wait.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": sheet_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = (s.source_digest == bindparam("digest"), s.state == "checked")
    return select(s.id).where(scope.owns(sheet), *same).order_by(s.read_at.desc()).limit(1)


def find_waiting(scope: Scope, digest: str) -> UUID | None:
    """Return the sheet of this very file that was read in and not yet taken over."""
    return db.session.scalar(_waiting(scope), {**scope.binds, "digest": digest})


@prepared
def _latest(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_HEAD).outerjoin(account, account.c.id == s.read_by)
    return columns.where(scope.owns(sheet)).order_by(s.read_at.desc(), s.id.desc()).limit(_MOST_SHOWN)


def list_sheets(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the latest ten sheets this station read in, without their rows."""
    return db.session.execute(_latest(scope), scope.binds).all()


@prepared
def _entered(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (wish.c.entered_by == bindparam("account"), wish.c.entered_at >= bindparam("since"))
    return select(func.count()).select_from(wish).where(scope.owns(wish), *mine)


def count_entered(scope: Scope, since: Any) -> int:
    """Return how many wishes this account has written down since."""
    return db.session.execute(_entered(scope), {**scope.binds, "account": scope.account_id, "since": since}).scalar_one()
