"""更正: what closed months should have counted; made here, listed for those above, shown under the rows of a figure."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.dates import month_words
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.core.text import months_between
from portal.reports import beside
from portal.reports.beside import Beside
from portal.reports.rules import Cell as Figure
from portal.reports.rules import Chosen
from portal.returns.forms.corrections import (
    ActivityRowForm,
    CorrectionFilter,
    MissedActivityForm,
    MissedForm,
    MissedTimeForm,
    RowForm,
    VoidForm,
)
from portal.returns.queries import corrections as queries
from portal.returns.queries.restated import list_restated, list_restatements
from portal.returns.queries.rows import get_row
from portal.returns.rules.corrections import Subject, Values, add, counts_of, open_months, signed, words_of
from portal.returns.services import corrections as services
from portal.stations.queries import list_kinds
from portal.tallies import queries as tallies
from portal.tallies.rules import INDICATORS, Indicator
from portal.tenants.access import here, requires
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("corrections", __name__)
register(Entry(61, "更正", "corrections.listing", "figure.read"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SUBJECTS = {one.value for one in Subject} - {Subject.MISSING.value}
_DAY_OF = {"activity": "held_on", "intake": "taken_on", "service": "counted_on", "outcome": "happened_on"}
_WORDS: dict[str, Any] = {"words_of": words_of, "month_words": month_words, "signed": signed, "figures": INDICATORS}
_COLUMNS = (
    Column("序号", width=6),
    Column("单位", width=24),
    Column("更正的月份", width=13),
    Column("计入月份", width=13),
    Column("内容", width=36),
    Column("更正的数", width=34),
    Column("原因", width=40),
    Column("状态", width=10),
)


@bp.get("/")
@requires(read="figure.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the corrections of this unit and of those below, and what became of the closed months."""
    filter_ = CorrectionFilter()
    chosen, number = filter_.chosen(), page_number()
    rows = queries.list_corrections(scope, chosen, page=number)
    lines = queries.map_lines(scope, [row.id for row in rows]) if rows else {}
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    month = chosen.month or (rows[0].month if rows else "")
    restated = list_restatements(scope, month, month) if month and not chosen.corrects_month else []
    shown: dict[str, Any] = {"lines": lines, "restated": restated, "month": month, "is_station": scope.level is Level.STATION}
    known: dict[str, Any] = {"filter": filter_, "chosen": chosen, "missable": _missable(scope), **_WORDS}
    return render("returns/corrections.html", blocks=("corrections",), rows=rows, page=page, **shown, **known)


@bp.get("/corrections.xlsx")
@requires(read="figure.print")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the list out as Excel."""
    chosen = CorrectionFilter().chosen()
    rows = queries.list_corrections(scope, chosen)
    lines = queries.map_lines(scope, [row.id for row in rows]) if rows else {}
    cells = [[n, *_cells(row, lines.get(row.id, {}))] for n, row in enumerate(rows, start=1)]
    narrowed = [f"更正的月份：{chosen.corrects_month}"] if chosen.corrects_month else []
    narrowed += [f"计入月份：{chosen.month}"] if chosen.month else []
    facts = [f"单位：{here().name}", *narrowed, f"截至：{clock.today()}"]
    sheet = Sheet("数据更正登记表", facts, _COLUMNS, cells, ["合计", f"{len(rows)} 条", *[""] * 6])
    content = BytesIO(make_workbook(sheet))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"{here().name}数据更正登记表.xlsx")


@bp.get("/<uuid:correction_id>")
@requires(read="figure.read")
def correction(scope: Scope, correction_id: UUID) -> ResponseReturnValue:
    """Show one correction."""
    row = queries.get_correction(scope, correction_id)
    values = queries.map_lines(scope, [correction_id]).get(correction_id, {})
    is_ours = row.tenant_id == scope.tenant_id and "correction.make" in scope.permissions and row.voided_at is None
    book = tallies.find_own_book(scope, row.month) if is_ours else None
    is_open = book is None or book.closed_at is None
    known: dict[str, Any] = {"values": values, "subject": Subject(row.subject), "is_ours": is_ours, "is_open": is_open}
    return render("returns/correction.html", row=row, **known, **_WORDS)


@bp.route("/<uuid:correction_id>/void", methods=["GET", "POST"])
@requires(read="correction.make", write="correction.make")
@writes
def void(scope: Scope, correction_id: UUID) -> ResponseReturnValue:
    """Take a correction back while its month is open."""
    row = queries.get_correction(scope, correction_id)
    if row.tenant_id != scope.tenant_id:
        raise NotFound
    form = VoidForm()
    if form.accept(lambda: services.void_correction(scope, correction_id, reason=form.reason.data or "")):
        flash("已撤销，数字恢复到更正以前", "success")
        return redirect(url_for(".correction", code=here().code, correction_id=correction_id), 303)
    values = queries.map_lines(scope, [correction_id]).get(correction_id, {})
    return render("returns/correction_void.html", form=form, row=row, values=values, **_WORDS)


@bp.route("/new/<subject>/<uuid:subject_id>", methods=["GET", "POST"])
@requires(read="correction.make", write="correction.make")
@writes
def new(scope: Scope, subject: str, subject_id: UUID) -> ResponseReturnValue:
    """Correct what a row of a closed month counted."""
    if subject not in _SUBJECTS:
        raise NotFound
    row = get_row(scope, Subject(subject), subject_id)
    earlier = queries.sum_on(scope, row.ids)
    earlier = {cell: value for cell, value in earlier.items() if cell in row.values and value}
    now = add(row.values, earlier)
    form, months = _form_of(row.subject, now, row.values), _open(scope, row.month)
    form.offer(months)
    if form.accept(lambda: services.correct(scope, form.draft(row))):
        return _made(form.month.data)
    is_closed = row.month in tallies.list_closed(scope)
    known: dict[str, Any] = {"row": row, "earlier": earlier, "now": now, "months": months, "is_closed": is_closed}
    return render("returns/correction_new.html", form=form, direct=_direct(row), **known, **_WORDS)


@bp.route("/missing/<indicator>", methods=["GET", "POST"])
@requires(read="correction.make", write="correction.make")
@writes
def missing(scope: Scope, indicator: str) -> ResponseReturnValue:
    """Correct what was reported too low or too high without a row."""
    it = INDICATORS.get(indicator)
    if it is None:
        raise NotFound
    closed = sorted(tallies.list_closed(scope))
    form = _missed_form(it)
    months = _open(scope, closed[0]) if closed else []
    form.offer(months)
    if form.accept(lambda: services.correct(scope, form.draft(it))):
        return _made(form.month.data)
    return render("returns/correction_missing.html", form=form, indicator=it, closed=closed[-12:], months=months, **_WORDS)


@beside.register
def _beside(scope: Scope, code: str, indicator: Indicator, chosen: Chosen) -> Beside:
    """Tell the page of a figure what corrections it counts, and where a row of a closed month is put right."""
    found = queries.list_counting(scope, indicator.code, first=chosen.first, last=chosen.last, kind_id=chosen.kind_id)
    months = months_between(chosen.first, chosen.last)
    may_make = "correction.make" in scope.permissions
    closed = tallies.list_closed(scope) if may_make else set[str]()
    again = sorted(queries.list_corrected(scope).intersection(months) - closed) if may_make else []
    value = int(found[0].total_value) if found else 0
    shown: dict[str, Any] = {"rows": found, "total": Figure(indicator, value).shown, "count": found[0].total if found else 0}
    shown |= {"restated": list_restated(scope, indicator.code, months), "again": again, "has_closed": bool(closed & set(months)), **_WORDS}

    def link(row: Any) -> tuple[str, str] | None:
        if clock.month_of(getattr(row, _DAY_OF[indicator.source])) not in closed:
            return None
        return "更正", url_for("corrections.new", code=code, subject=indicator.source, subject_id=row.id)

    return Beside("更正", value, "returns/corrections_beside.html", shown, link)


def _form_of(subject: Subject, now: Values, values: Values) -> Any:
    if subject is Subject.ACTIVITY:
        was_online = any(value for (code, _), value in values.items() if code == "online")
        counts = counts_of(now, was_online=was_online)
        shown = {"attendances": counts.attendances, "women": counts.women, "is_online": "1" if counts.is_online else "0"}
        return ActivityRowForm(data=shown)
    return RowForm(data={"verdict": "away" if any(now.values()) else "back"})


def _missed_form(it: Indicator) -> Any:
    if it.source != "activity":
        return MissedTimeForm() if it.is_minutes else MissedForm()
    form = MissedActivityForm()
    form.kind_id.offer([(str(kind.id), kind.name) for kind in list_kinds()])
    return form


def _open(scope: Scope, corrected: str) -> list[str]:
    return open_months(corrected, closed=tallies.list_closed(scope), today=clock.today())


def _direct(row: Any) -> str:
    """Return where a row of an open month is changed directly, or at least found."""
    if row.subject is Subject.ACTIVITY:
        return url_for("activities.activity", code=here().code, activity_id=row.id)
    code = next(iter(row.values))[0]
    return url_for("reports.figure", code=here().code, indicator=code, first=row.month, last=row.month)


def _missable(scope: Scope) -> list[tuple[str, str]]:
    """Return (address, name) of what may have been missed: an activity, or any figure that no activity counts."""
    if "correction.make" not in scope.permissions:
        return []
    chosen: Iterable[Indicator] = (it for it in INDICATORS.values() if it.source != "activity" or it.code == "sessions")
    named = ((it, "活动（场次、人次、女性、线上一起）" if it.source == "activity" else f"{it.label}（{it.unit}）") for it in chosen)
    return [(url_for(".missing", code=here().code, indicator=it.code), words) for it, words in named]


def _cells(row: Any, values: Values) -> list[Any]:
    state = "已撤销" if row.voided_at else "有效"
    return [row.unit_name, row.corrects_month, row.month, row.what, words_of(values), row.reason, state]


def _made(month: str) -> ResponseReturnValue:
    flash(f"已登记更正，差额计入{month_words(month)}；原来的月报不变", "success")
    return redirect(url_for(".listing", code=here().code), 303)
