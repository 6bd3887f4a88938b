"""Numbered paper sheets that were printed."""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.volunteer.models import PaperSheet

sheet = cast(Table, PaperSheet.__table__)
s = sheet.c


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (s.serial == bindparam("serial"), s.kind == bindparam("kind"))
    return select(s.id, s.serial, s.rows, s.printed_at).where(scope.changes(sheet), *named)


def find_sheet(scope: Scope, serial: str, kind: str) -> Row[Any] | None:
    """Return (id, serial, rows, printed_at) of a sheet this station printed, for hours or for the shop."""
    return db.session.execute(_one(scope), {**scope.binds, "serial": serial, "kind": kind}).first()


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _one(scope).with_for_update()


def hold_sheet(scope: Scope, serial: str, kind: str) -> Row[Any] | None:
    """Return what `find_sheet` does; nobody else keys a row of it meanwhile."""
    return db.session.execute(_held(scope), {**scope.binds, "serial": serial, "kind": kind}).first()


@prepared
def _taken(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.serial).where(scope.changes(sheet), s.serial.in_(bindparam("serials", expanding=True)))


def list_taken(scope: Scope, serials: Collection[str]) -> set[str]:
    """Return those of these serials that stand on a sheet already."""
    return set(db.session.execute(_taken(scope), {**scope.binds, "serials": list(serials)}).scalars())
