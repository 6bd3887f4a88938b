"""Every SELECT on the copies of circulars: those of a unit are read there and above."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select

from portal.circulars.queries.circulars import a, audit_line
from portal.circulars.queries.stands import (
    IS,
    MOST_EXPORTED,
    PAGE_ROWS,
    STAND,
    WAITS,
    account,
    c,
    copy,
    counts,
    late,
    t,
    tenant,
)
from portal.circulars.rules.copies import Mark
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.queries.titles import is_titled, titled

county = tenant.alias("county")
reader, replier, acceptor = (account.alias(name) for name in ("reader", "replier", "acceptor"))
_LISTED = (c.id, c.tenant_id, c.circular_id, c.sender_id, c.sender_name, c.title, c.due_on, c.sent_at, *STAND, c.version)
_UNIT = (t.name.label("unit_name"), t.code.label("unit_code"), t.level.label("unit_level"), t.status.label("unit_status"), t.path)
_PEOPLE = (reader.c.display_name.label("reader"), replier.c.display_name.label("replier"), acceptor.c.display_name.label("acceptor"))
LATE, WAITING, DONE = "late", "waiting", "done"


def _of_state(state: str) -> Any:
    if state == LATE:
        return late(t.status)
    if state == WAITING:
        return WAITS
    if state == DONE:
        return ~WAITS & c.withdrawn_at.is_(None)
    return IS[Mark(state)]


def _with_people(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    rows = rows.outerjoin(reader, reader.c.id == c.read_by).outerjoin(replier, replier.c.id == c.replied_by)
    return rows.outerjoin(acceptor, acceptor.c.id == c.accepted_by)


@cache
def _received(*, state: str, kind: str, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = select(*_LISTED, *_UNIT, reader.c.display_name.label("reader"), func.count().over().label("total")).select_from(copy)
        rows = rows.join(tenant, t.id == c.tenant_id).outerjoin(reader, reader.c.id == c.read_by).where(scope.changes(copy))
        rows = rows.where(_of_state(state)) if state else rows
        rows = rows.where(c.kind == bindparam("kind")) if kind else rows
        rows = rows.where(is_titled(c.title)) if has_words else rows
        return rows.order_by(~WAITS, c.sent_at.desc(), c.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_received(scope: Scope, *, state: str, kind: str, words: str, on: date, page: int) -> Sequence[Row[Any]]:
    """Return one page of what the unit itself received, what is still to be done first, then the latest; each row carries the total."""
    which = _received(state=state, kind="any" if kind else "", has_words=bool(words))
    narrowed: dict[str, Any] = {"kind": kind} if kind else {}
    narrowed |= titled(words, lambda: db.session.scalars(_own_titles(scope), scope.binds))
    narrowed |= {"today": on} if state == LATE else {}
    return db.session.execute(which(scope), {**scope.binds, **narrowed, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _own_titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(c.title).where(scope.changes(copy)).distinct()


@prepared
def _own(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*counts()).select_from(copy).join(tenant, t.id == c.tenant_id).where(scope.changes(copy))


def count_received(scope: Scope, *, on: date) -> Row[Any]:
    """Return how many copies the unit itself has: all, signed, waiting, late."""
    return db.session.execute(_own(scope), {**scope.binds, "today": on}).one()


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(c.title).where(scope.owns(copy)).distinct()


@cache
def _below(*, kind: str, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        told = (c.circular_id, c.kind, c.title, c.sender_name, c.due_on, c.sent_at, c.needs_reply)
        rows = select(*told, func.max(c.withdrawn_at).label("withdrawn_at"), *counts(), func.count().over().label("total"))
        rows = rows.select_from(copy).join(tenant, t.id == c.tenant_id)
        rows = rows.where(scope.owns(copy), c.tenant_id != bindparam("own"), c.sender_id != bindparam("own"))
        rows = rows.where(c.kind == bindparam("kind")) if kind else rows
        rows = rows.where(is_titled(c.title)) if has_words else rows
        return rows.group_by(*told).order_by(c.sent_at.desc(), c.circular_id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_below(scope: Scope, *, kind: str, words: str, on: date, page: int) -> Sequence[Row[Any]]:
    """Return one page of what the units below received from others than this unit, with their counts; each row carries the total."""
    which = _below(kind="any" if kind else "", has_words=bool(words))
    narrowed: dict[str, Any] = {"kind": kind} if kind else {}
    narrowed |= titled(words, lambda: db.session.scalars(_titles(scope), scope.binds))
    binds = {**scope.binds, **narrowed, "own": scope.tenant_id, "today": on, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(which(scope), binds).all()


@prepared
def _any(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_LISTED, c.body, c.withdrawn_reason).where(scope.owns(copy), c.circular_id == bindparam("which"))
    return columns.where(c.tenant_id != bindparam("own")).limit(1)


def find_any(scope: Scope, circular_id: UUID) -> Row[Any] | None:
    """Return the copy of one of the units below, which tells what was sent to them from above."""
    return db.session.execute(_any(scope), {**scope.binds, "own": scope.tenant_id, "which": circular_id}).first()


@cache
def _board(*, state: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        told = (c.reply, county.c.name.label("county_name"), func.count().over().label("total"))
        rows = select(*_LISTED, *told, *_UNIT, *_PEOPLE).select_from(copy).join(tenant, t.id == c.tenant_id)
        rows = _with_people(rows).outerjoin(county, county.c.id == t.county_id)
        rows = rows.where(scope.owns(copy), c.circular_id == bindparam("which"), c.tenant_id != bindparam("own"))
        rows = rows.where(_of_state(state)) if state else rows
        return rows.order_by(t.level, t.code, c.id).limit(bindparam("most")).offset(bindparam("skip"))

    return statement


def list_board(scope: Scope, circular_id: UUID, *, state: str, on: date, page: int | None) -> Sequence[Row[Any]]:
    """Return one page of the units below that got a circular, counties first, by their codes; each row carries the total.

    Args:
        page: None for all of them, for a file.
    """
    sizes = {"most": MOST_EXPORTED, "skip": 0} if page is None else {"most": PAGE_ROWS, "skip": (page - 1) * PAGE_ROWS}
    binds = {**scope.binds, **sizes, "own": scope.tenant_id, "which": circular_id}
    return db.session.execute(_board(state=state)(scope), binds | ({"today": on} if state == LATE else {})).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    said = (c.body, c.reply, c.withdrawn_reason, c.read_by, c.replied_by, c.accepted_by)
    rows = _with_people(select(*_LISTED, *said, *_UNIT, *_PEOPLE).select_from(copy).join(tenant, t.id == c.tenant_id))
    return rows.where(scope.owns(copy), c.id == bindparam("which"))


def get_copy(scope: Scope, copy_id: UUID) -> Row[Any]:
    """Return one copy at or below the scope, with its unit and who did what.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_one(scope), {**scope.binds, "which": copy_id}).first())


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = (*STAND, c.id, c.title, c.circular_id, c.sender_id, c.reply, c.read_by, c.replied_by, c.accepted_by, c.version)
    return select(*columns).where(scope.changes(copy), c.id == bindparam("which")).with_for_update()


def hold_copy(scope: Scope, copy_id: UUID) -> Row[Any]:
    """Return a copy of this very unit, which nobody changes meanwhile.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_held(scope), {**scope.binds, "which": copy_id}).first())


@prepared
def _own_of(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_LISTED).where(scope.changes(copy), c.circular_id == bindparam("which"))


def find_own(scope: Scope, circular_id: UUID) -> Row[Any] | None:
    """Return the copy of a circular that this very unit received."""
    return db.session.execute(_own_of(scope), {**scope.binds, "which": circular_id}).first()


@prepared
def _paths(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(c.id, t.path, WAITS.label("waits"), t.status, t.name).select_from(copy).join(tenant, t.id == c.tenant_id)
    return rows.where(scope.owns(copy), c.circular_id == bindparam("which"), c.sender_id == bindparam("own")).order_by(t.path)


def list_places(scope: Scope, circular_id: UUID) -> Sequence[Row[Any]]:
    """Return where the copies of a circular of this unit stand, and which of them wait; in one order, in which they are locked."""
    return db.session.execute(_paths(scope), {**scope.binds, "own": scope.tenant_id, "which": circular_id}).all()


@prepared
def _to_do(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_LISTED, func.count().over().label("total")).where(scope.changes(copy), WAITS)
    return rows.order_by(c.due_on.is_(None), c.due_on, c.sent_at, c.id).limit(bindparam("most"))


def list_to_do(scope: Scope, *, most: int) -> Sequence[Row[Any]]:
    """Return the copies with which the unit itself has still to do something, the first due first; each row carries the total."""
    return db.session.execute(_to_do(scope), {**scope.binds, "most": most}).all()


@prepared
def _reminders(scope: Scope) -> Select[*tuple[Any, ...]]:
    lines = (scope.changes(audit_line), a.at >= bindparam("since"), a.action == bindparam("action"), a.result == "done")
    chosen = a.subject_id.in_(bindparam("which", expanding=True))
    return select(a.subject_id, func.max(a.at)).where(*lines, chosen).group_by(a.subject_id)


def find_reminders(scope: Scope, copy_ids: Sequence[UUID], *, action: str, since: datetime) -> dict[UUID, datetime]:
    """Return {copy: when the unit was last reminded of it}, as its audit tells."""
    binds = {**scope.binds, "which": list(copy_ids), "action": action, "since": since}
    return {row[0]: row[1] for row in db.session.execute(_reminders(scope), binds)}


def _found(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NotFound
    return row
