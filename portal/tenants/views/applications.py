"""Applications for new stations: from the draft to the manager's first link."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.forms.applications import ApplicationForm, DecisionForm, VisitForm, WithdrawForm, fields_of
from portal.tenants.queries import applications as queries
from portal.tenants.queries.applications import points_of, standing_of
from portal.tenants.rules.applications import POINTS, Move, State
from portal.tenants.services import applications as services
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("applications", __name__)
register(Entry(40, "建站申请", "applications.listing", "application.read", ("county",)))


@bp.get("/")
@requires(read="application.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the county's applications, and for whom each waits."""
    asked = request.args.get("state", "")
    state = State(asked) if asked in set(State) else None
    number = page_number()
    rows = queries.list_applications(scope, state=state, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    shown = [(row, standing_of(row)) for row in rows]
    counts = queries.count_states(scope)
    return render("applications/listing.html", blocks=("applications",), rows=shown, page=page, state=state, counts=counts)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="application.file", write="application.file")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Draft an application, or file it at once."""
    form = ApplicationForm()
    form.community_code.offer(_communities())
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.start_application(scope, form.proposal(), is_filed=form.is_filed))):
        return _done(made[0], "已上报，等待走访和审批" if form.is_filed else "已保存草稿，还没有上报")
    return render("applications/form.html", form=form, row=None, point_names=POINTS)


@bp.get("/<uuid:application_id>")
@requires(read="application.read")
def application(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Show one application, its history, and what can be done with it."""
    row = queries.get_application(scope, application_id)
    known: dict[str, Any] = {"row": row, "points": points_of(row), "point_names": POINTS, "is_mine": queries.has_filed(scope, row.id)}
    moves, steps = set(standing_of(row).moves()), [(step, State(step.to_state)) for step in queries.list_steps(scope, application_id)]
    return render("applications/application.html", **known, standing=standing_of(row), steps=steps, moves=moves)


@bp.route("/<uuid:application_id>/edit", methods=["GET", "POST"])
@requires(read="application.file", write="application.file")
@writes
def edit(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Change a draft or what was returned, and file it."""
    row = queries.get_application(scope, application_id)
    form = ApplicationForm(data=_filled(row))
    form.community_code.offer(_communities())
    change = services.amend_application
    if form.accept(lambda: change(scope, application_id, form.proposal(), version=form.version.data, is_filed=form.is_filed)):
        return _done(application_id, "已上报，等待审批" if form.is_filed else "已保存修改，还没有上报")
    return render("applications/form.html", form=form, row=row, point_names=POINTS)


@bp.route("/<uuid:application_id>/visit", methods=["GET", "POST"])
@requires(read="application.file", write="application.file")
@writes
def visit(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Record what the officials saw on the spot."""
    row = queries.get_application(scope, application_id)
    form = VisitForm(data=_filled(row))
    if form.accept(lambda: services.record_visit(scope, application_id, form.visit(), version=form.version.data)):
        return _done(application_id, "已记录走访，等待审批")
    return render("applications/visit.html", form=form, row=row, point_names=POINTS)


@bp.route("/<uuid:application_id>/decision", methods=["GET", "POST"])
@requires(read="application.decide", write="application.decide")
@writes
def decision(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Approve, return or refuse."""
    row = queries.get_application(scope, application_id)
    form = DecisionForm(data=_filled(row))
    decide = services.decide_application
    if form.accept(lambda: decide(scope, application_id, form.move(), reason=form.reason.data or "", version=form.version.data)):
        return _done(application_id, _DECIDED[form.move()])
    return render("applications/decision.html", form=form, row=row, standing=standing_of(row), points=points_of(row), point_names=POINTS)


@bp.route("/<uuid:application_id>/withdraw", methods=["GET", "POST"])
@requires(read="application.file", write="application.file")
@writes
def withdraw(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Take an application back."""
    row = queries.get_application(scope, application_id)
    form = WithdrawForm(data={"version": row.version})
    if form.accept(lambda: services.withdraw_application(scope, application_id, reason=form.reason.data or "", version=form.version.data)):
        return _done(application_id, "已撤回")
    return render("applications/withdraw.html", form=form, row=row)


@bp.post("/<uuid:application_id>/link")
@requires(write="application.decide")
@writes
def link(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Show a new one-time link for the manager: once, so the answer is the page itself and no redirect."""
    row, token = services.make_link(scope, application_id)
    back = url_for(".application", code=here().code, application_id=application_id)
    address = url_for("accounts.join", token=token, _external=True)
    return render("accounts/link.html", address=address, name=row.manager_account, display_name=row.manager_name, back=back)


_DECIDED = {
    Move.APPROVE: "已批准，驿站已建立（筹建中）。请为站长生成登录链接，揭牌后即可登记。",
    Move.RETURN: "已退回，等待修改后重新上报",
    Move.REFUSE: "已记录：不予批准",
}


def _done(application_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".application", code=here().code, application_id=application_id), 303)


def _filled(row: Any) -> dict[str, Any]:
    return fields_of(row, points_of(row))


def _communities() -> list[tuple[str, str, str]]:
    return [(row.code, row.name, row.street) for row in directory.list_free_communities(here().code)]


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterator[Todo]:
    if not scope.permissions & {"application.file", "application.decide"}:
        return
    for row in queries.list_waiting(scope):
        standing = standing_of(row)
        yield from _todo(scope, code, row, (standing.state, standing.is_visited, standing.waited_days(today)))


def _todo(scope: Scope, code: str, row: Any, stands: tuple[State, bool, int]) -> Iterator[Todo]:
    state, is_visited, days = stands
    waited = f"{row.street or ''}{row.community}，" + (f"已等 {days} 天" if days else "今天")
    places: dict[str, Any] = {"code": code, "application_id": row.id}
    if state is State.RETURNED:
        if "application.file" in scope.permissions:
            yield Todo(Urgency.RETURNED, f"修改建站申请：{row.station_name}", waited, url_for("applications.edit", **places), "修改")
    elif not is_visited:
        yield Todo(Urgency.DUE, f"走访：{row.station_name}", waited, url_for("applications.visit", **places), "记录走访")
    elif "application.decide" in scope.permissions and row.filed_by != scope.account_id:
        yield Todo(Urgency.DUE, f"审批建站申请：{row.station_name}", waited, url_for("applications.decision", **places), "审批")
