"""来宾单位: which organisations came to a gathering, and to how many over some months."""

from datetime import date
from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.stations import queries, services
from portal.stations.forms import GuestFilter, GuestsForm
from portal.stations.queries import guests as rows_of
from portal.stations.rules import Guests
from portal.tenants.access import here, requires
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("guests", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    Column("序号", width=6),
    Column("单位", width=40),
    Column("参加活动", "场", 12),
    Column("来宾", "人", 12),
    Column("最近一次", width=14),
)


@bp.get("/")
@requires(read="activity.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the organisations that came as guests over some months, here and below."""
    form, number = GuestFilter(), page_number()
    first, last = form.read(today=clock.today())
    days = _days(first, last)
    rows = rows_of.list_organisations(scope, days, page=number)
    page = Page(number, rows[0].total if rows else 0, rows_of.PAGE_ROWS)
    return render("stations/guests.html", blocks=("guests",), rows=rows, page=page, filter=form, sums=rows_of.sum_guests(scope, days))


@bp.get("/guests.xlsx")
@requires(read="activity.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the list out as Excel."""
    first, last = GuestFilter().read(today=clock.today())
    days = _days(first, last)
    rows, sums = rows_of.list_organisations(scope, days), rows_of.sum_guests(scope, days)
    cells = [[str(n), row.organisation, row.gatherings, row.heads, row.latest.isoformat()] for n, row in enumerate(rows, start=1)]
    facts, notes = [f"单位：{here().name}", f"月份：{first} 至 {last}"], ["一场活动有几个单位参加的，合计里只算一场"]
    sheet = Sheet(f"{here().name}来宾单位", facts, _COLUMNS, cells, ["合计", "", sums.gatherings, sums.heads, ""], notes, fixed=2)
    name = f"{here().name}来宾单位（{first} 至 {last}）.xlsx"
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/activities/<uuid:activity_id>", methods=["GET", "POST"])
@requires(read="activity.log", write="activity.log")
@writes
def guests(scope: Scope, activity_id: UUID) -> ResponseReturnValue:
    """Write down which organisations came to an activity of one's own."""
    row = queries.get_activity(scope, activity_id)
    if row.tenant_id != scope.tenant_id:
        raise NotFound
    known = [{name: getattr(one, name) for name in Guests.__slots__} for one in rows_of.list_guests(scope, activity_id)]
    form = GuestsForm(data={"version": row.version, "rows": known})
    if form.accept(lambda: services.write_guests(scope, activity_id, form.guests(), version=form.version.data)):
        flash("已保存来宾单位", "success")
        return redirect(url_for("activities.activity", code=here().code, activity_id=activity_id), 303)
    return render("stations/activity_guests.html", form=form, row=row)


def _days(first: str, last: str) -> tuple[date, date]:
    return clock.days_of(first)[0], clock.days_of(last)[1]
