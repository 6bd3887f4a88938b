"""The rows of enrolments: a seat written, a row changed as it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.training.models import Enrolment, Trainee
from portal.training.queries import enrolments as queries
from portal.training.rules.enrolments import EnrolmentState, Refresher

enrolment, trainee = cast(Table, Enrolment.__table__), cast(Table, Trainee.__table__)


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody got: a seat, or a place in the waiting list."""

    enrolment_id: UUID
    trainee_id: UUID
    name: str
    state: EnrolmentState


def write_seats(
    scope: Scope, held: Row[Any], chosen: Sequence[tuple[Row[Any], Any, EnrolmentState]], refresher: Refresher | None
) -> list[Seat]:
    """Write the seats; who left before comes back to her own row."""
    wishes = queries.map_wishes(scope, [her.id for her, _, _ in chosen], course_id=held.course_id)
    fresh, seats = list[dict[str, Any]](), list[Seat]()
    for her, before, state in chosen:
        values = {**_written(scope, state, refresher), "wish_id": wishes.get(her.id)}
        seats.append(Seat(before.id if before else uuid7(), her.id, her.name, state))
        if before:
            change_enrolment(scope, before.id, before.version, {**values, "reason": ""}, action="")
        else:
            ids = {"id": seats[-1].enrolment_id, "class_id": held.id, "trainee_id": her.id}
            fresh.append({**scope.stamp(enrolment), **ids, **values, "version": 1})
    if fresh:
        db.session.execute(insert(enrolment), fresh)
    touch_trainees(scope, [her.id for her, _, _ in chosen])
    audit.note(scope, "enrolment.enrol", *(seat.enrolment_id for seat in seats))
    return seats


def _written(scope: Scope, state: EnrolmentState, refresher: Refresher | None) -> dict[str, Any]:
    why: dict[str, Any] = {"is_refresher": False, "refresher_cause": "", "refresher_entry_id": None, "refresher_note": ""}
    if refresher:
        cause = {"refresher_cause": refresher.cause.value, "refresher_entry_id": refresher.entry_id}
        why: dict[str, Any] = {"is_refresher": True, **cause, "refresher_note": refresher.note}
    return {"state": state.value, **why, "enrolled_by": scope.account_id, "enrolled_at": clock.now(), "changed_at": clock.now()}


def change_enrolment(scope: Scope, enrolment_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    """Change an enrolment as it was seen.

    Args:
        action: what is noted in the audit; empty when somebody else notes it.

    Raises:
        Conflict: somebody changed it meanwhile.
    """
    own = (scope.changes(enrolment), enrolment.c.id == bindparam("which"), enrolment.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": enrolment_id, "seen": version}
    changed = db.session.execute(update(enrolment).where(*own).values({"changed_at": clock.now(), **values, "version": version + 1}), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        message = "她的报名记录刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=enrolment_id, advice="请看过最新内容后再改。")
    if action:
        audit.note(scope, action, enrolment_id)


def touch_trainees(scope: Scope, trainee_ids: Sequence[UUID]) -> None:
    """Note that trainees were dealt with now."""
    own = (scope.changes(trainee), trainee.c.id.in_(bindparam("wanted", expanding=True)))
    db.session.execute(update(trainee).where(*own).values(touched_at=clock.now()), {**scope.binds, "wanted": list(trainee_ids)})
