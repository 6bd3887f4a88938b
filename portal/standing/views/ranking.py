"""县区排名: the counties of a month in their order, why each moved, and the ranks of a year."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.dates import month_words
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.core.text import months_until
from portal.standing.queries import objections
from portal.standing.queries import ranking as queries
from portal.standing.queries.readiness import list_waiting
from portal.standing.rules.formulas import explain, explain_item, formula_of
from portal.standing.rules.history import table_of
from portal.standing.rules.measures import points_words
from portal.standing.rules.movement import movement_of, parts_words, signed, worth_words
from portal.standing.rules.objections import Answer, is_shown
from portal.standing.rules.pictures import pictures_of_ranking
from portal.standing.rules.ranking import RankState
from portal.standing.services import ranking as services
from portal.standing.services.ranking_papers import ask_for_paper, facts_of, notes_of, title_of
from portal.standing.views.ranking_sheet import sheet_of
from portal.tenants.access import here, requires
from portal.tenants.services.imprints import code_line
from portal.web.excel import make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("ranking", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONTHS_SHOWN = 12
register(Entry(63, "县区排名", "ranking.front", "rank.read", ("city", "county"), also=("women", "formulas", "reckonings", "objections")))
_WORDS: dict[str, Any] = {
    "states": RankState,
    "answers": Answer,
    "month_words": month_words,
    "points_words": points_words,
    "worth_words": worth_words,
    "parts_words": parts_words,
    "signed": signed,
    "explain_item": explain_item,
}


@bp.get("/")
@requires(read="rank.read")
def front(scope: Scope) -> ResponseReturnValue:
    """List the rankings, and for the city the months that wait for one."""
    number = page_number()
    rows = queries.list_rankings(scope, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    waiting = list_waiting(scope, clock.month_of(clock.today())) if "rank.rule" in scope.permissions else []
    return render("standing/ranking/front.html", blocks=("rankings",), rows=rows, page=page, waiting=waiting, **_WORDS)


@bp.get("/<uuid:ranking_id>")
@requires(read="rank.read")
def ranking(scope: Scope, ranking_id: UUID) -> ResponseReturnValue:
    """Show a ranking: points, how they come about, how each county moved, what is objected to."""
    row = queries.get_ranking(scope, ranking_id)
    lines, before = queries.lines_of(row), queries.find_before(scope, row.month)
    old = queries.lines_of(before) if before else []
    formula = formula_of(row)
    shown: dict[str, Any] = {
        "drawn": pictures_of_ranking(lines, formula.items),
        "row": row,
        "lines": lines,
        "formula": formula,
        "told": explain(formula),
        "notes": notes_of(lines),
    }
    shown |= {"before": before, "moves": {line.unit_id: movement_of(line.unit_id, old, lines) for line in lines}}
    shown |= {"objections": objections.list_objections(scope, row.month), "revisions": queries.list_revisions(scope, row.month)}
    shown |= {"may": _may(scope, row), "changed": services.list_changed(scope, row) if _is_citys_notice(scope, row) else []}
    return render("standing/ranking/ranking.html", **shown, **_WORDS)


@bp.get("/<uuid:ranking_id>/counties/<county_code>")
@requires(read="rank.read")
def county(scope: Scope, ranking_id: UUID, county_code: str) -> ResponseReturnValue:
    """Tell why a county stands where it stands, and why it moved."""
    row = queries.get_ranking(scope, ranking_id)
    lines, before = queries.lines_of(row), queries.find_before(scope, row.month)
    line = next((it for it in lines if it.code == county_code), None)
    if line is None:
        raise NotFound
    move = movement_of(line.unit_id, queries.lines_of(before) if before else [], lines)
    return render("standing/ranking/county.html", row=row, line=line, move=move, before=before, **_WORDS)


@bp.post("/<uuid:ranking_id>/paper")
@requires(write="rank.read")
@writes
def paper(scope: Scope, ranking_id: UUID) -> ResponseReturnValue:
    """Ask for a ranking as PDF."""
    job_id = ask_for_paper(scope, ranking_id, city=_city())
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


@bp.get("/<uuid:ranking_id>/ranking.xlsx")
@requires(read="rank.read")
def export(scope: Scope, ranking_id: UUID) -> ResponseReturnValue:
    """Hand a ranking out as Excel."""
    row = queries.get_ranking(scope, ranking_id)
    sheet = sheet_of(row, queries.lines_of(row), formula_of(row), city=_city(), code=code_line(scope, facts_of(row, city=_city())))
    name = f"{title_of(row, _city())}.xlsx"
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.get("/history")
@requires(read="rank.read")
def history(scope: Scope) -> ResponseReturnValue:
    """Show the ranks of all counties over the last twelve months."""
    months = months_until(clock.month_of(clock.today()), MONTHS_SHOWN)
    rows = queries.list_current(scope, first=months[0], last=months[-1])
    table = table_of([(it.month, queries.lines_of(it)) for it in rows])
    known = {it.month: it for it in rows}
    return render("standing/ranking/history.html", months=[known[month] for month in months if month in known], table=table, **_WORDS)


def _may(scope: Scope, row: Any) -> dict[str, bool]:
    is_notice = row.state == RankState.NOTICE
    is_open = is_notice and is_shown(row.objections_until, clock.today())
    may_rule = is_notice and "rank.rule" in scope.permissions
    return {"object": is_open and "rank.object" in scope.permissions, "publish": may_rule and not is_open, "reckon": may_rule}


def _is_citys_notice(scope: Scope, row: Any) -> bool:
    return scope.level is Level.CITY and row.state == RankState.NOTICE


def _city() -> str:
    unit = here()
    return unit.parents[0][1] if unit.parents else unit.name
