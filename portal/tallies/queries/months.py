"""Reading months on their way, what was done with them, and what was frozen."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tallies.models import MonthBook, MonthFreeze, MonthStep

book, freeze, step = cast(Table, MonthBook.__table__), cast(Table, MonthFreeze.__table__), cast(Table, MonthStep.__table__)
b, f, s = book.c, freeze.c, step.c
_WHOLE = (
    *(b.tenant_id, b.month, b.state, b.revision, b.due_on, b.submitted_at, b.closed_at, b.closed_by),
    *(b.accepted_at, b.archived_at, b.returned_at, b.returned_reason, b.reports_to),
)


@prepared
def _own(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_WHOLE).where(scope.changes(book), b.month == bindparam("month"))


def hold_book(scope: Scope, month: str) -> Row[*tuple[Any, ...]]:
    """Return the tenant's own book of a month; nobody writes in the month, closes or moves it until this transaction ends.

    Raises:
        NotFound: it has none.
    """
    row = db.session.execute(_own(scope).with_for_update(), {**scope.binds, "month": month}).first()
    if row is None:
        raise NotFound
    return row


def find_own_book(scope: Scope, month: str) -> Row[*tuple[Any, ...]] | None:
    """Return the tenant's own book of a month, None when nothing was ever entered in it."""
    return db.session.execute(_own(scope), {**scope.binds, "month": month}).first()


@prepared
def _books(scope: Scope) -> Select[*tuple[Any, ...]]:
    which = (b.tenant_id.in_(bindparam("tenants", expanding=True)), b.month >= bindparam("first"), b.month <= bindparam("last"))
    return select(*_WHOLE).where(scope.owns(book), *which).order_by(b.tenant_id, b.month)


def list_books(scope: Scope, *, tenants: Sequence[int], first: str, last: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the books of these tenants, at or below the scope, in the months first..last."""
    return db.session.execute(_books(scope), {**scope.binds, "tenants": list(tenants), "first": first, "last": last}).all()


def list_steps(scope: Scope, month: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what was done with the tenant's own month, the first step first."""
    rows = select(s.step, s.revision, s.reason, s.done_by, s.done_from, s.done_at).where(scope.changes(step), s.month == bindparam("month"))
    return db.session.execute(rows.order_by(s.id), {**scope.binds, "month": month}).all()


def list_freezes(scope: Scope, *, tenants: Sequence[int], first: str, last: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return every frozen state of these tenants' months, at or below the scope, each tenant's and month's last revision last."""
    which = (f.tenant_id.in_(bindparam("tenants", expanding=True)), f.month >= bindparam("first"), f.month <= bindparam("last"))
    columns = select(f.tenant_id, f.month, f.revision, f.figures, f.persons, f.parts, f.digest, f.frozen_by, f.frozen_at)
    rows = columns.where(scope.owns(freeze), *which).order_by(f.tenant_id, f.month, f.revision)
    return db.session.execute(rows, {**scope.binds, "tenants": list(tenants), "first": first, "last": last}).all()
