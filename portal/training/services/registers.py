"""Every write on the registers of teachers and rooms."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.training.queries import registers as queries
from portal.training.rules.registers import RoomFacts, TeacherFacts, check_room_end

_WORDS = {"room": "教室", "teacher": "老师"}


def add_room(scope: Scope, it: RoomFacts) -> UUID:
    """Put a room on the register.

    Raises:
        Conflict: one of this name is in use.
    """
    return _add(scope, "room", it)


def add_teacher(scope: Scope, it: TeacherFacts) -> UUID:
    """Put a teacher on the register.

    Raises:
        Conflict: one of this name and telephone teaches here.
    """
    return _add(scope, "teacher", it)


def amend_room(scope: Scope, room_id: UUID, it: RoomFacts, *, version: int) -> None:
    """Change what the register says of a room.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: a class that meets there is larger.
        Conflict: somebody changed it meanwhile, or another one has this name.
    """
    _hold(scope, "room", room_id)
    largest = queries.find_largest_class(scope, room_id)
    if largest and largest.capacity > it.capacity:
        raise RuleBroken("capacity", f"“{largest.title}”在这里上课，名额 {largest.capacity} 人；请先减少它的名额或给它换教室")
    _amend(scope, "room", room_id, it, version)


def amend_teacher(scope: Scope, teacher_id: UUID, it: TeacherFacts, *, version: int) -> None:
    """Change what the register says of a teacher.

    Raises:
        NotFound: she is not this station's.
        Conflict: somebody changed her row meanwhile, or another one has this name and telephone.
    """
    _amend(scope, "teacher", teacher_id, it, version)


def end_row(scope: Scope, what: str, row_id: UUID, *, ended_on: date, version: int) -> None:
    """Note the last day of a room, or of a teacher; the row stays.

    Args:
        what: `room` or `teacher`.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it is booked later, or the day is to come.
        Conflict: somebody changed it meanwhile.
    """
    if ended_on > clock.today():
        raise RuleBroken("ended_on", "结束日期还没有到，到那天再办理")
    _hold(scope, what, row_id)
    check_room_end(ended_on, last_lesson=queries.find_last_lesson(scope, what, row_id), what=_WORDS[what])
    _change(scope, what, row_id, version, {"ended_on": ended_on}, action=f"{what}.end")


def _hold(scope: Scope, what: str, row_id: UUID) -> None:
    """Let nobody book it while it is changed."""
    if row_id not in queries.lock_rows(scope, what, [row_id]):
        raise NotFound


def _add(scope: Scope, what: str, it: Any) -> UUID:
    _refuse_double(scope, what, it, action=f"{what}.add")
    table, row_id = queries.TABLES[what], uuid7()
    made = {"id": row_id, "added_by": scope.account_id, "added_at": clock.now(), "version": 1, "ended_on": None}
    db.session.execute(insert(table), {**scope.stamp(table), **made, **asdict(it)})
    audit.note(scope, f"{what}.add", row_id)
    return row_id


def _amend(scope: Scope, what: str, row_id: UUID, it: Any, version: int) -> None:
    if queries.get_row(scope, what, row_id).ended_on is None:
        _refuse_double(scope, what, it, action=f"{what}.amend", but=row_id)
    _change(scope, what, row_id, version, asdict(it), action=f"{what}.amend")


def _refuse_double(scope: Scope, what: str, it: Any, *, action: str, but: UUID | None = None) -> None:
    phone = {"phone": it.phone} if what == "teacher" else {}
    if (known := queries.find_same(scope, what, name=it.name, **phone)) and known != but:
        raise Conflict(f"登记册里已有这{'间教室' if what == 'room' else '位老师'}，这一次没有保存。", action=action, subject_id=known)


def _change(scope: Scope, what: str, row_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    table = queries.TABLES[what]
    own = (scope.changes(table), table.c.id == bindparam("which"), table.c.version == bindparam("seen"))
    changed = db.session.execute(
        update(table).where(*own).values({**values, "version": version + 1}), {**scope.binds, "which": row_id, "seen": version}
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        message = f"这条{_WORDS[what]}记录刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=row_id, advice="请看过最新内容后再改。")
    audit.note(scope, action, row_id)


register_words(
    {
        "room.add": "登记教室",
        "room.amend": "修改教室",
        "room.end": "停用教室",
        "teacher.add": "登记老师",
        "teacher.amend": "修改老师",
        "teacher.end": "停用老师",
    },
    group="老师和教室",
)
