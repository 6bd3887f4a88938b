"""Every SELECT on what a unit sends: its drafts, what it has sent, and how far those below have come."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.audit.models import AuditLine
from portal.circulars.queries.stands import PAGE_ROWS, TO_ACCEPT, account, c, circular, copy, counts, late, t, tenant
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.queries.titles import is_titled, titled

audit_line = cast(Table, AuditLine.__table__)
f, a = circular.c, audit_line.c
_FACTS = (f.id, f.tenant_id, f.kind, f.title, f.audience, f.chosen, f.needs_reply, f.due_on, f.state, f.made_at, f.sent_at, f.version)
_TOLD = (f.body, f.withdrawn_at, f.withdrawn_reason, t.name.label("sender_name"), t.path.label("sender_path"))


@cache
def _page(*, has_drafts: bool, state: str, kind: str, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = select(*_FACTS, func.count().over().label("total")).where(scope.changes(circular))
        rows = rows if has_drafts else rows.where(f.state != "draft")
        rows = rows.where(f.state == bindparam("state")) if state else rows
        rows = rows.where(f.kind == bindparam("kind")) if kind else rows
        rows = rows.where(is_titled(f.title)) if has_words else rows
        rows = rows.order_by(f.state != "draft", func.coalesce(f.sent_at, f.made_at).desc(), f.id.desc())
        return rows.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_sent(scope: Scope, *, has_drafts: bool, state: str, kind: str, words: str, page: int) -> Sequence[Row[Any]]:
    """Return one page of what the unit itself has written, its drafts first, then the latest; each row carries the total."""
    which = _page(has_drafts=has_drafts, state="any" if state else "", kind="any" if kind else "", has_words=bool(words))
    narrowed = {name: value for name, value in (("state", state), ("kind", kind)) if value}
    narrowed |= titled(words, lambda: db.session.scalars(_titles(scope), scope.binds))
    return db.session.execute(which(scope), {**scope.binds, **narrowed, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(f.title).where(scope.changes(circular)).distinct()


@prepared
def _counts(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(c.circular_id, *counts()).select_from(copy).join(tenant, t.id == c.tenant_id)
    chosen = (scope.owns(copy), c.tenant_id != bindparam("own"), c.circular_id.in_(bindparam("which", expanding=True)))
    return rows.where(*chosen).group_by(c.circular_id)


def count_copies(scope: Scope, circular_ids: Sequence[UUID], *, on: date) -> dict[UUID, Row[Any]]:
    """Return {circular: how many units below got it, signed, answered, are done, are late}."""
    binds = {**scope.binds, "own": scope.tenant_id, "which": list(circular_ids), "today": on}
    return {row.circular_id: row for row in db.session.execute(_counts(scope), binds)}


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_FACTS, *_TOLD, account.c.display_name.label("sent_by_name")).select_from(circular).join(tenant, t.id == f.tenant_id)
    rows = rows.outerjoin(account, account.c.id == f.sent_by)
    return rows.where(scope.owns(circular), f.id == bindparam("which"))


def find_circular(scope: Scope, circular_id: UUID) -> Row[Any] | None:
    """Return one circular written at or below the scope."""
    return db.session.execute(_one(scope), {**scope.binds, "which": circular_id}).first()


def get_own(scope: Scope, circular_id: UUID) -> Row[Any]:
    """Return one circular of the unit itself.

    Raises:
        NotFound: there is none.
    """
    row = find_circular(scope, circular_id)
    if row is None or row.tenant_id != scope.tenant_id:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_FACTS, f.body).where(scope.changes(circular), f.id == bindparam("which")).with_for_update()


def hold_circular(scope: Scope, circular_id: UUID) -> Row[Any]:
    """Return a circular of this very unit, which nobody changes meanwhile.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_held(scope), {**scope.binds, "which": circular_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _reminded(scope: Scope) -> Select[*tuple[Any, ...]]:
    lines = (scope.changes(audit_line), a.at >= bindparam("since"), a.action == bindparam("action"), a.result == "done")
    return select(func.max(a.at)).where(*lines, a.subject_id == bindparam("which"))


def find_reminder(scope: Scope, circular_id: UUID, *, action: str, since: datetime) -> datetime | None:
    """Return when this unit last reminded those that are slow with a circular, as its audit tells."""
    return db.session.scalar(_reminded(scope), {**scope.binds, "which": circular_id, "action": action, "since": since})


@prepared
def _to_see(scope: Scope) -> Select[*tuple[Any, ...]]:
    tasks, behind = func.count().filter(TO_ACCEPT).label("to_accept"), func.count().filter(late(t.status)).label("late")
    rows = select(c.circular_id, c.title, c.due_on, tasks, behind).select_from(copy).join(tenant, t.id == c.tenant_id)
    recent = select(f.id).where(scope.changes(circular), f.state == "sent", f.sent_at >= bindparam("since"))
    rows = rows.where(scope.owns(copy), c.circular_id.in_(recent), c.tenant_id != bindparam("own"))
    rows = rows.group_by(c.circular_id, c.title, c.due_on, c.sent_at)
    return rows.having((tasks > 0) | (behind > 0)).order_by(c.sent_at, c.circular_id).limit(bindparam("most"))


def list_to_see(scope: Scope, *, on: date, since: datetime, most: int) -> Sequence[Row[Any]]:
    """Return what the unit sent since a moment and has to look at: reports that wait for its word, units that are late."""
    binds = {**scope.binds, "own": scope.tenant_id, "today": on, "since": since, "most": most}
    return db.session.execute(_to_see(scope), binds).all()
