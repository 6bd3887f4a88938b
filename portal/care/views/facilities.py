"""日间照料: the facilities of a station, and how many used them, day by day; nobody is named."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.care.forms.facilities import DayFilter, DayForm, EndForm, FacilityFilter, FacilityForm, UseFilter, rows_of
from portal.care.queries import facilities as queries
from portal.care.rules.facilities import FACILITY_KINDS
from portal.care.services import facilities as services
from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("facilities", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    Column("序号", width=6),
    Column("日期", width=13),
    Column("设施", width=18),
    Column("类别", width=14),
    Column("60 岁以上", "人次"),
    Column("其他人", "人次"),
    Column("备注", width=30),
)
_WEEKDAYS = "一二三四五六日"


@bp.get("/")
@requires(read="facility.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the facilities, in use or closed, each with this month's visitors."""
    narrowed, is_ended = FacilityFilter().checked(), request.args.get("ended") == "1"
    rows = queries.list_facilities(scope, is_ended=is_ended, words=narrowed.words)
    first, last = clock.days_of(clock.month_of(clock.today()))
    sums = {it.id: it for it in queries.sum_facilities(scope, first, last)}
    known: dict[str, Any] = {"sums": sums, "is_ended": is_ended, "kinds": FACILITY_KINDS, "filter": narrowed}
    return render("care/facilities/listing.html", blocks=("facilities",), rows=rows, **known)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="facility.keep", write="facility.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put a facility into the register."""
    form = FacilityForm()
    if form.accept(lambda: services.add_facility(scope, form.draft())):
        return _done(f"已登记 {form.name.data}")
    return render("care/facilities/facility.html", form=form, row=None)


@bp.route("/<uuid:facility_id>", methods=["GET", "POST"])
@requires(read="facility.keep", write="facility.keep")
@writes
def amendment(scope: Scope, facility_id: UUID) -> ResponseReturnValue:
    """Change what is written of a facility."""
    row = queries.get_facility(scope, facility_id)
    fields = ("version", "kind", "name", "seats", "hours", "opened_on", "note")
    form = FacilityForm(data={name: getattr(row, name) for name in fields})
    if form.accept(lambda: services.amend_facility(scope, facility_id, form.draft(), version=form.version.data)):
        return _done("已保存修改")
    return render("care/facilities/facility.html", form=form, row=row)


@bp.route("/<uuid:facility_id>/end", methods=["GET", "POST"])
@requires(read="facility.keep", write="facility.keep")
@writes
def end(scope: Scope, facility_id: UUID) -> ResponseReturnValue:
    """Close a facility after a day, or open it again."""
    row = queries.get_facility(scope, facility_id)
    form = EndForm(data={"version": row.version, "ended_on": clock.today()})
    if form.accept(lambda: services.end_facility(scope, facility_id, ended_on=form.day(row.ended_on), version=form.version.data)):
        return _done(f"已{'恢复' if row.ended_on else '停用'} {row.name}")
    return render("care/facilities/end.html", form=form, row=row)


@bp.route("/day", methods=["GET", "POST"])
@requires(read="facility.keep", write="facility.keep")
@writes
def day(scope: Scope) -> ResponseReturnValue:
    """Key in one go how many used each facility on a day, or put it right."""
    pick = DayFilter()
    on = pick.asked()
    facilities, kept = queries.list_open_on(scope, on), queries.map_day(scope, on)
    form, changed = DayForm(data={"rows": rows_of(facilities, kept)}), list[int]()
    if form.accept(lambda: changed.append(services.count_day(scope, on, form.visits()))):
        flash(f"已保存 {on} 的使用人次" if changed[0] else f"{on} 没有改动", "success")
        following = min(on + timedelta(days=1), clock.today()) if request.form.get("then") == "next" else on
        return redirect(url_for(".day", code=here().code, day=following.isoformat()), 303)
    names = {str(it.id): it for it in facilities}
    known: dict[str, Any] = {"names": names, "week": _week(scope, on), "day": on, "pick": pick, "kinds": FACILITY_KINDS}
    known["before"] = queries.map_day_before(scope, on)
    return render("care/facilities/day.html", form=form, **known)


@bp.get("/uses")
@requires(read="facility.read")
def uses(scope: Scope) -> ResponseReturnValue:
    """List a month's visitors, facility by facility and day by day, with their sums."""
    narrowed, number = UseFilter(month=clock.month_of(clock.today())).checked(), page_number()
    month, first, last = narrowed.days()
    rows = queries.list_uses(scope, first, last, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"sums": queries.sum_facilities(scope, first, last), "month": month, "kinds": FACILITY_KINDS}
    return render("care/facilities/uses.html", blocks=("uses",), rows=rows, page=page, filter=narrowed, **known)


@bp.get("/uses.xlsx")
@requires(read="facility.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand a month's visitors out as Excel."""
    month, first, last = UseFilter().checked().days()
    rows = sorted(queries.list_uses(scope, first, last, page=None), key=lambda it: it.used_on)
    cells = [[n, it.used_on.isoformat(), it.name, FACILITY_KINDS[it.kind], it.elders, it.others, it.note] for n, it in enumerate(rows, 1)]
    totals = ["合计", "", "", "", sum(it.elders for it in rows), sum(it.others for it in rows), ""]
    facts = [f"单位：{here().name}", f"月份：{month}", f"截至：{clock.today()}"]
    sheet = Sheet("日间照料使用人次", facts, _COLUMNS, cells, totals, notes=["计入当月数字的只有 60 岁以上的人次。"])
    name = f"{here().name}日间照料使用人次{month}.xlsx"
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=name)


def _week(scope: Scope, on: date) -> list[tuple[date, str, bool, int | None]]:
    """Return (day, its name, whether it is to come, visitors) of the week of a day."""
    first = on - timedelta(days=on.weekday())
    days = [first + timedelta(days=n) for n in range(7)]
    kept = {one: sum(counts) for one, counts in queries.sum_days(scope, days[0], days[-1]).items()}
    return [(one, f"周{_WEEKDAYS[one.weekday()]} {one.month}-{one.day}", one > clock.today(), kept.get(one)) for one in days]


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".listing", code=here().code), 303)
