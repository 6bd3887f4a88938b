"""Every SELECT on the sheets a unit has read in on the page of imports."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account
from portal.web.models import Sheet

PAGE_ROWS = 25
sheet, account = cast(Table, Sheet.__table__), cast(Table, Account.__table__)
s = sheet.c
_HEAD = (s.id, s.kind, s.file_name, s.state, s.taken_count, s.read_by, s.read_at, s.taken_at, account.c.display_name.label("read_by_name"))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_HEAD, s.rows).outerjoin(account, account.c.id == s.read_by)
    return columns.where(scope.changes(sheet), s.kind.in_(bindparam("kinds", expanding=True)), s.id == bindparam("which"))


def get_sheet(scope: Scope, kinds: Sequence[str], sheet_id: UUID) -> Row[Any]:
    """Return one sheet this very unit read in, of one of these kinds.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "kinds": list(kinds), "which": sheet_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = (s.kind == bindparam("what"), s.source_digest == bindparam("digest"), s.state == "checked")
    return select(s.id).where(scope.changes(sheet), *same).order_by(s.read_at.desc()).limit(1)


def find_waiting(scope: Scope, kind: str, digest: str) -> UUID | None:
    """Return the sheet of this very file that waits for its taking over."""
    return db.session.scalar(_waiting(scope), {**scope.binds, "what": kind, "digest": digest})


@prepared
def _history(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_HEAD, func.count().over().label("total")).outerjoin(account, account.c.id == s.read_by)
    mine = columns.where(scope.changes(sheet), s.kind.in_(bindparam("kinds", expanding=True)))
    return mine.order_by(s.read_at.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_sheets(scope: Scope, kinds: Sequence[str], *, page: int) -> Sequence[Row[Any]]:
    """Return one page of the sheets of these kinds this unit read in, the latest first; each carries the total."""
    binds = {**scope.binds, "kinds": list(kinds), "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_history(scope), binds).all()
