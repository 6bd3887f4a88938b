"""Every SELECT on the seals, and on lines in the order in which they are sealed; a city's, so the scope is a city or the platform."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, select, tuple_

from portal.audit.models import AuditArchive, AuditLine, AuditSeal
from portal.audit.rules import BEGINNING, LINE, Position
from portal.core.db import db
from portal.core.scope import Scope, prepared

audit_line, audit_seal, audit_archive = (cast(Table, m.__table__) for m in (AuditLine, AuditSeal, AuditArchive))
a, s = audit_line.c, audit_seal.c
_COLUMNS = [a[name] for name in LINE]
_SEALS_AT_ONCE = 50
_LAST_ID = UUID(int=2**128 - 1)

Rows = Sequence[Row[*tuple[Any, ...]]]


def _after() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """After a position; the plain bound is what an index over the time alone can use."""
    position = tuple_(bindparam("after_at", type_=a.at.type), bindparam("after_id", type_=a.id.type))
    return tuple_(a.at, a.id) > position, a.at >= bindparam("after_at", type_=a.at.type)


@prepared
def _lines(scope: Scope) -> Select[*tuple[Any, ...]]:
    until = tuple_(bindparam("until_at", type_=a.at.type), bindparam("until_id", type_=a.id.type))
    chosen = (scope.owns(audit_line), *_after(), tuple_(a.at, a.id) <= until, a.at <= bindparam("until_at", type_=a.at.type))
    return select(*_COLUMNS).where(*chosen).order_by(a.at, a.id).limit(bindparam("most"))


def list_lines(scope: Scope, *, after: Position, until: Position, most: int) -> Rows:
    """Return the lines of a city after one position, until and with another, at most so many, in the order of (at, id)."""
    binds = {"after_at": after[0], "after_id": after[1], "until_at": until[0], "until_id": until[1], "most": most}
    return db.session.execute(_lines(scope), {**scope.binds, **binds}).all()


def list_lines_until(scope: Scope, *, after: Position, moment: datetime, most: int) -> Rows:
    """Return the lines of a city after a position, until a moment."""
    return list_lines(scope, after=after, until=(moment, _LAST_ID), most=most)


@prepared
def _tail(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.count().label("lines"), func.min(a.at).label("since")).where(scope.owns(audit_line), *_after())


def count_tail(scope: Scope, *, after: Position) -> tuple[int, datetime | None]:
    """Return how many lines of a city come after a position, and when the first of them was written."""
    row = db.session.execute(_tail(scope), {**scope.binds, "after_at": after[0], "after_id": after[1]}).one()
    return row[0], row[1]


def find_line(scope: Scope, line_id: UUID) -> Row[Any] | None:
    """Return the line of this id, wherever in the city's order it stands now; this reads the whole city."""
    found = select(*_COLUMNS).where(scope.owns(audit_line), a.id == line_id)
    return db.session.execute(found, scope.binds).first()


def find_last_seal(scope: Scope) -> Row[Any] | None:
    """Return the last seal of a city."""
    return db.session.execute(select(*s).where(scope.owns(audit_seal)).order_by(s.seq.desc()).limit(1), scope.binds).first()


def walk_seals(scope: Scope, *, after_seq: int = 0) -> Iterator[Row[Any]]:
    """Yield the seals of a city in their order, a few at a time."""
    last = after_seq
    while True:
        some = select(*s).where(scope.owns(audit_seal), s.seq > last).order_by(s.seq).limit(_SEALS_AT_ONCE)
        rows = db.session.execute(some, scope.binds).all()
        yield from rows
        if len(rows) < _SEALS_AT_ONCE:
            return
        last = rows[-1].seq


def list_archives(scope: Scope) -> Rows:
    """Return what was moved out of a city's audit, the oldest first."""
    c = audit_archive.c
    return db.session.execute(select(*c).where(scope.owns(audit_archive)).order_by(c.last_seq), scope.binds).all()


def position_of(seal: Any) -> Position:
    """Return where a seal ends; without one, before everything."""
    return (seal.last_at, seal.last_id) if seal is not None else BEGINNING
