"""What was printed with a code on it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned


class Imprint(Owned):
    """What stands on a paper of what it is: whoever scans its code is told whether it still holds.

    Two papers that say the same are one; `subject` is what a paper is about within its kind, so a later one is known to follow it.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "kind", "subject", "digest"),
        UniqueConstraint("city_id", "tenant_id", "code"),
        CheckConstraint("length(kind) between 1 and 40", "kind"),
        CheckConstraint("length(digest) = 64", "digest"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(80))
    period: Mapped[str] = mapped_column(String(80), default="")
    cutoff: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[str] = mapped_column(String(60), default="")
    filled_by: Mapped[str] = mapped_column(String(60), default="")
    reviewed_by: Mapped[str] = mapped_column(String(60), default="")
    printed_by: Mapped[int]
    printed_at: Mapped[datetime]
