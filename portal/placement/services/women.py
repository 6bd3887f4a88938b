"""The one way a trainee is dealt with on her way into work: her row held, her consent looked at, the day noted."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people import services as people
from portal.people.queries import current_consent
from portal.people.rules import ConsentChannel
from portal.people.rules.records import require_hers
from portal.placement.queries import women as queries
from portal.training.models import Trainee
from portal.training.queries import Case
from portal.training.records import TRAINEES

trainee = cast(Table, Trainee.__table__)
_TOUCHED = trainee.c.id == bindparam("which")


def deal_with(scope: Scope, trainee_id: UUID, *, action: str) -> Case:
    """Return a trainee whom nobody else deals with until this transaction ends.

    Raises:
        NotFound: she is not this station's.
        Conflict: she withdrew her consent, or was erased.
    """
    case = queries.hold_trainee(scope, trainee_id)
    require_hers(case.withdrawn_at, case.erased_at, action=action, subject_id=trainee_id)
    touch(scope, trainee_id)
    return case


def touch(scope: Scope, trainee_id: UUID) -> None:
    """Note that she was dealt with today: her record is kept for so long from now."""
    moment = {**scope.binds, "which": trainee_id}
    db.session.execute(update(trainee).where(scope.changes(trainee), _TOUCHED).values(touched_at=clock.now()), moment)


def note_consent(scope: Scope, trainee_id: UUID, channel: ConsentChannel, *, purpose: str, is_given: bool = True) -> None:
    """Add her word on one purpose more to the history of her consent."""
    version = current_consent(clock.today()).version
    note = people.record_consent if is_given else people.record_withdrawal
    note(scope, TRAINEES.kind, trainee_id, version=version, channel=channel.value, purpose=purpose)


def overtaken(subject_id: UUID, action: str) -> Conflict:
    """Return the refusal of a change to what somebody changed meanwhile."""
    message = "这条记录刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=subject_id, advice="请看过最新内容后再办理。")
