"""Every SELECT on the checks of telephones."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, func, or_, select

from portal.core.db import db
from portal.tenants.models import PhoneCheck

check = cast(Table, PhoneCheck.__table__)
c = check.c


def count_sent(*, phone_digest: str, address: str, since: datetime) -> tuple[int, int]:
    """Return how many codes were sent since a moment: to this telephone, and for this address."""
    to_phone, for_address = (func.count().filter(named) for named in (c.phone_digest == phone_digest, c.address == address))
    either = or_(c.phone_digest == phone_digest, c.address == address)
    row = db.session.execute(select(to_phone, for_address).where(either, c.sent_at > since)).one()
    return row[0], row[1]


def find_latest(tenant_id: int, phone_digest: str, *, now: datetime) -> Row[UUID, str, int] | None:
    """Return (id, code_digest, tries) of the last code sent to a telephone for a unit, if it can still be used."""
    sent = select(c.id, c.code_digest, c.tries, c.ends_at, c.passed_at).where(c.tenant_id == tenant_id, c.phone_digest == phone_digest)
    row: Any = db.session.execute(sent.order_by(c.sent_at.desc(), c.id.desc()).limit(1)).first()
    return None if row is None or row.passed_at is not None or row.ends_at <= now else row
