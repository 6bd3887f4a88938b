"""The directory: the tree of tenants and the people who sign in. Small integer keys; it belongs to nobody."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Path


class Tenant(Base):
    """A city, a county or a station; `path` is its line of ids, `1.5.101.`; the platform itself is 0."""

    __table_args__ = (
        UniqueConstraint("id", "city_id"),
        UniqueConstraint("path"),
        CheckConstraint("level in ('platform', 'city', 'county', 'station')", "level"),
        CheckConstraint("status in ('preparing', 'open', 'suspended', 'closed')", "status"),
        Index(None, "city_id", "level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    level: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(10), default="open")
    path: Mapped[str] = mapped_column(Path)
    city_id: Mapped[int]
    county_id: Mapped[int | None]
    opened_on: Mapped[date | None]
    made_at: Mapped[datetime]


class Account(Base):
    """A person who signs in; without a password hash she has not yet used her link."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class Membership(Base):
    """A role of an account at a tenant."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class Login(Base):
    """A signed-in browser; the key is the digest of its cookie."""

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(43))
    address: Mapped[str] = mapped_column(String(45))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class LoginAttempt(Base):
    """A failed sign-in, counted before the next password is looked at."""

    __table_args__ = (Index(None, "name_digest", "address", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name_digest: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]


class Invitation(Base):
    """A one-time link by which an account gets its password; the key is the digest of what the link holds."""

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[int]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Division(Base):
    """A place of the national division codes, as the snapshot has it, or a local addition."""

    __table_args__ = (CheckConstraint("level in ('city', 'county', 'street', 'community')", "level"), Index(None, "parent_code"))

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    parent_code: Mapped[str | None] = mapped_column(String(12))
