"""Codes that are scanned: what each opens, and the checks of telephones by a code that was sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class PublicCode(Base):
    """A code on a poster, in a group, on a certificate; it tells a stranger's request which unit, and what of it, is meant."""

    __table_args__ = (
        CheckConstraint("kind in ('station', 'class', 'certificate', 'service', 'vol_cert', 'paper')", "kind"),
        CheckConstraint("channel in ('', 'counter', 'grid', 'poster', 'propagandist', 'other')", "channel"),
        Index(None, "tenant_id", "kind", "subject_id"),
    )

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    subject_id: Mapped[UUID | None]  # the class or the certificate
    channel: Mapped[str] = mapped_column(String(12), default="")  # how whoever scans it came
    label: Mapped[str] = mapped_column(String(40), default="")  # where it hangs, which group it was sent to
    scans: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]


class PhoneCheck(Base):
    """A code sent to a telephone; neither is kept, only what finds them again under the portal's key."""

    __table_args__ = (
        CheckConstraint("tries between 0 and 99", "tries"),
        Index(None, "phone_digest", "sent_at"),
        Index(None, "address", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    phone_digest: Mapped[str] = mapped_column(String(64))
    code_digest: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    sent_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    passed_at: Mapped[datetime | None]
