"""A tenant's months and what was counted in them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Owned, Reach


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
