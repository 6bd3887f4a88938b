"""The proof of free: who paid for what, and what looks as if it could not have been."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, child_of
from portal.training.models.classes import TrainingClass


class Fund(Owned):
    """Money that pays for training: from a budget, a federation, a foundation or a company, with what it may amount to."""

    __table_args__ = (
        CheckConstraint("source in ('budget', 'federation', 'foundation', 'company', 'other')", "source"),
        CheckConstraint("length(name) between 1 and 60", "name"),
        CheckConstraint("budget_fen between 0 and 1000000000000", "budget_fen"),
        CheckConstraint("year between 2000 and 2099", "year"),
        Index(None, "city_id", "tenant_id", "year"),
    )

    name: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(12))
    donor: Mapped[str] = mapped_column(String(80), default="")
    year: Mapped[int]
    budget_fen: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(500), default="")
    ended_on: Mapped[date | None]
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ClassCost(Owned):
    """What a fund paid for a class; a mistake is voided and written anew."""

    __table_args__ = (
        CheckConstraint("item in ('teaching', 'room', 'material', 'exam', 'certificate', 'health', 'insurance', 'other')", "item"),
        CheckConstraint("amount_fen between 1 and 100000000000", "amount_fen"),
        CheckConstraint("length(voucher) <= 60", "voucher"),
        Index(None, "city_id", "tenant_id", "class_id"),
        Index(None, "city_id", "tenant_id", "fund_id"),
    )

    class_id: Mapped[UUID] = child_of(TrainingClass)
    fund_id: Mapped[UUID] = child_of(Fund)
    item: Mapped[str] = mapped_column(String(12))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date]
    voucher: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")


class Finding(Owned):
    """Rows that look wrong, found by a check; a station explains them, somebody else closes it. It names nobody."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "fingerprint"),
        CheckConstraint("state in ('open', 'explained', 'closed')", "state"),
        CheckConstraint("length(summary) between 1 and 300", "summary"),
        Index(None, "city_id", "tenant_id", "state", "found_at"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the kind and the rows: found again, it is the same finding
    summary: Mapped[str] = mapped_column(String(300))
    happened_on: Mapped[date | None]
    class_id: Mapped[UUID | None] = child_of(TrainingClass)
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)  # {kind of row: [ids]}, to be opened by the station
    authors: Mapped[list[int]] = mapped_column(JSON)  # who wrote the rows: none of them closes it
    found_at: Mapped[datetime]
    is_there: Mapped[bool] = mapped_column(default=True)  # whether the last check found it still
    state: Mapped[str] = mapped_column(String(10), default="open")
    explanation: Mapped[str] = mapped_column(String(500), default="")
    explained_by: Mapped[int | None]
    explained_at: Mapped[datetime | None]
    verdict: Mapped[str] = mapped_column(String(500), default="")
    closed_by: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
