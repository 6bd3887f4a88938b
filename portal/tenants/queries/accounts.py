"""Every SELECT that an account's own sign-in, password and pages need."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, func, select

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Account, Division, Login, Membership, RecoveryCode, Tenant
from portal.tenants.queries.directory import Rows
from portal.tenants.rules.accounts import LOGIN_KEY
from portal.tenants.rules.passwords import Holder

account, login, tenant, audit_line = (cast(Table, m.__table__) for m in (Account, Login, Tenant, AuditLine))
a, d = account.c, login.c
_HAS_SECOND = a.totp_sealed.is_not(None).label("has_second")
_KEY = func.substr(d.digest, 1, LOGIN_KEY).label("key")


def find_key(name: str) -> Row[*tuple[Any, ...]] | None:
    """Return (id, password_hash, has_second) of the account of this name, if it may sign in and has a password."""
    active = select(a.id, a.password_hash, _HAS_SECOND).where(a.name == name, a.is_active, a.password_hash.is_not(None))
    return db.session.execute(active).first()


def has_second(account_id: int) -> bool:
    """Say whether an account has a second factor."""
    return db.session.execute(select(_HAS_SECOND).where(a.id == account_id)).scalar_one()


def find_waiting(digest: str, *, now: datetime) -> Row[*tuple[Any, ...]] | None:
    """Return (account_id, name, display_name) of a login that waits for its one-time code."""
    columns = select(d.account_id, a.name, a.display_name).join(account, a.id == d.account_id)
    return db.session.execute(columns.where(d.digest == digest, d.lacks_second, d.ends_at > now, a.is_active)).first()


def get_token(digest: str) -> str:
    """Return the token of the forms of a login."""
    return db.session.execute(select(d.csrf).where(d.digest == digest)).scalar_one()


def get_own(account_id: int) -> Row[*tuple[Any, ...]]:
    """Return (name, display_name, password_set_at, has_second, codes_left) of an account."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)).scalar_subquery()
    columns = select(a.name, a.display_name, a.password_set_at, _HAS_SECOND, unused.label("codes_left"))
    return db.session.execute(columns.where(a.id == account_id)).one()


def list_logins(account_id: int, *, now: datetime, idle_since: datetime) -> Rows:
    """Return (key, digest, address, agent, started_at, seen_at) of an account's logins that are alive, the last seen first."""
    columns = select(_KEY, d.digest, d.address, d.agent, d.started_at, d.seen_at)
    alive = columns.where(d.account_id == account_id, ~d.lacks_second, d.ends_at > now, d.seen_at > idle_since)
    return db.session.execute(alive.order_by(d.seen_at.desc(), d.started_at.desc(), d.digest)).all()


def find_earlier_sign_in(scope: Scope) -> Row[*tuple[Any, ...]] | None:
    """Return (at, address) of the sign-in before the last one of the scope's account."""
    line = audit_line.c
    mine = (scope.owns(audit_line), line.account_id == scope.account_id, line.action == "account.sign_in", line.result == "done")
    rows = select(line.at, line.address).where(*mine).order_by(line.at.desc(), line.id.desc())
    return db.session.execute(rows.limit(1).offset(1), scope.binds).first()


def get_holder(account_id: int) -> Holder:
    """Return whose password it is, with the names of places that whoever knows her would try."""
    who = db.session.execute(select(a.name, a.display_name).where(a.id == account_id)).one()
    places = select(Division.name).where(Division.level.in_(("city", "county")))
    units = select(tenant.c.name).join(Membership, Membership.tenant_id == tenant.c.id).where(Membership.account_id == account_id)
    return Holder(who.name, who.display_name, tuple(db.session.scalars(places.union(units).order_by("name"))))
