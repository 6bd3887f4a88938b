"""When months are due, what is put right after they were closed, and the figures of years before the portal."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, Owned, child_of


class ReturnRule(CityOwned):
    """By which working day of the next month a city's units submit, from a month on; the latest that has begun is in force."""

    __table_args__ = (
        UniqueConstraint("city_id", "since_month"),
        CheckConstraint("length(since_month) = 7", "since_month"),
        CheckConstraint("station_workdays between 1 and 20", "station_workdays"),
        CheckConstraint("county_workdays between station_workdays and 22", "county_workdays"),
        CheckConstraint("length(reason) between 1 and 200", "reason"),
    )

    since_month: Mapped[str] = mapped_column(String(7))
    station_workdays: Mapped[int]
    county_workdays: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int]
    set_at: Mapped[datetime]


class Workday(CityOwned):
    """A day that a city declares to be worked or free, against what the calendar says."""

    __table_args__ = (UniqueConstraint("city_id", "day"), CheckConstraint("length(note) <= 60", "note"))

    day: Mapped[date]
    is_working: Mapped[bool]
    note: Mapped[str] = mapped_column(String(60), default="")
    set_by: Mapped[int]
    set_at: Mapped[datetime]


class DueException(Owned):
    """A later day until which one unit may submit one month; the last one given counts."""

    __table_args__ = (
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("length(reason) between 1 and 200", "reason"),
        Index(None, "city_id", "tenant_id", "month", "id"),
    )

    month: Mapped[str] = mapped_column(String(7))
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    given_by: Mapped[int]
    given_from: Mapped[int]  # the unit above that gave it
    given_at: Mapped[datetime]


class Correction(Owned):
    """What a closed month should have counted, posted in an open month; it names the month, and the row where there is one.

    It is voided while its own month is open, and never corrected itself: another correction of the same row is made instead.
    """

    __table_args__ = (
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("length(corrects_month) = 7 and corrects_month < month", "corrects_month"),
        CheckConstraint("subject in ('activity', 'outcome', 'intake', 'service', 'missing')", "subject"),
        CheckConstraint("(subject = 'missing') = (subject_id is null)", "subject_id"),
        CheckConstraint("length(what) between 1 and 100", "what"),
        CheckConstraint("length(reason) between 1 and 500", "reason"),
        CheckConstraint("length(void_reason) <= 200", "void_reason"),
        Index(None, "city_id", "tenant_id", "corrects_month", "id"),
        Index(None, "city_id", "tenant_id", "month", "id"),
        Index(None, "city_id", "tenant_id", "subject", "subject_id"),
    )

    month: Mapped[str] = mapped_column(String(7))  # the open month it counts in
    corrects_month: Mapped[str] = mapped_column(String(7))
    corrects_revision: Mapped[int]
    happened_on: Mapped[date]  # the day of the row, or of what was missed
    subject: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[UUID | None]
    what: Mapped[str] = mapped_column(String(100))  # the row in nameless words, for whoever may not open it
    reason: Mapped[str] = mapped_column(String(500))
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    voided_by: Mapped[int | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")


class CorrectionLine(Owned):
    """What a correction adds to one figure; less than nothing takes away."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "correction_id", "indicator", "kind_id"),
        CheckConstraint("value <> 0", "value"),
    )

    correction_id: Mapped[UUID] = child_of(Correction)
    indicator: Mapped[str] = mapped_column(String(30))
    kind_id: Mapped[int]
    value: Mapped[int]


class PastYear(Owned):
    """A figure of a year before the portal, as the unit reported it then, with where it stands."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "year", "indicator"),
        CheckConstraint("year between 2000 and 2099", "year"),
        CheckConstraint("value >= 0", "value"),
        CheckConstraint("length(source) between 1 and 200", "source"),
    )

    year: Mapped[int]
    indicator: Mapped[str] = mapped_column(String(30))
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
