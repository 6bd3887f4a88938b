"""The monthly bulletin of a city."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned


class Bulletin(CityOwned):
    """月度通报: what a month came to, as it stood when it was published; numbered within its year. Source: S0-9."""

    __table_args__ = (
        UniqueConstraint("city_id", "month", "revision"),
        UniqueConstraint("city_id", "year", "number", "revision"),
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("state in ('draft', 'published', 'superseded')", "state"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("length(foreword) <= 2000", "foreword"),
        CheckConstraint("(state = 'draft') = (published_at is null)", "published_at"),
    )

    month: Mapped[str] = mapped_column(String(7))
    year: Mapped[int]
    number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    foreword: Mapped[str] = mapped_column(String(2000), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # frozen at publication, {} before
    digest: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    published_by: Mapped[int | None]
    published_at: Mapped[datetime | None]
