"""The sheet of one unit: it scores itself, those who come give their points, what they find becomes problems."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.problems.forms.problems import usual_due
from portal.problems.forms.sheets import FindingsForm, review_form, score_form
from portal.problems.queries import problems as problem_rows
from portal.problems.queries import sheets as queries
from portal.problems.rules.problems import MAX_OWNER
from portal.problems.rules.rounds import Kind
from portal.problems.rules.sheets import link_evidence, list_findings, why_not_reviewed, why_not_scored
from portal.problems.services import problems, sheet_papers
from portal.problems.services import sheets as services
from portal.problems.views.blueprints import rounds as bp
from portal.problems.views.problems import WORDS as PROBLEM_WORDS
from portal.problems.views.rounds import WORDS
from portal.problems.views.sheet_excel import sheet_of
from portal.problems.views.sources import register_way
from portal.tenants.access import here, requires
from portal.tenants.queries import photos as photo_rows
from portal.tenants.queries.units import list_people
from portal.tenants.services.imprints import code_line
from portal.tenants.views.photos import show_album
from portal.web import uploads
from portal.web.excel import make_workbook
from portal.web.photos import MAX_UPLOAD_BYTES
from portal.web.render import render
from portal.web.writes import writes

uploads.allow(f"{bp.name}.photos", MAX_UPLOAD_BYTES)
for _kind in Kind:
    register_way(_kind.source, endpoint="rounds.sheet", key="inspection_sheet_id", permission="round.read")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = ("manager", "county_admin")


@bp.get("/sheets/<uuid:inspection_sheet_id>")
@requires(read="round.read")
def sheet(scope: Scope, inspection_sheet_id: UUID) -> ResponseReturnValue:
    """Show a unit's sheet, with what was found and what became of it."""
    shown = _shown(scope, inspection_sheet_id)
    row = shown["row"]
    known: dict[str, Any] = {"problems": problem_rows.list_of_source(scope, row.id), "links": _links}
    known["photos"] = photo_rows.list_photos(scope, services.PHOTOS.name, row.id, tenant_id=row.tenant_id)
    known["is_host"] = row.inspection_unit_id == scope.tenant_id
    return render("problems/rounds/sheet.html", **shown, **known, **{**PROBLEM_WORDS, **WORDS})


@bp.route("/sheets/<uuid:inspection_sheet_id>/score", methods=["GET", "POST"])
@requires(read="round.score", write="round.score")
@writes
def score(scope: Scope, inspection_sheet_id: UUID) -> ResponseReturnValue:
    """Score the unit itself."""
    shown = _shown(scope, inspection_sheet_id)
    form = score_form(shown["items"], version=shown["row"].version)
    if form.accept(lambda: services.score_sheet(scope, inspection_sheet_id, form.marks(), version=form.version.data)):
        flash("已保存自评；上级评分以前、截止日期以内还可以改", "success")
        return _to(inspection_sheet_id)
    return render("problems/rounds/marks.html", form=form, is_review=False, why=shown["why_not_scored"], **_only(shown), **WORDS)


@bp.route("/sheets/<uuid:inspection_sheet_id>/review", methods=["GET", "POST"])
@requires(read="round.keep", write="round.keep")
@writes
def review(scope: Scope, inspection_sheet_id: UUID) -> ResponseReturnValue:
    """Give a unit its points, and say what was found."""
    shown = _shown(scope, inspection_sheet_id)
    form = review_form(shown["items"], shown["row"])
    if form.accept(lambda: services.review_sheet(scope, inspection_sheet_id, form.review(), version=form.version.data)):
        flash("已保存评分", "success")
        return _to(inspection_sheet_id)
    why = shown["why_not_reviewed"]
    return render("problems/rounds/marks.html", form=form, is_review=True, why=why, links=_links, **_only(shown), **WORDS)


@bp.route("/sheets/<uuid:inspection_sheet_id>/findings", methods=["GET", "POST"])
@requires(read="problem.raise", write="problem.raise")
@writes
def findings(scope: Scope, inspection_sheet_id: UUID) -> ResponseReturnValue:
    """Put what was found on the list of problems, each line a problem that is filled in already."""
    row = queries.get_sheet(scope, inspection_sheet_id)
    known = {it.title for it in problem_rows.list_of_source(scope, row.id)}
    new = [title for title in list_findings(row.findings) if title not in known]
    usual = {"detail": "", "owner_name": _head_of(row.tenant_id), "due_on": usual_due()}
    form = FindingsForm(data={"rows": [{"title": title, **usual} for title in new]})
    if form.accept(lambda: problems.raise_problems(scope, form.findings(row))):
        flash(f"已列入 {len(form.findings(row))} 条问题", "success")
        return _to(inspection_sheet_id)
    form.lead_to_known("查看那一条", lambda known_id: url_for("problems.problem", code=here().code, problem_id=known_id))
    return render("problems/rounds/findings.html", form=form, row=row, new=new, **WORDS)


@bp.route("/sheets/<uuid:inspection_sheet_id>/photos", methods=["GET", "POST"])
@requires(read="round.score", write="round.score")
@writes
def photos(scope: Scope, inspection_sheet_id: UUID) -> ResponseReturnValue:
    """Show the photos of a sheet, and add to them."""
    return show_album(scope, services.PHOTOS, inspection_sheet_id)


@bp.post("/sheets/<uuid:inspection_sheet_id>/paper")
@requires(write="figure.print")
@writes
def paper(scope: Scope, inspection_sheet_id: UUID) -> ResponseReturnValue:
    """Ask for the sheet as PDF."""
    job_id = sheet_papers.ask_for_paper(scope, inspection_sheet_id)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


@bp.get("/sheets/<uuid:inspection_sheet_id>/sheet.xlsx")
@requires(read="figure.print")
def export_sheet(scope: Scope, inspection_sheet_id: UUID) -> ResponseReturnValue:
    """Hand the sheet out as Excel."""
    row = queries.get_sheet(scope, inspection_sheet_id)
    said = sheet_papers.frozen_of(row, queries.list_scores(scope, row.id))
    facts = sheet_papers.facts_of(row, said)
    content = make_workbook(sheet_of(said, facts, code=code_line(scope, facts)))
    name = f"{row.unit_name}{row.title}评分表.xlsx"
    response = send_file(BytesIO(content), mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(scope: Scope, sheet_id: UUID) -> dict[str, Any]:
    row = queries.get_sheet(scope, sheet_id)
    standing, today = services.standing_of(row), clock.today()
    why = {
        "why_not_scored": why_not_scored(standing, unit_id=scope.tenant_id, today=today),
        "why_not_reviewed": why_not_reviewed(standing, unit_id=scope.tenant_id, account_id=scope.account_id, today=today),
    }
    return {"row": row, "items": queries.list_scores(scope, sheet_id), "today": today, **why}


def _only(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("row", "items")}


def _head_of(unit_id: int) -> str:
    """Return who heads a unit, as the official who usually answers for what is to be mended."""
    heads = (one.display_name for one in list_people(unit_id) if one.role in _HEADS and one.is_active)
    return next(heads, "")[:MAX_OWNER]


def _links(evidence: str) -> list[tuple[str, str]]:
    return link_evidence(evidence, request.host_url.rstrip("/"))


def _to(sheet_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".sheet", code=here().code, inspection_sheet_id=sheet_id), 303)
