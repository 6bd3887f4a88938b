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
from portal.training.forms.enrolments import EnrolForm, FreeForm, LeaveForm
from portal.training.queries import classes, exams
from portal.training.queries import enrolments as queries
from portal.training.rules.enrolments import Cause, EnrolmentState
from portal.training.services import enrolments as services
from portal.training.services.seats import Seat
from portal.training.story import Event, register_teller
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
        flash(f"{hers.name} 已退出{promoted_words(promoted[0])}", "success")
        return redirect(url_for("classes.a_class", code=here().code, class_id=row.id) + "#people", 303)
    return render("training/classes/leave.html", form=form, row=row, hers=hers, state=EnrolmentState(hers.state))


@bp.route("/<uuid:class_id>/enrolments/free", methods=["GET", "POST"])
@requires(read="class.keep", write="class.keep")
@writes
def free(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Note who confirmed that she paid nothing; all who have not yet are ticked beforehand."""
    row = classes.get_class(scope, class_id)
    people = [it for it in queries.list_enrolments(scope, class_id) if it.state not in {"waiting", "left"} and not it.erased_at]
    waiting = [it for it in people if it.free_confirmed_on is None]
    form, noted = FreeForm(data={"enrolments": [str(it.id) for it in waiting]}), list[int]()
    form.enrolments.offer([(str(it.id), f"{it.name} {mask_phone(it.phone)}") for it in waiting])
    if form.accept(lambda: noted.append(services.confirm_free(scope, class_id, form.ids(), **form.given()))):
        flash(f"已记录 {noted[0]} 名学员确认没有交费", "success")
        return redirect(url_for("classes.a_class", code=here().code, class_id=class_id) + "#people", 303)
    return render("training/classes/free.html", form=form, row=row, waiting=waiting, confirmed=len(people) - len(waiting))


def _offer(scope: Scope, class_id: UUID, form: EnrolForm) -> tuple[Any, dict[UUID, Any]]:
    """Set the choices: who asked for this course, who was ticked, who was found; return the class and {trainee: row}."""
    row, sought = classes.get_class(scope, class_id), form.sought_text()
    asking = queries.list_asking(scope, class_id, course_id=row.course_id)
    chosen = queries.list_chosen(scope, class_id, form.ids()) if form.ids() else ()
    found = queries.search_trainees(scope, class_id, sought[:30]) if sought else ()
    shown = {it.id: it for it in (*chosen, *asking, *found)}
    wishing = {it.id for it in asking}
    form.trainees.offer([(str(it), _words(her, is_asking=it in wishing)) for it, her in shown.items()])
    failed = [it for it in exams.list_of_trainees(scope, list(shown)) if it.result == "failed"] if shown else []
    form.entry_id.offer(
        [(str(it.id), f"{shown[it.trainee_id].name}：{it.held_on} {it.title}（{it.failed_items or '未通过'}）") for it in failed]
    )
    return row, shown


def _words(her: Any, *, is_asking: bool) -> str:
    return f"{her.name} {mask_phone(her.phone)} {her.community}{'（点了这门课）' if is_asking else ''}"


def _page(scope: Scope, form: EnrolForm, row: Any, shown: dict[UUID, Any]) -> ResponseReturnValue:
    counted = queries.count_seats(scope, [row.id]).get(row.id)
    left = row.capacity - (counted.seated if counted else 0)
    return render("training/classes/enrol.html", form=form, row=row, shown=shown, left=left, counted=counted)


def _told(seats: list[Seat]) -> str:
    """Return who got a seat and who waits."""
    enrolled = [it.name for it in seats if it.state is EnrolmentState.ENROLLED]
    waiting = [it.name for it in seats if it.state is EnrolmentState.WAITING]
    words = [f"已报名 {len(enrolled)} 名"] if enrolled else []
    return "；".join(
        words + ([f"名额已满，{'、'.join(waiting[:5])}{'等' if len(waiting) > 5 else ''} {len(waiting)} 名列入候补"] if waiting else [])
    )


@register_teller
def _tell(scope: Scope, code: str, trainee_id: UUID) -> Iterator[Event]:
    """Tell of the classes she came to, left, completed or did not complete."""
    for row in queries.list_of_trainee(scope, trainee_id):
        url = url_for("classes.a_class", code=code, class_id=row.class_id)
        again = f"回炉（{Cause(row.refresher_cause).label}）" if row.is_refresher else ""
        if row.state == EnrolmentState.LEFT:
            yield Event(clock.local(row.changed_at).date(), 30, f"退出：{row.title}", row.reason, url, "warn")
        elif row.state in {EnrolmentState.COMPLETED, EnrolmentState.FAILED}:
            state, on = EnrolmentState(row.state), row.ended_on or clock.local(row.changed_at).date()
            yield Event(on, 30, f"{state.label.removeprefix('已')}：{row.title}", row.reason or again, url, state.tone)
        what = "候补" if row.state == EnrolmentState.WAITING else "报名入班"
        yield Event(clock.local(row.enrolled_at).date(), 30, f"{what}：{row.title}", again, url)  # of one day the latest comes first
