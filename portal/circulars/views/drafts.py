"""A circular before it is out: written, changed, checked, sent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.circulars.forms import DraftForm, SendForm, StepForm
from portal.circulars.queries.circulars import get_own
from portal.circulars.rules.sending import USUAL_DAYS, Audience, Kind, State, audiences_of
from portal.circulars.services import drafts as services
from portal.circulars.services import sending
from portal.circulars.views.blueprint import WORDS, board_url, bp, url_of
from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import requires
from portal.tenants.queries import TenantRow, list_below
from portal.web.render import render
from portal.web.writes import writes


@bp.route("/new", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Write a draft; what is sent is seen on the next page."""
    first = Kind.TASK if request.args.get("kind") == Kind.TASK else Kind.CIRCULAR
    due_on = clock.today() + timedelta(days=USUAL_DAYS) if first is Kind.TASK else None
    form = DraftForm(data={"kind": first.value, "audience": audiences_of(scope.level)[0].value, "due_on": due_on})
    units, made = _offer(scope, form), list[UUID]()
    if form.accept(lambda: made.append(services.write_draft(scope, form.draft()))):
        return redirect(url_of("dispatch", circular_id=made[0]), 303)
    return render("circulars/draft.html", form=form, groups=_grouped(units), row=None, **WORDS)


@bp.route("/<uuid:circular_id>/draft", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def draft(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Change a draft."""
    row = get_own(scope, circular_id)
    names = ("version", "kind", "title", "body", "audience", "chosen", "needs_reply", "due_on")
    form = DraftForm(data={name: getattr(row, name) for name in names})
    units = _offer(scope, form)
    if form.accept(lambda: services.amend_draft(scope, circular_id, form.draft(), version=form.version.data)):
        flash("已保存草稿，还没有发出", "success")
        return redirect(url_of("dispatch", circular_id=circular_id), 303)
    return render("circulars/draft.html", form=form, groups=_grouped(units), row=row, **WORDS)


@bp.route("/<uuid:circular_id>/dispatch", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def dispatch(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Show what goes to whom, and send it."""
    row, form = get_own(scope, circular_id), SendForm()
    if form.accept(lambda: sending.send(scope, circular_id, units=form.units.data, version=form.version.data)):
        flash(f"已发给 {form.units.data} 个单位，它们会在“本月待办”里看到", "success")
        return redirect(board_url(circular_id), 303)
    if row.state != State.DRAFT and not form.refusal:
        return redirect(board_url(circular_id), 303)
    meant, left = sending.reckon_units(scope, row.audience, row.chosen)
    _show(form, version=row.version, units=len(meant))
    gone = len(set(row.chosen)) - len(meant) - len(left) if row.audience == Audience.CHOSEN else 0
    return render("circulars/dispatch.html", row=row, form=form, meant=meant, left=left, gone=gone, today=clock.today(), **WORDS)


@bp.route("/<uuid:circular_id>/removal", methods=["GET", "POST"])
@requires(read="circular.send", write="circular.send")
@writes
def removal(scope: Scope, circular_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    row, form = get_own(scope, circular_id), StepForm()
    if form.accept(lambda: services.discard_draft(scope, circular_id, version=form.version.data)):
        flash("已删除草稿", "success")
        return redirect(url_of("listing", box="sent"), 303)
    _show(form, version=row.version)
    return render("circulars/step.html", row=row, form=form, which="removal", today=clock.today(), **WORDS)


def _show(form: Any, **facts: int) -> None:
    """Put what the page shows now into its hidden fields, also after a refusal that the page tells of."""
    for name, value in facts.items():
        form[name].data, form[name].raw_data = value, None


def _offer(scope: Scope, form: DraftForm) -> Sequence[TenantRow]:
    units = [unit for unit in list_below(scope) if unit.path != scope.path]
    form.offer(scope.level, [(unit.code, unit.name) for unit in units])
    return units


def _grouped(units: Sequence[TenantRow]) -> list[tuple[str, list[TenantRow]]]:
    """Return the units that can be chosen, a city's stations under their county."""
    shown = [unit for unit in units if unit.status != "closed"]
    counties = [unit for unit in shown if unit.level == "county"]
    under = [(county.name, [one for one in shown if one.level == "station" and one.county_id == county.id]) for county in counties]
    if not counties:
        return [("社区驿站", [*shown])] if shown else []
    return [("县级基地", counties), *((f"{name}的驿站", stations) for name, stations in under if stations)]
