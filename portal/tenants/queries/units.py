"""Every SELECT that shows the tree with its people."""

from typing import Any, cast

from sqlalchemy import Row, Table, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.models import Account, Membership, Tenant
from portal.tenants.queries.directory import Rows

tenant, account, member = (cast(Table, m.__table__) for m in (Tenant, Account, Membership))
t = tenant.c
below = tenant.alias("below")
_IN_ALL = select(func.count()).where(below.c.parent_id == t.id).scalar_subquery()
_OPEN = select(func.count()).where(below.c.parent_id == t.id, below.c.status == "open").scalar_subquery()
_COUNTIES, _STATIONS = (
    select(func.count()).where(below.c.city_id == t.id, below.c.level == level).scalar_subquery() for level in ("county", "station")
)
_UNITS = select(t.id, t.code, t.name, t.level, t.status, t.opened_on, t.made_at, _IN_ALL.label("children"), _OPEN.label("open_children"))
_HAS_JOINED = account.c.password_hash.is_not(None).label("has_joined")
_PERSON = (account.c.id, account.c.name, account.c.display_name, account.c.is_active, _HAS_JOINED)
_PEOPLE = select(member.c.tenant_id, member.c.role, *_PERSON).join(account, account.c.id == member.c.account_id)
_HEADS = ("manager", "county_admin")


def list_units_below(scope: Scope) -> Rows:
    """Return the units just below the scope's, each with how many stand below it and how many of these are open."""
    return db.session.execute(_UNITS.where(t.parent_id == scope.tenant_id).order_by(t.code)).all()


def list_heads_below(scope: Scope) -> dict[int, list[Any]]:
    """Return {unit: its managers or administrators} for the units just below the scope's."""
    rows = _PEOPLE.join(tenant, t.id == member.c.tenant_id).where(t.parent_id == scope.tenant_id, member.c.role.in_(_HEADS))
    return _by_unit(rows)


def get_unit_below(scope: Scope, code: str) -> Row[*tuple[Any, ...]]:
    """Return one unit below the scope's, with those directly below it counted.

    Raises:
        NotFound: there is none; whether it stands elsewhere is not told.
    """
    if not (code.isascii() and code.isdigit()):  # a NUL would be an error of PostgreSQL's
        raise NotFound
    inside = (t.code == code, t.path > scope.path, t.path < scope.path[:-1] + "/")
    row = db.session.execute(_UNITS.where(*inside)).first()
    if row is None:
        raise NotFound
    return row


def list_people(tenant_id: int) -> list[Any]:
    """Return everybody with a role at a unit; the caller has found the unit within her scope."""
    return _by_unit(_PEOPLE.where(member.c.tenant_id == tenant_id)).get(tenant_id, [])


def list_cities_with_counts() -> Rows:
    """Return every city with how many counties and stations it has, for the operator."""
    columns = select(t.code, t.name, t.status, t.id, t.made_at, _COUNTIES.label("counties"), _STATIONS.label("stations"))
    return db.session.execute(columns.where(t.level == "city").order_by(t.code)).all()


def list_city_admins() -> dict[int, list[Any]]:
    """Return {city: its administrators}, for the operator."""
    return _by_unit(_PEOPLE.where(member.c.role == "city_admin"))


def _by_unit(statement: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(statement.order_by(member.c.tenant_id, member.c.role, account.c.name)):
        found.setdefault(row.tenant_id, []).append(row)
    return found
