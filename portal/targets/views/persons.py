"""Who answers for a target: of each unit, now and before."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.targets.forms.targets import AnswerForm
from portal.targets.queries.persons import list_history, map_persons
from portal.targets.queries.units import own_rows
from portal.targets.services.persons import find_unit, hand_over
from portal.targets.views.blueprint import bp
from portal.targets.views.targets import get_visible
from portal.tenants.access import here, requires
from portal.web.render import render
from portal.web.writes import writes


@bp.get("/<uuid:target_id>/persons")
@requires(read="target.read")
def persons(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """List who answers for a target at each unit."""
    row, now = get_visible(scope, target_id), map_persons(scope, [target_id], on=clock.today())
    rows = [(unit, now.get((target_id, unit.id))) for unit in own_rows(scope) if not unit.is_closed or (target_id, unit.id) in now]
    return render("targets/persons.html", row=row, rows=rows)


@bp.route("/<uuid:target_id>/persons/<answering_code>", methods=["GET", "POST"])
@requires(read="target.read", write="target.answer")
@writes
def person(scope: Scope, target_id: UUID, answering_code: str) -> ResponseReturnValue:
    """Show who answered for a target at a unit, and hand it over."""
    row, unit = get_visible(scope, target_id), find_unit(scope, answering_code)
    history = list_history(scope, target_id, unit.id)
    form = AnswerForm(data={"seen": str(history[0].id) if history else ""})
    if form.accept(lambda: hand_over(scope, target_id, answering_code, form.named(), seen=form.seen.data or "")):
        flash(f"已登记{unit.name}的责任人", "success")
        return redirect(url_for(".person", code=here().code, target_id=target_id, answering_code=answering_code), 303)
    history = list_history(scope, target_id, unit.id) if form.refusal else history
    return render("targets/person.html", form=form, row=row, unit_of_hers=unit, history=history, today=clock.today())
