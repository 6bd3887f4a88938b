"""Every SELECT on the sheets a unit has read in on the page of imports."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.queries.sheets import HEAD, account, s, sheet

PAGE_ROWS = 25


@prepared
def _history(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*HEAD, func.count().over().label("total")).outerjoin(account, account.c.id == s.read_by)
    mine = columns.where(scope.changes(sheet), s.kind.in_(bindparam("kinds", expanding=True)))
    return mine.order_by(s.read_at.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_sheets(scope: Scope, kinds: Sequence[str], *, page: int) -> Sequence[Row[Any]]:
    """Return one page of the sheets of these kinds this unit read in, the latest first; each carries the total."""
    binds = {**scope.binds, "kinds": list(kinds), "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_history(scope), binds).all()
