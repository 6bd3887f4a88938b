"""Every SELECT that shows the tree with its people."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.models import Account, Membership, Tenant, TenantChange
from portal.tenants.queries.directory import Rows
from portal.tenants.rules.importing import KnownUnit
from portal.tenants.rules.units import Standing, Status

tenant, account, member, change = (cast(Table, m.__table__) for m in (Tenant, Account, Membership, TenantChange))
t = tenant.c
below, up = tenant.alias("below"), tenant.alias("up")
_IN_ALL = select(func.count()).where(below.c.parent_id == t.id).scalar_subquery()
_OPEN = select(func.count()).where(below.c.parent_id == t.id, below.c.status == "open").scalar_subquery()
_COUNTIES, _STATIONS = (
    select(func.count()).where(below.c.city_id == t.id, below.c.level == level).scalar_subquery() for level in ("county", "station")
)
_FACTS = (t.id, t.parent_id, t.path, t.city_id, t.code, t.name, t.level, t.status, t.opened_on, t.made_at)
_UP = select(up.c.name).where(up.c.id == t.parent_id).scalar_subquery()
_UNITS = select(*_FACTS, _IN_ALL.label("children"), _OPEN.label("open_children"), _UP.label("parent_name"))
above = tenant.alias("above")
_STANDING = select(t.code, t.name, t.level, t.status, t.path, above.c.code.label("parent_code")).outerjoin(above, above.c.id == t.parent_id)
c = change.c
_CHANGES = select(c.kind, c.before, c.after, c.since_month, c.reason, c.at, account.c.display_name).outerjoin(
    account, account.c.id == c.account_id
)
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


def list_children_of(unit_id: int) -> Rows:
    """Return the units just below one, ordered by code; the caller has found it within her scope."""
    return db.session.execute(_UNITS.where(t.parent_id == unit_id).order_by(t.code)).all()


def names_beside(unit_id: int) -> dict[str, int]:
    """Return {name: id} of the units under the same parent as this one, itself included."""
    parent = select(t.parent_id).where(t.id == unit_id).scalar_subquery()
    beside = tenant.alias("beside").c
    return {row.name: row.id for row in db.session.execute(select(beside.name, beside.id).where(beside.parent_id == parent))}


def standing_of(unit_id: int) -> Standing:
    """Return how a unit stands, with what its next step depends on; the caller has found it within her scope."""
    columns = select(t.name, t.level, t.status, t.opened_on, above.c.status.label("parent_status"))
    row = db.session.execute(columns.outerjoin(above, above.c.id == t.parent_id).where(t.id == unit_id)).one()
    in_the_way = select(t.name).where(t.parent_id == unit_id, t.status != "closed").order_by(t.code)
    was_opened = row.level != "station" or row.opened_on is not None
    parent_status = Status(row.parent_status) if row.parent_status else None
    return Standing(row.name, Status(row.status), was_opened, parent_status, list(db.session.scalars(in_the_way)))


def list_changes(unit_id: int) -> Rows:
    """Return a unit's history, the latest first, each with who did it; the caller has found the unit within her scope."""
    return db.session.execute(_CHANGES.where(c.tenant_id == unit_id).order_by(c.at.desc(), c.id.desc())).all()


def find_latest_change(unit_id: int) -> Row[*tuple[Any, ...]] | None:
    """Return what happened to a unit last, and who did it."""
    return db.session.execute(_CHANGES.where(c.tenant_id == unit_id).order_by(c.at.desc(), c.id.desc()).limit(1)).first()


def list_taken(codes: Sequence[str]) -> list[str]:
    """Return those of the codes that a unit has, wherever it stands."""
    return list(db.session.scalars(select(t.code).where(t.code.in_(codes)))) if codes else []


def list_known(scope: Scope, codes: Iterable[str]) -> list[KnownUnit]:
    """Return the units at or below the scope, and those elsewhere that have one of the codes."""
    high = scope.path[:-1] + "/"
    ours = db.session.execute(_STANDING.where(t.path >= scope.path, t.path < high)).all()
    seen = {row.code for row in ours}
    elsewhere = [code for code in set(codes) - seen if code.isascii() and code.isdigit()]
    others = db.session.execute(_STANDING.where(t.code.in_(elsewhere))).all() if elsewhere else []
    kept = [(row, True) for row in ours] + [(row, False) for row in others]
    return [KnownUnit(row.code, row.name, row.level, row.status, row.parent_code, is_ours) for row, is_ours in kept]


def list_other_cities(scope: Scope) -> list[str]:
    """Return the codes of the cities this scope is not in."""
    return list(db.session.scalars(select(t.code).where(t.level == "city", t.id != scope.ids[0])))


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
