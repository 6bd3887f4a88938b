"""Written reports of a unit: each unit's own alone, also for who reads from above."""

from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.narratives.models import Narrative
from portal.narratives.rules.narratives import State
from portal.tenants.models import Account
from portal.tenants.queries.directory import Rows
from portal.tenants.queries.titles import is_titled, titled

PAGE_ROWS, OFFERED = 25, 30
narrative, account = cast(Table, Narrative.__table__), cast(Table, Account.__table__)
maker, changer, finisher = (account.alias(name) for name in ("maker", "changer", "finisher"))
n = narrative.c
_HEAD = (
    *(n.id, n.series, n.revision, n.title, n.first_month, n.last_month, n.state, n.digest, n.despite, n.version),
    *(n.made_by, n.made_at, n.changed_by, n.changed_at, n.finished_by, n.finished_at),
)
_NAMES = (maker.c.display_name.label("maker"), changer.c.display_name.label("changer"), finisher.c.display_name.label("finisher"))


def _named(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*columns, *_NAMES).select_from(narrative).outerjoin(maker, maker.c.id == n.made_by)
    rows = rows.outerjoin(changer, changer.c.id == n.changed_by).outerjoin(finisher, finisher.c.id == n.finished_by)
    return rows.where(scope.changes(narrative))


@cache
def _page(*, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = _named(scope, *_HEAD, func.count().over().label("total")).order_by(n.last_month.desc(), n.changed_at.desc(), n.id.desc())
        rows = rows.where(is_titled(n.title)) if has_words else rows
        return rows.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(n.title).where(scope.changes(narrative)).distinct()


def list_narratives(scope: Scope, *, words: str = "", page: int = 1) -> Rows:
    """Return one page of 25 of the unit's reports without their texts, each with `total`, the latest months first.

    Args:
        words: a piece, pinyin or initials of the title; empty for all.
    """
    sought = titled(words, lambda: db.session.scalars(_titles(scope), scope.binds))
    return db.session.execute(_page(has_words=bool(words))(scope), {**scope.binds, **sought, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _named(scope, *_HEAD, n.text, n.figures).where(n.id == bindparam("which"))


def get_narrative(scope: Scope, narrative_id: UUID) -> Row[Any]:
    """Return one report with its text and figures, and the names of who made, changed and finished it.

    Raises:
        NotFound: the unit has none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": narrative_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_HEAD, n.text).where(scope.changes(narrative), n.id == bindparam("which")).with_for_update()


def hold_narrative(scope: Scope, narrative_id: UUID) -> Row[Any]:
    """Return one report, which nobody else changes until this transaction ends.

    Raises:
        NotFound: the unit has none.
    """
    row = db.session.execute(_held(scope), {**scope.binds, "which": narrative_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _revisions(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_HEAD).where(scope.changes(narrative), n.series == bindparam("series")).order_by(n.revision.desc())


def list_revisions(scope: Scope, series: UUID) -> Rows:
    """Return all versions of a report, the latest first, without texts."""
    return db.session.execute(_revisions(scope), {**scope.binds, "series": series}).all()


@prepared
def _sources(scope: Scope) -> Select[*tuple[Any, ...]]:
    latest = select(n.id, n.title, n.revision, n.last_month, n.state).where(scope.changes(narrative), n.state != State.SUPERSEDED.value)
    return latest.order_by(n.last_month.desc(), n.changed_at.desc(), n.id.desc()).limit(OFFERED)


def list_sources(scope: Scope) -> Rows:
    """Return the latest 30 of the unit's reports from which a new one may be begun."""
    return db.session.execute(_sources(scope), scope.binds).all()


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    drafts = select(n.id, n.title, n.revision, n.last_month).where(scope.changes(narrative), n.state == State.DRAFT.value)
    return drafts.where(n.last_month < bindparam("month")).order_by(n.last_month.desc(), n.id.desc()).limit(bindparam("most"))


def list_waiting(scope: Scope, month: str, *, most: int) -> Rows:
    """Return the latest drafts whose months were over before a month."""
    return db.session.execute(_waiting(scope), {**scope.binds, "month": month, "most": most}).all()


@prepared
def _finished(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(n.id, n.title, n.revision, n.last_month).where(scope.changes(narrative), n.state == State.FINAL.value)
    return rows.order_by(n.last_month.desc(), n.finished_at.desc(), n.id.desc()).limit(OFFERED)


def list_finished(scope: Scope) -> Rows:
    """Return the latest 30 finished reports of the unit that no later version took the place of."""
    return db.session.execute(_finished(scope), scope.binds).all()
