"""星级评定: the stars of county federations and of bases, year by year, with all they are made of."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.standing.queries import stars as queries
from portal.standing.queries.star_years import last_year
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import Subject, system_of
from portal.standing.services import stars as services
from portal.standing.services.star_papers import ask_for_paper, facts_of, star_notes, title_of
from portal.standing.views.star_sheet import sheet_of
from portal.standing.views.star_words import WORDS, city_name, subject_of, way_of
from portal.tenants.access import here, requires
from portal.tenants.services.imprints import code_line
from portal.web.excel import make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("stars", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ALSO = ("star_rules", "star_evidence", "star_reckonings", "grades", "plans")
register(Entry(64, "星级评定", "stars.front", "rank.read", ("city", "county"), also=_ALSO))


@bp.get("/")
@requires(read="rank.read")
def front(scope: Scope) -> ResponseReturnValue:
    """List the ratings, and for the city the year that can be rated."""
    number = page_number()
    rows = queries.list_ratings(scope, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    year = last_year()
    waiting = [one for one in Subject if not queries.find_current(scope, one, year)] if "star.rule" in scope.permissions else []
    return render("standing/stars/front.html", blocks=("ratings",), rows=rows, page=page, year=year, waiting=waiting, **WORDS)


@bp.get("/<uuid:rating_id>")
@requires(read="rank.read")
def rating(scope: Scope, rating_id: UUID) -> ResponseReturnValue:
    """Show the stars of a year: points, how they come about, which revisions there were."""
    row = queries.get_rating(scope, rating_id)
    lines, is_citys = queries.star_lines_of(row), row.state == RankState.NOTICE and scope.level is Level.CITY
    shown: dict[str, Any] = {"row": row, "lines": lines, "system": system_of(row), "notes": star_notes(lines)}
    shown |= {"revisions": queries.list_revisions(scope, Subject(row.subject), row.year)}
    shown |= {"changed": services.list_changed(scope, row) if is_citys else [], "may_rule": is_citys and "star.rule" in scope.permissions}
    return render("standing/stars/rating.html", **shown, **WORDS)


@bp.get("/<uuid:rating_id>/counties/<county_code>")
@requires(read="rank.read")
def county(scope: Scope, rating_id: UUID, county_code: str) -> ResponseReturnValue:
    """Show what a county's stars are made of; each of its figures opens."""
    row = queries.get_rating(scope, rating_id)
    line = next((it for it in queries.star_lines_of(row) if it.code == county_code), None)
    if line is None:
        raise NotFound
    ways = [way_of(scope, line, mark, row.year) for mark in line.marks]
    return render("standing/stars/county.html", row=row, line=line, ways=ways, **WORDS)


@bp.get("/history/<whose>")
@requires(read="rank.read")
def history(scope: Scope, whose: str) -> ResponseReturnValue:
    """Show the stars of all counties over the years."""
    subject = subject_of(whose)
    years = [(row, {line.unit_id: line for line in queries.star_lines_of(row)}) for row in queries.list_current(scope, subject)]
    names = {line.unit_id: (line.code, line.name) for _, lines in years for line in lines.values()}
    counties = sorted(((code, name, unit_id) for unit_id, (code, name) in names.items()))
    return render("standing/stars/history.html", years=years, counties=counties, subject=subject, **WORDS)


@bp.get("/<uuid:rating_id>/stars.xlsx")
@requires(read="rank.read")
def export(scope: Scope, rating_id: UUID) -> ResponseReturnValue:
    """Hand the stars of a year out as Excel."""
    row = queries.get_rating(scope, rating_id)
    code = code_line(scope, facts_of(row, city=city_name()))
    sheet = sheet_of(row, queries.star_lines_of(row), system_of(row), city=city_name(), code=code)
    name = f"{title_of(row, city_name())}.xlsx"
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.post("/<uuid:rating_id>/paper")
@requires(write="rank.read")
@writes
def paper(scope: Scope, rating_id: UUID) -> ResponseReturnValue:
    """Ask for the stars of a year as PDF."""
    job_id = ask_for_paper(scope, rating_id, city=city_name())
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)
