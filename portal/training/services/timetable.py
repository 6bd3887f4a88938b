"""Every write on the timetable. Who books locks the class, then rooms, teachers and trainees: of two at once the second sees the first."""

from collections.abc import Sequence
from dataclasses import asdict
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
from portal.training.models import Lesson
from portal.training.queries import classes as queries
from portal.training.queries import registers, timetable
from portal.training.rules.classes import MAX_LESSONS, ClassState, check_room
from portal.training.rules.timetable import LessonPlan, Slot, check_lesson, find_clashes, refuse_clashes

ADD, AMEND, CANCEL = "lesson.add", "lesson.amend", "lesson.cancel"
lesson = cast(Table, Lesson.__table__)


def add_lessons(scope: Scope, class_id: UUID, plans: Sequence[LessonPlan]) -> list[UUID]:
    """Put lessons on the timetable of a class, all or none.

    Raises:
        NotFound: the class is not this station's.
        RuleBroken: one cannot be, or clashes; the words say with what and when.
        Conflict: the class has ended.
    """
    held = lock_open(scope, class_id, action=ADD)
    if len(queries.list_lessons(scope, class_id)) + len(plans) > MAX_LESSONS:
        raise RuleBroken("count", f"一个班最多排 {MAX_LESSONS} 节课")
    _check(scope, held, [(None, it) for it in plans])
    ids, own = [uuid7() for _ in plans], {**scope.stamp(lesson), "class_id": class_id, "version": 1}
    made = {**own, "made_by": scope.account_id, "made_at": clock.now()}
    if plans:
        rows = [{**made, "id": it_id, **asdict(it)} for it_id, it in zip(ids, plans, strict=True)]
        db.session.execute(insert(lesson), rows)
        audit.note(scope, ADD, *ids)
    return ids


def amend_lesson(scope: Scope, lesson_id: UUID, it: LessonPlan, *, version: int) -> None:
    """Change when, where or by whom a lesson is held.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it cannot be, or clashes.
        Conflict: attendance was taken, it was cancelled, the class has ended, or somebody changed it meanwhile.
    """
    held, _ = _lock_lesson(scope, lesson_id, action=AMEND)
    _check(scope, held, [(lesson_id, it)])
    _change(scope, lesson_id, version, asdict(it), action=AMEND)


def cancel_lesson(scope: Scope, lesson_id: UUID, *, version: int) -> None:
    """Take a lesson off the timetable; its room, its teacher and its trainees are free then.

    Raises:
        NotFound: it is not this station's.
        Conflict: attendance was taken, it was cancelled already, the class has ended, or somebody changed it meanwhile.
    """
    _lock_lesson(scope, lesson_id, action=CANCEL)
    _change(scope, lesson_id, version, {"cancelled_at": clock.now()}, action=CANCEL)


def lock_open(scope: Scope, class_id: UUID, *, action: str) -> Row[Any]:
    """Return a class that is planned or running, held by this transaction.

    Raises:
        NotFound: it is not this station's.
        Conflict: it has ended or was cancelled.
    """
    held = queries.lock_class(scope, class_id)
    state = ClassState(held.state)
    if not state.is_open:
        raise Conflict(f"这个班{state.label}，不能再改。", action=action, subject_id=class_id)
    return held


def _lock_lesson(scope: Scope, lesson_id: UUID, *, action: str) -> tuple[Row[Any], Row[Any]]:
    held = lock_open(scope, queries.get_lesson(scope, lesson_id).class_id, action=action)
    row = queries.get_lesson(scope, lesson_id)  # as it stands now that nobody else changes it
    if row.taken_at is not None:
        raise Conflict("这节课已记考勤，不能再改时间或取消。", action=action, subject_id=lesson_id)
    if row.cancelled_at is not None:
        raise Conflict("这节课已经取消。", action=action, subject_id=lesson_id)
    return held, row


def _check(scope: Scope, held: Row[Any], wanted: Sequence[tuple[UUID | None, LessonPlan]]) -> None:
    plans = [it for _, it in wanted]
    for it in plans:
        check_lesson(it, starts_on=held.starts_on, ends_on=held.ends_on)
    names = _lock_places(scope, held, plans)
    seated = timetable.list_seated(scope, held.id)
    names |= {row.id: row.name for row in timetable.lock_trainees(scope, seated).values()}
    slots = [_slot(held, which, it, seated) for which, it in wanted]
    days = {it.held_on for it in plans}
    rooms, teachers = {it.room_id for it in plans if it.room_id}, {it.teacher_id for it in plans if it.teacher_id}
    taken = timetable.list_booked(scope, held.id, days=days, rooms=rooms, teachers=teachers)
    taken += timetable.list_attended(scope, held.id, days=days, trainees=seated)
    refuse_clashes(find_clashes(slots, taken), names, field="held_on")


def _slot(held: Row[Any], which: UUID | None, it: LessonPlan, seated: Sequence[UUID]) -> Slot:
    places: dict[str, Any] = {"room_id": it.room_id, "teacher_id": it.teacher_id, "trainees": frozenset(seated)}
    return Slot(held.id, held.title, it.held_on, it.start_min, it.end_min, which, **places)


def _lock_places(scope: Scope, held: Row[Any], plans: Sequence[LessonPlan]) -> dict[UUID, str]:
    """Hold the rooms and teachers, rooms first; refuse those that are not there on the day, and rooms too small for the class."""
    rooms = registers.lock_rows(scope, "room", {it.room_id for it in plans if it.room_id})
    teachers = registers.lock_rows(scope, "teacher", {it.teacher_id for it in plans if it.teacher_id})
    for it in plans:
        for field, asked, known in (("room_id", it.room_id, rooms), ("teacher_id", it.teacher_id, teachers)):
            if asked and (asked not in known or (known[asked].ended_on and known[asked].ended_on < it.held_on)):
                raise RuleBroken(field, "请从列表中选择；已停用的不能再排课")
        if it.room_id:
            it_is = rooms[it.room_id]
            check_room(held.capacity, room_name=it_is.name, room_capacity=it_is.capacity, field="room_id")
    return {row.id: row.name for row in (*rooms.values(), *teachers.values())}


def _change(scope: Scope, lesson_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(lesson), lesson.c.id == bindparam("which"), lesson.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": lesson_id, "seen": version}
    changed = db.session.execute(update(lesson).where(*own).values({**values, "version": version + 1}), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        message = "这节课刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=lesson_id, advice="请看过最新内容后再改。")
    audit.note(scope, action, lesson_id)


register_words({ADD: "排课", AMEND: "改课", CANCEL: "取消一节课"}, group="培训班")
