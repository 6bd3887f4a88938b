"""One lesson: who came, what was taught and for how long, heads online, photos, its sheet."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.tenants.queries import list_communities
from portal.tenants.queries import photos as photo_rows
from portal.tenants.views.photos import show_album
from portal.training import story
from portal.training.forms.lessons import MinutesForm, OnlineForm, PaperForm
from portal.training.queries import attendance as queries
from portal.training.queries import classes, completion
from portal.training.queries.attendance import meeting_of
from portal.training.queries.lesson_photos import find_reused
from portal.training.rules.attendance import Way, why_not_noted
from portal.training.rules.completion import Share
from portal.training.services import attendance as services
from portal.training.services import lesson_papers, lessons
from portal.training.story import Event
from portal.training.views.lessons import offer_grid
from portal.web import todos, uploads
from portal.web.photos import MAX_UPLOAD_BYTES
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("lesson", __name__)
uploads.allow(f"{bp.name}.photos", MAX_UPLOAD_BYTES)


@bp.get("/<uuid:lesson_id>")
@requires(read="class.read")
def page(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Show a lesson: to its station with names, to those above with numbers alone."""
    row = classes.get_lesson(scope, lesson_id)
    photos = photo_rows.list_photos(scope, lessons.PHOTOS.name, lesson_id)
    known: dict[str, Any] = {"photos": photos, "reused": find_reused(scope, photos), "heads": queries.list_online_counts(scope, lesson_id)}
    known["people"] = _people(scope, row) if "trainee.read" in scope.permissions else None
    known["why_not"] = why_not_noted(meeting_of(row), clock.local(clock.now()))
    return render("training/lessons/lesson.html", row=row, form=PaperForm(), **known)


@bp.route("/<uuid:lesson_id>/attendance", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def attendance(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Key who came to this one lesson."""
    row = classes.get_lesson(scope, lesson_id)
    form, listed = offer_grid(scope, row.class_id, [row])
    if form.accept(lambda: services.take_lessons(scope, form.registers())):
        return _done(lesson_id, "已保存考勤")
    known: dict[str, Any] = {"weeks": [], "chosen": None, "page": listed, "may_see_all": False}
    return render("training/lessons/grid.html", form=form, row=classes.get_class(scope, row.class_id), lesson=row, **known)


@bp.route("/<uuid:lesson_id>/minutes", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def minutes(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Keep what was taught, and for how long."""
    row = classes.get_lesson(scope, lesson_id)
    form = MinutesForm(data={"minutes_text": row.minutes_text, "taught": row.taught_min, "version": row.version})
    told, version = form.minutes_text, form.version
    keep = lessons.keep_minutes
    if form.accept(lambda: keep(scope, lesson_id, text=told.data or "", taught_min=form.taught_min(), version=version.data)):
        return _done(lesson_id, "已保存教学纪要")
    return render("training/lessons/minutes.html", form=form, row=row)


@bp.route("/<uuid:lesson_id>/online", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def online(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Keep how many of each street followed an online lesson."""
    row = classes.get_lesson(scope, lesson_id)
    kept = [{"street": it.street, "attendances": it.attendances} for it in queries.list_online_counts(scope, lesson_id)]
    others = [{"street": name} for name in streets() if name not in {it["street"] for it in kept}]
    form = OnlineForm(data={"version": row.version, "rows": (kept + others)[:40]})
    if form.accept(lambda: lessons.count_online(scope, lesson_id, form.counts(), version=form.version.data)):
        return _done(lesson_id, "已保存线上人次")
    return render("training/lessons/online.html", form=form, row=row)


@bp.route("/<uuid:lesson_id>/photos", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def photos(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Show the photos of a lesson, and add to them."""
    return show_album(scope, lessons.PHOTOS, lesson_id)


@bp.post("/<uuid:lesson_id>/sheet")
@requires(write="class.keep")
@writes
def sheet(scope: Scope, lesson_id: UUID) -> ResponseReturnValue:
    """Ask for the sign-in sheet of this lesson as PDF."""
    job_id = lesson_papers.ask_for_sheet(scope, classes.get_lesson(scope, lesson_id).class_id, lesson_id)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


def streets() -> list[str]:
    """Return the names of the county's streets and towns, to be offered as somebody types."""
    county_code = here().parents[-1][0]  # the page is a station's, and a county stands just above it
    return list(dict.fromkeys(row.street for row in list_communities(county_code)))


def _people(scope: Scope, row: Any) -> list[Any]:
    """Return (attendee, way or None, street) of everybody of whom something is noted, or ought to be."""
    marks = queries.map_marks(scope, [row.id])[row.id]
    found = [(one, marks.get(one.trainee_id)) for one in queries.list_roll(scope, row.class_id)]
    return [(one, Way(mark.way) if mark else None, mark.street if mark else "") for one, mark in found if mark or one.is_noted]


def _done(lesson_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".page", code=here().code, lesson_id=lesson_id), 303)


@story.register_teller
def _tell(scope: Scope, code: str, trainee_id: UUID) -> list[Event]:
    """What came of a trainee's classes."""
    return [_event(it, url_for("classes.a_class", code=code, class_id=it.class_id)) for it in completion.list_verdicts(scope, trainee_id)]


def _event(it: completion.Completion, url: str) -> Event:
    percent = Share(it.attended_min, 0, it.taught_min).percent
    detail = "，".join(
        words for words in ("回炉" if it.is_refresher else "", f"到课 {percent}%" if it.is_completed else it.reason) if words
    )
    title = f"{'结业' if it.is_completed else '未结业'}：{it.title}"
    return Event(it.ended_on, 30, title, detail=detail, url=url, tone="good" if it.is_completed else "warn")


@todos.register
def _todos(scope: Scope, code: str, today: date) -> list[Todo]:
    """Lessons that were held and not taken in full."""
    if "class.keep" not in scope.permissions:
        return []
    rows = queries.list_untaken(scope, today)
    if not rows:
        return []
    first = rows[0]
    url = url_for("lesson.attendance", code=code, lesson_id=first.id)
    more = f"，共 {len(rows)} 节课" if len(rows) > 1 else ""
    return [Todo(Urgency.DUE, "还有课没有记完考勤", f"{first.title}，{first.held_on}{more}", url, "去记考勤")]
