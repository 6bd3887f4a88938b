"""Marks of a lesson as they are written: the women's rows, what the city knows of them, the counts, the figures, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.tallies import services as tallies
from portal.tallies.rules import LESSON_ONLINE, LESSON_PRESENT
from portal.tallies.services import Reached
from portal.training.models import Attendance, Lesson, Presence, Trainee
from portal.training.queries import attendance as queries
from portal.training.queries import classes
from portal.training.queries.attendance import Attendee, meeting_of
from portal.training.rules.attendance import Meeting, Way

attendance, presence, lesson, trainee = (cast(Table, m.__table__) for m in (Attendance, Presence, Lesson, Trainee))
_NEW, _NEW_PRESENCE = insert(attendance), insert(presence)


@dataclass(frozen=True, slots=True)
class Held:
    """A lesson that is held for writing, with its class: (id, class_id, …, version, taken_at, course_id)."""

    row: Any
    it: Meeting

    @property
    def id(self) -> UUID:
        """Its id."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one woman's mark; `row_id` is None while she has none."""

    who: Attendee
    way: Way
    street: str
    row_id: UUID | None


def hold_lesson(scope: Scope, lesson_id: UUID) -> Held:
    """Return a lesson of this very station, its class held until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = classes.get_lesson(scope, lesson_id)
    classes.lock_class(scope, found.class_id)
    row = classes.get_lesson(scope, lesson_id)  # again, now that nobody changes it any more
    return Held(row, meeting_of(row))


def overtaken(lesson_id: UUID, action: str) -> Conflict:
    """Return what is said to who saw another version of a lesson."""
    message = "这节课的记录刚才有变动（有人签到，或别人改过），这一次没有保存。"
    return Conflict(message, action=action, subject_id=lesson_id, advice="请看过最新内容后再改。")


def note_changes(scope: Scope, held: Held, changes: Sequence[Change], *, action: str, is_whole: bool) -> None:
    """Write marks, what the city knows of them, the lesson's counts and its figures.

    Args:
        is_whole: of everybody in the class something is known now; only then it is known how long was taught.

    Raises:
        Conflict: a woman was elsewhere at the same time, or the month is closed.
    """
    refuse_elsewhere(scope, held, [it.who for it in changes if it.way.came], action=action)
    _write_marks(scope, held, changes)
    _write_presence(scope, held, changes)
    _touch(scope, [it.who.trainee_id for it in changes])
    moment, row = clock.now(), held.row
    taken: dict[str, Any] = {} if row.taken_at else {"taken_at": moment, "taken_by": scope.account_id}
    if is_whole and row.taught_min is None:
        taken["taught_min"] = row.end_min - row.start_min  # as planned, until somebody says how it really was
    recount(scope, held, action=action, **taken)


def recount(scope: Scope, held: Held, *, action: str, **values: Any) -> None:
    """Count who came to a lesson anew, keep it with further values, and let the lesson stand for exactly that in the figures."""
    present, online = queries.count_came(scope, held.id)
    change_lesson(scope, held, {"present_count": present, "online_count": online, **values}, action=action)
    about: dict[str, Any] = {"subject_id": held.id, "happened_on": held.it.held_on, "course_id": held.row.course_id}
    reached = [Reached(LESSON_PRESENT, value=present, **about), Reached(LESSON_ONLINE, value=online, **about)]
    tallies.settle(scope, held.id, reached, action=action)


def change_lesson(scope: Scope, held: Held, values: dict[str, Any], *, action: str) -> None:
    """Change a lesson that is held.

    Raises:
        Conflict: it was planned anew meanwhile.
    """
    seen = held.row.version
    own = (scope.changes(lesson), lesson.c.id == bindparam("which"), lesson.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": held.id, "seen": seen}
    changed = db.session.execute(update(lesson).where(*own).values({**values, "version": seen + 1}), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise overtaken(held.id, action)


def refuse_elsewhere(scope: Scope, held: Held, coming: Sequence[Attendee], *, action: str) -> None:
    """Refuse whoever was in another lesson of the city at the same time; where that was, nobody is told.

    Raises:
        Conflict: it names her.
    """
    known = {one.person_id: one.name for one in coming if one.person_id}
    if not known:
        return
    humans = queries.lock_persons(scope, known)
    taken = queries.find_elsewhere(scope, held.id, held.it, set(humans.values()))
    names = [name for person_id, name in known.items() if humans.get(person_id) in taken]
    if names:
        message = f"{'、'.join(names[:5])}在同一时间的另一节课上已记到课，这一次没有保存。"
        advice = "请核对签到表：她没有来的记缺课；确实来了的，请先更正另一节课的记录。"
        raise Conflict(message, action=action, subject_id=held.id, advice=advice, hers=names)


def _write_marks(scope: Scope, held: Held, changes: Sequence[Change]) -> None:
    how = {"noted_at": clock.now(), "noted_by": scope.account_id}
    of_lesson = {**scope.stamp(attendance), "lesson_id": held.id, **how}
    new = [{**of_lesson, "id": uuid7(), "trainee_id": it.who.trainee_id, **_way(it)} for it in changes if it.row_id is None]
    old = [{**scope.binds, "which": it.row_id, "to_way": it.way.value, "to_street": it.street} for it in changes if it.row_id]
    if new:
        db.session.execute(_NEW, new)
    if old:
        own = (scope.changes(attendance), attendance.c.id == bindparam("which"))
        values = {"way": bindparam("to_way"), "street": bindparam("to_street"), **how}
        db.session.execute(update(attendance).where(*own).values(values), old)


def _way(it: Change) -> dict[str, str]:
    return {"way": it.way.value, "street": it.street}


def _write_presence(scope: Scope, held: Held, changes: Sequence[Change]) -> None:
    """Keep in step what the city knows: that this person was in this lesson."""
    persons = [it.who.person_id for it in changes if it.who.person_id]
    if not persons:
        return
    mine = (presence.c.tenant_id == scope.tenant_id, presence.c.lesson_id == bindparam("lesson"))
    hers = presence.c.person_id.in_(bindparam("persons", expanding=True))
    binds = {**scope.binds, "lesson": held.id, "persons": persons}
    db.session.execute(delete(presence).where(scope.changes(presence), *mine, hers), binds)
    row, it = held.row, held.it
    when = {"held_on": it.held_on, "start_min": it.start_min, "end_min": it.end_min}
    about = {**scope.stamp(presence), "tenant_id": scope.tenant_id, "lesson_id": held.id, "class_id": row.class_id, **when}
    came = [change for change in changes if change.way.came and change.who.person_id]
    if came:
        hers_now = ({"person_id": it.who.person_id, "is_online": it.way is Way.ONLINE} for it in came)
        db.session.execute(_NEW_PRESENCE, [{**about, "id": uuid7(), **one} for one in hers_now])


def _touch(scope: Scope, trainee_ids: Sequence[UUID]) -> None:
    if trainee_ids:
        hers = (scope.changes(trainee), trainee.c.id.in_(bindparam("whose", expanding=True)))
        db.session.execute(update(trainee).where(*hers).values(touched_at=clock.now()), {**scope.binds, "whose": list(trainee_ids)})
