"""The rows of a wish, changed as they were seen: the one that is hers, and the nameless one."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.tenants.models import Tenant
from portal.training.models import Demand, Wish
from portal.training.queries import wishes as queries
from portal.training.queries.wishes import WishRow

wish, demand = cast(Table, Wish.__table__), cast(Table, Demand.__table__)


def require_open(scope: Scope, wish_id: UUID, version: int | None, *, action: str) -> WishRow:
    """Return a wish one may work with, held until this transaction ends.

    Args:
        version: as it was seen; None when nobody looked.

    Raises:
        NotFound: it is not this station's.
        Conflict: she withdrew, it is no longer open, or somebody changed it meanwhile.
    """
    row = queries.lock_wish(scope, wish_id)
    require_hers(row.withdrawn_at, row.erased_at, action=action, subject_id=wish_id)
    if version is not None and row.version != version:
        raise overtaken(wish_id, action)
    if not row.is_open:
        raise Conflict(f"这份意愿{row.state.label}，不能再改。", action=action, subject_id=wish_id)
    return row


def change_wish(scope: Scope, before: WishRow, values: dict[str, Any], *, action: str) -> None:
    """Change a wish as it was read.

    Raises:
        Conflict: somebody changed it meanwhile.
    """
    own = (scope.changes(wish), wish.c.id == bindparam("which"), wish.c.version == bindparam("seen"))
    fresh = {**values, "version": before.version + 1, "touched_at": clock.now()}
    done = db.session.execute(update(wish).where(*own).values(fresh), {**scope.binds, "which": before.id, "seen": before.version})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise overtaken(before.id, action)


def change_demand(scope: Scope, demand_id: UUID, values: dict[str, Any]) -> None:
    """Change the nameless half of a wish."""
    own = (scope.changes(demand), demand.c.id == bindparam("which"))
    db.session.execute(update(demand).where(*own).values(values), {**scope.binds, "which": demand_id})


def overtaken(wish_id: UUID, action: str) -> Conflict:
    """Return what is said when somebody changed a wish since it was read."""
    message = "这份意愿刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=wish_id, advice="请看过最新内容后再改。")


def hold_station(scope: Scope) -> None:
    """Let nobody else write wishes down at this station until the transaction ends: they are compared with those that are there."""
    db.session.execute(select(Tenant.id).where(Tenant.id == scope.tenant_id).with_for_update(key_share=True))
