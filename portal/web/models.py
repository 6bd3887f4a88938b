"""What the kit keeps of its own: the answers already given, and the jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned


class Receipt(Owned):
    """The answer once given to a body sent with a key."""

    __table_args__ = (UniqueConstraint("city_id", "tenant_id", "account_id", "key"),)

    account_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]


class Job(Owned):
    """Work for the worker: its input is frozen, its result is a file known by its digest."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "kind", "input_digest"),
        CheckConstraint("state in ('queued', 'running', 'done', 'failed')", "state"),
        CheckConstraint("progress between 0 and 100", "progress"),
    )

    account_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    input: Mapped[dict[str, Any]] = mapped_column(JSON)
    input_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    progress: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str | None] = mapped_column(String(64))
    error: Mapped[str | None] = mapped_column(String(300))
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
