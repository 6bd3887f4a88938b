"""Every SELECT on the directory: accounts, the tree, places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, Table, and_, func, or_, select
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


def list_demo_accounts() -> list[str]:
    """Return the names of the demo's accounts that can still sign in."""
    return list(db.session.scalars(select(Account.name).where(Account.is_demo, Account.is_active).order_by(Account.name)))


def find_city_admin(account_id: int) -> Account | None:
    """Return an active account if it administers a city."""
    admins = select(Account).join(Membership).where(Membership.role == "city_admin", Account.is_active)
    return db.session.scalars(admins.where(Account.id == account_id)).first()


def find_display_name(account_id: int) -> str | None:
    """Return what an account is called on pages."""
    return db.session.scalar(select(Account.display_name).where(Account.id == account_id))


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


def find_opening(scope: Scope) -> date | None:
    """Return the day on which the scope's own tenant was opened, None when nobody noted it."""
    return db.session.scalar(select(tenant.c.opened_on).where(tenant.c.id == scope.tenant_id))


def find_tenant(code: str) -> TenantRow | None:
    """Return the tenant of this code, wherever it stands."""
    row = db.session.execute(select(*_COLUMNS).where(tenant.c.code == code)).first()
    return TenantRow(*row) if row else None


def get_below(scope: Scope, code: str) -> TenantRow:
    """Return the tenant of this code at or below the scope.

    Raises:
        NotFound: there is none, or it is not below this scope; the two are not told apart.
    """
    if not (code.isascii() and code.isdigit()):  # a NUL would be an error of PostgreSQL's
        raise NotFound
    row = db.session.execute(select(*_COLUMNS).where(tenant.c.code == code, *at_or_below(scope))).first()
    if row is None:
        raise NotFound
    return TenantRow(*row)


def get_here(scope: Scope) -> TenantRow:
    """Return the scope's own tenant."""
    return TenantRow(*db.session.execute(select(*_COLUMNS).where(tenant.c.id == scope.tenant_id)).one())


def get_city_name(scope: Scope) -> str:
    """Return the name of the city that the scope stands in, or is."""
    return db.session.execute(select(tenant.c.name).where(tenant.c.id == scope.ids[0])).scalar_one()


def list_below(scope: Scope, *levels: str) -> list[TenantRow]:
    """Return the tenants at or below the scope, of these levels or of all, ordered by level and code."""
    chosen = select(*_COLUMNS).where(*at_or_below(scope), *([tenant.c.level.in_(levels)] if levels else []))
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
    """Return (code, name, street) of each community of a county, or of a street that stands as one, street by street."""
    return db.session.execute(_communities(county_code).order_by(Division.code)).all()


def list_free_communities(county_code: str) -> Rows:
    """Return those of `list_communities` in which no station stands or is prepared."""
    taken = select(tenant.c.id).where(tenant.c.code == Division.code).exists()
    return db.session.execute(_communities(county_code).where(~taken).order_by(Division.code)).all()


def list_codes() -> set[str]:
    """Return the codes of all places that are known."""
    return set(db.session.scalars(select(Division.code)))


def is_only_below(scope: Scope, account_id: int) -> bool:
    """Say whether an account that may sign in has roles, and all of them at or below the scope."""
    low, high = at_or_below(scope)
    outside = func.count().filter(~and_(low, high))
    roles = select(func.count(), outside).select_from(Membership).join(tenant, tenant.c.id == Membership.tenant_id)
    held, strange = db.session.execute(roles.join(Account).where(Membership.account_id == account_id, Account.is_active)).one()
    return held > 0 and strange == 0


def _communities(county_code: str) -> Any:
    street = aliased(Division)
    columns = select(Division.code, Division.name, street.name.label("street")).join(street, street.code == Division.parent_code)
    return columns.where(or_(street.parent_code == county_code, street.code == county_code), Division.level == "community")


def at_or_below(scope: Scope) -> tuple[Any, Any]:
    """Return the criteria of the scope's unit and those below it."""
    return tenant.c.path >= scope.path, tenant.c.path < scope.path[:-1] + "/"
