"""Every SELECT on what units say of themselves."""

from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account, UnitProfile
from portal.tenants.rules.units import Profile

profile, account = cast(Table, UnitProfile.__table__), cast(Table, Account.__table__)
p = profile.c
_SAID = [p[name] for name in Profile.__slots__]


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_SAID, p.version, p.changed_at, account.c.display_name.label("changed_by_name"))
    mine = (scope.owns(profile), p.tenant_id == bindparam("unit"))
    return columns.outerjoin(account, account.c.id == p.changed_by).where(*mine)


def find_profile(scope: Scope, tenant_id: int) -> Row[Any] | None:
    """Return what a unit at or below the scope says of itself, and who wrote it when; None while it says nothing."""
    return db.session.execute(_one(scope), {**scope.binds, "unit": tenant_id}).first()


def profile_of(row: Row[Any] | None) -> Profile:
    """Return the facts of a row; of none, empty ones."""
    if row is None:
        return Profile()
    said: dict[str, Any] = {name: getattr(row, name) for name in Profile.__slots__}
    said.update(offers=tuple(row.offers), departments=tuple(row.departments))  # kept as JSON, which knows lists alone
    return Profile(**said)
