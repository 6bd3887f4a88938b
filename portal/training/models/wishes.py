"""What women wish to learn: the nameless demand, which parents count, and the wish of a woman, which her station alone sees."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, Personal, child_of
from portal.training.models.courses import Course
from portal.training.models.intake import Trainee


class Demand(Owned):
    """One course asked for by one woman, without a word of who she is."""

    __table_args__ = (
        CheckConstraint("branch in ('refer', 'train_first')", "branch"),
        CheckConstraint("channel in ('counter', 'grid', 'poster', 'propagandist', 'other')", "channel"),
        CheckConstraint("state in ('open', 'placed', 'met', 'dropped')", "state"),
        CheckConstraint("asked_on >= '2000-01-01' and asked_on < '2100-01-01'", "asked_on"),
        Index(None, "city_id", "tenant_id", "state", "course_id", "asked_on"),
        Index(None, "city_id", "state", "course_id"),
    )

    asked_on: Mapped[date]
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    community_code: Mapped[str | None] = mapped_column(String(12))  # where she lives, as the division codes have it
    branch: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="open")  # placed: she has a seat in a class; met: she was trained or referred


class Wish(Personal):
    """A woman's wish as it was collected: on a sheet by the grid, at the counter, or by a scanned code."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "demand_id"),
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(phone) between 7 and 20 or (phone = '' and erased_at is not null)", "phone"),
        CheckConstraint("collector in ('secretary', 'women_head', 'recruiter', 'grid', 'propagandist', 'herself', 'other')", "collector"),
        CheckConstraint("consent_channel in ('in_person', 'paper', 'phone', 'online')", "consent_channel"),
        CheckConstraint("state in ('open', 'admitted', 'dropped')", "state"),
        CheckConstraint("length(note) <= 200", "note"),
        CheckConstraint("priority = '' or priority_consented_at is not null", "priority"),
        Index(None, "city_id", "tenant_id", "state", "collected_on", "id"),
        Index(None, "city_id", "tenant_id", "phone"),
        Index(
            "uq_wish_sheet_serial",
            *("city_id", "tenant_id", "sheet_serial"),
            unique=True,
            sqlite_where=text("sheet_serial <> ''"),
            postgresql_where=text("sheet_serial <> ''"),
        ),
    )

    demand_id: Mapped[UUID] = child_of(Demand)
    trainee_id: Mapped[UUID | None] = child_of(Trainee)
    name: Mapped[str] = mapped_column(String(30))
    name_sound: Mapped[str] = mapped_column(String(200), default="")  # pinyin and initials, for the search
    phone: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(80), default="")  # village or grid, as people call it
    born_year: Mapped[int | None]
    is_student: Mapped[bool] = mapped_column(default=False)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    limits: Mapped[str] = mapped_column(String(100), default="")  # what keeps her: small children, mornings only
    priority: Mapped[str] = mapped_column(String(20), default="")  # a priority group; only with a consent of its own
    priority_consented_at: Mapped[datetime | None]
    collector: Mapped[str] = mapped_column(String(20))
    collector_name: Mapped[str] = mapped_column(String(30), default="")  # whom to ask when the sheet cannot be read
    collected_on: Mapped[date]
    sheet_serial: Mapped[str] = mapped_column(String(30), default="")  # of the paper sheet and the row on it
    note: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    drop_reason: Mapped[str] = mapped_column(String(100), default="")
    public_code: Mapped[str] = mapped_column(String(16), default="")  # the scanned code she came by
    phone_checked_at: Mapped[datetime | None]
    consent_version: Mapped[int] = mapped_column(ForeignKey("consent_text.version"))
    consent_channel: Mapped[str] = mapped_column(String(12))
    consented_at: Mapped[datetime]
    consent_withdrawn_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    entered_by: Mapped[int]  # 0: she herself, by a scanned code
    entered_at: Mapped[datetime]
    touched_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
