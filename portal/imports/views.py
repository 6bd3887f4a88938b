"""导入: everything that is taken in from Excel, on one page, each kind with its blank sheet, its dry run and its history."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.care.views import imported as _care
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.scope import Scope
from portal.imports import queries, services
from portal.imports.exports import hand_out, url_of_export
from portal.imports.forms import file_form, take_form
from portal.imports.rules import BAD, GOOD, KNOWN, Line, count_states
from portal.placement.views import imported as _placement
from portal.stations.views import imported as _stations
from portal.tenants.access import here, requires
from portal.tenants.queries import sheets as sheet_rows
from portal.tenants.views import imported as _tenants
from portal.training.views import imported as _training
from portal.volunteer.views import imported as _volunteer
from portal.web import sheets, uploads
from portal.web.importing import ImportKind, offered, offered_pages
from portal.web.keeping import SHEETS_KEPT_DAYS
from portal.web.menu import Entry
from portal.web.menu import register as register_entry
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

REGISTERED = (_care, _placement, _stations, _tenants, _training, _volunteer)
bp = Blueprint("imports", __name__)
bp.before_app_request(hand_out)
bp.add_app_template_global(url_of_export)
PAGE_ROWS, SHOWN = 100, 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM_BYTES = 64 * 1024  # what a form needs beside its file
_STATES = {GOOD: ("可以导入", "good"), KNOWN: ("已有，不重复导入", "neutral"), BAD: ("不能导入", "bad")}
uploads.allow("imports.upload", sheets.MAX_BYTES + _FORM_BYTES)
register_entry(Entry(82, "Excel 导入", "imports.front", "activity.log"))


@bp.get("/")
@requires(read="activity.log")
def front(scope: Scope) -> ResponseReturnValue:
    """Show what can be taken in here, and what was."""
    kinds, pages, number = _kinds(scope), {it.name: it for it in offered_pages(scope, here().level)}, page_number()
    rows = queries.list_sheets(scope, [*kinds, *pages], page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("imports/front.html", blocks=("sheets",), kinds=kinds, pages=pages, rows=rows, page=page, keep=SHEETS_KEPT_DAYS)


@bp.get("/<kind>/blank.xlsx")
@requires(read="activity.log")
def blank(scope: Scope, kind: str) -> ResponseReturnValue:
    """Hand out the sheet to fill in."""
    it = _kind(scope, kind)
    notes = [*it.notes, *it.lists(), "第一行是表头，请不要改；示例行请删除。", f"一次最多 {it.most} 行，同一份表重复导入不会重复登记。"]
    columns = it.columns()
    content = sheets.make_blank(it.label, columns, example=it.example_row(columns), notes=notes)
    return _file(content, f"{it.label}导入模板.xlsx")


@bp.route("/<kind>", methods=["GET", "POST"])
@requires(read="activity.log", write="activity.log")
@writes
def upload(scope: Scope, kind: str) -> ResponseReturnValue:
    """Read a sheet in, for its dry run."""
    it, kept = _kind(scope, kind), list[UUID]()
    form = file_form(it)
    if form.accept(lambda: kept.append(services.read_in(scope, it, form.rows, file_name=form.name, content=form.content))):
        return redirect(url_for(".sheet", code=here().code, import_id=kept[0]), 303)
    return render("imports/upload.html", form=form, it=it, columns=form.columns, keep=SHEETS_KEPT_DAYS)


@bp.route("/sheets/<uuid:import_id>", methods=["GET", "POST"])
@requires(read="activity.log", write="activity.log")
@writes
def sheet(scope: Scope, import_id: UUID) -> ResponseReturnValue:
    """Show what would become of each row, and take the sheet over."""
    kinds, made = _kinds(scope), list[int]()
    row = sheet_rows.get_sheet(scope, list(kinds), import_id)
    it = kinds[row.kind]
    form = take_form(it)
    if form.accept(lambda: made.append(services.take_sheet(scope, it, import_id, good=form.good.data, is_all=form.is_all))):
        flash("，".join(filter(None, (f"已导入 {made[0]} {it.unit}{it.label}", it.then))), "success")
        return redirect(url_for(it.endpoint, code=here().code), 303)
    row = sheet_rows.get_sheet(scope, list(kinds), import_id) if form.refusal else row
    lines = services.lines_of(row)
    form.show(count_states(lines)[GOOD])
    known: dict[str, Any] = {"keep": SHEETS_KEPT_DAYS, "account_id": scope.account_id}
    return render("imports/sheet.html", form=form, row=row, it=it, states=_STATES, **known, **_listed(it, lines))


@bp.get("/sheets/<uuid:import_id>/marked.xlsx")
@requires(read="activity.log")
def marked(scope: Scope, import_id: UUID) -> ResponseReturnValue:
    """Hand the sheet back with what is wrong beside each row, its cells red."""
    kinds = _kinds(scope)
    row = sheet_rows.get_sheet(scope, list(kinds), import_id)
    lines = services.lines_of(row)
    if not lines or row.read_by != scope.account_id:  # it may hold numbers of documents, which no page shows
        raise NotFound
    rows = [(line.cells, line.heads if line.state == BAD else (), line.reason or _STATES[line.state][0]) for line in lines]
    content = sheets.make_marked(kinds[row.kind].label, kinds[row.kind].columns(), rows)
    return _file(content, f"{here().name}{kinds[row.kind].label}检查结果{clock.today()}.xlsx")


def _kinds(scope: Scope) -> dict[str, ImportKind]:
    return {it.name: it for it in offered(scope, here().level)}


def _kind(scope: Scope, name: str) -> ImportKind:
    it = _kinds(scope).get(name)
    if it is None:
        raise Refused("您的角色在这个单位不能导入这一种内容。")
    return it


def _listed(it: ImportKind, lines: list[Line]) -> dict[str, Any]:
    """Return one page of the lines that are wanted."""
    counts, which = count_states(lines), request.args.get("show", "")
    chosen = [line for line in lines if line.state == which] if which in _STATES else lines
    page = Page(page_number(), len(chosen), PAGE_ROWS)
    shown = chosen[(page.number - 1) * PAGE_ROWS : page.number * PAGE_ROWS]
    columns = [one for one in it.columns() if one.name != "number"] if lines else []
    return {"lines": shown, "page": page, "which": which, "counts": counts, "columns": columns[:SHOWN]}


def _file(content: bytes, name: str) -> Response:
    response = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
