"""Every SELECT on photos."""

from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account, Tenant
from portal.tenants.queries.directory import Rows
from portal.web.models import Photo

photo, account, tenant = cast(Table, Photo.__table__), cast(Table, Account.__table__), cast(Table, Tenant.__table__)
p = photo.c
_SHOWN = (p.id, p.tenant_id, p.subject, p.subject_id, p.caption, p.digest, p.thumb_digest, p.source_digest, p.width, p.height, p.added_at)


@cache
def _of(*, has_row: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        row = p.subject_id == bindparam("row") if has_row else p.subject_id.is_(None)
        chosen = (scope.owns(photo), p.tenant_id == bindparam("unit"), p.subject == bindparam("what"), row, p.removed_at.is_(None))
        columns = select(*_SHOWN, account.c.display_name.label("added_by_name")).outerjoin(account, account.c.id == p.added_by)
        return columns.where(*chosen).order_by(p.added_at, p.id)

    return statement


def list_photos(scope: Scope, subject: str, subject_id: UUID | None = None, *, tenant_id: int | None = None) -> Rows:
    """Return the photos of one thing, the first added first, each with who added it.

    Args:
        subject: `unit`, `application` …
        subject_id: its row; None for what belongs to the unit itself.
        tenant_id: the unit whose row it is, at or below the scope; the scope's own when it is not said.
    """
    binds = {"unit": tenant_id or scope.tenant_id, "what": subject, **({"row": subject_id} if subject_id else {})}
    return db.session.execute(_of(has_row=subject_id is not None)(scope), {**scope.binds, **binds}).all()


@cache
def _one(*, is_own: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        whose = scope.changes(photo) if is_own else scope.owns(photo)
        return select(*_SHOWN).where(whose, p.id == bindparam("which"), p.removed_at.is_(None))

    return statement


def get_photo(scope: Scope, photo_id: UUID) -> Row[Any]:
    """Return one photo of this unit or one below that was not removed.

    Raises:
        NotFound: there is none.
    """
    return _get(scope, photo_id, is_own=False)


def get_own_photo(scope: Scope, photo_id: UUID) -> Row[Any]:
    """Return one photo of this very unit that was not removed.

    Raises:
        NotFound: there is none.
    """
    return _get(scope, photo_id, is_own=True)


def _get(scope: Scope, photo_id: UUID, *, is_own: bool) -> Row[Any]:
    row = db.session.execute(_one(is_own=is_own)(scope), {**scope.binds, "which": photo_id}).first()
    if row is None:
        raise NotFound
    return row


def lock_albums(scope: Scope) -> None:
    """Let nobody else add photos at this unit until the transaction ends: they are counted and compared first."""
    db.session.execute(select(tenant.c.id).where(tenant.c.id == scope.tenant_id).with_for_update(key_share=True))
