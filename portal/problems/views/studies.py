"""专题调研: where the city or a county went, what was heard there, and what became of it."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.problems.forms.studies import DoneForm, NotedForm, OpinionProblemForm, StudyFilter, StudyForm, StudyVoidForm, TaskForm
from portal.problems.queries import studies as queries
from portal.problems.rules.problems import Source
from portal.problems.rules.studies import Became
from portal.problems.services import studies as services
from portal.problems.services.problems import Finding
from portal.tenants.access import here, requires
from portal.tenants.queries import list_below
from portal.web import todos
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("studies", __name__)
register(Entry(68, "专题调研", "studies.listing", "study.read", ("city", "county")))
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@requires(read="study.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the studies made here and below."""
    narrowed, number = StudyFilter().checked(), page_number()
    rows = queries.list_studies(scope, year=_year(narrowed), words=narrowed.words, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("problems/studies/listing.html", blocks=("studies",), rows=rows, page=page, filter=narrowed)


@bp.get("/studies.xlsx")
@requires(read="study.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the list out as Excel."""
    narrowed = StudyFilter().checked()
    rows = queries.list_studies(scope, year=_year(narrowed), words=narrowed.words, page=None)
    heads = [
        Column(*it)
        for it in (("序号", "", 6), ("日期", "", 12), ("题目", "", 30), ("地点", "", 26), ("参加人员", "", 26), ("单位", "", 20))
    ]
    heads += [Column("意见", "条", 8), Column("待处理", "条", 8)]
    cells = [
        [n, row.studied_on.isoformat(), row.topic, row.site, row.people, row.made_by_unit, row.heard, row.waiting]
        for n, row in enumerate(rows, 1)
        if row.voided_at is None
    ]
    totals = ["合计", *[""] * 5, sum(row[6] for row in cells), sum(row[7] for row in cells)]
    sheet = Sheet(f"{here().name}专题调研", [f"共 {len(cells)} 份"], heads, cells, totals, fixed=3)
    return send_file(BytesIO(make_workbook(sheet)), mimetype=EXCEL, as_attachment=True, download_name="专题调研.xlsx")


@bp.route("/new", methods=["GET", "POST"])
@requires(read="study.keep", write="study.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Write a study down."""
    units, form = list_below(scope), StudyForm(data={"studied_on": clock.today()})
    form.unit.offer([(one.code, one.name) for one in units])
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.write_study(scope, form.draft(units)))):
        flash("已登记调研", "success")
        return redirect(url_for(".study", code=here().code, study_id=made[0]) if made else url_for(".listing", code=here().code), 303)
    return render("problems/studies/form.html", form=form, row=None)


@bp.get("/<uuid:study_id>")
@requires(read="study.read")
def study(scope: Scope, study_id: UUID) -> ResponseReturnValue:
    """Show one study and what became of what was heard."""
    return _show(scope, study_id, NotedForm())


@bp.route("/<uuid:study_id>/amendment", methods=["GET", "POST"])
@requires(read="study.keep", write="study.keep")
@writes
def amendment(scope: Scope, study_id: UUID) -> ResponseReturnValue:
    """Change what a study says, or add what else was heard."""
    row, units = _own(scope, study_id), list_below(scope)
    told = {name: getattr(row, name) for name in ("version", "topic", "site", "studied_on", "people", "findings")}
    form = StudyForm(data={**told, "unit": next((one.code for one in units if one.id == row.unit_id), "")})
    form.unit.offer([(one.code, one.name) for one in units])
    if form.accept(lambda: services.amend_study(scope, study_id, form.draft(units), version=form.version.data)):
        flash("已保存修改", "success")
        return redirect(url_for(".study", code=here().code, study_id=study_id), 303)
    return render("problems/studies/form.html", form=form, row=row)


@bp.route("/<uuid:study_id>/void", methods=["GET", "POST"])
@requires(read="study.keep", write="study.keep")
@writes
def void(scope: Scope, study_id: UUID) -> ResponseReturnValue:
    """Take a study out, with a reason."""
    row = _own(scope, study_id)
    form = StudyVoidForm(data={"version": row.version})
    if form.accept(lambda: services.void_study(scope, study_id, reason=form.reason.data or "", version=form.version.data)):
        flash("已作废", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return render("problems/studies/void.html", form=form, row=row)


@bp.route("/<uuid:study_id>/opinions/<uuid:opinion_id>/problem", methods=["GET", "POST"])
@requires(read="study.keep", write="study.keep")
@writes
def problem(scope: Scope, study_id: UUID, opinion_id: UUID) -> ResponseReturnValue:
    """Let an opinion become a problem of a unit below."""
    row, heard = _heard(scope, study_id, opinion_id)
    form = OpinionProblemForm(data={"version": heard.version, "title": heard.words[:100]})
    form.unit_code.offer([(one.code, one.name) for one in list_below(scope) if one.id != scope.tenant_id])

    def finding() -> Finding:
        where: dict[str, Any] = {"source": Source.STUDY, "source_id": study_id, "source_words": row.topic}
        who: dict[str, Any] = {"owner_name": form.owner_name.data, "due_on": form.due_on.data}
        return Finding(unit_code=form.unit_code.data, title=form.title.data or "", detail=heard.words, **where, **who)

    if form.accept(lambda: services.make_problem(scope, opinion_id, finding(), version=form.version.data)):
        flash("已列入问题清单", "success")
        return redirect(url_for(".study", code=here().code, study_id=study_id), 303)
    return render("problems/studies/act.html", form=form, row=row, heard=heard, act="problem")


@bp.route("/<uuid:study_id>/opinions/<uuid:opinion_id>/task", methods=["GET", "POST"])
@requires(read="study.keep", write="study.keep")
@writes
def task(scope: Scope, study_id: UUID, opinion_id: UUID) -> ResponseReturnValue:
    """Let an opinion become a task of one's own."""
    row, heard = _heard(scope, study_id, opinion_id)
    form = TaskForm(data={"version": heard.version})
    if form.accept(lambda: services.make_task(scope, opinion_id, form.task(), version=form.version.data)):
        flash("已列为任务", "success")
        return redirect(url_for(".study", code=here().code, study_id=study_id), 303)
    return render("problems/studies/act.html", form=form, row=row, heard=heard, act="task")


@bp.post("/<uuid:study_id>/opinions/<uuid:opinion_id>/noted")
@requires(write="study.keep")
@writes
def noted(scope: Scope, study_id: UUID, opinion_id: UUID) -> ResponseReturnValue:
    """Keep an opinion in mind, and no more."""
    _heard(scope, study_id, opinion_id)
    form = NotedForm()
    if form.accept(lambda: services.keep_in_mind(scope, opinion_id, version=form.version.data)):
        flash("已留作参考", "success")
        return redirect(url_for(".study", code=here().code, study_id=study_id), 303)
    return _show(scope, study_id, form)


@bp.route("/<uuid:study_id>/opinions/<uuid:opinion_id>/done", methods=["GET", "POST"])
@requires(read="study.keep", write="study.keep")
@writes
def done(scope: Scope, study_id: UUID, opinion_id: UUID) -> ResponseReturnValue:
    """Say what was done about a task."""
    row, heard = _heard(scope, study_id, opinion_id)
    form = DoneForm(data={"version": heard.version})
    if form.accept(lambda: services.finish_task(scope, opinion_id, note=form.note.data or "", version=form.version.data)):
        flash("已办结", "success")
        return redirect(url_for(".study", code=here().code, study_id=study_id), 303)
    return render("problems/studies/act.html", form=form, row=row, heard=heard, act="done")


def _year(narrowed: StudyFilter) -> int | None:
    found: Any = narrowed.year.data  # parsed
    return found


def _show(scope: Scope, study_id: UUID, form: NotedForm) -> ResponseReturnValue:
    row = queries.get_study(scope, study_id)
    may_keep = "study.keep" in scope.permissions and row.tenant_id == scope.tenant_id and row.voided_at is None
    shown: dict[str, Any] = {"opinions": queries.list_opinions(scope, study_id), "became": Became, "today": clock.today()}
    return render("problems/studies/study.html", form=form, row=row, may_keep=may_keep, **shown)


def _own(scope: Scope, study_id: UUID) -> Any:
    row = queries.get_study(scope, study_id)
    if row.tenant_id != scope.tenant_id:
        raise NotFound
    return row


def _heard(scope: Scope, study_id: UUID, opinion_id: UUID) -> tuple[Any, Any]:
    row = _own(scope, study_id)
    heard = next((one for one in queries.list_opinions(scope, study_id) if one.id == opinion_id), None)
    if heard is None:
        raise NotFound
    return row, heard


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    if "study.keep" not in scope.permissions:
        return
    waiting, tasks, late = queries.count_waiting(scope, today)
    url = url_for("studies.listing", code=code)
    if late:
        yield Todo(Urgency.OVERDUE, f"调研任务逾期：{late} 项", "办结后写明办理结果。", url, "去办理")
    elif tasks:
        yield Todo(Urgency.DUE, f"调研任务在办：{tasks} 项", "办结后写明办理结果。", url, "去办理")
    if waiting:
        yield Todo(Urgency.DUE, f"调研意见待处理：{waiting} 条", "转为问题、任务，或留作参考。", url, "去处理")
