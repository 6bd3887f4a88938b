"""Volunteers of a station, and their service, which names nobody."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, Personal, child_of
from portal.ledger.models import TimeAccount, Transfer


class Volunteer(Personal):
    """Somebody who helps at a station; her minutes are the city's, her name and telephone the station's alone."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "account_id"),
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(phone) between 11 and 13 or (phone = '' and erased_at is not null)", "phone"),
        CheckConstraint("consent_channel in ('in_person', 'paper', 'phone')", "consent_channel"),
        CheckConstraint("length(note) <= 500", "note"),
        Index(None, "city_id", "tenant_id", "phone"),
    )

    account_id: Mapped[UUID] = child_of(TimeAccount)
    name: Mapped[str] = mapped_column(String(30))
    phone: Mapped[str] = mapped_column(String(13))
    note: Mapped[str] = mapped_column(String(500), default="")
    is_known_elsewhere: Mapped[bool]
    consent_version: Mapped[int]
    consent_channel: Mapped[str] = mapped_column(String(12))
    consented_at: Mapped[datetime]
    registered_on: Mapped[date]
    registered_by: Mapped[int]
    consent_withdrawn_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # then a pseudonym stands for her name
    touched_at: Mapped[datetime | None]  # when her row was last dealt with; empty: not since she was registered
    version: Mapped[int] = mapped_column(default=1)


class Service(Owned):
    """Service of one volunteer on one day, with the transfer that credits it; a reversal is a row of its own, below zero."""

    __table_args__ = (
        UniqueConstraint("city_id", "transfer_id"),
        UniqueConstraint("city_id", "tenant_id", "reverses_id"),
        ForeignKeyConstraint(
            ["city_id", "tenant_id", "reverses_id"], ["service.city_id", "service.tenant_id", "service.id"], name="fk_service_reverses_id"
        ),
        CheckConstraint("worked_min between -1440 and 1440 and worked_min <> 0", "worked_min"),
        CheckConstraint("(worked_min < 0) = (reverses_id is not null)", "reverses_id"),
        CheckConstraint("start_min between 0 and 1439", "start_min"),
        CheckConstraint("served_on >= '2000-01-01' and served_on < '2100-01-01'", "served_on"),
        CheckConstraint("length(kind) between 1 and 20", "kind"),
        Index(None, "city_id", "tenant_id", "served_on", "id"),
        Index(None, "city_id", "served_on"),
    )

    served_on: Mapped[date]
    start_min: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(20))
    worked_min: Mapped[int]
    transfer_id: Mapped[UUID] = child_of(Transfer)
    reverses_id: Mapped[UUID | None]
    credited_by: Mapped[int]
    credited_at: Mapped[datetime]
