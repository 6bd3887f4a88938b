"""What is asked of a station: once, or every week anew."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.care.models.facilities import Facility
from portal.care.models.recipients import Recipient
from portal.core.db import Personal, child_of

_KIND = "length(kind) between 1 and 20"


class RequestSeries(Personal):
    """A request that comes again on certain weekdays."""

    __table_args__ = (
        CheckConstraint(_KIND, "kind"),
        CheckConstraint("length(weekdays) between 1 and 7", "weekdays"),
        CheckConstraint("start_min between 0 and 1439", "start_min"),
        CheckConstraint("planned_min between 1 and 1440", "planned_min"),
        CheckConstraint("helpers between 1 and 30", "helpers"),
        CheckConstraint("recipient_id is null or facility_id is null", "facility_id"),
        CheckConstraint("length(place) <= 100", "place"),
        CheckConstraint("length(note) <= 300", "note"),
        Index(None, "city_id", "tenant_id", "ended_at"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    recipient_id: Mapped[UUID | None] = child_of(Recipient)
    facility_id: Mapped[UUID | None] = child_of(Facility)
    weekdays: Mapped[str] = mapped_column(String(7))  # ISO weekdays, `135`
    start_min: Mapped[int | None]
    planned_min: Mapped[int | None]
    helpers: Mapped[int]
    place: Mapped[str] = mapped_column(String(100), default="")
    community_code: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(300), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    made_until: Mapped[date | None]  # requests stand for every day up to here
    entered_by: Mapped[int]
    entered_at: Mapped[datetime]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ServiceRequest(Personal):
    """A piece of service that somebody asked for, from the asking to its end; its clock runs from `asked_at` to `done_at`."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "number"),
        UniqueConstraint("city_id", "tenant_id", "series_id", "wanted_on"),
        CheckConstraint(_KIND, "kind"),
        CheckConstraint("channel in ('counter', 'phone', 'code', 'series')", "channel"),
        CheckConstraint("state in ('new', 'open', 'arranged', 'running', 'done', 'cancelled')", "state"),
        CheckConstraint("start_min between 0 and 1439", "start_min"),
        CheckConstraint("planned_min between 1 and 1440", "planned_min"),
        CheckConstraint("helpers between 1 and 30", "helpers"),
        CheckConstraint("recipient_id is null or facility_id is null", "facility_id"),
        CheckConstraint("length(asker) <= 30", "asker"),
        CheckConstraint("length(place) <= 100", "place"),
        CheckConstraint("length(note) <= 300", "note"),
        CheckConstraint("length(cancel_reason) <= 200", "cancel_reason"),
        CheckConstraint("(state = 'done') = (done_at is not null)", "done_at"),
        Index(None, "city_id", "tenant_id", "state", "wanted_on"),
        Index(None, "city_id", "tenant_id", "recipient_id"),
    )

    number: Mapped[str] = mapped_column(String(20))  # what the dispatch slip says
    kind: Mapped[str] = mapped_column(String(20))
    recipient_id: Mapped[UUID | None] = child_of(Recipient)
    facility_id: Mapped[UUID | None] = child_of(Facility)
    series_id: Mapped[UUID | None] = child_of(RequestSeries)
    channel: Mapped[str] = mapped_column(String(10))
    asker: Mapped[str] = mapped_column(String(30), default="")  # who asked by a code, before she is on the roll
    asker_phone: Mapped[str] = mapped_column(String(20), default="")
    phone_checked_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    wanted_on: Mapped[date]
    start_min: Mapped[int | None]
    planned_min: Mapped[int | None]
    is_urgent: Mapped[bool] = mapped_column(default=False)  # as soon as can be: its clock is held against half an hour
    place: Mapped[str] = mapped_column(String(100), default="")
    community_code: Mapped[str | None] = mapped_column(String(12))
    helpers: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10))
    arranged_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
