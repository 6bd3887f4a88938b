"""The tree of tenants: units, how they changed, what they say of themselves, and the places of the division codes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from portal.core.db import Base, Owned, Path


class Tenant(Base):
    """A city, a county or a station; `path` is its line of ids, `1.5.101.`; the platform itself is 0."""

    __table_args__ = (
        UniqueConstraint("id", "city_id"),
        Index(None, "path"),  # ends with the id, so it is nobody else's; were it unique, a move would lock out every row that points here
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


class TenantChange(Base):
    """Something that happened to a unit: who, when, from what to what, and why. Append-only."""

    __table_args__ = (
        CheckConstraint("kind in ('add', 'rename', 'open', 'suspend', 'close', 'reopen', 'move', 'line')", "kind"),
        CheckConstraint("since_month is null or length(since_month) = 7", "since_month"),
        Index(None, "tenant_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    kind: Mapped[str] = mapped_column(String(10))
    before: Mapped[str] = mapped_column(String(120), default="")
    after: Mapped[str] = mapped_column(String(120), default="")
    since_month: Mapped[str | None] = mapped_column(String(7))
    reason: Mapped[str] = mapped_column(String(300), default="")
    account_id: Mapped[int]
    at: Mapped[datetime]


class ReportingLine(Base):
    """From a month on, the county whose figures count a station; without a row it is the county the station stands under."""

    __table_args__ = (CheckConstraint("length(since_month) = 7", "since_month"), Index(None, "county_id"))

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True, autoincrement=False)
    since_month: Mapped[str] = mapped_column(String(7), primary_key=True)
    county_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))


class UnitProfile(Owned):
    """What a unit says of itself: how to reach it, with whom it works, what it offers."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id"),
        CheckConstraint("(latitude_e6 is null) = (longitude_e6 is null)", "place"),
        CheckConstraint("latitude_e6 between 3000000 and 54000000", "latitude_e6"),
        CheckConstraint("longitude_e6 between 73000000 and 136000000", "longitude_e6"),
    )

    contact_name: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    open_hours: Mapped[str] = mapped_column(String(200), default="")
    company_name: Mapped[str] = mapped_column(String(80), default="")
    company_contact: Mapped[str] = mapped_column(String(80), default="")
    shared_with: Mapped[str] = mapped_column(String(80), default="")
    introduction: Mapped[str] = mapped_column(String(1000), default="")
    offers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    departments: Mapped[list[Any]] = mapped_column(JSON, default=list)
    latitude_e6: Mapped[int | None]  # where it is, in millionths of a degree (GCJ-02, as maps in China give it); within China
    longitude_e6: Mapped[int | None]
    changed_by: Mapped[int]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Division(Base):
    """A place of the national division codes, as the snapshot has it, or a local addition."""

    __table_args__ = (CheckConstraint("level in ('city', 'county', 'street', 'community')", "level"), Index(None, "parent_code"))

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    parent_code: Mapped[str | None] = mapped_column(String(12))
