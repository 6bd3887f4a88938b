"""日间照料: the facilities of a station and how many used them on a day; nobody is named.

Source: S0-23.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, child_of

_LIVE = text("voided_at is null")


class Facility(Owned):
    """爱心餐厅, 理发室, 休息室: a place of a station that elders use."""

    __table_args__ = (
        CheckConstraint("kind in ('canteen', 'barber', 'lounge', 'bath', 'clinic', 'other')", "kind"),
        CheckConstraint("length(name) between 1 and 30", "name"),
        CheckConstraint("seats between 1 and 2000", "seats"),
        CheckConstraint("length(hours) <= 60", "hours"),
        CheckConstraint("length(note) <= 200", "note"),
        Index(None, "city_id", "tenant_id", "ended_on"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(30))
    seats: Mapped[int | None]
    hours: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    opened_on: Mapped[date]
    ended_on: Mapped[date | None]
    entered_by: Mapped[int]
    entered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class FacilityUse(Owned):
    """How many used a facility on a day: elders of 60 and more, and others."""

    __table_args__ = (
        CheckConstraint("elders between 0 and 5000 and others between 0 and 5000 and elders + others > 0", "elders"),
        CheckConstraint("length(note) <= 100", "note"),
        Index(
            "uq_facility_use_day", "city_id", "tenant_id", "facility_id", "used_on", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE
        ),
        Index(None, "city_id", "tenant_id", "used_on", "id"),
    )

    facility_id: Mapped[UUID] = child_of(Facility)
    used_on: Mapped[date]
    elders: Mapped[int]
    others: Mapped[int]
    note: Mapped[str] = mapped_column(String(100), default="")
    entered_by: Mapped[int]
    entered_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
