"""The audit's lines, the seals over them and what was archived; triggers refuse to change or remove them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, Owned


class AuditLine(Owned):
    """Who did what, or was refused what, on which row, from where."""

    __table_args__ = (
        CheckConstraint("result in ('done', 'refused', 'failed')", "result"),
        Index(None, "city_id", "tenant_id", "at"),
        Index(None, "city_id", "at"),  # a city's lines are sealed and verified in their order
    )

    account_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(60))
    result: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]


class AuditSeal(CityOwned):
    """A batch of a city's lines, sealed in the order of (at, id); each seal hangs on the one before.

    `lines` holds 32 bytes for each line: its id and the first half of its digest, so that a line altered, lost or slipped in is
    named; `chain` seals them together with the chain before.
    """

    __table_args__ = (UniqueConstraint("city_id", "seq"), CheckConstraint("line_count > 0", "line_count"))

    seq: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    last_id: Mapped[UUID]
    line_count: Mapped[int]
    lines: Mapped[bytes] = mapped_column(LargeBinary)
    chain: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


class AuditArchive(CityOwned):
    """Sealed lines that were moved out of the database into a file, up to and with one seal.

    `proof` is made with the key of the seals: a row that somebody put here by hand excuses no line that is missing.
    """

    __table_args__ = (UniqueConstraint("city_id", "last_seq"),)

    last_seq: Mapped[int]
    line_count: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int]
    at: Mapped[datetime]
    proof: Mapped[str] = mapped_column(String(64))
