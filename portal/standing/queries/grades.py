"""The grades of a city's bases, with all that was set before."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.standing.models import BaseGrade
from portal.tenants.models import Account, Tenant

grade, tenant, account = (cast(Table, m.__table__) for m in (BaseGrade, Tenant, Account))
g, t = grade.c, tenant.c


@prepared
def _all(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(g.id, g.unit_id, g.grade, g.since_on, g.reason, g.set_at, account.c.display_name.label("setter"))
    rows = columns.outerjoin(account, account.c.id == g.set_by).where(scope.owns(grade))
    return rows.order_by(g.unit_id, g.since_on, g.id)


def list_grades(scope: Scope) -> Sequence[Row[Any]]:
    """Return every grade that was set in the scope's city, each base's earliest first."""
    return db.session.execute(_all(scope), scope.binds).all()


def list_grades_of(scope: Scope, unit_id: int) -> Sequence[Row[Any]]:
    """Return the grades of one base, the earliest first."""
    return db.session.execute(_all(scope).where(g.unit_id == bindparam("unit")), {**scope.binds, "unit": unit_id}).all()


def hold_unit(unit_id: int) -> None:
    """Let nobody else set a grade of a base until this transaction ends."""
    db.session.execute(select(t.id).where(t.id == unit_id).with_for_update(key_share=True))
