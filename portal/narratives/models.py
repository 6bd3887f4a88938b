"""Reports as they are written."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned


class Narrative(Owned):
    """汇报材料: a text with figures in it, of one unit and one span of months. Source: S0-33."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "series", "revision"),
        Index(None, "city_id", "tenant_id", "last_month"),
        CheckConstraint("length(title) between 2 and 60", "title"),
        CheckConstraint("length(first_month) = 7 and length(last_month) = 7 and first_month <= last_month", "months"),
        CheckConstraint("state in ('draft', 'final', 'superseded')", "state"),
        CheckConstraint("(state = 'draft') = (finished_at is null)", "finished_at"),
        CheckConstraint("length(text) <= 60000", "text"),
        CheckConstraint("length(despite) <= 500", "despite"),
        CheckConstraint("revision >= 1", "revision"),
    )

    series: Mapped[UUID]  # the id of its first revision
    revision: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(60))
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    text: Mapped[str] = mapped_column(Text)  # as it is typed, with tokens where figures stand
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)  # {token: what stood for it}, frozen when it is finished, {} before
    digest: Mapped[str] = mapped_column(String(64), default="")
    despite: Mapped[str] = mapped_column(String(500), default="")  # why it was finished with findings open
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    changed_by: Mapped[int]
    changed_at: Mapped[datetime]
    finished_by: Mapped[int | None]
    finished_at: Mapped[datetime | None]
