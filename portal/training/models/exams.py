"""Exams, who sits them, and the certificates that follow."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, Personal, child_of
from portal.training.models.classes import TrainingClass
from portal.training.models.courses import Course
from portal.training.models.intake import Trainee


class Exam(Owned):
    """An exam that women sign up for without a fee: of a class, or open to all who learnt its course."""

    __table_args__ = (
        CheckConstraint("state in ('open', 'closed', 'cancelled')", "state"),
        CheckConstraint("length(title) between 1 and 80", "title"),
        CheckConstraint("pass_mark between 1 and 100", "pass_mark"),
        CheckConstraint("start_min between 0 and 1439", "start_min"),
        Index(None, "city_id", "tenant_id", "held_on", "id"),
    )

    class_id: Mapped[UUID | None] = child_of(TrainingClass)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    title: Mapped[str] = mapped_column(String(80))
    held_on: Mapped[date]
    start_min: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(100), default="")
    issuer: Mapped[str] = mapped_column(String(80))  # who examines, and issues the certificate
    items: Mapped[list[str]] = mapped_column(JSON, default=list)  # what is examined: 理论, 实操…
    pass_mark: Mapped[int] = mapped_column(default=60)
    state: Mapped[str] = mapped_column(String(10), default="open")
    state_reason: Mapped[str] = mapped_column(String(200), default="")  # why it was cancelled
    note: Mapped[str] = mapped_column(String(500), default="")
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ExamEntry(Personal):
    """A trainee who sits an exam, and how it went, item by item."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "exam_id", "trainee_id"),
        CheckConstraint("result in ('pending', 'passed', 'failed', 'absent', 'withdrawn')", "result"),
        Index(None, "city_id", "tenant_id", "trainee_id"),
    )

    exam_id: Mapped[UUID] = child_of(Exam)
    trainee_id: Mapped[UUID] = child_of(Trainee)
    resits_id: Mapped[UUID | None]  # the entry she failed before
    result: Mapped[str] = mapped_column(String(10), default="pending")
    marks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # {item: mark of 100}
    failed_items: Mapped[str] = mapped_column(String(200), default="")
    signed_by: Mapped[int]
    signed_at: Mapped[datetime]
    result_by: Mapped[int | None]
    result_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Certificate(Personal):
    """A certificate as it was issued; what stands on it is frozen, it is revoked, never changed."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "issuer", "number"),
        UniqueConstraint("city_id", "tenant_id", "check_code"),
        CheckConstraint("length(number) between 1 and 40", "number"),
        CheckConstraint("expires_on > issued_on", "expires_on"),
        CheckConstraint("kind in ('course', 'level', 'special')", "kind"),
        CheckConstraint("level between 2 and 5 and (level > 2 or track = '')", "level"),
        Index(None, "city_id", "tenant_id", "trainee_id"),
        Index(None, "city_id", "tenant_id", "issued_on", "id"),
        Index(None, "city_id", "tenant_id", "expires_on"),
    )

    trainee_id: Mapped[UUID] = child_of(Trainee)
    entry_id: Mapped[UUID | None] = child_of(ExamEntry)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    kind: Mapped[str] = mapped_column(String(10))  # 结业证书, 职业技能等级证书, 专项职业能力证书
    holder_name: Mapped[str] = mapped_column(String(30))
    occupation: Mapped[str] = mapped_column(String(40), default="")
    occupation_code: Mapped[str] = mapped_column(String(12), default="")
    track: Mapped[str] = mapped_column(String(20), default="")
    level: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(80))
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    check_code: Mapped[str] = mapped_column(String(16))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None]
    revoke_reason: Mapped[str] = mapped_column(String(200), default="")
    issued_by: Mapped[int]
    issued_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
