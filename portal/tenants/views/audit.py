"""操作记录: who did, or was refused, what at a unit."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, send_file
from flask.typing import ResponseReturnValue

from portal.audit import services as audit
from portal.audit.words import NOBODY, RESULTS
from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.tenants.forms.audit import AuditFilter
from portal.tenants.queries import audit as queries
from portal.tenants.words import word_of
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, address, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("audit", __name__)
register(Entry(95, "操作记录", "audit.listing", "audit.read", ("platform", "city", "county", "station")))
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {"done": "good", "refused": "warn", "failed": "bad"}
_COLUMNS = (
    ("序号", 6),
    ("时间", 20),
    ("操作人", 18),
    ("账号", 14),
    ("事项", 20),
    ("结果", 8),
    ("对象编号", 36),
    ("说明", 50),
    ("网络地址", 16),
)


@bp.get("/")
@requires(read="audit.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the unit's own lines, the newest first."""
    narrowed = AuditFilter()
    chosen, number = narrowed.read(), page_number()
    rows = queries.list_lines(scope, chosen, page=number) if number <= queries.MOST // queries.PAGE_ROWS else []
    if not rows and number > 1:
        return redirect(address(page=None))
    total = rows[0].total if rows else 0
    page = Page(number, min(total, queries.MOST), queries.PAGE_ROWS)
    words: dict[str, Any] = {"word_of": word_of, "results": RESULTS, "tones": TONES, "nobody": NOBODY}
    found = {
        "rows": rows,
        "page": page,
        "is_cut": total > queries.MOST,
        "filter": narrowed,
        "subject_url": lambda it: address(subject=it, page=None),
    }
    return render("audit/listing.html", blocks=("lines",), **found, **words)


@bp.post("/export")
@requires(write="audit.read")
@writes
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the same lines out as Excel; that they were handed out is a line of its own."""
    narrowed = AuditFilter()
    chosen = narrowed.read()
    rows = queries.list_all_lines(scope, chosen)
    db.session.rollback()  # nobody waits for a lock while the sheet is made
    sheet = _sheet(narrowed, rows)
    content = BytesIO(make_workbook(sheet))
    audit.note(scope, "audit.export", note=f"{sheet.facts[1]}，{sheet.totals[1]}")
    name = f"{sheet.title}（{narrowed.first.data} 至 {narrowed.last.data}）.xlsx"
    response: Response = send_file(content, mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sheet(narrowed: AuditFilter, rows: Any) -> Sheet:
    shown = rows[: queries.EXPORT_ROWS]
    facts = [f"单位：{here().name}", f"期间：{narrowed.first.data} 至 {narrowed.last.data}", *_said(narrowed)]
    notes = [f"符合条件的超过 {queries.EXPORT_ROWS:,} 条，只导出最近的 {queries.EXPORT_ROWS:,} 条，其余请缩小日期范围再导出。"]
    columns = [Column(label, width=width) for label, width in _COLUMNS]
    lines = [[str(n), *_cells(row)] for n, row in enumerate(shown, start=1)]
    totals = ["合计", f"{len(shown)} 条", *[""] * (len(columns) - 2)]
    return Sheet(f"{here().name}操作记录", facts, columns, lines, totals, notes if len(rows) > len(shown) else (), fixed=2)


def _said(narrowed: AuditFilter) -> list[str]:
    given = (narrowed.person, narrowed.group, narrowed.result, narrowed.subject)
    return [f"{field.label.text}：{RESULTS.get(field.data, field.data)}" for field in given if field.data]


def _cells(row: Any) -> list[str]:
    when, who = f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}", row.display_name or NOBODY
    what = (word_of(row.action), RESULTS[row.result], str(row.subject_id or ""))
    return [when, who, row.name or "", *what, row.note, row.address]
