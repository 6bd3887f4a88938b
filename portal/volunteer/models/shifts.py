"""One volunteer's time at one piece of service, from the plan to the credit; what is disputed of it; and the certificate of it all."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.care.models import ServiceRequest
from portal.core.db import Owned, Personal, child_of
from portal.volunteer.models.hours import Service
from portal.volunteer.models.roll import Volunteer


class Shift(Personal):
    """What a volunteer was asked to do, did, was confirmed to have done, and is credited with."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "service_id"),
        UniqueConstraint("city_id", "tenant_id", "sheet_row"),
        CheckConstraint(
            "state in ('planned', 'running', 'ended', 'confirmed', 'verified', 'disputed', 'credited', 'void')",
            "state",
        ),
        CheckConstraint("length(kind) between 1 and 20", "kind"),
        CheckConstraint("planned_start_min between 0 and 1439", "planned_start_min"),
        CheckConstraint("planned_min between 1 and 1440", "planned_min"),
        CheckConstraint("start_min between 0 and 1439", "start_min"),
        CheckConstraint("worked_min between 1 and 1440", "worked_min"),
        CheckConstraint("in_channel in ('', 'code', 'counter', 'paper')", "in_channel"),
        CheckConstraint("out_channel in ('', 'code', 'counter', 'paper')", "out_channel"),
        CheckConstraint("confirm_channel in ('', 'code', 'counter', 'phone', 'paper')", "confirm_channel"),
        CheckConstraint("confirmed_as in ('', 'recipient', 'family', 'facility')", "confirmed_as"),
        CheckConstraint("length(confirmer) <= 30", "confirmer"),
        CheckConstraint("length(void_reason) <= 200", "void_reason"),
        CheckConstraint("length(stuck_reason) <= 200", "stuck_reason"),
        CheckConstraint("length(objection) <= 200", "objection"),
        CheckConstraint("state in ('planned', 'running', 'void') or worked_min is not null", "ended"),
        CheckConstraint("(state = 'credited') = (service_id is not null)", "service_id"),
        CheckConstraint(
            "state not in ('verified', 'disputed', 'credited') or (verified_at is not null and public_until is not null)", "verified"
        ),
        Index(None, "city_id", "tenant_id", "state", "served_on"),
        Index(None, "city_id", "tenant_id", "volunteer_id", "served_on"),
        Index(None, "city_id", "tenant_id", "request_id"),
        Index(None, "city_id", "tenant_id", "state", "public_until"),
    )

    volunteer_id: Mapped[UUID] = child_of(Volunteer)
    request_id: Mapped[UUID | None] = child_of(ServiceRequest)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    served_on: Mapped[date]  # the day planned, then the day it was
    planned_start_min: Mapped[int | None]
    planned_min: Mapped[int | None]
    in_at: Mapped[datetime | None]
    in_channel: Mapped[str] = mapped_column(String(10), default="")
    out_at: Mapped[datetime | None]
    out_channel: Mapped[str] = mapped_column(String(10), default="")
    start_min: Mapped[int | None]  # minutes after midnight, None when nobody noted it
    worked_min: Mapped[int | None]
    confirm_channel: Mapped[str] = mapped_column(String(10), default="")
    confirmed_as: Mapped[str] = mapped_column(String(10), default="")
    confirmer: Mapped[str] = mapped_column(String(30), default="")
    confirmed_by: Mapped[int | None]  # who keyed it; 0 when the recipient did it herself by a code
    confirmed_at: Mapped[datetime | None]
    objection: Mapped[str] = mapped_column(String(200), default="")  # what whoever was served told the station before it was verified
    sheet_row: Mapped[str | None] = mapped_column(String(30))  # serial of the paper sheet and the row on it
    verified_by: Mapped[int | None]
    verified_at: Mapped[datetime | None]
    public_until: Mapped[date | None]  # the last day of its notice period
    service_id: Mapped[UUID | None] = child_of(Service)
    stuck_reason: Mapped[str] = mapped_column(String(200), default="")  # why it could not be credited when its notice was over
    voided_by: Mapped[int | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[int]
    entered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Dispute(Owned):
    """An objection to hours in their notice period, told so that nobody is named; the county decides."""

    __table_args__ = (
        CheckConstraint("channel in ('counter', 'phone', 'code')", "channel"),
        CheckConstraint("state in ('open', 'upheld', 'changed', 'void')", "state"),
        CheckConstraint("length(reason) between 1 and 200", "reason"),
        CheckConstraint("length(decision) <= 200", "decision"),
        CheckConstraint("new_min between 1 and 1440", "new_min"),
        CheckConstraint("(state = 'open') = (decided_at is null)", "decided_at"),
        Index(None, "city_id", "tenant_id", "state", "raised_at"),
        Index(None, "city_id", "state", "raised_at"),
        Index(None, "city_id", "tenant_id", "shift_id"),
    )

    shift_id: Mapped[UUID] = child_of(Shift)
    number: Mapped[str] = mapped_column(String(20))  # the volunteer number, as it stands on the notice
    served_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    worked_min: Mapped[int]
    channel: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200))
    raised_by: Mapped[int]
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    new_min: Mapped[int | None]
    decision: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class VolunteerCertificate(Personal):
    """A certificate of volunteer service: shown publicly for seven days, then issued.

    Source: 民发〔2015〕149号.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        CheckConstraint("state in ('notice', 'issued', 'withdrawn', 'void')", "state"),
        CheckConstraint("until_on >= from_on", "until_on"),
        CheckConstraint("worked_min > 0", "worked_min"),
        CheckConstraint("length(holder_name) between 1 and 30", "holder_name"),
        CheckConstraint("length(issuer) between 1 and 80", "issuer"),
        CheckConstraint("length(content) between 1 and 300", "content"),
        CheckConstraint("length(remarks) <= 200", "remarks"),
        CheckConstraint("length(end_reason) <= 200", "end_reason"),
        Index(None, "city_id", "tenant_id", "volunteer_id"),
        Index(None, "city_id", "tenant_id", "state", "notice_until"),
    )

    volunteer_id: Mapped[UUID] = child_of(Volunteer)
    number: Mapped[str] = mapped_column(String(30))
    holder_name: Mapped[str] = mapped_column(String(30))  # as it was shown and printed; a pseudonym once she is erased
    volunteer_number: Mapped[str] = mapped_column(String(20))
    issuer: Mapped[str] = mapped_column(String(80))
    from_on: Mapped[date]
    until_on: Mapped[date]
    worked_min: Mapped[int]
    content: Mapped[str] = mapped_column(String(300))
    in_charge: Mapped[str] = mapped_column(String(30))
    handler: Mapped[str] = mapped_column(String(30))
    contact: Mapped[str] = mapped_column(String(40))
    remarks: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10))
    notice_from: Mapped[date]
    notice_until: Mapped[date]
    code: Mapped[str | None] = mapped_column(String(16))  # what is scanned to check it
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    issued_by: Mapped[int | None]
    issued_on: Mapped[date | None]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
