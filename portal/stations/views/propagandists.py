"""1+N 宣传员: one station, and the people who work for it in the communities round it."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules import mask_phone
from portal.stations import services
from portal.stations.forms import EndForm, PropagandistFilter, PropagandistForm
from portal.stations.queries import propagandists as queries
from portal.tenants.access import here, requires
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("propagandists", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    Column("序号", width=6),
    Column("姓名", width=14),
    Column("联系电话", width=16),
    Column("所在社区", width=26),
    Column("开始日期", width=13),
    Column("结束日期", width=13),
    Column("备注", width=30),
)
register(Entry(35, "宣传员", "propagandists.listing", "propagandist.read", ("station",)))


@bp.route("/", methods=["GET", "POST"])
@requires(read="propagandist.read", write="propagandist.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List who works for this station, or who did; one is sought by POST, which keeps her name out of the address and writes nothing."""
    narrowed, is_ended = PropagandistFilter().checked(), request.args.get("ended") == "1"
    text = narrowed.sought_text()
    if text:
        found = queries.seek_propagandists(scope, text, shown_phone=_phone_for(scope), is_ended=is_ended)
        rows, page = found[: queries.PAGE_ROWS], Page(1, len(found), queries.PAGE_ROWS)
    else:
        number = page_number()
        rows = queries.list_propagandists(scope, is_ended=is_ended, page=number)
        page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"counts": queries.count_propagandists(scope), "shown_phone": _phone_for(scope)}
    known |= {"filter": narrowed, "text": text}
    return render("stations/propagandists.html", blocks=("propagandists",), rows=rows, page=page, is_ended=is_ended, **known)


@bp.get("/propagandists.xlsx")
@requires(read="propagandist.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the list out as Excel, telephones masked: a file goes further than a page."""
    rows = queries.list_propagandists(scope)
    cells = [[n, one.name, mask_phone(one.phone), one.community, *_days(one), one.note] for n, one in enumerate(rows, start=1)]
    facts = [f"单位：{here().name}", f"截至：{clock.today()}"]
    sheet = Sheet("宣传员名单", facts, _COLUMNS, cells, ["合计", f"{len(rows)} 名", "", "", "", "", ""])
    name = f"{here().name}宣传员名单.xlsx"
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="propagandist.keep", write="propagandist.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put somebody on the list."""
    form = PropagandistForm()
    if form.accept(lambda: services.add_propagandists(scope, [form.recruit()])):
        return _done(f"已登记宣传员 {form.name.data}")
    form.lead_to_known("查看她的记录", lambda known: url_for(".amendment", code=here().code, propagandist_id=known))
    return render("stations/propagandist.html", form=form, row=None)


@bp.route("/<uuid:propagandist_id>", methods=["GET", "POST"])
@requires(read="propagandist.keep", write="propagandist.keep")
@writes
def amendment(scope: Scope, propagandist_id: UUID) -> ResponseReturnValue:
    """Change what the list says of her."""
    row = queries.get_propagandist(scope, propagandist_id)
    form = PropagandistForm(data=_shown(row))
    if form.accept(lambda: services.amend_propagandist(scope, propagandist_id, form.recruit(), version=form.version.data)):
        return _done("已保存修改")
    return render("stations/propagandist.html", form=form, row=row)


@bp.route("/<uuid:propagandist_id>/end", methods=["GET", "POST"])
@requires(read="propagandist.keep", write="propagandist.keep")
@writes
def end(scope: Scope, propagandist_id: UUID) -> ResponseReturnValue:
    """Note her last day."""
    row = queries.get_propagandist(scope, propagandist_id)
    form = EndForm(data={"version": row.version, "until_on": row.until_on or clock.today()})
    change = services.end_propagandist
    if form.accept(lambda: change(scope, propagandist_id, until_on=form.day(), version=form.version.data)):
        return _done(f"已记录 {row.name} 的结束日期")
    return render("stations/propagandist_end.html", form=form, row=row)


def _phone_for(scope: Scope) -> Any:
    """Return how telephones are shown: in full to the station's own people, who read their volunteers too; masked to those above."""
    return str if "volunteer.read" in scope.permissions else mask_phone


def _shown(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("version", "name", "phone", "community", "since_on", "note")}


def _days(row: Any) -> tuple[str, str]:
    return row.since_on.isoformat(), row.until_on.isoformat() if row.until_on else "在任"


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".listing", code=here().code), 303)
