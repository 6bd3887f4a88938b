"""问题清单: what was found at a unit, until somebody else has seen that it is mended."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.problems.forms.problems import OVERDUE, ProblemFilter, ProblemForm, ProblemsForm, usual_due
from portal.problems.queries import problems as queries
from portal.problems.rules.problems import Source, Stand, State, Step, Who, days_words, is_overdue, why_not
from portal.problems.services import problems as services
from portal.problems.services.problem_photos import PHOTOS
from portal.problems.views.blueprints import problems as bp
from portal.problems.views.excel import sheet_of
from portal.problems.views.sources import way_to
from portal.problems.views.units import list_offered
from portal.tenants.access import here, requires
from portal.tenants.queries import photos as photo_rows
from portal.tenants.queries.directory import find_tenant
from portal.web.excel import make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS: dict[str, Any] = {"states": State, "sources": Source, "steps_of": Step, "days_words": days_words, "is_overdue": is_overdue}
_NEEDS = {
    Step.FIX: "problem.fix",
    Step.ACCEPT: "problem.recheck",
    Step.POSTPONE: "problem.raise",
    Step.AMEND: "problem.raise",
    Step.WITHDRAW: "problem.raise",
}


@bp.get("/")
@requires(read="problem.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the problems here and below, what is to be mended first."""
    narrowed, number = _narrowed(scope), page_number()
    today, chosen = clock.today(), _chosen(scope, narrowed)
    rows = queries.list_problems(scope, chosen, on=today, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"counts": queries.count_states(scope, on=today), "today": today, "filter": narrowed, "chosen": chosen}
    return render("problems/listing.html", blocks=("problems",), rows=rows, page=page, overdue=OVERDUE, **known, **WORDS)


@bp.get("/problems.xlsx")
@requires(read="problem.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the list out as Excel, narrowed as it is shown."""
    today, chosen = clock.today(), _chosen(scope, _narrowed(scope))
    rows = queries.list_problems(scope, chosen, on=today, page=None)
    content = make_workbook(sheet_of(rows, unit=here().name, on=today))
    name = f"{here().name}问题清单（{today}）.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="problem.raise", write="problem.raise")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put one problem on the list of a unit below; the address may say which, and what it was found with."""
    form, made = ProblemForm(data=_asked()), list[UUID]()
    form.unit_code.offer(list_offered(scope, only_open=True))
    if form.accept(lambda: made.append(services.raise_problem(scope, form.finding()))):
        flash("已列入问题清单，整改单位会在“本月待办”里看到", "success")
        return redirect(_url(made[0]), 303)
    form.lead_to_known("查看那一条", _url)
    return render("problems/new.html", form=form)


@bp.route("/several", methods=["GET", "POST"])
@requires(read="problem.raise", write="problem.raise")
@writes
def several(scope: Scope) -> ResponseReturnValue:
    """Put several problems on the list in one grid."""
    form = ProblemsForm()
    form.offer(list_offered(scope, only_open=True))
    if form.accept(lambda: services.raise_problems(scope, form.findings())):
        flash(f"已列入 {len(form.findings())} 条问题", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    form.lead_to_known("查看那一条", _url)
    return render("problems/several.html", form=form)


@bp.get("/<uuid:problem_id>")
@requires(read="problem.read")
def problem(scope: Scope, problem_id: UUID) -> ResponseReturnValue:
    """Show one problem with all that was done about it."""
    row = queries.get_problem(scope, problem_id)
    known: dict[str, Any] = {"steps": queries.list_steps(scope, problem_id), "today": clock.today(), "way": way_to(row, scope, here().code)}
    known["photos"] = photo_rows.list_photos(scope, PHOTOS.name, problem_id, tenant_id=row.tenant_id)
    return render("problems/problem.html", row=row, may=may_of(scope, row), why=_why_waiting(scope, row), **known, **WORDS)


def may_of(scope: Scope, row: Any) -> set[Step]:
    """Return what this person may do with a problem now."""
    stand, who = stand_of(row), Who(scope.account_id, scope.tenant_id, scope.level)
    return {step for step, needed in _NEEDS.items() if needed in scope.permissions and not why_not(step, stand, who)}


def stand_of(row: Any) -> Stand:
    """Return how a problem stands."""
    return Stand(State(row.state), row.tenant_id, Level[row.raised_level.upper()], row.fixed_by)


def _why_waiting(scope: Scope, row: Any) -> str:
    """Return why she does not re-check what waits for it, if she could otherwise."""
    if row.state != State.FIXED or "problem.recheck" not in scope.permissions:
        return ""
    return why_not(Step.ACCEPT, stand_of(row), Who(scope.account_id, scope.tenant_id, scope.level))


def _narrowed(scope: Scope) -> ProblemFilter:
    narrowed = ProblemFilter()
    narrowed.offer(list_offered(scope))
    return narrowed.checked()


def _chosen(scope: Scope, narrowed: ProblemFilter) -> queries.Filter:
    unit = find_tenant(str(narrowed.unit.data)) if narrowed.unit.data else None  # one that was offered
    return queries.Filter(narrowed.state.data or "", narrowed.source.data or "", unit.path if unit else "", narrowed.words)


def _asked() -> dict[str, Any]:
    return {name: request.args.get(name, "")[:100] for name in ("unit_code", "source", "source_words")} | {"due_on": usual_due()}


def _url(problem_id: UUID) -> str:
    return url_for("problems.problem", code=here().code, problem_id=problem_id)
