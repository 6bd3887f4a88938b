"""Health certificates, what work a woman wishes, who takes her, and what became of it; all of it her station's alone."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, Personal, child_of
from portal.training.models import Course, Trainee


class HealthCheck(Personal):
    """A health certificate of a trainee: of which tier, and until when; taken in with a consent of its own."""

    __table_args__ = (
        CheckConstraint("tier in ('general', 'home', 'elder', 'maternity')", "tier"),
        CheckConstraint("expires_on > checked_on", "expires_on"),
        CheckConstraint("length(number) <= 40", "number"),
        Index(None, "city_id", "tenant_id", "trainee_id"),
        Index(None, "city_id", "tenant_id", "expires_on"),
    )

    trainee_id: Mapped[UUID] = child_of(Trainee)
    tier: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(40), default="")
    issuer: Mapped[str] = mapped_column(String(80))
    checked_on: Mapped[date]
    expires_on: Mapped[date]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]


class JobWish(Personal):
    """What work a trainee wishes: near or away, living in or not, which hours."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "trainee_id"),
        CheckConstraint("place in ('local', 'away', 'any')", "place"),
        CheckConstraint("living in ('live_in', 'live_out', 'any')", "living"),
        CheckConstraint("hours in ('full', 'part', 'hourly', 'any')", "hours"),
        CheckConstraint("length(note) <= 200", "note"),
    )

    trainee_id: Mapped[UUID] = child_of(Trainee)
    trade: Mapped[str] = mapped_column(String(30))
    place: Mapped[str] = mapped_column(String(10))
    living: Mapped[str] = mapped_column(String(10))
    hours: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="")
    told_on: Mapped[date]
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Employer(Personal):
    """Who takes women on: a company, a household, or she herself with a business of her own; its name is the station's alone."""

    __table_args__ = (
        CheckConstraint("kind in ('company', 'household', 'own')", "kind"),
        CheckConstraint("length(name) between 2 and 60", "name"),
        CheckConstraint("length(phone) <= 20", "phone"),
        Index(None, "city_id", "tenant_id", "kind", "ended_on"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    name_sound: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    ended_on: Mapped[date | None]
    added_by: Mapped[int]
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class JobOpening(Owned):
    """招工信息: work that is offered, in words anybody may read on the station's public page; no household is named."""

    __table_args__ = (
        CheckConstraint("length(title) between 2 and 40", "title"),
        CheckConstraint("place in ('local', 'away')", "place"),
        CheckConstraint("living in ('live_in', 'live_out')", "living"),
        CheckConstraint("hours in ('full', 'part', 'hourly')", "hours"),
        CheckConstraint("wanted between 1 and 999", "wanted"),
        CheckConstraint("length(note) <= 300", "note"),
        Index(None, "city_id", "tenant_id", "closed_on", "ends_on"),
    )

    title: Mapped[str] = mapped_column(String(40))
    title_sound: Mapped[str] = mapped_column(String(200), default="")  # pinyin and initials, for the search
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))  # the work, by its course
    offered_by: Mapped[str] = mapped_column(String(40), default="")  # a company, or words like 仓山区一户家庭
    place: Mapped[str] = mapped_column(String(10))
    living: Mapped[str] = mapped_column(String(10))
    hours: Mapped[str] = mapped_column(String(10))
    wanted: Mapped[int]  # how many women
    pay: Mapped[str] = mapped_column(String(40), default="")  # as it was told: 每月 4000–5000 元
    ends_on: Mapped[date]  # shown until this day
    note: Mapped[str] = mapped_column(String(300), default="")
    closed_on: Mapped[date | None]
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class GateRequest(Owned):
    """A station asks its county to let a woman work who lacks something; it says what and why, never who."""

    __table_args__ = (
        CheckConstraint("state in ('asked', 'granted', 'refused', 'used', 'withdrawn')", "state"),
        CheckConstraint("length(lacks) between 1 and 100", "lacks"),
        CheckConstraint("length(reason) between 1 and 300", "reason"),
        Index(None, "city_id", "tenant_id", "state", "asked_at"),
    )

    subject_id: Mapped[UUID]  # the trainee, whom her station alone can open
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))  # the work she is to do, by its course
    lacks: Mapped[str] = mapped_column(String(100))  # codes of what is missing, with commas
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(10), default="asked")
    asked_by: Mapped[int]
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    verdict: Mapped[str] = mapped_column(String(300), default="")
    ends_on: Mapped[date | None]  # until when it may be used
    version: Mapped[int] = mapped_column(default=1)


class Placement(Personal):
    """A trainee's work with an employer, from the contract to its end."""

    __table_args__ = (
        CheckConstraint("place in ('local', 'away')", "place"),
        CheckConstraint("living in ('live_in', 'live_out')", "living"),
        CheckConstraint("hours in ('full', 'part', 'hourly')", "hours"),
        CheckConstraint("income_band in ('', 'below_3000', 'to_5000', 'to_8000', 'to_10000', 'above_10000')", "income_band"),
        CheckConstraint("income_band = '' or income_consented_at is not null", "income_consent"),
        CheckConstraint("ended_on >= started_on", "ended_on"),
        CheckConstraint("(ended_on is null) = (left_cause = '')", "left_cause"),
        CheckConstraint("length(contract_number) <= 40", "contract_number"),
        Index(None, "city_id", "tenant_id", "trainee_id"),
        Index(None, "city_id", "tenant_id", "ended_on", "started_on", "id"),
    )

    trainee_id: Mapped[UUID] = child_of(Trainee)
    employer_id: Mapped[UUID] = child_of(Employer)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))  # the work, by its course
    gate_request_id: Mapped[UUID | None] = child_of(GateRequest)
    health_check_id: Mapped[UUID | None] = child_of(HealthCheck)  # the one that let her through
    started_on: Mapped[date]
    contract_on: Mapped[date]
    contract_number: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(10))
    living: Mapped[str] = mapped_column(String(10))
    hours: Mapped[str] = mapped_column(String(10))
    income_band: Mapped[str] = mapped_column(String(12), default="")
    income_consented_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]
    left_cause: Mapped[str] = mapped_column(String(20), default="")
    left_note: Mapped[str] = mapped_column(String(200), default="")
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    placed_by: Mapped[int]
    placed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class FollowUp(Personal):
    """What was learnt of a placement 30, 90 or 180 days on."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "placement_id", "day"),
        CheckConstraint("day in (30, 90, 180)", "day"),
        CheckConstraint("outcome in ('working', 'left', 'unreached')", "outcome"),
        CheckConstraint("satisfaction between 1 and 5", "satisfaction"),
        CheckConstraint("length(note) <= 200", "note"),
    )

    placement_id: Mapped[UUID] = child_of(Placement)
    day: Mapped[int]
    done_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(10))
    satisfaction: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    done_by: Mapped[int]
    done_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
