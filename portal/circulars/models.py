"""What is sent down, and the copy of each unit that received it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned


class Circular(Owned):
    """通知 or 任务: what a city or a county tells the units below it; a draft until it is sent, withdrawn with a reason afterwards."""

    __table_args__ = (
        CheckConstraint("kind in ('circular', 'task')", "kind"),
        CheckConstraint("state in ('draft', 'sent', 'withdrawn')", "state"),
        CheckConstraint("(state = 'draft') = (sent_at is null)", "sent_at"),
        CheckConstraint("length(title) between 2 and 60", "title"),
        CheckConstraint("length(body) <= 5000", "body"),
        CheckConstraint("kind = 'circular' or state = 'draft' or due_on is not null", "due_on"),
        CheckConstraint("length(withdrawn_reason) <= 200", "withdrawn_reason"),
        Index(None, "city_id", "tenant_id", "state", "sent_at"),
    )

    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(5000))
    audience: Mapped[str] = mapped_column(String(10))  # counties, stations, all, chosen
    chosen: Mapped[list[Any]] = mapped_column(JSON, default=list)  # division codes of the units, when they were chosen one by one
    needs_reply: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    sent_by: Mapped[int | None]
    sent_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)


class CircularCopy(Owned):
    """A circular as one unit received it: its words as they were sent, who read it, what was answered.

    It stands in the rows of the unit that received it, so the unit and all above it read it.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "circular_id"),
        CheckConstraint("kind in ('circular', 'task')", "kind"),
        CheckConstraint("length(reply) <= 2000", "reply"),
        CheckConstraint("(reply = '') = (replied_at is null)", "replied_at"),
        Index(None, "city_id", "circular_id"),
        Index(None, "city_id", "tenant_id", "sent_at"),
    )

    circular_id: Mapped[UUID]
    sender_id: Mapped[int]  # the unit that sent it, above this one
    sender_name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(5000))
    needs_reply: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    sent_at: Mapped[datetime]
    read_by: Mapped[int | None]
    read_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(String(2000), default="")
    replied_by: Mapped[int | None]
    replied_at: Mapped[datetime | None]
    sent_back_reason: Mapped[str] = mapped_column(String(200), default="")  # a task whose answer would not do
    accepted_by: Mapped[int | None]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
