"""妇女人数: how many women live in each county, filled in by the city with its source; what is reckoned per 10,000 rests on it."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.standing.forms.women import WomenForm
from portal.standing.queries import women as queries
from portal.standing.services import women as services
from portal.tenants.access import here, requires
from portal.tenants.queries import TenantRow, get_below
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("women", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (Column("序号", width=6), Column("县（市、区）", width=18), Column("妇女人数", "人", 14), Column("数据来源", width=40))


@bp.get("/")
@requires(read="rank.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the counties of a year with how many women live there."""
    year, number = _year_asked(), page_number()
    rows = queries.list_women(scope, year, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    years = sorted({*queries.list_years(scope), clock.today().year, year}, reverse=True)
    return render("standing/ranking/women.html", blocks=("women",), rows=rows, page=page, year=year, years=years)


@bp.get("/women.xlsx")
@requires(read="rank.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the counts of a year out as Excel."""
    year = _year_asked()
    rows = queries.list_all(scope, year)
    cells = [[n, row.name, row.women, row.source or "还没有填"] for n, row in enumerate(rows, start=1)]
    total = sum(row.women or 0 for row in rows)
    title = f"{year}年各县（市、区）妇女人数"
    sheet = Sheet(title, [f"单位：{here().name}", f"截至：{clock.today()}"], _COLUMNS, cells, ["合计", "", total, ""])
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=f"{title}.xlsx")


@bp.route("/<int:year>/<county_code>", methods=["GET", "POST"])
@requires(read="rank.rule", write="rank.rule")
@writes
def count(scope: Scope, year: int, county_code: str) -> ResponseReturnValue:
    """Fill in or put right how many women live in a county in a year."""
    county = _county(scope, year, county_code)
    row = queries.find_count(scope, county.id, year)
    form = WomenForm(data=_shown(scope, row, year))
    if form.accept(lambda: _save(scope, county, year, row, form)):
        flash(f"已保存{county.name} {year} 年的妇女人数", "success")
        return redirect(url_for(".listing", code=here().code, year=year), 303)
    before = queries.find_count(scope, county.id, year - 1)
    return render("standing/ranking/women_count.html", form=form, county=county, year=year, row=row, before=before)


def _save(scope: Scope, county: TenantRow, year: int, row: Any, form: WomenForm) -> None:
    said: dict[str, Any] = {"count": form.women.data, "source": form.source.data or ""}
    if row is None or not form.version.data:
        services.set_count(scope, county.id, year, **said)
    else:
        services.amend_count(scope, row.id, **said, version=form.version.data)


def _shown(scope: Scope, row: Any, year: int) -> dict[str, Any]:
    if row is None:
        return {"source": queries.find_source(scope, year)}
    return {"women": row.women, "source": row.source, "version": row.version}


def _county(scope: Scope, year: int, county_code: str) -> TenantRow:
    county = get_below(scope, county_code)
    if county.level != "county" or not 2000 <= year <= 2099:
        raise NotFound
    return county


def _year_asked() -> int:
    raw = request.args.get("year", "")
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else 0
    return year if 2000 <= year <= 2099 else clock.today().year
