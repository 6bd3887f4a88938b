"""The directory: the tree of tenants and the people who sign in, which belongs to nobody; and the counties' applications."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Owned, Path, child_of
from portal.tenants.rules.applications import POINTS, UNDER_WAY, State


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


_STATES = ", ".join(f"'{state}'" for state in State)
_UNDER_WAY = text("state in ({})".format(", ".join(f"'{state}'" for state in UNDER_WAY)))


class Application(Owned):
    """A county's application for a station in one of its communities; when it is approved the station is made."""

    __table_args__ = (
        CheckConstraint(f"state in ({_STATES})", "state"),
        *(CheckConstraint(f"{point}_score between 1 and 5", f"{point}_score") for point in POINTS),
        CheckConstraint("state not in ('visited', 'approved', 'refused') or visited_on is not null", "visit"),
        CheckConstraint("length(station_name) between 1 and 80", "station_name"),
        Index(None, "city_id", "tenant_id", "state", "moved_at"),
        Index(
            "uq_application_under_way",
            *("city_id", "tenant_id", "community_code"),
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
    )

    community_code: Mapped[str] = mapped_column(String(12), ForeignKey("division.code"))
    station_name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    moved_at: Mapped[datetime]
    manager_name: Mapped[str] = mapped_column(String(40), default="")
    manager_account: Mapped[str] = mapped_column(String(40), default="")
    manager_phone: Mapped[str] = mapped_column(String(20), default="")
    transport_score: Mapped[int | None]
    transport_note: Mapped[str] = mapped_column(String(200), default="")
    premises_score: Mapped[int | None]
    premises_note: Mapped[str] = mapped_column(String(200), default="")
    housing_score: Mapped[int | None]
    housing_note: Mapped[str] = mapped_column(String(200), default="")
    cadres_score: Mapped[int | None]
    cadres_note: Mapped[str] = mapped_column(String(200), default="")
    visited_on: Mapped[date | None]
    visitors: Mapped[str] = mapped_column(String(200), default="")
    findings: Mapped[str] = mapped_column(String(1000), default="")
    visited_by: Mapped[int | None]
    drafted_by: Mapped[int]
    filed_by: Mapped[int | None]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)


class ApplicationStep(Owned):
    """One change of an application's state: who, when, from where, to where, and why. Append-only."""

    __table_args__ = (Index(None, "city_id", "tenant_id", "application_id", "at"),)

    application_id: Mapped[UUID] = child_of(Application)
    account_id: Mapped[int]
    at: Mapped[datetime]
    from_state: Mapped[str | None] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="")
