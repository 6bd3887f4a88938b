"""The daily log, the kinds of what is logged, and the propagandists of a station."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Owned, child_of


class ActivityKind(Base):
    """A kind of activity, the same for all cities; what it counts for stands in its tags."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(30))
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)


class KindTag(Base):
    """What a kind counts for: one of the 五送 (`song`), of the 五个一 (`yi`) or of the 六新 (`xin`)."""

    kind_id: Mapped[int] = mapped_column(ForeignKey("activity_kind.id"), primary_key=True)
    tag_set: Mapped[str] = mapped_column(String(20), primary_key=True)
    tag: Mapped[str] = mapped_column(String(30), primary_key=True)


class Activity(Owned):
    """One gathering in a tenant's daily log; it is voided, never deleted."""

    __table_args__ = (
        CheckConstraint("attendances between 0 and 99999", "attendances"),
        CheckConstraint("women between 0 and attendances", "women"),
        CheckConstraint("start_min between 0 and 1439", "start_min"),
        CheckConstraint("held_on >= '2000-01-01' and held_on < '2100-01-01'", "held_on"),
        CheckConstraint("length(title) between 1 and 100", "title"),
        CheckConstraint("length(note) <= 1000", "note"),
        Index(None, "city_id", "tenant_id", "held_on", "id"),
        # A page begins beside any row; what is counted beside it is read from the index alone.
        Index(None, "city_id", "held_on", "id", "voided_at", "tenant_id"),
        Index(None, "city_id", "kind_id", "held_on", "id", "voided_at", "tenant_id"),
    )

    kind_id: Mapped[int] = mapped_column(ForeignKey("activity_kind.id"))
    title: Mapped[str] = mapped_column(String(100))
    held_on: Mapped[date]
    start_min: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(100), default="")
    is_online: Mapped[bool]
    attendances: Mapped[int]
    women: Mapped[int]
    note: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)
    logged_by: Mapped[int]
    logged_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None]
    void_reason: Mapped[str | None] = mapped_column(String(200))


class ActivityGuest(Owned):
    """How many came to a gathering from one organisation, and as what. Source: S2-24, S4-10."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "activity_id", "position"),
        CheckConstraint("length(organisation) between 1 and 60", "organisation"),
        CheckConstraint("length(part) <= 30", "part"),
        CheckConstraint("heads between 1 and 9999", "heads"),
    )

    activity_id: Mapped[UUID] = child_of(Activity)
    position: Mapped[int]
    organisation: Mapped[str] = mapped_column(String(60))
    part: Mapped[str] = mapped_column(String(30), default="")  # 嘉宾, 授课, 观摩 …
    heads: Mapped[int]


class Propagandist(Owned):
    """One of the 1+N 宣传员 who work for a station in the communities round it, as long as she does."""

    __table_args__ = (
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(phone) between 7 and 20", "phone"),
        CheckConstraint("length(note) <= 200", "note"),
        CheckConstraint("until_on is null or until_on >= since_on", "until_on"),
        Index(None, "city_id", "tenant_id", "until_on"),
    )

    name: Mapped[str] = mapped_column(String(30))
    phone: Mapped[str] = mapped_column(String(20))
    community: Mapped[str] = mapped_column(String(80))
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    added_by: Mapped[int]
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
