"""What waits for somebody above to review it."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tallies.models import MonthBook
from portal.tenants.models import Account, Tenant

book, tenant, account = (cast(Table, m.__table__) for m in (MonthBook, Tenant, Account))
above = book.alias("above")
b, t = book.c, tenant.c
PAGE_ROWS = 25


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Submitted months of the units just below, but for those that the scope's own month is closed over."""
    over = select(above.c.month).where(scope.changes(above), above.c.closed_at.is_not(None))
    who = (b.closed_by, b.closed_at, b.submitted_at, account.c.display_name.label("submitter"))
    columns = select(t.code, t.name, b.month, b.revision, b.due_on, *who, func.count().over().label("total")).select_from(book)
    rows = columns.join(tenant, and_(t.id == b.tenant_id, t.parent_id == bindparam("scope_tenant")))
    rows = rows.outerjoin(account, account.c.id == b.closed_by)
    waiting = (scope.owns(book), b.state == "submitted", b.month.not_in(over))
    return rows.where(*waiting).order_by(b.month, t.code).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_waiting(scope: Scope, *, page: int = 1) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 of the months just below that wait to be reviewed, the earliest first; each row carries the total."""
    return db.session.execute(_waiting(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()
