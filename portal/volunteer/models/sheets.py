"""Numbered paper sheets: what elders without a telephone sign, keyed by the station in batches."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned


class PaperSheet(Owned):
    """A sheet that was printed, for hours or for the shop; each of its rows is keyed once."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "serial"),
        CheckConstraint("kind in ('hours', 'shop')", "kind"),
        CheckConstraint("rows between 1 and 40", "rows"),
    )

    serial: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(8))
    rows: Mapped[int]
    printed_by: Mapped[int]
    printed_at: Mapped[datetime]
