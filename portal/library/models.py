"""Policies to look up, and the links of the 微课堂."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, child_of


class Policy(CityOwned):
    """政策: a document of the city, the province or the state, in its own words or as a summary with its source."""

    __table_args__ = (
        CheckConstraint("category in ('training', 'certificate', 'work', 'care', 'volunteer', 'station', 'other')", "category"),
        CheckConstraint("length(title) between 2 and 100", "title"),
        CheckConstraint("length(source) between 2 and 100", "source"),
        CheckConstraint("length(text) <= 20000", "text"),
        Index(None, "city_id", "category", "issued_on"),
    )

    category: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(100))  # who issued it
    number: Mapped[str] = mapped_column(String(40), default="")  # 发文字号
    issued_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None]
    url: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text)
    is_shown: Mapped[bool] = mapped_column(default=True)
    is_public: Mapped[bool] = mapped_column(default=False)  # shown on the public pages of the city's stations, too
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    changed_by: Mapped[int]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class MicroClass(CityOwned):
    """微课堂: a lesson on the net, by its link. Views are counted here and are never attendances. Source: S0-17."""

    __table_args__ = (
        CheckConstraint("length(title) between 2 and 60", "title"),
        CheckConstraint("url like 'https://%' or url like 'http://%'", "url"),
        CheckConstraint("minutes between 1 and 600", "minutes"),
        CheckConstraint("length(summary) <= 300", "summary"),
    )

    title: Mapped[str] = mapped_column(String(60))
    teacher: Mapped[str] = mapped_column(String(40), default="")
    url: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int]
    published_on: Mapped[date] = mapped_column(Date)
    is_shown: Mapped[bool] = mapped_column(default=True)
    is_public: Mapped[bool] = mapped_column(default=True)
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class MicroViews(CityOwned):
    """How often a lesson's link was opened on a day."""

    __table_args__ = (UniqueConstraint("city_id", "class_id", "day"), CheckConstraint("views >= 1", "views"))

    class_id: Mapped[UUID] = child_of(MicroClass)
    day: Mapped[date] = mapped_column(Date)
    views: Mapped[int]
