"""What the kit keeps of its own: the answers already given, the jobs, photos, and sheets that were read in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
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


class Photo(Owned):
    """A photo of something: decoded and written anew, kept as a file known by its digest.

    `source_digest` is that of the file as it was sent: the same picture shown twice is found by it.
    """

    __table_args__ = (
        CheckConstraint("length(subject) between 1 and 20", "subject"),
        CheckConstraint("width > 0 and height > 0 and size_bytes > 0", "size"),
        Index(None, "city_id", "tenant_id", "subject", "subject_id"),
        Index(None, "city_id", "source_digest"),
    )

    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID | None]
    caption: Mapped[str] = mapped_column(String(80), default="")
    digest: Mapped[str] = mapped_column(String(64))
    thumb_digest: Mapped[str] = mapped_column(String(64))
    source_digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    added_by: Mapped[int]
    added_at: Mapped[datetime]
    removed_by: Mapped[int | None]
    removed_at: Mapped[datetime | None]


class Sheet(Owned):
    """A sheet that was read in, as text cell by cell, between its dry run and its taking over."""

    __table_args__ = (
        CheckConstraint("state in ('checked', 'taken')", "state"),
        Index(None, "city_id", "tenant_id", "read_at"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(200))
    source_digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[list[Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="checked")
    taken_count: Mapped[int | None]
    read_by: Mapped[int]
    read_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
