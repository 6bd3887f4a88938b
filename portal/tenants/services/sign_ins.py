"""What is kept only for a while: failed sign-ins, logins that ended, links that were used or ran out, codes sent to telephones."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select

from portal.core.db import Base, db
from portal.tenants.models import Invitation, Login, LoginAttempt, PhoneCheck


def purge_sign_ins(before: datetime, *, is_dry: bool) -> int:
    """Remove what ended before a moment; return how many rows there are."""
    ended: list[tuple[type[Base], ColumnElement[bool]]] = [
        (LoginAttempt, LoginAttempt.at < before),
        (PhoneCheck, PhoneCheck.sent_at < before),
        (Login, or_(Login.ends_at < before, Login.seen_at < before)),  # nobody looked for so long: it is over
        (Invitation, or_(Invitation.ends_at < before, Invitation.used_at < before)),
    ]
    count = 0
    for model, due in ended:
        count += db.session.execute(select(func.count()).select_from(model).where(due)).scalar_one()
        if not is_dry:
            db.session.execute(delete(model).where(due))
    return count
