"""One return as Excel and as paper."""

from io import BytesIO

from flask import Response, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core.dates import month_words
from portal.core.scope import Scope
from portal.returns.queries.returns import get_return
from portal.returns.services import papers as services
from portal.returns.views.blueprint import bp
from portal.returns.views.one import month_in
from portal.tenants.access import here, requires
from portal.web.excel import make_workbook
from portal.web.writes import writes

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/<unit_code>/<month>/return.xlsx")
@requires(read="figure.print")
def export(scope: Scope, unit_code: str, month: str) -> ResponseReturnValue:
    """Hand one return out as Excel."""
    it = get_return(scope, unit_code, month_in(month))
    content = BytesIO(make_workbook(services.sheet_of(scope, it)))
    name = f"{it.unit.name}月报（{month_words(it.month)}）.xlsx"
    response: Response = send_file(content, mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/<unit_code>/<month>/paper")
@requires(write="figure.print")
@writes
def paper(scope: Scope, unit_code: str, month: str) -> ResponseReturnValue:
    """Ask for one return as PDF."""
    it = get_return(scope, unit_code, month_in(month))
    return redirect(url_for("jobs.job", code=here().code, job_id=services.ask_for_paper(scope, it)), 303)
