"""Every list as a file: `?as=xlsx` on its address hands out what it shows, all pages of it, masked as the page masks it."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final, cast

from flask import Response, abort, current_app, g, has_request_context, request, send_file
from werkzeug.datastructures import ImmutableMultiDict

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Refused
from portal.core.scope import Scope
from portal.imports.lists import HER_OWN, LISTS, NAMING, TAKES_AWAY
from portal.imports.pages import PageReader, read_page
from portal.imports.tables import Table, values_of
from portal.tenants.access import here, visitor
from portal.web.excel import Sheet, make_workbook
from portal.web.menu import name_of
from portal.web.paging import address
from portal.web.writes import working_as

EXPORT: Final = "list.export"
MOST_PAGES: Final = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BESIDE: Final = ("as", "page", "after", "before")
_ASKED: Final = {"as": "xlsx"}


def url_of_export() -> str:
    """Return where the list of this page is handed out with its filters, once for a page; empty where it is not, or not to her."""
    if not has_request_context() or g.get("has_export"):
        return ""
    g.has_export, who = True, visitor()
    is_list = request.endpoint in LISTS and request.method == "GET"
    if not is_list or who is None or who.scope is None or not _may_take(who.scope):
        return ""
    return address(**{name: _ASKED.get(name) for name in _BESIDE})


def hand_out() -> Response | None:
    """Answer with the file where it is asked for; the page itself judges who may see it."""
    if request.args.get("as") != "xlsx" or request.endpoint not in LISTS or request.method != "GET":
        return None
    pages = list(_pages())
    scope = _scope()
    if not _may_take(scope):
        raise Refused("这份名单有个人信息，由站长导出。")
    sheets = _sheets(pages)
    count = sum(len(sheet.rows) for sheet in sheets)
    with working_as(scope, is_write=True):
        audit.note(scope, EXPORT, note=f"{name_of(str(request.endpoint)) or '列表'} {count} 行")
    name = f"{here().name}{pages[0].title}{clock.today()}.xlsx"
    response = send_file(BytesIO(make_workbook(*sheets)), mimetype=XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _pages() -> Iterator[PageReader]:
    """Yield the pages of the list, each as anybody would be shown it."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in _BESIDE]
    number, last = 1, 1
    while number <= min(last, MOST_PAGES):
        request.args = ImmutableMultiDict([*kept, *([("page", str(number))] if number > 1 else [])])  # pyright: ignore[reportAttributeAccessIssue]
        view: Any = current_app.view_functions[str(request.endpoint)]
        response = current_app.make_response(view(**(request.view_args or {})))
        if response.status_code != 200:
            abort(response)
        page = read_page(response.get_data(as_text=True))
        yield page
        number, last = number + 1, page.pages if number == 1 else last


def _sheets(pages: list[PageReader]) -> list[Sheet]:
    """Return a sheet for each table that has rows; what stands the same on every page is taken once."""
    first = pages[0]
    found = [_sheet(first, table, _rows(pages, n)) for n, table in enumerate(first.tables)]
    full = [sheet for sheet in found if sheet.rows] or found[:1]
    titled = [sheet if n == 0 else _renamed(sheet, n) for n, sheet in enumerate(full)]
    if not titled:
        raise Refused("这一页没有可以导出的内容，请换一个条件再导出。")
    return titled


def _rows(pages: list[PageReader], n: int) -> list[Any]:
    rows = list(pages[0].tables[n].body)
    for page in pages[1:]:
        if n < len(page.tables) and page.tables[n].body != pages[0].tables[n].body:
            rows += page.tables[n].body
    return rows


def _sheet(page: PageReader, table: Table, rows: list[Any]) -> Sheet:
    kept, columns = table.kept(), table.columns([*rows, *table.foot])
    foot = [values_of(columns, kept, row) for row in table.foot]
    who = visitor()
    facts = [f"单位：{here().name}", f"条件：{'；'.join(page.said_filters()) or '全部'}"]
    facts.append(f"导出：{clock.local(clock.now()):%Y-%m-%d %H:%M} {who.display_name if who else ''}，共 {len(rows)} 行")
    notes = [f"一次最多导出 {MOST_PAGES} 页，其余请缩小查询范围再导出。"] if page.pages > MOST_PAGES else []
    lines = [values_of(columns, kept, row) for row in rows] + foot[1:]
    return Sheet(page.title or table.name, facts, columns, lines, foot[0] if foot else (), notes, name=table.name or page.title or "列表")


def _renamed(sheet: Sheet, n: int) -> Sheet:
    return Sheet(sheet.name, sheet.facts, sheet.columns, sheet.rows, sheet.totals, sheet.notes, name=f"{n + 1} {sheet.name}")


def _scope() -> Scope:
    return cast(Any, visitor()).scope


def _may_take(scope: Scope) -> bool:
    """Say whether she may take this list away: her station's persons leave by who may manage them, nameless rows by who reads them."""
    access: Any = getattr(current_app.view_functions[str(request.endpoint)], "access", {})
    is_naming = isinstance(access, dict) and access.get("read") in NAMING and HER_OWN in scope.permissions
    return not is_naming or TAKES_AWAY in scope.permissions


register_words({EXPORT: "导出列表"}, group="操作记录")
