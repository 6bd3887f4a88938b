"""Which photos of a lesson were used before, as far as the scope sees."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.web.models import Photo

photo = cast(Table, Photo.__table__)
p = photo.c


@prepared
def _alike(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = p.source_digest.in_(bindparam("digests", expanding=True))
    return select(p.id, p.source_digest, p.added_at).where(scope.owns(photo), p.removed_at.is_(None), same).order_by(p.added_at, p.id)


def find_reused(scope: Scope, photos: Sequence[Any]) -> set[UUID]:
    """Return which of these photos had been sent before, at a lesson or for anything else; the first one of a picture is not among them."""
    rows = db.session.execute(_alike(scope), {**scope.binds, "digests": sorted({it.source_digest for it in photos})}) if photos else ()
    first: dict[str, UUID] = {}
    for row in rows:
        first.setdefault(row.source_digest, row.id)
    return {it.id for it in photos if first.get(it.source_digest, it.id) != it.id}
