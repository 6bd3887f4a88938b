"""Every SELECT on the directory: accounts, the tree, places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, and_, func, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.models import Account, Division, Invitation, LoginAttempt, Membership, Tenant

tenant = cast(Table, Tenant.__table__)
Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class TenantRow:
    """A tenant, as others speak of it."""

    id: int
    code: str
    name: str
    level: str
    status: str
    path: str
    city_id: int
    county_id: int | None


_COLUMNS = [getattr(tenant.c, name) for name in TenantRow.__slots__]


def find_account(name: str) -> Account | None:
    """Return the account that signs in with this name."""
    return db.session.scalars(select(Account).where(Account.name == name)).first()


def get_account(account_id: int) -> Account:
    """Return an account by its id."""
    return db.session.scalars(select(Account).where(Account.id == account_id)).one()


def list_units(account_id: int) -> Rows:
    """Return (code, name, level, status, role) of each membership, the highest unit first."""
    columns = select(tenant.c.code, tenant.c.name, tenant.c.level, tenant.c.status, Membership.role)
    mine = columns.join(Membership, Membership.tenant_id == tenant.c.id).where(Membership.account_id == account_id)
    return db.session.execute(mine.order_by(func.length(tenant.c.path), tenant.c.code, Membership.role)).all()


def count_attempts(*, name_digest: str, address: str, since: datetime) -> tuple[int, int]:
    """Return how often sign-in failed from this address: with this name, and with any."""
    attempts = LoginAttempt
    named = func.count().filter(attempts.name_digest == name_digest)
    row = db.session.execute(select(named, func.count()).where(attempts.address == address, attempts.at > since)).one()
    return row[0], row[1]


def find_invitation(digest: str, *, now: datetime) -> Row[int, str, str] | None:
    """Return (account_id, name, display_name) of a link that can still be used."""
    columns = select(Invitation.account_id, Account.name, Account.display_name).join(Account, Account.id == Invitation.account_id)
    alive = and_(Invitation.digest == digest, Invitation.used_at.is_(None), Invitation.ends_at > now, Account.is_active)
    return db.session.execute(columns.where(alive)).first()


def find_tenant(code: str) -> TenantRow | None:
    """Return the tenant of this code, wherever it stands."""
    row = db.session.execute(select(*_COLUMNS).where(tenant.c.code == code)).first()
    return TenantRow(*row) if row else None


def get_below(scope: Scope, code: str) -> TenantRow:
    """Return the tenant of this code at or below the scope.

    Raises:
        NotFound: there is none, or it is not below this scope; the two are not told apart.
    """
    row = db.session.execute(select(*_COLUMNS).where(tenant.c.code == code, *_at_or_below(scope))).first()
    if row is None:
        raise NotFound
    return TenantRow(*row)


def list_below(scope: Scope, *levels: str) -> list[TenantRow]:
    """Return the tenants at or below the scope, of these levels or of all, ordered by level and code."""
    chosen = select(*_COLUMNS).where(*_at_or_below(scope), *([tenant.c.level.in_(levels)] if levels else []))
    return [TenantRow(*row) for row in db.session.execute(chosen.order_by(func.length(tenant.c.path), tenant.c.code))]


def list_children(scope: Scope) -> list[TenantRow]:
    """Return the tenants just below the scope's, ordered by code."""
    rows = db.session.execute(select(*_COLUMNS).where(tenant.c.parent_id == scope.tenant_id).order_by(tenant.c.code))
    return [TenantRow(*row) for row in rows]


def list_cities() -> list[TenantRow]:
    """Return all cities, for the operator and for commands."""
    rows = db.session.execute(select(*_COLUMNS).where(tenant.c.level == "city").order_by(tenant.c.code))
    return [TenantRow(*row) for row in rows]


def find_division(code: str) -> Division | None:
    """Return the place of this division code."""
    return db.session.scalars(select(Division).where(Division.code == code)).first()


def list_communities(county_code: str) -> Rows:
    """Return (code, name, street) of each community of a county, street by street."""
    street = aliased(Division)
    columns = select(Division.code, Division.name, street.name.label("street")).join(street, street.code == Division.parent_code)
    chosen = columns.where(street.parent_code == county_code, Division.level == "community")
    return db.session.execute(chosen.order_by(Division.code)).all()


def _at_or_below(scope: Scope) -> tuple[Any, Any]:
    return tenant.c.path >= scope.path, tenant.c.path < scope.path[:-1] + "/"
