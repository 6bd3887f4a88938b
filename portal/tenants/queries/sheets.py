"""Every SELECT on one sheet that was read in from Excel, whatever it is of."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account
from portal.web.models import Sheet

sheet, account = cast(Table, Sheet.__table__), cast(Table, Account.__table__)
s = sheet.c
HEAD = (s.id, s.kind, s.file_name, s.state, s.taken_count, s.read_by, s.read_at, s.taken_at, account.c.display_name.label("read_by_name"))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*HEAD, s.rows).outerjoin(account, account.c.id == s.read_by)
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
