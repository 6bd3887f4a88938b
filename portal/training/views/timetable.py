"""课程表: the lessons of a week, and those of a class planned one by one or as a series."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.dates import WEEKDAYS
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.training.forms.classes import LessonForm, SeriesForm, VersionForm, WeekFilter, lesson_fields, place_choices
from portal.training.queries import classes as queries
from portal.training.queries import registers
from portal.training.services import timetable as services
from portal.web.render import render
from portal.web.undoing import flash_with_undo
from portal.web.writes import writes

bp = Blueprint("timetable", __name__)


@bp.get("/week")
@requires(read="class.read")
def week(scope: Scope) -> ResponseReturnValue:
    """Show the lessons of a week, day by day."""
    narrowed = WeekFilter()
    day = cast(date, narrowed.checked().day.data or clock.today())
    first = day - timedelta(days=day.weekday())
    lessons = queries.list_lessons_between(scope, first=first, last=first + timedelta(days=6))
    days = [
        (first + timedelta(days=n), words, [row for row in lessons if row.held_on == first + timedelta(days=n)])
        for n, words in enumerate(WEEKDAYS)
    ]
    around: dict[str, Any] = {"before": first - timedelta(days=7), "after": first + timedelta(days=7)}
    return render("training/classes/week.html", days=days, filter=narrowed, lessons=lessons, **around)


@bp.route("/<uuid:class_id>/timetable/new", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def new(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Plan one lesson."""
    return _plan(scope, class_id, LessonForm, is_series=False)


@bp.route("/<uuid:class_id>/timetable/series", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def series(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Plan lessons on some days of the week."""
    return _plan(scope, class_id, SeriesForm, is_series=True)


@bp.route("/timetable/<uuid:lesson_id>", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def amendment(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Change when, where or by whom a lesson is held."""
    lesson = queries.get_lesson(scope, lesson_id)
    row = queries.get_class(scope, lesson.class_id)
    form = LessonForm(data=lesson_fields(lesson))
    _offer(scope, form, lesson)
    if form.accept(lambda: services.amend_lesson(scope, lesson_id, form.plans()[0], version=form.version.data)):
        return _done(row.id, "已改课")
    return render("training/classes/lesson.html", form=form, row=row, lesson=lesson, is_series=False)


@bp.route("/timetable/<uuid:lesson_id>/cancel", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def cancel(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Take a lesson off the timetable."""
    lesson = queries.get_lesson(scope, lesson_id)
    row = queries.get_class(scope, lesson.class_id)
    form = VersionForm(data={"version": lesson.version})
    if form.accept(lambda: services.cancel_lesson(scope, lesson_id, version=form.version.data)):
        return _done(row.id, f"已取消 {lesson.held_on} 的课")
    return render("training/classes/lesson_cancel.html", form=form, row=row, lesson=lesson)


def _plan(scope: Scope, class_id: UUID, kind: type[LessonForm], *, is_series: bool) -> ResponseReturnValue:
    row = queries.get_class(scope, class_id)
    usual = {"room_id": str(row.room_id or ""), "teacher_id": str(row.teacher_id or ""), "held_on": max(row.starts_on, clock.today())}
    form = kind(data=usual)
    _offer(scope, form, row)
    made = list[UUID]()
    if form.accept(lambda: made.extend(services.add_lessons(scope, class_id, form.plans()))):
        return _done(class_id, f"已排 {len(made)} 节课", undo=made[0] if len(made) == 1 else None)
    return render("training/classes/lesson.html", form=form, row=row, lesson=None, is_series=is_series)


def _offer(scope: Scope, form: LessonForm, row: Any) -> None:
    """Set the choices; what a lesson has already is offered though it was ended."""
    places = place_choices(registers.list_rooms(scope), registers.list_teachers(scope))
    for name, words in (("room_id", "room_name"), ("teacher_id", "teacher_name")):
        kept = str(getattr(row, name) or "")
        extra = [(kept, f"{getattr(row, words)}（已停用）")] if kept and kept not in {it[0] for it in places[name]} else []
        form[name].offer([*places[name], *extra])  # pyright: ignore[reportAttributeAccessIssue]  # both are choices


def _done(class_id: UUID, words: str, *, undo: UUID | None = None) -> ResponseReturnValue:
    if undo:
        flash_with_undo(words, url_for(".cancel", code=here().code, lesson_id=undo), version=1)
    else:
        flash(words, "success")
    return redirect(url_for("classes.a_class", code=here().code, class_id=class_id) + "#timetable", 303)
