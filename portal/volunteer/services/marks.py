"""Training and praise put on record; what was wrong is made void and stays to be seen."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import require_hers
from portal.volunteer.models import VolunteerMark
from portal.volunteer.queries import marks as queries
from portal.volunteer.queries.records import get_record
from portal.volunteer.rules.marks import Mark, check_mark

NOTE, VOID = "volunteer.note_mark", "volunteer.void_mark"
mark = cast(Table, VolunteerMark.__table__)


def note_mark(scope: Scope, volunteer_id: UUID, it: Mark) -> UUID:
    """Put training or praise of a volunteer on record.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: a day that cannot be, or praise with a length.
        Conflict: she withdrew her consent.
    """
    her = get_record(scope, volunteer_id)
    require_hers(her.withdrawn_at, her.erased_at, action=NOTE, subject_id=volunteer_id)
    check_mark(it, today=clock.today())
    told: dict[str, Any] = {name: getattr(it, name) for name in ("kind", "happened_on", "title", "trained_min", "note")}
    who = {"volunteer_id": volunteer_id, "noted_by": scope.account_id, "noted_at": clock.now()}
    mark_id = uuid7()
    db.session.execute(insert(mark), [{**scope.stamp(mark), "id": mark_id, "void_reason": "", **who, **told}])
    audit.note(scope, NOTE, mark_id)
    return mark_id


def void_mark(scope: Scope, mark_id: UUID, *, reason: str) -> None:
    """Let a mark count no more; it stays to be seen, with the reason.

    Raises:
        NotFound: there is none.
        RuleBroken: the reason names her.
        Conflict: it was made void before, or she withdrew her consent.
    """
    her = get_record(scope, queries.get_mark(scope, mark_id).volunteer_id)
    require_hers(her.withdrawn_at, her.erased_at, action=VOID, subject_id=mark_id)
    check_reason(reason, her.name)
    own = (scope.changes(mark), mark.c.id == bindparam("which"), mark.c.voided_at.is_(None))
    gone = {"voided_by": scope.account_id, "voided_at": clock.now(), "void_reason": reason}
    done = db.session.execute(update(mark).where(*own).values(gone), {**scope.binds, "which": mark_id})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("这一条已经作废过了，没有再次作废。", action=VOID, subject_id=mark_id)
    audit.note(scope, VOID, mark_id, note=reason)


register_words({NOTE: "登记志愿者培训或表彰", VOID: "作废志愿者培训或表彰"}, group="志愿者")
