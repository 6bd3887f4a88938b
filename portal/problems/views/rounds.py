"""观摩督导考核: rounds of a city or a county through the units below."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.problems.forms.rounds import CloseForm, OpenForm, RoundFilter, RoundForm, shown_items, usual_round
from portal.problems.queries import rounds as queries
from portal.problems.queries import sheets as sheet_rows
from portal.problems.rules.rounds import APPRAISAL_SUM, Kind, RoundState, period_words, sum_of, why_not_opened
from portal.problems.rules.sheets import SheetState, rank
from portal.problems.services import rounds as services
from portal.problems.views.blueprints import rounds as bp
from portal.problems.views.ranking_excel import sheet_of
from portal.tenants.access import here, requires
from portal.web import todos
from portal.web.excel import make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS: dict[str, Any] = {"kinds": Kind, "round_states": RoundState, "sheet_states": SheetState, "period_words": period_words}


@bp.get("/")
@requires(read="round.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the rounds made here and below, or the sheets on which this unit itself is looked at."""
    is_own = scope.level is Level.STATION or (scope.level is Level.COUNTY and request.args.get("tab") == "own")
    narrowed, number = RoundFilter().checked(), page_number()
    if is_own:
        rows = sheet_rows.list_own_sheets(scope, page=number)
    else:
        rows = queries.list_rounds(scope, kind=narrowed.kind.data or "", words=narrowed.words, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"is_own": is_own, "filter": narrowed, "today": clock.today()}
    return render("problems/rounds/listing.html", blocks=("rounds",), rows=rows, page=page, **known, **WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="round.keep", write="round.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Make a round ready, out of the items that are usual for its kind."""
    kind, made = _kind_asked(), list[UUID]()
    form = RoundForm(data=usual_round(kind))
    if form.accept(lambda: made.append(services.make_round(scope, form.draft(kind)))):
        flash("已保存，还没有开始；核对无误后再开始，开始以后下级单位才看得到", "success")
        return _to(made[0])
    return render("problems/rounds/form.html", form=form, kind=kind, row=None, whole=APPRAISAL_SUM, **WORDS)


@bp.get("/<uuid:inspection_id>")
@requires(read="round.read")
def round_page(scope: Scope, inspection_id: UUID) -> ResponseReturnValue:
    """Show a round: what it looks at, and the units by their points."""
    row, items = queries.get_round(scope, inspection_id), queries.list_items(scope, inspection_id)
    known: dict[str, Any] = {"items": items, "total": sum_of(items), "today": clock.today(), "why": why_not_opened(Kind(row.kind), items)}
    ranked = rank(sheet_rows.list_sheets(scope, inspection_id))
    return render("problems/rounds/round.html", row=row, ranked=ranked, is_ours=row.tenant_id == scope.tenant_id, **known, **WORDS)


@bp.route("/<uuid:inspection_id>/amendment", methods=["GET", "POST"])
@requires(read="round.keep", write="round.keep")
@writes
def amendment(scope: Scope, inspection_id: UUID) -> ResponseReturnValue:
    """Change a round that is not open yet."""
    row = _own(scope, inspection_id)
    shown = {name: getattr(row, name) for name in ("version", "title", "first_on", "last_on", "guidance")}
    form, kind = RoundForm(data={**shown, "rows": shown_items(queries.list_items(scope, inspection_id))}), Kind(row.kind)
    if form.accept(lambda: services.amend_round(scope, inspection_id, form.draft(kind), version=form.version.data)):
        flash("已保存修改", "success")
        return _to(inspection_id)
    return render("problems/rounds/form.html", form=form, kind=kind, row=row, whole=APPRAISAL_SUM, **WORDS)


@bp.route("/<uuid:inspection_id>/opening", methods=["GET", "POST"])
@requires(read="round.keep", write="round.keep")
@writes
def opening(scope: Scope, inspection_id: UUID) -> ResponseReturnValue:
    """Open a round: each working unit below gets its sheet."""
    row, opened = _own(scope, inspection_id), list[int]()
    form = OpenForm(data={"version": row.version, "due_on": row.last_on})
    if form.accept(lambda: opened.append(services.open_round(scope, inspection_id, due_on=form.day(), version=form.version.data))):
        flash(f"已开始，{opened[0]} 个单位收到评分表", "success")
        return _to(inspection_id)
    return render("problems/rounds/move.html", form=form, row=row, is_opening=True, **WORDS)


@bp.route("/<uuid:inspection_id>/closing", methods=["GET", "POST"])
@requires(read="round.keep", write="round.keep")
@writes
def closing(scope: Scope, inspection_id: UUID) -> ResponseReturnValue:
    """Close a round."""
    row = _own(scope, inspection_id)
    form = CloseForm(data={"version": row.version})
    if form.accept(lambda: services.close_round(scope, inspection_id, version=form.version.data)):
        flash("已结束，分数不再改动", "success")
        return _to(inspection_id)
    return render("problems/rounds/move.html", form=form, row=row, is_opening=False, **WORDS)


@bp.get("/<uuid:inspection_id>/ranking.xlsx")
@requires(read="round.read")
def ranking(scope: Scope, inspection_id: UUID) -> ResponseReturnValue:
    """Hand the ranking of a round out as Excel."""
    row = queries.get_round(scope, inspection_id)
    ranked = rank(sheet_rows.list_sheets(scope, inspection_id))
    content = make_workbook(sheet_of(row, ranked, on=clock.today()))
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{row.title}评分汇总.xlsx")


def _own(scope: Scope, inspection_id: UUID) -> Any:
    row = queries.get_round(scope, inspection_id)
    if row.tenant_id != scope.tenant_id:
        raise NotFound
    return row


def _kind_asked() -> Kind:
    asked = request.args.get("kind", "")
    return Kind(asked) if asked in set(Kind) else Kind.VISIT


def _to(inspection_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".round_page", code=here().code, inspection_id=inspection_id), 303)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the unit which sheets it has to score, and who made a round which wait for points."""
    if "round.score" in scope.permissions:
        for row in sheet_rows.list_to_score(scope, on=today):
            url = url_for("rounds.score", code=code, inspection_sheet_id=row.id)
            left = (row.due_on - today).days
            yield Todo(Urgency.DUE, f"自评：{row.title}", f"{row.due_on} 截止，{f'还剩 {left} 天' if left else '今天'}", url, "填写自评")
    if "round.keep" in scope.permissions:
        for row in sheet_rows.list_to_review(scope, on=today):
            url = url_for("rounds.round_page", code=code, inspection_id=row.id)
            urgency = Urgency.OVERDUE if today > row.last_on else Urgency.DUE
            yield Todo(urgency, f"评分：{row.title}，{row.sheets} 个单位", f"{row.last_on} 结束", url, "评分")
