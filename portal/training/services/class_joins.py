"""Two records of one woman in one class or one lesson: one seat and one mark stay, and what counted twice counts once."""

from collections.abc import Collection
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.services.records import MERGE
from portal.tallies import queries as figures
from portal.tallies import services as tallies
from portal.training.models import Attendance, Enrolment, Presence
from portal.training.queries import attendance as attendees
from portal.training.queries import classes
from portal.training.queries import enrolments as queries
from portal.training.rules.attendance import Way
from portal.training.services import marks
from portal.training.services.enrolments import promote

enrolment, attendance, presence = (cast(Table, m.__table__) for m in (Enrolment, Attendance, Presence))
_SEATS: Final = ("completed", "enrolled", "failed", "waiting", "left")  # which of two counts more


def move(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang seats and marks on the record that stays; of two in one class, or one lesson, the one that counts more is kept.

    What was decided at the end of a class stays decided: minutes that come together make nobody complete it afterwards.

    Raises:
        Conflict: both are counted in one class, or one lesson, of a closed month.
    """
    rows = queries.list_of_trainees(scope, [from_id, to_id])
    held = {class_id: classes.lock_class(scope, class_id) for class_id in sorted({row.class_id for row in rows})}
    freed = _join_seats(scope, from_id, to_id)
    _join_marks(scope, from_id, to_id)
    for class_id in freed:
        promote(scope, held[class_id])


def follow(scope: Scope, trainee_id: UUID, before: Collection[UUID], person_id: UUID) -> None:
    """Tell the city which person was in her lessons."""
    rows = attendees.list_of_trainees(scope, [trainee_id])
    mine = (
        scope.changes(presence),
        presence.c.tenant_id == scope.tenant_id,
        presence.c.lesson_id.in_(bindparam("lessons", expanding=True)),
    )
    theirs = presence.c.person_id.in_(bindparam("persons", expanding=True))
    binds = {**scope.binds, "lessons": [row.lesson_id for row in rows], "persons": [*{*before, person_id}]}
    db.session.execute(delete(presence).where(*mine, theirs), binds)
    came = [_presence(scope, row, person_id) for row in rows if Way(row.way).came]
    if came:
        db.session.execute(insert(presence), came)


def _presence(scope: Scope, row: Any, person_id: UUID) -> dict[str, Any]:
    names = ("lesson_id", "class_id", "held_on", "start_min", "end_min")
    who = {"id": uuid7(), "person_id": person_id, "tenant_id": scope.tenant_id, "is_online": Way(row.way) is Way.ONLINE}
    return {**scope.stamp(presence), **who, **{name: getattr(row, name) for name in names}}


def _join_seats(scope: Scope, from_id: UUID, to_id: UUID) -> list[UUID]:
    """Return the classes that have a seat more now."""
    rows = queries.list_of_trainees(scope, [from_id, to_id])
    theirs, freed = {row.class_id: row for row in rows if row.trainee_id == from_id}, list[UUID]()
    for mine in (row for row in rows if row.trainee_id == to_id and row.class_id in theirs):
        stays, goes = sorted((mine, theirs[mine.class_id]), key=lambda row: _SEATS.index(row.state))
        if goes.state == "completed":
            _refuse_closed(scope, goes.ended_on, f"两条记录都在“{goes.title}”结业", from_id)
        tallies.take_back(scope, [goes.id], action=MERGE)
        _remove(scope, enrolment, goes.id)
        _complete(scope, stays, goes)
        freed += [mine.class_id] if goes.state == "enrolled" else []
    _hang(scope, enrolment, from_id, to_id)
    return freed


def _complete(scope: Scope, stays: Any, goes: Any) -> None:
    """Keep what only the seat that goes knew: that she paid nothing, and which wish it was for."""
    told: dict[str, Any] = {"wish_id": stays.wish_id or goes.wish_id, "version": stays.version + 1}
    if stays.free_confirmed_on is None:
        told |= {"free_confirmed_on": goes.free_confirmed_on, "free_way": goes.free_way}
    own = (scope.changes(enrolment), enrolment.c.id == bindparam("which"))
    db.session.execute(update(enrolment).where(*own).values(told), {**scope.binds, "which": stays.id})


def _join_marks(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    rows = attendees.list_of_trainees(scope, [from_id, to_id])
    theirs, doubled = {row.lesson_id: row for row in rows if row.trainee_id == from_id}, list[UUID]()
    for mine in (row for row in rows if row.trainee_id == to_id and row.lesson_id in theirs):
        stays, goes = sorted((mine, theirs[mine.lesson_id]), key=_weight)
        if Way(goes.way).came:
            _refuse_closed(scope, goes.held_on, f"两条记录都在“{goes.title}”{goes.held_on} 的课上记了到课", from_id)
            doubled.append(stays.lesson_id)
        _remove(scope, attendance, goes.id)
    _hang(scope, attendance, from_id, to_id)
    for lesson_id in doubled:
        marks.recount(scope, marks.hold_lesson(scope, lesson_id), action=MERGE)


def _weight(row: Any) -> int:
    """In the room counts before online, and either before absent."""
    way = Way(row.way)
    return 0 if way.is_present else 1 if way.came else 2


def _refuse_closed(scope: Scope, on: Any, what: str, from_id: UUID) -> None:
    month = clock.month_of(on)
    if month in figures.list_closed(scope):
        message = f"{what}，其中一次是重复计数；{month} 已关账，数字不能再改，这两条记录不能合并。"
        raise Conflict(message, action=MERGE, subject_id=from_id, advice="请在两条记录的备注里写明是同一个人，以后只用其中一条。")


def _remove(scope: Scope, table: Table, row_id: UUID) -> None:
    own = (scope.changes(table), table.c.id == bindparam("which"))
    db.session.execute(delete(table).where(*own), {**scope.binds, "which": row_id})


def _hang(scope: Scope, table: Table, from_id: UUID, to_id: UUID) -> None:
    own = (scope.changes(table), table.c.trainee_id == bindparam("whose"))
    db.session.execute(update(table).where(*own).values(trainee_id=to_id), {**scope.binds, "whose": from_id})
