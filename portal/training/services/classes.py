"""Every write on a class but its end: opened, amended, started, cancelled."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.tenants.services.codes import end_codes_of, make_code
from portal.training.models import Lesson, TrainingClass
from portal.training.queries import classes as queries
from portal.training.queries import courses, registers
from portal.training.queries import enrolments as seats
from portal.training.rules.classes import MOVES, ClassState, Plan, check_plan, check_room, check_seats, title_sound, usual_title
from portal.training.services.enrolments import leave_all, promote
from portal.training.services.timetable import add_lessons, lock_open

__all__ = ["add_lessons", "amend_class", "change_state", "open_class"]
OPEN, AMEND = "class.open", "class.amend"
_ACTIONS = {ClassState.RUNNING: "class.start", ClassState.CANCELLED: "class.cancel"}
training_class, lesson = cast(Table, TrainingClass.__table__), cast(Table, Lesson.__table__)


def open_class(scope: Scope, it: Plan) -> UUID:
    """Open a class under the station's next number, with a code by which its trainees sign in.

    Raises:
        NotFound: there is no such course.
        RuleBroken: its days or its seats cannot be.
    """
    course = courses.get_course(it.course_id)
    if not course.is_active:
        raise RuleBroken("course_id", "这门课已不再开设，请换一门")
    _check(scope, it, changed_room=True, changed_teacher=True)
    number, class_id = queries.next_number(scope), uuid7()
    title = it.title or usual_title(course.name, number)
    made = {"id": class_id, "number": number, "state": ClassState.PLANNED.value, "state_reason": "", "version": 1}
    who = {"made_by": scope.account_id, "made_at": clock.now(), "ended_on": None, "ended_by": None}
    db.session.execute(insert(training_class), {**scope.stamp(training_class), **made, **who, **_written(it, title)})
    make_code(scope, "class", class_id)
    audit.note(scope, OPEN, class_id)
    return class_id


def amend_class(scope: Scope, class_id: UUID, it: Plan, *, version: int) -> list[str]:
    """Change what is planned of a class; its course stays. More seats go to those who wait.

    Returns:
        The names of those who got a seat.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: its days leave out a lesson, or its seats are fewer than are taken.
        Conflict: it has ended, or somebody changed it meanwhile.
    """
    held = lock_open(scope, class_id, action=AMEND)
    _check(scope, it, changed_room=it.room_id != held.room_id, changed_teacher=it.teacher_id != held.teacher_id)
    counted = seats.count_seats(scope, [class_id]).get(class_id)
    check_seats(it.capacity, taken=counted.seated if counted else 0)
    _check_lessons(scope, class_id, it)
    values = _written(it, it.title or held.title)
    del values["course_id"]
    _change(scope, class_id, version, values, action=AMEND)
    return promote(scope, queries.lock_class(scope, class_id))


def change_state(scope: Scope, class_id: UUID, to: ClassState, *, reason: str = "", version: int) -> None:
    """Start a class, or cancel it: then its lessons to come, its seats and its code are given up.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it is cancelled without a reason, or with one that names a woman of it: those above read it.
        Conflict: it does not go from here to there, or somebody changed it meanwhile.
    """
    held = queries.lock_class(scope, class_id)
    action = _ACTIONS.get(to, AMEND)
    if to not in MOVES[ClassState(held.state)]:
        raise Conflict(f"这个班{ClassState(held.state).label}，不能改为“{to.label}”。", action=action, subject_id=class_id)
    if to is ClassState.CANCELLED and not reason:
        raise RuleBroken("reason", "请写明为什么取消")
    check_reason(reason, *(row.name for row in seats.list_enrolments(scope, class_id)))
    _change(scope, class_id, version, {"state": to.value, "state_reason": reason}, action=action, note=reason)
    if to is ClassState.CANCELLED:
        _give_up(scope, held, reason)


def _give_up(scope: Scope, held: Row[Any], reason: str) -> None:
    own = (scope.changes(lesson), lesson.c.class_id == bindparam("which"), lesson.c.taken_at.is_(None), lesson.c.cancelled_at.is_(None))
    gone = update(lesson).where(*own).values(cancelled_at=clock.now(), version=lesson.c.version + 1)
    db.session.execute(gone, {**scope.binds, "which": held.id})
    leave_all(scope, held.id, course_id=held.course_id, reason=f"班级取消：{reason}"[:200])
    end_codes_of(scope, held.id)


def _check(scope: Scope, it: Plan, *, changed_room: bool, changed_teacher: bool) -> None:
    """Its days, and the room it fits in, held against a change; an ended room or teacher stays where it stands, but is not chosen."""
    check_plan(it)
    rooms = registers.lock_rows(scope, "room", [it.room_id] if it.room_id else [])
    teachers = registers.lock_rows(scope, "teacher", [it.teacher_id] if it.teacher_id else [])
    for field, asked, known, is_new in (
        ("room_id", it.room_id, rooms, changed_room),
        ("teacher_id", it.teacher_id, teachers, changed_teacher),
    ):
        if asked and (asked not in known or (is_new and known[asked].ended_on)):
            raise RuleBroken(field, "请从列表中选择；已停用的不能再选")
    if it.room_id:
        check_room(it.capacity, room_name=rooms[it.room_id].name, room_capacity=rooms[it.room_id].capacity)


def _check_lessons(scope: Scope, class_id: UUID, it: Plan) -> None:
    """Every lesson stays within the class, and in a room that holds it."""
    rows = queries.list_lessons(scope, class_id)
    if rows and rows[0].held_on < it.starts_on:
        raise RuleBroken("starts_on", f"{rows[0].held_on} 已排了课，开始日期不能晚于那天")
    if rows and rows[-1].held_on > it.ends_on:
        raise RuleBroken("ends_on", f"{rows[-1].held_on} 还排着课，结束日期不能早于那天")
    for room in registers.lock_rows(scope, "room", {row.room_id for row in rows if row.room_id and row.taken_at is None}).values():
        check_room(it.capacity, room_name=room.name, room_capacity=room.capacity)


def _written(it: Plan, title: str) -> dict[str, Any]:
    when = {"starts_on": it.starts_on, "ends_on": it.ends_on, "capacity": it.capacity, "room_id": it.room_id, "teacher_id": it.teacher_id}
    return {"course_id": it.course_id, "kind": it.kind.value, "title": title, "title_sound": title_sound(title), "note": it.note, **when}


def _change(scope: Scope, class_id: UUID, version: int, values: dict[str, Any], *, action: str, note: str = "") -> None:
    own = (scope.changes(training_class), training_class.c.id == bindparam("which"), training_class.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": class_id, "seen": version}
    changed = db.session.execute(update(training_class).where(*own).values({**values, "version": version + 1}), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        message = "这个班刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=class_id, advice="请看过最新内容后再改。")
    audit.note(scope, action, class_id, note=note)


register_words({OPEN: "开班", AMEND: "修改班级", "class.start": "开始上课", "class.cancel": "取消班级"}, group="培训班")
