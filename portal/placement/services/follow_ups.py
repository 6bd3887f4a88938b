"""Every write on follow-ups."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.placement.models import FollowUp
from portal.placement.queries import follow_ups as queries
from portal.placement.queries import placements
from portal.placement.rules.work import MARKS, PURPOSE, Answer, check_answer
from portal.placement.services.placements import change_placement
from portal.placement.services.women import deal_with, note_consent

NOTE = "placement.follow_up"
follow = cast(Table, FollowUp.__table__)
_NEW = insert(follow)


def note_follow_up(scope: Scope, placement_id: UUID, day: int, it: Answer, *, version: int) -> None:
    """Note what was learnt of a placement at one of its marks; whoever left is noted as having left.

    Args:
        version: of the placement, as it was seen.

    Raises:
        NotFound: it is not this station's, or there is no such mark.
        RuleBroken: a day before it was due or to come, or income without her consent.
        Conflict: it was asked at this mark already, she had left before, or somebody changed the placement meanwhile.
    """
    if day not in MARKS:
        raise NotFound
    row = placements.get_placement(scope, placement_id)
    deal_with(scope, row.trainee_id, action=NOTE)
    check_answer(it, started_on=row.started_on, day=day, today=clock.today())
    check_reason(it.note, row.name, field="note")
    _refuse_second(scope, row, day)
    change_placement(scope, placement_id, _learnt(it), version=version, action=NOTE)  # of two at once the second is told
    said = {"day": day, "done_on": it.done_on, "outcome": it.outcome, "satisfaction": it.satisfaction, "note": it.note}
    done = {"done_by": scope.account_id, "done_at": clock.now(), "version": 1}
    db.session.execute(_NEW, {**scope.stamp(follow), "id": uuid7(), "placement_id": placement_id, **said, **done})
    if it.income_band and it.income_consent:
        note_consent(scope, row.trainee_id, it.income_consent, purpose=PURPOSE)
    audit.note(scope, NOTE, placement_id, note=f"{day} 天")


def _refuse_second(scope: Scope, row: Any, day: int) -> None:
    if any(one.day == day for one in queries.list_of_placements(scope, [row.id])):
        raise Conflict(f"{day} 天回访已经登记过了，没有重复登记。", action=NOTE, subject_id=row.id)
    if row.voided_at is not None or row.ended_on is not None:
        raise Conflict("她已经离岗，或这条记录已作废，不用再回访。", action=NOTE, subject_id=row.id)


def _learnt(it: Answer) -> dict[str, Any]:
    """Return what the placement itself learns from an answer."""
    left = {} if it.leaving is None else {"ended_on": it.leaving.ended_on, "left_cause": it.leaving.cause, "left_note": it.leaving.note}
    return {**left, **({"income_band": it.income_band, "income_consented_at": clock.now()} if it.income_band else {})}


register_words({NOTE: "登记回访"}, group="上岗")
