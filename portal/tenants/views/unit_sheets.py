"""Many units at once, from an Excel sheet: the blank one, the upload, the dry run, the taking over."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Level, Scope
from portal.tenants.access import here, requires
from portal.tenants.forms.units import UnitFileForm
from portal.tenants.queries import sheets as queries
from portal.tenants.rules.importing import Line
from portal.tenants.services import units_sheet as services
from portal.tenants.services.units_sheet import COLUMNS, KIND
from portal.web import sheets, uploads
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.sheet_forms import TakeSheetForm
from portal.web.writes import writes

bp = Blueprint("unit_sheets", __name__)
PAGE_ROWS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM_BYTES = 64 * 1024  # what a form needs beside its file
uploads.allow("unit_sheets.upload", sheets.MAX_BYTES + _FORM_BYTES)


@bp.route("/", methods=["GET", "POST"])
@requires(read="unit.add", write="unit.add")
@writes
def upload(scope: Scope) -> ResponseReturnValue:
    """Read a sheet in, for its dry run."""
    form = UnitFileForm()
    kept: list[UUID] = []
    if form.accept(lambda: kept.append(services.read_in(scope, form.rows, file_name=form.name, content=form.content))):
        return redirect(url_for(".sheet", code=here().code, sheet_id=kept[0]), 303)
    return render("units/sheet_upload.html", form=form, sheets=queries.list_sheets(scope, KIND), columns=COLUMNS)


@bp.get("/units.xlsx")
@requires(read="unit.add")
def blank(scope: Scope) -> ResponseReturnValue:
    """Hand out the sheet to fill in."""
    prefix = here().code[:6] if scope.level is Level.COUNTY else f"{here().code[:4]}01"
    example = {"level": "社区驿站", "code": f"{prefix}001001", "name": "示例社区驿站（请删除本行）", "contact_name": "联系人姓名"}
    content = sheets.make_blank("单位", COLUMNS, example=example, notes=["每行一个单位；区划代码按文本填写，不要用科学计数法。"])
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name="批量添加单位模板.xlsx")


@bp.route("/<uuid:sheet_id>", methods=["GET", "POST"])
@requires(read="unit.add", write="unit.add")
@writes
def sheet(scope: Scope, sheet_id: UUID) -> ResponseReturnValue:
    """Show what would become of each row, and take the sheet over."""
    row, form = queries.get_sheet(scope, KIND, sheet_id), TakeSheetForm()
    made: list[int] = []
    if form.accept(lambda: made.append(services.take_sheet(scope, sheet_id, good=form.good.data, is_all=form.is_all))):
        flash(f"已导入 {made[0]} 个单位，驿站都在筹建中，请逐一开通账号、揭牌", "success")
        return redirect(url_for("units.listing", code=here().code), 303)
    row = queries.get_sheet(scope, KIND, sheet_id) if form.refusal else row
    lines = services.check_sheet(scope, row.rows) if row.state == "checked" else []
    form.show(sum(1 for line in lines if line.unit))
    return render("units/sheet.html", form=form, row=row, columns=COLUMNS, **_listed(lines))


def _listed(lines: list[Line]) -> dict[str, Any]:
    """Return one page of the lines that are wanted: all, the good, or the bad."""
    good, bad = [line for line in lines if line.unit], [line for line in lines if not line.unit]
    which = request.args.get("show", "")
    chosen = {"good": good, "bad": bad}.get(which, lines)
    page = Page(page_number(), len(chosen), PAGE_ROWS)
    shown = chosen[(page.number - 1) * PAGE_ROWS : page.number * PAGE_ROWS]
    return {"lines": shown, "page": page, "which": which, "counts": {"": len(lines), "good": len(good), "bad": len(bad)}}
