"""Every SELECT on demand: counts alone, so they may be read by those above a station."""

from typing import Any, cast

from sqlalchemy import Select, Table, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.training.models import Demand
from portal.training.rules.demand import Asked

demand = cast(Table, Demand.__table__)
d = demand.c


@prepared
def _open(scope: Scope) -> Select[*tuple[Any, ...]]:
    where = (d.course_id, d.tenant_id, d.community_code)
    rows = select(*where, func.count().label("asked")).where(scope.owns(demand), d.state == "open")
    return rows.group_by(*where).order_by(*where)


def count_open(scope: Scope) -> list[Asked]:
    """Return how many ask for each course at each place of each station and have no seat yet."""
    return [Asked(*row) for row in db.session.execute(_open(scope), scope.binds)]
