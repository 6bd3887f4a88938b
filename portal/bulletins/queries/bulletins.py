"""Bulletins as they are drafted and as they were published; a draft is the city's alone."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.bulletins.models import Bulletin
from portal.bulletins.rules import State, number_words
from portal.core.dates import month_words
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope, prepared
from portal.tenants.divisions import matches
from portal.tenants.models import Account
from portal.tenants.queries.directory import Rows

PAGE_ROWS = 25
bulletin, account = cast(Table, Bulletin.__table__), cast(Table, Account.__table__)
maker, publisher = account.alias("maker"), account.alias("publisher")
b = bulletin.c
_HEAD = (b.id, b.month, b.year, b.number, b.revision, b.state, b.digest, b.version, b.made_by, b.made_at, b.published_by, b.published_at)
_NAMES = (maker.c.display_name.label("maker"), publisher.c.display_name.label("publisher"))


def _readable(scope: Scope) -> list[Any]:
    return [scope.owns(bulletin), *([] if scope.level is Level.CITY else [b.state != State.DRAFT.value])]


def _named(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*columns, *_NAMES).select_from(bulletin).outerjoin(maker, maker.c.id == b.made_by)
    return rows.outerjoin(publisher, publisher.c.id == b.published_by).where(*_readable(scope))


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _named(scope, *_HEAD, func.count().over().label("total")).order_by(b.month.desc(), b.revision.desc())
    return rows.limit(PAGE_ROWS).offset(bindparam("skip"))


def list_bulletins(scope: Scope, *, page: int) -> Rows:
    """Return one page of 25 of the bulletins without their content, the latest month first; a county's without drafts."""
    return db.session.execute(_page(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _all(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _named(scope, *_HEAD).order_by(b.month.desc(), b.revision.desc())


def seek_bulletins(scope: Scope, words: str) -> list[Row[Any]]:
    """Return the bulletins whose month or number a piece, pinyin or initials fit, the latest month first; a county's without drafts."""
    rows = db.session.execute(_all(scope), scope.binds)
    return [it for it in rows if matches(words, month_words(it.month)) or matches(words, number_words(it.year, it.number, it.revision))]


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _named(scope, *_HEAD, b.foreword, b.content).where(b.id == bindparam("which"))


def get_bulletin(scope: Scope, bulletin_id: UUID) -> Row[Any]:
    """Return one bulletin with its content.

    Raises:
        NotFound: there is none, or it is a draft and the reader a county.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": bulletin_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_HEAD, b.foreword).where(scope.changes(bulletin), b.id == bindparam("which")).with_for_update()


def hold_bulletin(scope: Scope, bulletin_id: UUID) -> Row[Any]:
    """Return one bulletin, which nobody else changes until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_held(scope), {**scope.binds, "which": bulletin_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _revisions(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _named(scope, *_HEAD).where(b.month == bindparam("month")).order_by(b.revision.desc())


def list_revisions(scope: Scope, month: str) -> Rows:
    """Return all versions of a month's bulletin, the latest first, without content."""
    return db.session.execute(_revisions(scope), {**scope.binds, "month": month}).all()


@prepared
def _published(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_HEAD).where(scope.owns(bulletin), b.state == State.PUBLISHED.value).order_by(b.month)


def list_published(scope: Scope) -> Rows:
    """Return the bulletins that stand, without content, the earliest month first."""
    return db.session.execute(_published(scope), scope.binds).all()


@prepared
def _last_before(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.max(b.month)).where(scope.owns(bulletin), b.month < bindparam("month"), b.state == State.PUBLISHED.value)


def find_month_before(scope: Scope, month: str) -> str | None:
    """Return the month of the last bulletin published of an earlier month."""
    return db.session.scalar(_last_before(scope), {**scope.binds, "month": month})


@prepared
def _last_number(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.max(b.number)).where(scope.owns(bulletin), b.year == bindparam("year"))


def find_last_number(scope: Scope, year: int) -> int:
    """Return the last number given in a year; 0 when none was."""
    return db.session.scalar(_last_number(scope), {**scope.binds, "year": year}) or 0


@prepared
def _current(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_HEAD).where(*_readable(scope), b.state != State.SUPERSEDED.value, b.month >= bindparam("month"))
    return rows.order_by(b.month.desc(), b.revision.desc())


def list_current(scope: Scope, since_month: str) -> Rows:
    """Return the drafts and the published bulletins of this month and later ones."""
    return db.session.execute(_current(scope), {**scope.binds, "month": since_month}).all()
