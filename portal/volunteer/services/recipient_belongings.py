"""What shifts hold of a recipient: who confirmed them, and what she objected to; both are taken out when she is erased."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update

from portal.care.belongings import register_belonging
from portal.care.models import ServiceRequest
from portal.core.db import db
from portal.core.scope import Scope
from portal.people.rolls import Sheet
from portal.volunteer.models import Shift

shift, request = cast(Table, Shift.__table__), cast(Table, ServiceRequest.__table__)


def sheets(_scope: Scope, _recipient_id: UUID) -> Sequence[Sheet]:
    """Return nothing: what she was served stands among her requests."""
    return []


def blank(scope: Scope, recipient_id: UUID) -> None:
    """Take out who confirmed and what she objected to; that, when and how it was confirmed stays."""
    hers = select(request.c.id).where(scope.changes(request), request.c.recipient_id == bindparam("who"))
    own = (scope.changes(shift), shift.c.request_id.in_(hers))
    db.session.execute(update(shift).where(*own).values(confirmer="", objection=""), {**scope.binds, "who": recipient_id})


def move(_scope: Scope, _from_id: UUID, _to_id: UUID) -> None:
    """Do nothing: shifts hang on her requests, which move themselves."""


register_belonging(sheets=sheets, blank=blank, move=move)
