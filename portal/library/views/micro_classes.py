"""微课堂: lessons on the net; whoever opens one is led there by us and counted as a view, never as an attendance."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.library.excel import sheet_of
from portal.library.forms import MicroFilter, MicroForm, OpenForm, YearFilter
from portal.library.queries import micro_classes as queries
from portal.library.rules import host_of
from portal.library.services import micro_classes as services
from portal.library.views.policies import KEEP
from portal.tenants.access import here, requires
from portal.web.excel import make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("micro_classes", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIELDS = ("version", "title", "teacher", "minutes", "published_on", "url", "summary", "is_shown", "is_public")


@bp.get("/")
@requires(read="library.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the lessons, the latest first, each with how often it was opened."""
    narrowed, number = MicroFilter(), page_number()
    narrowed.keep_to(may_keep=KEEP in scope.permissions)
    narrowed.checked()
    found = queries.list_classes(scope, text=narrowed.sought, state=narrowed.wanted)
    page = Page(number, len(found), queries.PAGE_ROWS)
    rows = found[page.first_row - 1 : page.first_row - 1 + queries.PAGE_ROWS]
    views = queries.map_views(scope, clock.today().replace(day=1))
    return render("library/micro_classes.html", blocks=("lessons",), rows=rows, page=page, filter=narrowed, views=views)


@bp.route("/<uuid:micro_id>", methods=["GET", "POST"])
@requires(read="library.read", write="library.read")
@writes
def lesson(scope: Scope, micro_id: UUID) -> ResponseReturnValue:
    """Show one lesson; its button counts a view and leads there."""
    row = queries.get_class(scope, micro_id, state="" if KEEP in scope.permissions else "shown")
    form = OpenForm()
    if form.accept(lambda: services.count_view(scope, micro_id, whose=f"account {scope.account_id}")):
        return redirect(url_for(".leave", code=here().code, micro_id=micro_id), 303)
    recent, views = queries.map_views(scope, clock.today().replace(day=1)).get(micro_id, (0, 0))
    return render("library/micro_class.html", form=form, row=row, host=host_of(row.url), recent=recent, views=views)


@bp.get("/<uuid:micro_id>/leave")
@requires(read="library.read")
def leave(scope: Scope, micro_id: UUID) -> ResponseReturnValue:
    """Lead to the lesson: a form of ours may send nobody elsewhere, so this page does, and counts nothing."""
    row = queries.get_class(scope, micro_id, state="" if KEEP in scope.permissions else "shown")
    response = render("library/leave.html", row=row, host=host_of(row.url))
    response.headers["Refresh"] = f"0; url={row.url}"
    return response


@bp.route("/new", methods=["GET", "POST"])
@requires(read=KEEP, write=KEEP)
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put a lesson on the shelf."""
    form = MicroForm()
    if form.accept(lambda: services.add_class(scope, form.draft())):
        return _done(f"已登记：{form.title.data}")
    return render("library/micro_form.html", form=form, row=None)


@bp.route("/<uuid:micro_id>/amendment", methods=["GET", "POST"])
@requires(read=KEEP, write=KEEP)
@writes
def amendment(scope: Scope, micro_id: UUID) -> ResponseReturnValue:
    """Change a lesson, hide it, or show it again."""
    row = queries.get_class(scope, micro_id)
    form = MicroForm(data={name: getattr(row, name) for name in _FIELDS})
    if form.accept(lambda: services.amend_class(scope, micro_id, form.draft(), version=form.version.data)):
        return _done("已保存修改" if form.is_shown.data else f"已停止显示：{form.title.data}；播放次数仍保留")
    return render("library/micro_form.html", form=form, row=row)


@bp.get("/views")
@requires(read="library.read")
def views(scope: Scope) -> ResponseReturnValue:
    """Tell how often the lessons were opened, by month."""
    narrowed, year = _year(scope)
    by_class = queries.map_months(scope, year)
    months = {f"{year}-{n:02d}": sum(it.get(f"{year}-{n:02d}", 0) for it in by_class.values()) for n in range(1, 13)}
    shown: dict[str, Any] = {"months": {month: count for month, count in months.items() if count}, "total": sum(months.values())}
    titles = {row.id: row.title for row in queries.list_classes(scope, state="")}
    best = sorted(((titles[it], sum(counts.values())) for it, counts in by_class.items()), key=lambda one: (-one[1], one[0]))
    return render("library/views.html", filter=narrowed, year=year, best=best[:10], **shown)


@bp.get("/views.xlsx")
@requires(read="library.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the views of a year out as Excel: lessons by months."""
    _, year = _year(scope)
    sheet = sheet_of(queries.list_classes(scope, state=""), queries.map_months(scope, year), year=year, today=clock.today())
    name = f"微课堂播放次数（{year}年）.xlsx"
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=name)


def _year(scope: Scope) -> tuple[YearFilter, int]:
    this = clock.today().year
    narrowed = YearFilter(year=str(this))
    first = queries.find_first_year(scope) or this
    narrowed.year.offer([(str(year), f"{year} 年") for year in range(this, min(first, this) - 1, -1)])
    narrowed.checked()
    return narrowed, int(narrowed.year.data or this)


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".listing", code=here().code), 303)
