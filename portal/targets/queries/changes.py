"""The change log of a target."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.targets.models import TargetChange
from portal.tenants.models import Account

change, account = cast(Table, TargetChange.__table__), cast(Table, Account.__table__)
c = change.c


@prepared
def _log(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(c.revision, c.reason, c.before, c.after, c.changed_at, account.c.display_name.label("changed_by_name"))
    rows = columns.select_from(change).outerjoin(account, account.c.id == c.changed_by)
    return rows.where(scope.owns(change), c.target_id == bindparam("which")).order_by(c.revision.desc())


def list_changes(scope: Scope, target_id: UUID) -> Sequence[Row[Any]]:
    """Return every publication and the withdrawal of a target, the latest first, each with who did it."""
    return db.session.execute(_log(scope), {**scope.binds, "which": target_id}).all()
