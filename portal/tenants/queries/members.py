"""Every SELECT on who works at a unit; the caller has found the unit in her scope."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, and_, case, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.divisions import matches
from portal.tenants.models import Account, Invitation, Membership, Tenant
from portal.tenants.policy import CITY, PLATFORM
from portal.tenants.queries.directory import Rows, TenantRow, at_or_below, find_tenant
from portal.tenants.rules.members import HEADS, Member, Post

PAGE_ROWS, MOST_MEMBERS = 25, 10_000
tenant, account, member, invitation = (cast(Table, m.__table__) for m in (Tenant, Account, Membership, Invitation))
t, a, m = tenant.c, account.c, member.c
maker, other, peer = account.alias("maker"), member.alias("other"), account.alias("peer")

_IS_HEAD = or_(*(and_(t.level == level, m.role == role) for level, role in HEADS.items()))
_CAN_SIGN_IN = and_(peer.c.is_active, peer.c.password_hash.is_not(None))
_ANOTHER_HEAD = (  # somebody else who can sign in, with the same role at the same unit
    select(other.c.account_id)
    .join(peer, peer.c.id == other.c.account_id)
    .where(other.c.tenant_id == m.tenant_id, other.c.role == m.role, other.c.account_id != m.account_id, _CAN_SIGN_IN)
    .exists()
)
_HAS_JOINED = a.password_hash.is_not(None).label("has_joined")
_ACCOUNT = (a.id, a.name, a.display_name, a.is_active, _HAS_JOINED, a.signed_in_at)
_LINK_ENDS_AT = (
    select(func.max(invitation.c.ends_at))
    .where(invitation.c.account_id == a.id, invitation.c.used_at.is_(None))
    .scalar_subquery()
    .label("link_ends_at")
)


def list_held(scope: Scope) -> frozenset[str]:
    """Return the roles of whoever works, at the scope's unit and above it; none when her account was disabled."""
    mine = select(m.role).join(account, a.id == m.account_id).where(m.account_id == scope.account_id, m.tenant_id.in_(scope.ids))
    return frozenset(db.session.scalars(mine.where(a.is_active)))


def list_members(unit_id: int, *, page: int, size: int = PAGE_ROWS) -> tuple[Rows, int]:
    """Return one page of everybody with a role at a unit, its heads first, and how many they are in all."""
    is_head = func.max(case((m.role.in_(HEADS.values()), 1), else_=0))
    columns = select(*_ACCOUNT, _LINK_ENDS_AT, func.min(m.made_at).label("since"), func.count().over().label("total"))
    rows = columns.join(member, m.account_id == a.id).where(m.tenant_id == unit_id).group_by(a.id)
    page_of = rows.order_by(is_head.desc(), a.name).limit(size).offset((page - 1) * size)
    found = db.session.execute(page_of).all()
    return found, found[0].total if found else 0


def list_waiting(scope: Scope, unit: TenantRow, *, now: datetime, page: int) -> tuple[list[Member], int]:
    """Return one page of those at a unit and below it who can come in by no password and no link yet, and how many they are in all."""
    rows = _waiting(scope, unit, now, a.id, func.count().over().label("total")).group_by(a.id, a.name)
    page_of = rows.order_by(func.min(t.path), a.name).limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    found = db.session.execute(page_of).all()
    known = {it.id: it for it in _load(unit, [row.id for row in found], scope.account_id)}
    return [known[row.id] for row in found], found[0].total if found else 0


def count_waiting(scope: Scope, unit: TenantRow, *, now: datetime) -> int:
    """Return how many `list_waiting` has in all."""
    return db.session.scalar(_waiting(scope, unit, now, func.count(a.id.distinct()))) or 0


def _waiting(scope: Scope, unit: TenantRow, now: datetime, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Of her unit's people and of those below who wait for a link; of the cities' people the platform sees none."""
    alive = select(invitation.c.account_id).where(
        invitation.c.account_id == a.id, invitation.c.used_at.is_(None), invitation.c.ends_at > now
    )
    reach = (t.id == unit.id,) if unit.level == PLATFORM else at_or_below(scope)
    rows = select(*columns).join(member, m.account_id == a.id).join(tenant, t.id == m.tenant_id)
    return rows.where(*reach, a.is_active, a.password_hash.is_(None), ~alive.exists())


def seek_members(unit_id: int, sought: str) -> list[Row[*tuple[Any, ...]]]:
    """Return everybody with a role at a unit whom a piece of her name or of her account's fits, their pinyin or initials, heads first."""
    rows, _ = list_members(unit_id, page=1, size=MOST_MEMBERS)
    return [row for row in rows if matches(sought, row.display_name) or matches(sought, row.name)]


def list_posts(unit_id: int, account_ids: Collection[int]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    """Return {account: its roles at a unit, each with who gave it}."""
    columns = select(m.account_id, m.role, maker.c.display_name.label("made_by")).outerjoin(maker, maker.c.id == m.made_by)
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(columns.where(m.tenant_id == unit_id, m.account_id.in_(account_ids)).order_by(m.role)):
        found.setdefault(row.account_id, []).append(row)
    return found


def get_member(unit: TenantRow, account_id: int, *, viewer_id: int) -> Member:
    """Return somebody with a role at a unit or below it.

    Raises:
        NotFound: there is no such account, or it has no role there; the two are not told apart.
    """
    found = _load(unit, [account_id], viewer_id)
    if not found:
        raise NotFound
    return found[0]


def get_head(unit: TenantRow, account_id: int, *, viewer_id: int) -> Member:
    """Return somebody who administers a unit.

    Raises:
        NotFound: she does not; who else works there is not told.
    """
    found = get_member(unit, account_id, viewer_id=viewer_id)
    if HEADS[unit.level] not in found.roles_here:
        raise NotFound
    return found


def list_heads(unit: TenantRow, *, viewer_id: int) -> list[Member]:
    """Return those who administer a unit, by the names of their accounts."""
    heads = select(m.account_id).where(m.tenant_id == unit.id, m.role == HEADS[unit.level])
    return _load(unit, db.session.scalars(heads).all(), viewer_id)


def get_city(code: str) -> TenantRow:
    """Return a city, for the operator.

    Raises:
        NotFound: no city has this code.
    """
    city = find_tenant(code) if code.isascii() and code.isdigit() else None  # a NUL would be an error of PostgreSQL's
    if city is None or city.level != CITY:
        raise NotFound
    return city


def list_roles(unit_id: int, account_id: int) -> list[str]:
    """Return the roles of an account at a unit."""
    return list(db.session.scalars(select(m.role).where(m.tenant_id == unit_id, m.account_id == account_id).order_by(m.role)))


def has_roles(account_id: int) -> bool:
    """Say whether an account has a role anywhere."""
    return db.session.execute(select(m.role).where(m.account_id == account_id)).first() is not None


def _load(unit: TenantRow, account_ids: Collection[int], viewer_id: int) -> list[Member]:
    """Return those of the accounts that have a role at a unit or below it."""
    posts = _list_all_posts(account_ids)
    accounts = select(*_ACCOUNT, a.made_at, _LINK_ENDS_AT).where(a.id.in_(account_ids)).order_by(a.name)
    found = [_member(row, unit, posts.get(row.id, []), viewer_id) for row in db.session.execute(accounts)]
    return [it for it in found if it.posts]


def _list_all_posts(account_ids: Collection[int]) -> dict[int, list[Any]]:
    sole = and_(_IS_HEAD, t.status != "closed", ~_ANOTHER_HEAD).label("lacks_another")
    columns = select(m.account_id, m.role, m.made_at, maker.c.display_name.label("made_by"), m.tenant_id, t.code, t.name, t.path, sole)
    joined = columns.join(tenant, t.id == m.tenant_id).outerjoin(maker, maker.c.id == m.made_by)
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(joined.where(m.account_id.in_(account_ids)).order_by(func.length(t.path), t.code, m.role)):
        found.setdefault(row.account_id, []).append(row)
    return found


def _member(holder: Any, unit: TenantRow, rows: list[Any], viewer_id: int) -> Member:
    posts = tuple(_post(row, unit, holder) for row in rows if row.path.startswith(unit.path))
    known = dict(holder._mapping)  # noqa: SLF001 - the documented way to a Row's names
    return Member(**known, posts=posts, is_elsewhere=len(posts) < len(rows), is_self=holder.id == viewer_id)


def _post(row: Any, unit: TenantRow, holder: Any) -> Post:
    is_sole_head = bool(holder.is_active and holder.has_joined and row.lacks_another)
    is_here = row.tenant_id == unit.id
    return Post(row.role, row.code, row.name, is_here, is_sole_head, row.made_at, row.made_by or "", row.path)
