"""Who takes part in a target: the city itself and its counties."""

from typing import cast

from sqlalchemy import Table, select

from portal.core.db import db
from portal.core.scope import Level, Scope
from portal.targets.rules.splits import Row
from portal.tenants.models import Tenant

tenant = cast(Table, Tenant.__table__)
t = tenant.c
OWN = "市本级"


def list_rows(scope: Scope) -> list[Row]:
    """Return the counties of the scope's city by code, those that are closed too, and the city itself at the end as 市本级."""
    inside = (t.city_id == scope.ids[0], t.level.in_(("city", "county")))
    found = db.session.execute(select(t.id, t.code, t.name, t.level, t.status).where(*inside).order_by(t.level.desc(), t.code))
    return [Row(row.id, row.code, OWN if row.level == "city" else row.name, row.status == "closed") for row in found]


def map_names(scope: Scope) -> dict[int, str]:
    """Return {unit: its name} of the same, in the same order."""
    return {row.id: row.name for row in list_rows(scope)}


def own_rows(scope: Scope) -> list[Row]:
    """Return the units whose parts the scope may see: a city all of them, a county itself alone."""
    rows = list_rows(scope)
    return rows if scope.level is Level.CITY else [row for row in rows if row.id == scope.ids[1]]
