"""What there is to show that somebody is who she says, and how often it was shown wrong."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, func, select

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.scope import Scope, prepared

audit_line = cast(Table, AuditLine.__table__)
a = audit_line.c


@prepared
def _wrong(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(audit_line), a.subject_id == bindparam("subject"), a.at > bindparam("since"))
    return select(func.count()).where(*mine, a.action == bindparam("action"), a.result == "refused")


def count_wrong(scope: Scope, subject_id: UUID, *, action: str, since: datetime) -> int:
    """Return how often something was refused for a row since a moment."""
    binds = {"subject": subject_id, "action": action, "since": since}
    return int(db.session.execute(_wrong(scope), {**scope.binds, **binds}).scalar_one())
