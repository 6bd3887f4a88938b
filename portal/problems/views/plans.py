"""提升方案: how a weak base is to become a better one, step by step, until it ends with what came of it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.problems.forms.plans import PlanEndForm, PlanForm, PlanStepsForm, StepDoneForm, steps_of
from portal.problems.queries import plans as queries
from portal.problems.rules.plans import MOST_STEPS, PlanState, is_late, progress_words
from portal.problems.services import plans as services
from portal.tenants.access import here, requires
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("plans", __name__)
SOON_DAYS = 7
_WORDS: dict[str, Any] = {"states": PlanState, "is_late": is_late, "progress_words": progress_words}


@bp.get("/")
@requires(read="plan.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the plans here and below, those that run first."""
    number, today, state = page_number(), clock.today(), request.args.get("state", "")
    state = state if state in {one.value for one in PlanState} else ""
    rows = queries.list_plans(scope, state=state, on=today, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("problems/plans/listing.html", blocks=("plans",), rows=rows, page=page, state=state, today=today, **_WORDS)


@bp.get("/<uuid:plan_id>")
@requires(read="plan.read")
def plan(scope: Scope, plan_id: UUID) -> ResponseReturnValue:
    """Show one plan with its steps."""
    today = clock.today()
    row: Any = queries.get_plan(scope, plan_id, on=today)
    steps = queries.list_plan_steps(scope, plan_id)
    may_keep = "plan.keep" in scope.permissions and row.tenant_id == scope.tenant_id and row.state == PlanState.RUNNING
    return render("problems/plans/plan.html", row=row, steps=steps, may_keep=may_keep, most=MOST_STEPS, today=today, **_WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="plan.keep", write="plan.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Make a plan of this very county."""
    form, made = PlanForm(), list[UUID]()
    if form.accept(lambda: made.append(services.make_plan(scope, form.draft()))):
        return _done(made[0], "已建立提升方案")
    form.lead_to_known("查看那一份", _url)
    return render("problems/plans/new.html", form=form)


@bp.route("/<uuid:plan_id>/steps", methods=["GET", "POST"])
@requires(read="plan.keep", write="plan.keep")
@writes
def more(scope: Scope, plan_id: UUID) -> ResponseReturnValue:
    """Add steps."""
    row = _own(scope, plan_id)
    form = PlanStepsForm(data={"version": row.version})
    if form.accept(lambda: services.add_steps(scope, plan_id, steps_of(form), version=form.version.data)):
        return _done(plan_id, "已添加措施")
    return render("problems/plans/more.html", form=form, row=row)


@bp.route("/<uuid:plan_id>/steps/<int:position>", methods=["GET", "POST"])
@requires(read="plan.keep", write="plan.keep")
@writes
def step(scope: Scope, plan_id: UUID, position: int) -> ResponseReturnValue:
    """Say that a step is done."""
    row = _own(scope, plan_id)
    found = next((it for it in queries.list_plan_steps(scope, plan_id) if it.position == position), None)
    if found is None:
        raise NotFound
    form = StepDoneForm(data={"version": row.version})
    note = form.note
    if form.accept(lambda: services.finish_step(scope, plan_id, position, note=note.data or "", version=form.version.data)):
        return _done(plan_id, f"第 {position} 项措施已办完")
    return render("problems/plans/step.html", form=form, row=row, step=found)


@bp.route("/<uuid:plan_id>/end", methods=["GET", "POST"])
@requires(read="plan.keep", write="plan.keep")
@writes
def end(scope: Scope, plan_id: UUID) -> ResponseReturnValue:
    """End a plan with what came of it."""
    row = _own(scope, plan_id)
    form = PlanEndForm(data={"version": row.version})
    said = form.outcome
    if form.accept(lambda: services.end_plan(scope, plan_id, form.end, outcome=said.data or "", version=form.version.data)):
        return _done(plan_id, "已办结提升方案")
    return render("problems/plans/end.html", form=form, row=row, **_WORDS)


def _own(scope: Scope, plan_id: UUID) -> Any:
    row: Any = queries.get_plan(scope, plan_id, on=clock.today())
    if row.tenant_id != scope.tenant_id:
        raise NotFound
    return row


def _url(plan_id: UUID) -> str:
    return url_for("plans.plan", code=here().code, plan_id=plan_id)


def _done(plan_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(_url(plan_id), 303)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell a county what its plan wants next, and the city how many plans are overdue."""
    if "plan.keep" in scope.permissions:
        for row in queries.list_own(scope, on=today):
            yield from _of_plan(row, code, today)
    elif scope.level is Level.CITY and (count := queries.count_late(scope, on=today)):
        url = url_for("plans.listing", code=code, state=PlanState.RUNNING.value)
        yield Todo(Urgency.OVERDUE, f"基地提升方案逾期 {count} 份", "过了期限还没有办结", url, "查看")


def _of_plan(row: Any, code: str, today: date) -> Iterable[Todo]:
    url = url_for("plans.plan", code=code, plan_id=row.id)
    if not row.steps:
        yield Todo(Urgency.DUE, f"给提升方案“{row.title}”写措施", f"期限 {row.due_on}", url, "填写")
    elif row.late or row.due_on < today:
        detail = f"{row.late} 项措施逾期" if row.late else f"期限 {row.due_on} 已过"
        yield Todo(Urgency.OVERDUE, f"提升方案“{row.title}”逾期", detail, url, "办理")
    elif row.done == row.steps or row.due_on <= today + timedelta(days=SOON_DAYS):
        yield Todo(Urgency.DUE, f"办结提升方案“{row.title}”", f"期限 {row.due_on}", url, "办结")
