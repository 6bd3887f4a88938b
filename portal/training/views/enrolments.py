"""报名: who is enrolled in a class, who leaves it, who confirmed that she paid nothing."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules import mask_phone
from portal.tenants.access import here, requires
from portal.tenants.queries.codes import list_codes
from portal.training.forms.enrolments import EnrolForm, FreeForm, LeaveForm
from portal.training.queries import Case, classes, exams
from portal.training.queries import enrolments as queries
from portal.training.rules.enrolments import Cause, EnrolmentState
from portal.training.services import class_belongings as _belongings  # noqa: F401  # pyright: ignore[reportUnusedImport]  # so that it registers
from portal.training.services import enrolments as services
from portal.training.services.seats import Seat
from portal.training.story import Event, Stage, register_judge, register_teller
from portal.training.views.classes import promoted_words
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("enrolments", __name__)


@bp.route("/<uuid:class_id>/enrolments/new", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def new(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Enrol several trainees at once."""
    form, seats = EnrolForm(), list[Seat]()
    row, shown = _offer(scope, class_id, form)
    if form.accept(lambda: seats.extend(services.enrol(scope, class_id, form.ids(), form.refresher()))):
        flash(_told(seats), "success")
        return redirect(url_for("classes.a_class", code=here().code, class_id=class_id) + "#people", 303)
    return _page(scope, form, row, shown)


@bp.post("/<uuid:class_id>/enrolments/search")
@requires(write="trainee.read")
def search(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Find trainees of the roster; who was ticked stays ticked, and nothing is written."""
    form = EnrolForm()
    row, shown = _offer(scope, class_id, form)
    return _page(scope, form, row, shown)


@bp.route("/enrolments/<uuid:enrolment_id>/leave", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def leave(scope: Scope, enrolment_id: UUID) -> ResponseReturnValue:
    """Note that somebody left."""
    hers = queries.get_enrolment(scope, enrolment_id)
    row = classes.get_class(scope, hers.class_id)
    form, promoted = LeaveForm(data={"version": hers.version}), list[list[str]]()
    end = services.leave
    if form.accept(lambda: promoted.append(end(scope, enrolment_id, reason=form.reason.data or "", version=form.version.data))):
        flash(f"已登记退出{promoted_words(promoted[0])}", "success")
        return redirect(url_for("classes.a_class", code=here().code, class_id=row.id) + "#people", 303)
    shown: dict[str, Any] = {"name": exams.shown_name(hers), "state": EnrolmentState(hers.state)}
    return render("training/classes/leave.html", form=form, row=row, **shown)


@bp.route("/<uuid:class_id>/enrolments/free", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def free(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Note who confirmed that she paid nothing; all who have not yet are ticked beforehand."""
    row = classes.get_class(scope, class_id)
    people = [it for it in queries.list_enrolments(scope, class_id) if it.state not in {"waiting", "left"} and not it.erased_at]
    waiting = [it for it in people if it.free_confirmed_on is None and it.consent_withdrawn_at is None]
    confirmed = sum(it.free_confirmed_on is not None for it in people)
    form, noted = FreeForm(data={"enrolments": [str(it.id) for it in waiting]}), list[int]()
    form.enrolments.offer([(str(it.id), f"{it.name} {mask_phone(it.phone)}") for it in waiting])
    if form.accept(lambda: noted.append(services.confirm_free(scope, class_id, form.ids(), **form.given()))):
        flash(f"已记录 {noted[0]} 名学员确认没有交费", "success")
        return redirect(url_for("classes.a_class", code=here().code, class_id=class_id) + "#people", 303)
    return render("training/classes/free.html", form=form, row=row, waiting=waiting, confirmed=confirmed)


def _offer(scope: Scope, class_id: UUID, form: EnrolForm) -> tuple[Any, dict[UUID, Any]]:
    """Set the choices: who asked for this course, who was ticked, who was found; return the class and {trainee: row}."""
    row, sought = classes.get_class(scope, class_id), form.sought_text()
    scanned = {it.trainee_id for it in _scanned(scope, class_id)}
    asking = sorted(queries.list_asking(scope, class_id, course_id=row.course_id), key=lambda it: it.id not in scanned)
    chosen = queries.list_chosen(scope, class_id, form.ids()) if form.ids() else ()
    found = queries.search_trainees(scope, class_id, sought[:30]) if sought else ()
    shown = {it.id: it for it in (*chosen, *asking, *found)}
    wishing = {it.id for it in asking}
    why = {**dict.fromkeys(wishing, "（点了这门课）"), **dict.fromkeys(scanned & wishing, "（扫本班二维码报名）")}
    form.trainees.offer([(str(it), _words(her, why.get(it, ""))) for it, her in shown.items()])
    failed = [it for it in exams.list_of_trainees(scope, list(shown)) if it.result == "failed"] if shown else []
    form.entry_id.offer(
        [(str(it.id), f"{shown[it.trainee_id].name}：{it.held_on} {it.title}（{it.failed_items or '未通过'}）") for it in failed]
    )
    return row, shown


def _scanned(scope: Scope, class_id: UUID) -> Any:
    """Return the wishes that came by a code of this class."""
    return queries.list_scanned(scope, [it.code for it in list_codes(scope, "class", class_id)])


def _words(her: Any, why: str) -> str:
    return f"{her.name} {mask_phone(her.phone)} {her.community}{why}"


def _page(scope: Scope, form: EnrolForm, row: Any, shown: dict[UUID, Any]) -> ResponseReturnValue:
    counted = queries.count_seats(scope, [row.id]).get(row.id)
    left = row.capacity - (counted.seated if counted else 0)
    coming = [it for it in _scanned(scope, row.id) if it.state == "open"]
    known: dict[str, Any] = {"coming": coming, "shown_phone": mask_phone}
    return render("training/classes/enrol.html", form=form, row=row, shown=shown, left=left, counted=counted, **known)


def _told(seats: list[Seat]) -> str:
    """Return how many got a seat and how many wait; a cookie carries the words, so they name nobody."""
    enrolled, waiting = (sum(it.state is state for it in seats) for state in (EnrolmentState.ENROLLED, EnrolmentState.WAITING))
    words = [f"已报名 {enrolled} 名"] if enrolled else []
    return "；".join([*words, *([f"名额已满，{waiting} 名列入候补，见下面的名单"] if waiting else [])])


@register_teller
def _tell(scope: Scope, code: str, trainee_id: UUID) -> Iterator[Event]:
    """Tell of the classes she came to or left; what came of them is told where a class ends."""
    for row in queries.list_of_trainee(scope, trainee_id):
        url = url_for("classes.a_class", code=code, class_id=row.class_id)
        again = f"回炉（{Cause(row.refresher_cause).label}）" if row.is_refresher else ""
        if row.state == EnrolmentState.LEFT:
            yield Event(clock.local(row.changed_at).date(), 30, f"退出：{row.title}", row.reason, url, "warn")
        what = "候补" if row.state == EnrolmentState.WAITING else "报名入班"
        yield Event(clock.local(row.enrolled_at).date(), 30, f"{what}：{row.title}", again, url)  # of one day the latest comes first


@register_judge
def _judge(scope: Scope, code: str, case: Case) -> Stage:
    """Say whether she is in a class, completed one, or has yet to come to one."""
    rows = {row.state: row.title for row in queries.list_of_trainee(scope, case.id)}  # the latest of each state
    for state in (EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.COMPLETED):
        if state in rows:
            return Stage(10, "培训", state.label, state.tone, rows[state])
    words = EnrolmentState.FAILED.label if EnrolmentState.FAILED in rows else "还没有参加"
    return Stage(10, "培训", words, todo="安排培训", url=url_for("demand.listing", code=code), permission="class.keep")
