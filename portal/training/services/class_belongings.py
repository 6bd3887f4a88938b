"""Classes and lessons in a trainee's copy, at her erasure, and when two records are joined."""

from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.core.db import db
from portal.core.scope import Scope
from portal.core.text import format_clock
from portal.people.rolls import Sheet
from portal.training.belongings import register_belonging
from portal.training.models import Attendance, Enrolment
from portal.training.queries import attendance as attendees
from portal.training.queries import enrolments as queries
from portal.training.rules.attendance import Way
from portal.training.rules.enrolments import Cause, EnrolmentState, FreeWay
from portal.training.services.class_joins import follow, move

enrolment, attendance = cast(Table, Enrolment.__table__), cast(Table, Attendance.__table__)
_SEAT = ("开班日期", "结束日期", "培训班", "状态", "回炉", "回炉说明", "到课分钟", "授课分钟", "未结业或退出原因", "确认没有交费")
_LESSON = ("日期", "时间", "培训班", "内容", "到课", "镇街")


def sheets(scope: Scope, trainee_id: UUID) -> Sequence[Sheet]:
    """Return her classes and the lessons noted of her as tables."""
    seats, lessons = queries.list_of_trainee(scope, trainee_id), attendees.list_of_trainees(scope, [trainee_id])
    classes = [Sheet("培训班", heads=_SEAT, rows=[_seat(row) for row in seats])] if seats else []
    return [*classes, *([Sheet("上课记录", heads=_LESSON, rows=[_lesson(row) for row in lessons])] if lessons else [])]


def _seat(row: Any) -> list[Any]:
    again = (Cause(row.refresher_cause).label if row.is_refresher else "", row.refresher_note)
    minutes = ("" if it is None else it for it in (row.attended_min, row.taught_min))
    free = f"{row.free_confirmed_on} {FreeWay(row.free_way).label}" if row.free_confirmed_on else ""
    return [row.starts_on, row.ended_on or row.ends_on, row.title, EnrolmentState(row.state).label, *again, *minutes, row.reason, free]


def _lesson(row: Any) -> list[Any]:
    times = f"{format_clock(row.start_min)}–{format_clock(row.end_min)}"
    return [row.held_on, times, row.title, row.topic, Way(row.way).label, row.street]


def blank(scope: Scope, trainee_id: UUID) -> None:
    """Take out the words about her; that she sat there, came and completed it stays, and so do the figures."""
    for table, values in ((enrolment, {"refresher_note": "", "reason": ""}), (attendance, {"street": ""})):
        own = (scope.changes(table), table.c.trainee_id == bindparam("whose"))
        db.session.execute(update(table).where(*own).values(values), {**scope.binds, "whose": trainee_id})


def remains(scope: Scope, trainee_id: UUID) -> list[str]:
    """Say what stays of her classes."""
    seats, lessons = queries.list_of_trainee(scope, trainee_id), attendees.list_of_trainees(scope, [trainee_id])
    words = [f"{len(seats)} 个培训班的名单里留着她的位置，没有姓名；结业的仍计入当月数字。"] if seats else []
    came = sum(Way(row.way).came for row in lessons)
    return [*words, *([f"{came} 节课的到课仍计入人次，没有姓名。"] if came else [])]


def subjects(scope: Scope, trainee_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Return (trainee, enrolment): a completed class counts by her seat in it."""
    return [(row.trainee_id, row.id) for row in queries.list_of_trainees(scope, trainee_ids)]


register_belonging(sheets=sheets, blank=blank, move=move, remains=remains, subjects=subjects, follow=follow)
