"""How many wishes an account has written down."""

from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.training.models import Wish

wish = cast(Table, Wish.__table__)


@prepared
def _entered(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (wish.c.entered_by == bindparam("account"), wish.c.entered_at >= bindparam("since"))
    return select(func.count()).select_from(wish).where(scope.owns(wish), *mine)


def count_entered(scope: Scope, since: Any) -> int:
    """Return how many wishes this account has written down since."""
    return db.session.execute(_entered(scope), {**scope.binds, "account": scope.account_id, "since": since}).scalar_one()
