"""A tenant's months and what was counted in them."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Owned, Reach, child_of
from portal.people.models import Person


class MonthBook(Owned):
    """A tenant's month on its way: 填报中 `filling`, 已上报 `submitted`, 已审核 `accepted`, 已归档 `archived`.

    It is open for entries while it is filled in.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "month"),
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("state in ('filling', 'submitted', 'accepted', 'archived')", "state"),
        CheckConstraint("(state = 'filling') = (closed_at is null)", "closed_at"),
        CheckConstraint("length(returned_reason) <= 500", "returned_reason"),
        CheckConstraint("revision >= 0", "revision"),
    )

    month: Mapped[str] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(String(10), default="filling")
    revision: Mapped[int] = mapped_column(default=0)  # how often its figures were frozen; also what a page must have seen to change it
    due_on: Mapped[date | None]  # as it was when the month was submitted
    submitted_at: Mapped[datetime | None]  # the first time, which tells whether it was in time
    closed_at: Mapped[datetime | None]  # the last time it was closed
    closed_by: Mapped[int | None]
    accepted_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]  # the last time it came back, None once it is submitted again
    returned_reason: Mapped[str] = mapped_column(String(500), default="")
    reports_to: Mapped[int | None]  # a station's: the county whose figures count this month


class MonthStep(Owned):
    """What was done with a tenant's month, by whom and why: appended, never changed."""

    __table_args__ = (
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("step in ('submit', 'return', 'accept', 'archive', 'reopen', 'close')", "step"),
        CheckConstraint("length(reason) <= 500", "reason"),
        Index(None, "city_id", "tenant_id", "month", "id"),
    )

    month: Mapped[str] = mapped_column(String(7))
    step: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500), default="")
    done_by: Mapped[int]  # 0: from the command line
    done_from: Mapped[int]  # the unit she worked for: the tenant itself, its county, its city
    done_at: Mapped[datetime]


class MonthFreeze(Owned):
    """A month's figures as they stood when it was closed, with their digest: appended, never changed.

    `figures` holds [indicator, kind, value] of the tenant's own tally, `persons` [indicator, persons of the month, persons of the
    year so far], `parts` [code of a unit below, revision, digest] of what a county or a city closed over.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "month", "revision"),
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("length(digest) = 64", "digest"),
    )

    month: Mapped[str] = mapped_column(String(7))
    revision: Mapped[int]
    figures: Mapped[list[Any]] = mapped_column(JSON)
    persons: Mapped[list[Any]] = mapped_column(JSON)
    parts: Mapped[list[Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    frozen_by: Mapped[int]
    frozen_at: Mapped[datetime]


class Tally(Base):
    """The value of an indicator in a month, by kind (0: has none).

    A station's row counts its own; a county's row counts the county with all its stations; a city's row its own alone, so that a
    city is the sum of its counties and its own, and no row is met by every writer of a city.
    """

    reach: ClassVar[Reach | None] = Reach.CITY  # a station's write adds to its county's row

    city_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(30), primary_key=True)
    kind_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]


class Outcome(Owned):
    """Something that counts, without a word of who it was: parents read when, where and what; the station finds the row behind it.

    `person_id` is the city's key of a person, which opens nothing; `Seen` is counted from it.
    """

    __table_args__ = (
        CheckConstraint("value > 0", "value"),
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("happened_on >= '2000-01-01' and happened_on < '2100-01-01'", "happened_on"),
        Index(None, "city_id", "tenant_id", "indicator", "happened_on", "id"),
        Index(
            "uq_outcome_subject",
            *("city_id", "tenant_id", "indicator", "subject_id"),
            unique=True,
            sqlite_where=text("voided_at is null"),
            postgresql_where=text("voided_at is null"),
        ),
    )

    indicator: Mapped[str] = mapped_column(String(30))
    happened_on: Mapped[date]
    month: Mapped[str] = mapped_column(String(7))
    value: Mapped[int]
    person_id: Mapped[UUID | None] = child_of(Person)
    course_id: Mapped[int | None]
    subject_id: Mapped[UUID]  # the row of the station that it stands for: a lesson, an enrolment, a certificate, a placement
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None]
    corrected_at: Mapped[datetime | None]  # a correction took it away: its closed month keeps it, persons count it no more


class Seen(Base):
    """How often a person counts for a figure at a station, in its county or in the city, in a month, a quarter or a year.

    A row is of the person who leads, when two documents were found to be of one. It names nobody: the key of a person opens nothing.
    Like the figures it is read by the whole city, since a station may report to a county it does not stand under.
    """

    __table_args__ = (Index(None, "city_id", "person_id"), CheckConstraint("length(period) in (4, 7)", "period"))
    reach: ClassVar[Reach | None] = Reach.CITY

    city_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    indicator: Mapped[str] = mapped_column(String(30), primary_key=True)
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True, info={"parent": Person})
    value: Mapped[int]  # without a CHECK: what an upsert takes away would be refused before the row it is taken from is met


class Headcount(Base):
    """How many persons count for a figure at a unit in a period: the rows of `Seen` above zero, kept instead of counted.

    A city's number is the sum of several rows, one for each county through which persons came to count, or ceased to: one row would
    be met by every writer of the city. Each of them alone says nothing, and may be less than zero.
    """

    __table_args__ = (CheckConstraint("length(period) in (4, 7)", "period"),)
    reach: ClassVar[Reach | None] = Reach.CITY

    city_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(30), primary_key=True)
    through_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # the county; of any other unit, itself
    value: Mapped[int]
