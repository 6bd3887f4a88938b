"""What a station should look at before it submits: what of the month is not entered, or not finished."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core import clock
from portal.core.dates import month_words
from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.training.models import Exam, Lesson
from portal.volunteer.models import Shift
from portal.volunteer.rules.shifts import State

shift, lesson, exam = (cast(Table, m.__table__) for m in (Shift, Lesson, Exam))
_OPEN = sorted({*State} - {State.CREDITED, State.VOID})


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of the month that waits.

    Args:
        endpoint: of the page where it is done, with what its address needs.
    """

    state: str
    words: str
    detail: str
    endpoint: str
    values: tuple[tuple[str, str], ...] = ()


@prepared
def _shifts(scope: Scope) -> Select[*tuple[Any, ...]]:
    s = shift.c
    days = (s.served_on >= bindparam("first"), s.served_on <= bindparam("last"))
    return select(func.count()).select_from(shift).where(scope.owns(shift), *days, s.state.in_(_OPEN))


@prepared
def _lessons(scope: Scope) -> Select[*tuple[Any, ...]]:
    days = (lesson.c.held_on >= bindparam("first"), lesson.c.held_on <= bindparam("last"))
    waiting = (lesson.c.taken_at.is_(None), lesson.c.cancelled_at.is_(None))
    return select(func.count()).select_from(lesson).where(scope.changes(lesson), *days, *waiting)


@prepared
def _exams(scope: Scope) -> Select[*tuple[Any, ...]]:
    days = (exam.c.held_on >= bindparam("first"), exam.c.held_on <= bindparam("last"))
    return select(func.count()).select_from(exam).where(scope.changes(exam), *days, exam.c.state == "open")


def list_gaps(scope: Scope, month: str, *, has_activities: bool) -> list[Gap]:
    """Return what of the scope's own month waits, each with where it is done; a unit above has activities alone."""
    return list(_gaps(scope, month, has_activities=has_activities))


def _gaps(scope: Scope, month: str, *, has_activities: bool) -> Iterator[Gap]:
    first, last = clock.days_of(month)
    name, binds = month_words(month), {**scope.binds, "first": first, "last": last}
    if not has_activities:
        yield Gap("请核对", f"{name}没有登记活动", "如果确实没有开展活动，可以照常上报。", "activities.log")
    if scope.level is not Level.STATION:
        return
    if count := db.session.scalar(_shifts(scope), binds):
        detail = "没有核实、公示期满入账的，不计入这个月；上报后不能再入这个月的账。"
        yield Gap("未完成", f"{count} 次志愿服务的时长还没有入账", detail, "shifts.board", (("tab", "confirm"),))
    if count := db.session.scalar(_lessons(scope), binds):
        yield Gap("未完成", f"{count} 节课还没有记完考勤", "上报后不能再补记这个月的考勤。", "classes.listing")
    if count := db.session.scalar(_exams(scope), binds):
        yield Gap("未完成", f"{count} 场考试还没有登完成绩", "上报后不能再登记这个月的成绩。", "exams.listing", (("state", "open"),))
