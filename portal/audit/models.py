"""The audit's one table; triggers refuse to change or remove its rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned


class AuditLine(Owned):
    """Who did what, or was refused what, on which row, from where."""

    __table_args__ = (
        CheckConstraint("result in ('done', 'refused', 'failed')", "result"),
        Index(None, "city_id", "tenant_id", "at"),
    )

    account_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(60))
    result: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]
