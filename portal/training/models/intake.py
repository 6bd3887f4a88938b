"""The intake in two halves: the nameless case, which parents count and read, and the trainee, whom her station alone sees."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, Personal, child_of
from portal.people.models import Person


class Intake(Owned):
    """One woman taken in, without a word of who she is."""

    __table_args__ = (
        CheckConstraint("branch in ('refer', 'train_first')", "branch"),
        CheckConstraint("channel in ('counter', 'grid', 'poster', 'propagandist', 'other')", "channel"),
        CheckConstraint("taken_on >= '2000-01-01' and taken_on < '2100-01-01'", "taken_on"),
        Index(None, "city_id", "tenant_id", "taken_on", "id"),
    )

    taken_on: Mapped[date]
    branch: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(12))
    voided_at: Mapped[datetime | None]  # she had been taken in before; then it counts nowhere


class Trainee(Personal):
    """A woman a station took in: how to reach her, what she wishes and can, and what she consented to."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "person_id"),
        UniqueConstraint("city_id", "tenant_id", "intake_id"),
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(phone) between 7 and 20 or (phone = '' and erased_at is not null)", "phone"),
        CheckConstraint("length(community) <= 80", "community"),
        CheckConstraint("length(wish) between 1 and 30", "wish"),
        CheckConstraint("consent_channel in ('in_person', 'paper', 'phone')", "consent_channel"),
        CheckConstraint("length(note) <= 500", "note"),
        CheckConstraint("person_id is not null or erased_at is not null", "person_id"),
    )

    intake_id: Mapped[UUID] = child_of(Intake)
    person_id: Mapped[UUID | None] = child_of(Person)
    name: Mapped[str] = mapped_column(String(30))
    name_sound: Mapped[str] = mapped_column(String(200), default="")  # pinyin and initials, for the search
    phone: Mapped[str] = mapped_column(String(20))
    community: Mapped[str] = mapped_column(String(80), default="")
    wish: Mapped[str] = mapped_column(String(30))
    skills: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(500), default="")
    priority: Mapped[str] = mapped_column(String(20), default="")  # a priority group; only with a consent of its own
    is_student: Mapped[bool] = mapped_column(default=False)
    is_known_elsewhere: Mapped[bool]
    consent_version: Mapped[int] = mapped_column(ForeignKey("consent_text.version"))
    consent_channel: Mapped[str] = mapped_column(String(12))
    consented_at: Mapped[datetime]
    consent_withdrawn_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # then a pseudonym stands for her name
    version: Mapped[int] = mapped_column(default=1)
    admitted_by: Mapped[int]
    admitted_at: Mapped[datetime]
    touched_at: Mapped[datetime | None]  # when she was last dealt with; empty: not since she was taken in
