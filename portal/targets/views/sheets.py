"""The matrix as an Excel sheet: handed out, read in, shown as it would become, taken over into the draft."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.targets.queries import targets as queries
from portal.targets.queries.units import list_rows
from portal.targets.rules.aims import Aim
from portal.targets.rules.splits import add_up
from portal.targets.services import sheets as services
from portal.targets.views.blueprint import bp
from portal.targets.views.excel import matrix_of
from portal.targets.views.listing import EXCEL, WORDS
from portal.targets.views.splits import offered
from portal.tenants.access import here, requires
from portal.web import sheets, uploads
from portal.web.excel import make_workbook
from portal.web.importing import ImportPage, register
from portal.web.render import render
from portal.web.sheet_forms import SheetFileForm, TakeSheetForm
from portal.web.writes import writes

register(
    ImportPage(
        place=90,
        name=services.KIND,
        label="目标分解",
        unit="行",
        permission="target.set",
        endpoint="targets.listing",
        sheet="targets.kept_sheet",
        known_as="target_sheet_id",
        levels=("city",),
        note="每个目标一张表，县区一行、各月一列；在目标的“分解”里下载、上传",
    )
)
_FORM_BYTES = 64 * 1024  # what a form needs beside its file
uploads.allow("targets.upload", sheets.MAX_BYTES + _FORM_BYTES)


@bp.get("/<uuid:target_id>/split.xlsx")
@requires(read="target.set")
def template(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Hand out the matrix as it is drafted, to be filled in and sent back."""
    aim = queries.get_aim(scope, target_id)
    sheet = matrix_of(aim, offered(aim, list_rows(scope)), add_up(aim.parts, aim.base))
    name = f"{aim.name}分解表.xlsx"
    response = send_file(BytesIO(make_workbook(sheet)), mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/<uuid:target_id>/split/sheet", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def upload(scope: Scope, target_id: UUID) -> ResponseReturnValue:
    """Read a sheet in, for its dry run."""
    row, aim = queries.get_target(scope, target_id), queries.get_aim(scope, target_id)
    form = _file_form(aim)
    kept: list[UUID] = []
    if form.accept(lambda: kept.append(services.read_in(scope, target_id, form.rows, file_name=form.name, content=form.content))):
        return redirect(url_for(".sheet", code=here().code, target_id=target_id, target_sheet_id=kept[0]), 303)
    return render("targets/upload.html", form=form, row=row, columns=services.columns_of(aim))


@bp.route("/<uuid:target_id>/split/sheet/<uuid:target_sheet_id>", methods=["GET", "POST"])
@requires(read="target.set", write="target.set")
@writes
def sheet(scope: Scope, target_id: UUID, target_sheet_id: UUID) -> ResponseReturnValue:
    """Show what would become of each row, and take the sheet over."""
    row, kept = queries.get_target(scope, target_id), services.get_sheet(scope, target_id, target_sheet_id)
    form, taken = TakeSheetForm(), list[int]()
    take: dict[str, Any] = {"good": form.good.data, "is_all": form.is_all}
    if form.accept(lambda: taken.append(services.take_sheet(scope, target_id, target_sheet_id, **take))):
        flash(f"已导入 {taken[0]} 行，还是草稿，请核对后发布", "success")
        return redirect(url_for(".split", code=here().code, target_id=target_id), 303)
    kept = services.get_sheet(scope, target_id, target_sheet_id) if form.refusal else kept
    aim = queries.get_aim(scope, target_id)
    lines = services.check_sheet(scope, aim, kept.rows) if kept.state == "checked" else []
    good = services.good_lines(lines)
    form.show(len(good))
    after = add_up({**aim.parts, **{line.unit.id: line.parts for line in good if line.unit}}, aim.base)
    return render("targets/sheet.html", form=form, row=row, kept=kept, aim=aim, lines=lines, good=good, sums=after, **WORDS)


@bp.get("/sheets/<uuid:target_sheet_id>")
@requires(read="target.set")
def kept_sheet(scope: Scope, target_sheet_id: UUID) -> ResponseReturnValue:
    """Lead to the page of a sheet, which stands with its target."""
    target_id = services.target_of(scope, target_sheet_id)
    return redirect(url_for(".sheet", code=here().code, target_id=target_id, target_sheet_id=target_sheet_id), 303)


def _file_form(aim: Aim) -> SheetFileForm:
    return type("PartsFileForm", (SheetFileForm,), {"columns": services.columns_of(aim), "most_rows": services.MOST_ROWS})()
