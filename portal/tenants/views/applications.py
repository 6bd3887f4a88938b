"""Applications for new stations: from the draft to the manager's first link."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.forms.applications import (
    ApplicationForm,
    DecisionForm,
    ListingFilter,
    PaperForm,
    VisitForm,
    WithdrawForm,
    fields_of,
)
from portal.tenants.queries import applications as queries
from portal.tenants.queries import photos as photo_rows
from portal.tenants.queries.applications import points_of, standing_of
from portal.tenants.rules.applications import POINTS, WAITING, Move, State, is_printable
from portal.tenants.rules.filings import last_changes
from portal.tenants.rules.standing import Waits
from portal.tenants.services import application_papers, application_photos
from portal.tenants.services import applications as services
from portal.tenants.services.imprints import code_line
from portal.tenants.views.application_excel import sheet_of
from portal.tenants.views.photos import show_album
from portal.web import todos, uploads
from portal.web.excel import make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, address, page_number
from portal.web.photos import MAX_UPLOAD_BYTES
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("applications", __name__)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
register(Entry(40, "建站申请", "applications.listing", "application.read", ("county",)))
for _endpoint in ("photos", "visit_photos"):
    uploads.allow(f"{bp.name}.{_endpoint}", MAX_UPLOAD_BYTES)


@bp.get("/")
@requires(read="application.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the county's applications, and for whom each waits; a city has a list of its own."""
    if here().level == "city":
        return redirect(url_for("stuck.listing", code=here().code))
    narrowed, number = ListingFilter().checked(), page_number()
    state, sort = _one_of(State, "state"), request.args.get("sort", "")
    sort = sort if sort in queries.SORTS else ""
    waits = Waits(narrowed.waits.data) if narrowed.waits.data else None
    rows = queries.list_applications(scope, state=state, waits=waits, words=narrowed.words, sort=sort, page=number)
    known: dict[str, Any] = {"state": state, "sort": sort, "filter": narrowed, "counts": queries.count_states(scope)}
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    shown = [(row, standing_of(row)) for row in rows]
    return render("applications/listing.html", blocks=("applications",), rows=shown, page=page, sorted_url=_sorted, **known)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="application.file", write="application.file")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Draft an application, or file it at once."""
    form = ApplicationForm()
    form.community_code.offer(_communities())
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.start_application(scope, form.proposal(), is_filed=form.is_filed))):
        return _done(made[0], _FILED if form.is_filed else "已保存草稿，还没有上报")
    return render("applications/form.html", form=form, row=None, point_names=POINTS)


@bp.get("/<uuid:application_id>")
@requires(read="application.read")
def application(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Show one application, its history, and what can be done with it."""
    if here().level == "city":
        return redirect(url_for(".application", code=queries.get_county(scope, application_id).code, application_id=application_id))
    row, steps = queries.get_application(scope, application_id), queries.list_steps(scope, application_id)
    known: dict[str, Any] = {**_facts(scope, row), "is_mine": queries.has_filed(scope, row.id), "moves": set(standing_of(row).moves())}
    known["changes"] = last_changes([step.content for step in steps]) if row.state in WAITING else []
    shown = [(step, State(step.to_state)) for step in steps]
    return render("applications/application.html", form=PaperForm(), steps=shown, can_print=is_printable(row.state), **known)


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
        keeps_visit = row.visited_on and form.community_code.data == row.community_code
        filed = "已上报，等待审批" if keeps_visit else _FILED
        return _done(application_id, filed if form.is_filed else "已保存修改，还没有上报")
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
    return render("applications/decision.html", form=form, **_facts(scope, row))


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


@bp.route("/<uuid:application_id>/photos", methods=["GET", "POST"])
@requires(read="application.file", write="application.file")
@writes
def photos(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Show the photos that are filed with an application, and add to them."""
    return show_album(scope, application_photos.FILED, application_id)


@bp.route("/<uuid:application_id>/visit/photos", methods=["GET", "POST"])
@requires(read="application.file", write="application.file")
@writes
def visit_photos(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Show the photos of the visit, and add to them."""
    return show_album(scope, application_photos.VISITED, application_id)


@bp.post("/<uuid:application_id>/paper")
@requires(write="application.read")
@writes
def paper(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Ask for the approval form as PDF."""
    job_id = application_papers.ask_for_paper(scope, application_id)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


@bp.get("/<uuid:application_id>/form.xlsx")
@requires(read="application.read")
def export(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Hand the approval form out as Excel."""
    said, facts = application_papers.get_printable(scope, application_id)
    content = make_workbook(sheet_of(said, facts, code=code_line(scope, facts)))
    response = send_file(BytesIO(content), mimetype=EXCEL, as_attachment=True, download_name=f"{facts.title}.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/<uuid:application_id>/link")
@requires(write="application.decide")
@writes
def link(scope: Scope, application_id: UUID) -> ResponseReturnValue:
    """Show a new one-time link for the manager: once, so the answer is the page itself and no redirect."""
    row, token = services.make_link(scope, application_id)
    back = url_for(".application", code=here().code, application_id=application_id)
    address = url_for("accounts.join", token=token, _external=True)
    return render("accounts/link.html", address=address, name=row.manager_account, display_name=row.manager_name, back=back)


_FILED = "已上报，等待走访和审批"
_DECIDED = {
    Move.APPROVE: "已批准，驿站已建立（筹建中）。请为站长生成登录链接，揭牌后即可登记。",
    Move.RETURN: "已退回，等待修改后重新上报",
    Move.REFUSE: "已记录：不予批准",
}


def _done(application_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".application", code=here().code, application_id=application_id), 303)


def _one_of(kind: type[State], name: str) -> State | None:
    asked = request.args.get(name, "")
    return kind(asked) if asked in set(kind) else None


def _sorted(sort: str) -> str:
    return address(sort=sort, page=None)


def _facts(scope: Scope, row: Any) -> dict[str, Any]:
    """Return what is shown of an application wherever it is read."""
    filed, seen = (photo_rows.list_photos(scope, it.name, row.id) for it in (application_photos.FILED, application_photos.VISITED))
    points = {"points": points_of(row), "point_names": POINTS}
    return {"row": row, "standing": standing_of(row), "filed_photos": filed, "visit_photos": seen, **points}


def _filled(row: Any) -> dict[str, Any]:
    return fields_of(row, points_of(row))


def _communities() -> list[tuple[str, str, str]]:
    return [(row.code, row.name, row.street) for row in directory.list_free_communities(here().code)]


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterator[Todo]:
    if not scope.permissions & {"application.file", "application.decide"}:
        return
    for row in queries.list_waiting(scope):
        yield from _todo(scope, code, row, today)


def _todo(scope: Scope, code: str, row: Any, today: date) -> Iterator[Todo]:
    standing = standing_of(row)
    days, due = standing.waited_days(today), Urgency.OVERDUE if standing.is_stuck(today) else Urgency.DUE
    waited = f"{row.street or ''}{row.community}，" + (f"已等 {days} 天" if days else "今天")
    places: dict[str, Any] = {"code": code, "application_id": row.id}
    if standing.waits is Waits.CHANGES:
        if "application.file" in scope.permissions:
            yield Todo(Urgency.RETURNED, f"修改建站申请：{row.station_name}", waited, url_for("applications.edit", **places), "修改")
    elif standing.waits is Waits.VISIT:
        yield Todo(due, f"走访：{row.station_name}", waited, url_for("applications.visit", **places), "记录走访")
    elif "application.decide" in scope.permissions and row.filed_by != scope.account_id:
        yield Todo(due, f"审批建站申请：{row.station_name}", waited, url_for("applications.decision", **places), "审批")
