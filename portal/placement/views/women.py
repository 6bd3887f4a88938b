"""One woman on her way into work: the gate, her certificates, her wish, her placements; and who is to be asked after."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.placement.forms.placements import FollowUpForm, JobWishForm
from portal.placement.queries import follow_ups, gates, health
from portal.placement.queries import placements as queries
from portal.placement.rules.health import standing_of
from portal.placement.rules.work import MARKS, due_on
from portal.placement.services import follow_ups as asking
from portal.placement.services import placements as services
from portal.placement.views.gate import STATES, mend_url, missing_words
from portal.placement.views.marks import by_placement, marks_of, plan_of
from portal.placement.views.placements import bp
from portal.placement.views.shown import WORDS, shown_name, shown_phone
from portal.tenants.access import here, requires
from portal.training.queries import get_trainee
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes


@bp.get("/of/<uuid:trainee_id>")
@requires(read="trainee.read")
def of_trainee(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Show how one trainee stands on her way into work."""
    row = get_trainee(scope, trainee_id)
    today = clock.today()
    jobs = queries.list_of_trainee(scope, trainee_id)
    asked = by_placement(follow_ups.list_of_placements(scope, [job.id for job in jobs]))
    shown: dict[str, Any] = {
        "checks": [(one, standing_of(one.expires_on, today)) for one in health.list_of_trainee(scope, trainee_id)],
        "jobs": [(job, plan_of(job, asked.get(job.id, {}))) for job in jobs],
        "wish": queries.find_wish(scope, trainee_id),
        "requests": gates.list_of_trainee(scope, trainee_id),
    }
    words: dict[str, Any] = {"words": WORDS, "states": STATES, "missing_words": missing_words, "mend_url": mend_url}
    return render("placement/of_trainee.html", row=row, marks=marks_of(scope, row), **shown, **words)


@bp.route("/of/<uuid:trainee_id>/wish", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def wish(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Note what work she wishes."""
    row = get_trainee(scope, trainee_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.WISH, subject_id=trainee_id)
    kept = queries.find_wish(scope, trainee_id)
    names = ("version", "trade", "place", "living", "hours", "note")
    form = JobWishForm(data={name: getattr(kept, name) for name in names} if kept else {"version": 0, "trade": row.particulars.wish.value})
    if form.accept(lambda: services.keep_wish(scope, trainee_id, form.draft(), version=form.version.data)):
        flash("已登记求职意向", "success")
        return redirect(url_for(".of_trainee", code=here().code, trainee_id=trainee_id), 303)
    return render("placement/job_wish.html", form=form, row=row)


@bp.get("/due")
@requires(read="trainee.read")
def due(scope: Scope) -> ResponseReturnValue:
    """List who is to be asked after, what is overdue first."""
    number = page_number()
    rows = follow_ups.list_due(scope, page=number, today=clock.today())
    page = Page(number, rows[0].total if rows else 0, follow_ups.PAGE_ROWS)
    shown = [(row, due_on(row.started_on, row.day)) for row in rows]
    known: dict[str, Any] = {"shown_name": shown_name, "shown_phone": shown_phone, "words": WORDS}
    return render("placement/due.html", blocks=("due",), rows=shown, page=page, **known)


@bp.route("/<uuid:placement_id>/follow-up/<int:day>", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def follow_up(scope: Scope, placement_id: UUID, day: int) -> ResponseReturnValue:
    """Note what was learnt at one of the marks."""
    row = queries.get_placement(scope, placement_id)
    if day not in MARKS:
        raise NotFound
    form = FollowUpForm(data={"version": row.version, "income_band": row.income_band})
    if form.accept(lambda: asking.note_follow_up(scope, placement_id, day, form.answer(), version=form.version.data)):
        flash(f"已登记 {day} 天回访", "success")
        return redirect(url_for(".placement", code=here().code, placement_id=placement_id), 303)
    due = due_on(row.started_on, day)
    return render("placement/follow_up.html", form=form, row=row, day=day, due_on=due, name=shown_name(row), words=WORDS)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the station how many women are to be asked after."""
    if "placement.keep" not in scope.permissions:
        return
    sums = follow_ups.count_due(scope, today=today)
    if sums.due:
        urgency, late = (Urgency.OVERDUE, f"其中 {sums.late} 次已逾期") if sums.late else (Urgency.DUE, "上岗后第 30、90、180 天各回访一次")
        yield Todo(urgency, f"上岗回访 {sums.due} 次", late, url_for("placements.due", code=code), "回访")
