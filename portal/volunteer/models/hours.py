"""Volunteers' service, which names nobody."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, Owned, child_of
from portal.ledger.models import TimeAccount, Transfer


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
        CheckConstraint("counted_on >= served_on and counted_on < '2100-01-01'", "counted_on"),
        Index(None, "city_id", "tenant_id", "served_on", "id"),
        Index(None, "city_id", "tenant_id", "counted_on", "id"),
        Index(None, "city_id", "counted_on"),
    )

    served_on: Mapped[date]
    counted_on: Mapped[date]  # the day it was credited, when the month of the service was closed by then
    start_min: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(20))
    worked_min: Mapped[int]
    transfer_id: Mapped[UUID] = child_of(Transfer)
    reverses_id: Mapped[UUID | None]
    credited_by: Mapped[int]
    credited_at: Mapped[datetime]


class ServedTime(CityOwned):
    """When an account's holder serves or served, for the whole city and naming no station: nobody is in two places at once.

    It carries what caps, overlaps and the recognised hours of a life are told by; the id is that of the shift, or of the record of service.
    """

    __table_args__ = (
        CheckConstraint("worked_min between 0 and 1440", "worked_min"),
        CheckConstraint("kept_min between 0 and worked_min", "kept_min"),
        CheckConstraint("ends_at is null or starts_at is not null", "ends_at"),
        CheckConstraint("ends_at >= starts_at", "order"),
        Index(None, "city_id", "account_id", "served_on"),
    )

    account_id: Mapped[UUID] = child_of(TimeAccount)
    served_on: Mapped[date]
    starts_at: Mapped[datetime | None]  # None when nobody noted it
    ends_at: Mapped[datetime | None]  # None while she serves
    worked_min: Mapped[int]  # 0 while she serves
    kept_min: Mapped[int] = mapped_column(default=0)  # what of it stayed in the account after the caps of the city
    credited_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
