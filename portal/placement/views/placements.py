"""Work: who is placed where, how it ended, and who is to be asked after."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.placement import belongings as _belongings  # noqa: F401  # pyright: ignore[reportUnusedImport]  # told to those who erase and copy
from portal.placement.forms.lists import PlacementFilter
from portal.placement.forms.placements import EndForm, PlacementForm, VoidForm
from portal.placement.queries import employers, follow_ups, gates, women
from portal.placement.queries import placements as queries
from portal.placement.services import placements as services
from portal.placement.services.placements import GateClosed
from portal.placement.views.gate import mend_url
from portal.placement.views.marks import marks_of, plan_of
from portal.placement.views.shown import WORDS, asked_id, shown_name, shown_phone
from portal.tenants.access import here, requires
from portal.training.queries import get_trainee
from portal.training.queries.courses import list_courses
from portal.training.story import Door, register_door
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.seeking import SeekForm
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("placements", __name__)
register_door(Door(10, "上岗情况", "placements.of_trainee", "trainee.read"))
register(Entry(26, "上岗", "placements.listing", "trainee.read", ("station",), also=("health_checks", "employers", "openings", "gate")))


@bp.route("/", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List who is placed where; a name is sought by POST, which keeps it out of the address and writes nothing."""
    narrowed, courses = PlacementFilter(), list_courses(only_active=False)
    narrowed.course.offer((str(row.id), row.name) for row in courses)
    narrowed.checked()
    text = narrowed.sought_text()
    if request.method == "POST" and not text and not narrowed.errors:
        return redirect(url_for(".listing", code=here().code, **narrowed.rest()), 303)
    chosen = _chosen(narrowed, text)
    number = 1 if text else page_number()
    rows = queries.list_placements(scope, chosen, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"filter": narrowed, "text": text, "words": WORDS, "shown_name": shown_name, "state": chosen.state}
    return render("placement/placements.html", blocks=("placements",), rows=rows, page=page, **known, **_numbers(scope))


@bp.route("/new", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def find(scope: Scope) -> ResponseReturnValue:
    """Look for the trainee who is to be placed; what is sought comes by POST and writes nothing."""
    search = SeekForm().checked()
    text = search.sought_text()
    rows = women.find_women(scope, text)
    waiting = [] if text else women.list_referable(scope)
    known: dict[str, Any] = {"text": text, "most": women.MOST_FOUND, "words": WORDS, "shown_phone": shown_phone}
    return render(
        "placement/find.html", search=search, rows=rows[: women.MOST_FOUND], has_more=len(rows) > women.MOST_FOUND, waiting=waiting, **known
    )


@bp.route("/of/<uuid:trainee_id>/new", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def new(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Place a trainee, if the gate lets her through."""
    row = get_trainee(scope, trainee_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.PLACE, subject_id=trainee_id)
    form = PlacementForm(data=_beforehand(scope, trainee_id))
    form.offer(list_courses(), employers.list_offered(scope, beside=asked_id("employer")))
    placed: list[UUID] = []
    if form.accept(lambda: placed.append(services.place(scope, trainee_id, form.employer_id(), form.job()))):
        undo = url_for(".void", code=here().code, placement_id=placed[0])
        flash_with_undo("已登记上岗，请按期回访", undo, version=1, reason=REASON)
        return redirect(url_for(".placement", code=here().code, placement_id=placed[0]), 303)
    closed = form.refusal if isinstance(form.refusal, GateClosed) else None
    if closed is None:
        form.lead_to_known("查看那条上岗记录", lambda known: url_for(".placement", code=here().code, placement_id=known))
    return render("placement/placement_new.html", form=form, row=row, closed=closed, mend_url=mend_url, marks=marks_of(scope, row))


@bp.get("/<uuid:placement_id>")
@requires(read="trainee.read")
def placement(scope: Scope, placement_id: UUID) -> ResponseReturnValue:
    """Show one placement with its follow-ups."""
    row = queries.get_placement(scope, placement_id)
    asked = {one.day: one for one in follow_ups.list_of_placements(scope, [placement_id])}
    grant = gates.get_request(scope, row.gate_request_id) if row.gate_request_id else None
    shown: dict[str, Any] = {"name": shown_name(row), "words": WORDS, "asked": asked, "grant": grant}
    return render("placement/placement.html", row=row, plan=plan_of(row, asked), **shown)


@bp.route("/<uuid:placement_id>/end", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def end(scope: Scope, placement_id: UUID) -> ResponseReturnValue:
    """Note when and why she left."""
    row = queries.get_placement(scope, placement_id)
    form = EndForm(data={"version": row.version})
    if form.accept(lambda: services.end_placement(scope, placement_id, form.leaving(), version=form.version.data)):
        return _done("已登记离岗；她仍计入上岗人次", placement_id)
    return render("placement/placement_end.html", form=form, row=row, name=shown_name(row))


@bp.route("/<uuid:placement_id>/void", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def void(scope: Scope, placement_id: UUID) -> ResponseReturnValue:
    """Take back a placement that never was."""
    row = queries.get_placement(scope, placement_id)
    form = VoidForm(data={"version": row.version})
    if form.accept(lambda: services.void_placement(scope, placement_id, reason=form.reason.data or "", version=form.version.data)):
        return _done("已作废，不再计入数字", placement_id)
    return render("placement/placement_void.html", form=form, row=row, name=shown_name(row))


def _chosen(narrowed: PlacementFilter, text: str) -> queries.Filter:
    course_id = int(narrowed.course.data) if narrowed.course.data else None
    return queries.Filter(narrowed.state.data or "current", course_id, narrowed.place.data or "", text)


def _numbers(scope: Scope) -> dict[str, Any]:
    """Return the numbers on top: at work, to be asked after, waiting for the county."""
    waiting, _ = gates.count_states(scope).get("asked", (0, None))
    counts = queries.count_placements(scope)
    return {"counts": counts, "due": follow_ups.count_due(scope, today=clock.today()), "waiting": waiting}


def _beforehand(scope: Scope, trainee_id: UUID) -> dict[str, Any]:
    """Return what the form may know: the employer and the work she comes from, and what she wishes."""
    wish = queries.find_wish(scope, trainee_id)
    chosen = {name: getattr(wish, name) for name in ("place", "living", "hours") if wish and getattr(wish, name) != "any"}
    return {**chosen, "employer": request.args.get("employer", ""), "course_id": request.args.get("course", "")}


def _done(words: str, placement_id: UUID) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".placement", code=here().code, placement_id=placement_id), 303)
