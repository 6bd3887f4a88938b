"""Many wishes at once: a paper sheet typed in, blank ones printed, an Excel sheet taken over."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.training.forms.wish_sheets import BlankForm, PaperForm, WishFileForm, rows_of_a_sheet
from portal.training.queries import wish_sheets as queries
from portal.training.queries.courses import list_courses
from portal.training.rules.wish_sheets import GROUPS, PRINTED_ROWS, SKILLS
from portal.training.services import wish_papers, wishes
from portal.training.services import wish_sheets as services
from portal.training.services.wish_sheets import COLUMNS, SheetLine
from portal.training.views.wishes import offered_communities
from portal.web import sheets, uploads
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.sheet_forms import TakeSheetForm
from portal.web.writes import writes

bp = Blueprint("wish_sheets", __name__)
PAGE_ROWS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM_BYTES = 64 * 1024  # what a form needs beside its file
uploads.allow("wish_sheets.upload", sheets.MAX_BYTES + _FORM_BYTES)


@bp.route("/paper", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def paper(scope: Scope) -> ResponseReturnValue:
    """Type a paper sheet in, on a screen ordered as the sheet is."""
    offered = services.offered_by(offered_communities())
    form = PaperForm(data={"collected_on": clock.today(), "rows": rows_of_a_sheet()})
    form.offer(offered)
    made: list[UUID] = []
    if form.accept(lambda: made.extend(wishes.record_wishes(scope, form.drafts(offered.notices), rows=form.numbers()))):
        flash(f"已录入 {len(made)} 份意愿，可以接着录下一张", "success")
        return redirect(url_for(".paper", code=here().code), 303)
    day = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    shown: dict[str, Any] = {"entered": queries.count_entered(scope, day), "skills": SKILLS, "groups": GROUPS}
    return render("training/wishes/paper.html", form=form, offered=offered, **shown)


@bp.route("/blank", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def blank(scope: Scope) -> ResponseReturnValue:
    """Ask for blank paper sheets as PDF."""
    form, made = BlankForm(), list[UUID]()
    if form.accept(lambda: made.append(wish_papers.ask_for_sheets(scope, here().name, **form.asked()))):
        return redirect(url_for("jobs.job", code=here().code, job_id=made[0]), 303)
    return render("training/wishes/blank.html", form=form, rows=PRINTED_ROWS)


@bp.route("/excel/", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def upload(scope: Scope) -> ResponseReturnValue:
    """Read an Excel sheet in, for its dry run."""
    form = WishFileForm()
    kept: list[UUID] = []
    if form.accept(lambda: kept.append(services.read_in(scope, form.rows, file_name=form.name, content=form.content))):
        return redirect(url_for(".sheet", code=here().code, wish_sheet_id=kept[0]), 303)
    most: dict[str, Any] = {"most": services.MOST_IMPORTED, "keep": services.KEPT_DAYS}
    return render("training/wishes/upload.html", form=form, sheets=queries.list_sheets(scope), columns=COLUMNS, **most)


@bp.get("/excel/wishes.xlsx")
@requires(read="wish.keep")
def template(_: Scope) -> ResponseReturnValue:
    """Hand out the Excel sheet to fill in."""
    courses = list_courses()
    example = {"name": "示例（请删除本行）", "phone": "13800001234", "course": courses[0].name, "collected_on": clock.today().isoformat()}
    said = {"collector": "网格员", "channel": "网格走访", "skills": "月嫂、保洁", "has_signed": "是"}
    named = "；".join(f"{it.id} {it.name}" for it in courses)
    notes = [f"意向课程：{named}", f"已有技能：{'、'.join(one.label for one in SKILLS)}", "身份证号码、健康情况不要写进这张表。"]
    columns = [replace(it, choices=tuple(course.name for course in courses)) if it.name == "course" else it for it in COLUMNS]
    content = sheets.make_blank("意愿", columns, example={**example, **said}, notes=notes)
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name="意愿摸排模板.xlsx")


@bp.route("/excel/<uuid:wish_sheet_id>", methods=["GET", "POST"])
@requires(read="wish.keep", write="wish.keep")
@writes
def sheet(scope: Scope, wish_sheet_id: UUID) -> ResponseReturnValue:
    """Show what would become of each row, and take the sheet over."""
    row, form, offered = queries.get_sheet(scope, wish_sheet_id), TakeSheetForm(), services.offered_by(offered_communities())
    made: list[int] = []
    if form.accept(lambda: made.append(services.take_sheet(scope, wish_sheet_id, offered, good=form.good.data, is_all=form.is_all))):
        flash(f"已导入 {made[0]} 份意愿", "success")
        return redirect(url_for("wishes.listing", code=here().code), 303)
    row = queries.get_sheet(scope, wish_sheet_id) if form.refusal else row
    lines = services.check_sheet(scope, row.rows, offered) if row.state == "checked" else []
    form.show(sum(1 for line in lines if line.draft))
    return render("training/wishes/sheet.html", form=form, row=row, keep=services.KEPT_DAYS, **_listed(lines))


def _listed(lines: list[SheetLine]) -> dict[str, Any]:
    """Return one page of the lines that are wanted: all, the good, or the bad."""
    good, bad = [line for line in lines if line.draft], [line for line in lines if not line.draft]
    which = request.args.get("show", "")
    chosen = {"good": good, "bad": bad}.get(which, lines)
    page = Page(page_number(), len(chosen), PAGE_ROWS)
    shown = chosen[(page.number - 1) * PAGE_ROWS : page.number * PAGE_ROWS]
    return {"lines": shown, "page": page, "which": which, "counts": {"": len(lines), "good": len(good), "bad": len(bad)}}
