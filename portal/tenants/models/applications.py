"""The counties' applications for new stations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, child_of
from portal.tenants.rules.applications import POINTS, UNDER_WAY, State

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
    """One change of an application's state: who, when, from where, to where, and why. Append-only.

    `content` of a filing is what was filed, so that the next one shows what was changed.
    """

    __table_args__ = (Index(None, "city_id", "tenant_id", "application_id", "at"),)

    application_id: Mapped[UUID] = child_of(Application)
    account_id: Mapped[int]
    at: Mapped[datetime]
    from_state: Mapped[str | None] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
