"""A tenant's months and what was counted in them."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Owned, Reach, child_of
from portal.people.models import Person


class MonthBook(Owned):
    """A tenant's month: open for entries until it is closed."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "month"),
        CheckConstraint("length(month) = 7", "month"),
    )

    month: Mapped[str] = mapped_column(String(7))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    reports_to: Mapped[int | None]  # a station's: the county whose figures count this month


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

    `person_id` is the city's key of a person, which opens nothing; `PersonTally` is counted from it.
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


class PersonTally(Base):
    """How often a person counts for a figure at a unit in a month: what counts persons once, over any months, at every level.

    It names nobody: the key of a person opens nothing. Like the figures it is read by the whole city, since a station may report to
    a county it does not stand under.
    """

    __table_args__ = (CheckConstraint("value >= 0", "value"), Index(None, "city_id", "person_id"))
    reach: ClassVar[Reach | None] = Reach.CITY

    city_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    indicator: Mapped[str] = mapped_column(String(30), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[UUID] = mapped_column(primary_key=True, info={"parent": Person})
    value: Mapped[int]
