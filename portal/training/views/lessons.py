"""The lessons of a class: its grid, its sign-in sheet, its end."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.training.forms.endings import EndForm, ReopenForm
from portal.training.forms.lessons import AttendanceForm, Column, PaperForm
from portal.training.queries import attendance as queries
from portal.training.queries import classes, completion
from portal.training.queries.attendance import meeting_of
from portal.training.rules.attendance import why_not_noted
from portal.training.rules.classes import ClassState
from portal.training.rules.completion import ENOUGH_PERCENT
from portal.training.rules.enrolments import EnrolmentState
from portal.training.services import attendance as services
from portal.training.services import completion as endings
from portal.training.services import lesson_papers
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("lessons", __name__)
ROWS, MOST_COLUMNS = 60, 15


@bp.route("/", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def grid(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Key who came to the lessons of a week, or of the whole class, in the order of the paper sheet."""
    it, lessons = classes.get_class(scope, class_id), classes.list_lessons(scope, class_id)
    weeks = _weeks([row.held_on for row in lessons])
    chosen = _chosen_week(weeks, len(lessons))
    shown = [row for row in lessons if chosen is None or _monday(row.held_on) == chosen]
    form, page = offer_grid(scope, class_id, shown)
    if form.accept(lambda: services.take_lessons(scope, form.registers())):
        flash("已保存考勤", "success")
        return redirect(request.full_path.rstrip("?"), 303)
    known: dict[str, Any] = {"weeks": weeks, "chosen": chosen, "page": page, "may_see_all": len(lessons) <= MOST_COLUMNS}
    return render("training/lessons/grid.html", form=form, row=it, paper=PaperForm(), **known)


@bp.post("/sheet")
@requires(write="class.keep")
@writes
def sheet(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Ask for the sign-in sheet of the whole class as PDF."""
    return redirect(url_for("jobs.job", code=here().code, job_id=lesson_papers.ask_for_sheet(scope, class_id)), 303)


@bp.route("/end", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def end(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """End the class, with a verdict on every woman in it."""
    it = classes.get_class(scope, class_id)
    shares, none = completion.map_shares(scope, class_id)
    form = EndForm(data={"ended_on": clock.today(), "version": it.version})
    form.offer([one for one in queries.list_roll(scope, class_id) if one.state is EnrolmentState.ENROLLED], shares, none)
    done = list[int]()
    finish = endings.end_class
    if form.accept(lambda: done.append(finish(scope, class_id, form.verdicts(), ended_on=form.day(), version=form.version.data))):
        undo = url_for(".reopen", code=here().code, class_id=class_id)
        flash_with_undo(f"已结班，{done[0]} 人结业", undo, label="撤销结班", version=it.version + 1, reason=REASON)
        return redirect(url_for("classes.a_class", code=here().code, class_id=class_id), 303)
    untaken = [row for row in classes.list_lessons(scope, class_id) if row.taught_min is None]
    return render("training/lessons/end.html", form=form, row=it, untaken=untaken, taught_min=none.taught_min, enough=ENOUGH_PERCENT)


@bp.route("/reopen", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def reopen(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Let an ended class run again."""
    it = classes.get_class(scope, class_id)
    form = ReopenForm(data={"version": it.version})
    if form.accept(lambda: endings.reopen_class(scope, class_id, reason=form.reason.data or "", version=form.version.data)):
        flash("已撤销结班，结业和数字都已收回；签到二维码是新的，旧的不能再用", "success")
        return redirect(url_for(".grid", code=here().code, class_id=class_id), 303)
    return render("training/lessons/reopen.html", form=form, row=it, is_ended=it.state is ClassState.ENDED)


def offer_grid(scope: Scope, class_id: UUID, lessons: Any) -> tuple[AttendanceForm, Page]:
    """Return the grid of these lessons of a class, and the page of its 花名册 that it shows."""
    roll, number = queries.list_roll(scope, class_id), page_number()
    page = Page(number, len(roll), ROWS)
    shown = roll[page.first_row - 1 : page.first_row - 1 + ROWS]
    now = clock.local(clock.now())
    columns = [_column(row, why_not_noted(meeting_of(row), now)) for row in lessons]
    form = AttendanceForm()
    form.offer(
        columns, shown, queries.map_marks(scope, [it.id for it in columns]), queries.map_streets(scope, [it.trainee_id for it in shown])
    )
    return form, page


def _column(row: Any, why_not: str) -> Column:
    return Column(row.id, row.held_on, row.start_min, row.topic, row.is_online, row.taught_min, row.version, why_not)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(days: list[date]) -> list[tuple[date, date]]:
    """Return the Monday and Sunday of every week that has a lesson."""
    return [(monday, monday + timedelta(days=6)) for monday in sorted({_monday(day) for day in days})]


def _chosen_week(weeks: list[tuple[date, date]], lessons: int) -> date | None:
    """Return the Monday asked for; None is the whole class. Unasked it is this week, or the last one before it."""
    asked, mondays = request.args.get("week", ""), [monday for monday, _ in weeks]
    if asked == "all" and lessons <= MOST_COLUMNS:
        return None
    found = [monday for monday in mondays if monday.isoformat() == asked]
    past = [monday for monday in mondays if monday <= clock.today()]
    return (found or past[-1:] or mondays[:1] or [None])[0]
