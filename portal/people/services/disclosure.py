"""Looking at a person's data in full: with a reason, in the audit, and not too often."""

from datetime import timedelta

from portal.audit import services as audit
from portal.core import clock
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people import queries
from portal.people.rules import Document
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import Record, require_hers

UNMASK, ASK, COPY = queries.LOOKS


class TooMany(Conflict):
    """She has looked at as many records within the hour as one may; the attempt is kept in the audit."""

    status = 429


def look(scope: Scope, record: Record, *, action: str, reason: str, limit: int) -> Document | None:
    """Note that somebody looks at a record, and return its document.

    Args:
        action: `UNMASK`, `ASK` or `COPY`.
        reason: as it will stand in the audit.
        limit: how many records one account may look at here within an hour.

    Returns:
        None when there is no document.

    Raises:
        RuleBroken: the reason names her.
        Conflict: she withdrew her consent or was erased; a copy of what is left is hers all the same.
        TooMany: the hour's records are used up.
    """
    check_reason(reason, record.name)
    if action != COPY or record.erased_at:
        require_hers(record.withdrawn_at, record.erased_at, action=action, subject_id=record.id)
    if queries.count_looks(scope, since=clock.now() - timedelta(hours=1)) >= limit:
        words = f"一小时内最多查看 {limit} 名人员的完整信息，已经用完，这一次没有显示。"
        raise TooMany(words, action=action, subject_id=record.id, advice="请一小时后再试；确有急需，请告诉上级管理员。")
    audit.note(scope, action, record.id, note=reason)
    return queries.get_document(scope, record.person_id) if record.person_id else None
