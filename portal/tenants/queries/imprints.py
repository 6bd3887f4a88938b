"""Every SELECT on what was printed with a code on it: a unit reads its own papers alone."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Imprint

imprint = cast(Table, Imprint.__table__)
i = imprint.c


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    said = (i.id, i.kind, i.subject, i.digest, i.code, i.title, i.unit, i.period, i.cutoff, i.version, i.printed_at)
    return select(*said).where(scope.changes(imprint), i.id == bindparam("which"))


def get_imprint(scope: Scope, imprint_id: UUID) -> Row[Any]:
    """Return what one of the unit's papers says of itself, without who filled it in.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": imprint_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _same(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = (i.kind == bindparam("kind"), i.subject == bindparam("subject"), i.digest == bindparam("digest"))
    return select(i.id, i.code).where(scope.changes(imprint), *same)


def find_same(scope: Scope, kind: str, subject: str, digest: str) -> Row[UUID, str] | None:
    """Return (id, code) of the unit's paper that says the very same; None when it was never printed."""
    return db.session.execute(_same(scope), {**scope.binds, "kind": kind, "subject": subject, "digest": digest}).first()


@prepared
def _later(scope: Scope) -> Select[*tuple[Any, ...]]:
    others = (i.kind == bindparam("kind"), i.subject == bindparam("subject"), i.id > bindparam("which"))
    return select(i.version, i.printed_at).where(scope.changes(imprint), *others).order_by(i.id.desc()).limit(1)


def find_later(scope: Scope, row: Row[Any]) -> Row[Any] | None:
    """Return (version, printed_at) of the last paper of the same kind and subject that was printed after this one."""
    return db.session.execute(_later(scope), {**scope.binds, "kind": row.kind, "subject": row.subject, "which": row.id}).first()
