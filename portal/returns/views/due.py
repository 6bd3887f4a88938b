"""上报截止: by which working day months are due, the city's calendar, and later days for single units."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.core.text import month_before, months_between
from portal.returns.forms.due import WORKED, DaysForm, ExceptionForm, RuleForm, RuleWithdrawalForm
from portal.returns.queries import board
from portal.returns.queries import due as queries
from portal.returns.rules.due import MAX_YEARS_AHEAD, may_change
from portal.returns.rules.workdays import Calendar, Day, is_known, weeks_of
from portal.returns.services import due as services
from portal.returns.views.board import return_url
from portal.tenants.access import here, requires
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("due", __name__)
_FIRST_YEAR = 2024


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month of the calendar.

    Args:
        weeks: from Monday to Sunday; None, the day is another month's.
        told: its days that are not as the week has them, in words.
    """

    month: int
    weeks: list[list[Day | None]]
    told: list[str]


@bp.get("/")
@requires(read="return.read")
def rules(scope: Scope) -> ResponseReturnValue:
    """Tell by when each month of a year is due, and which rules have held."""
    year, today = _year(), clock.today()
    months = months_between(f"{year}-01", f"{year}-12")
    dues = queries.get_dues(scope, first=months[0], last=months[-1])
    days = [(month, dues.usual(month, Level.STATION), dues.usual(month, Level.COUNTY)) for month in months]
    now = clock.month_of(today)
    shown: dict[str, Any] = {"year": year, "years": _years(), "days": days, "now": now, "in_force": dues.rule_of(now)}
    return render("returns/due.html", rows=queries.list_rules(scope), is_guess=not is_known(days[-1][1].year), **shown)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="due.rule", write="due.rule")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Set by which working day months are due, from a month on; the form begins with what holds now."""
    now = clock.month_of(clock.today())
    held = queries.get_dues(scope, first=now, last=now).rule_of(now)
    form = RuleForm(data={"since_month": now, "station_workdays": held.station_workdays, "county_workdays": held.county_workdays})
    if form.accept(lambda: services.set_rule(scope, form.rule(), reason=form.reason.data or "")):
        flash(f"已制定规则，从 {form.since_month.data} 的月报起执行", "success")
        return redirect(url_for(".rules", code=here().code), 303)
    return render("returns/due_new.html", form=form)


@bp.route("/<uuid:due_rule_id>/withdraw", methods=["GET", "POST"])
@requires(read="due.rule", write="due.rule")
@writes
def withdrawal(scope: Scope, due_rule_id: UUID) -> ResponseReturnValue:
    """Take back a rule by which nothing has been due yet."""
    row, form = queries.get_rule(scope, due_rule_id), RuleWithdrawalForm()
    if form.accept(lambda: services.withdraw_rule(scope, due_rule_id, reason=form.reason.data or "")):
        flash(f"已撤回 {row.since_month} 起的规则", "success")
        return redirect(url_for(".rules", code=here().code), 303)
    return render("returns/due_withdrawal.html", form=form, row=row)


@bp.get("/calendar")
@requires(read="return.read")
def calendar(scope: Scope) -> ResponseReturnValue:
    """Show a year month by month: which days are worked, and which the city declared."""
    year, today = _year(), clock.today()
    declared = [row for row in queries.list_days(scope) if row.day.year == year]
    kept = Calendar({row.day: row.is_working for row in declared})
    months = [_page_of(kept, month) for month in months_between(f"{year}-01", f"{year}-12")]
    shown: dict[str, Any] = {"year": year, "years": _years(), "is_known": is_known(year)}
    rows = [(row, may_change(row.day, today=today)) for row in declared]
    return render("returns/due_calendar.html", months=months, rows=rows, **shown)


@bp.route("/calendar/new", methods=["GET", "POST"])
@requires(read="due.rule", write="due.rule")
@writes
def declaration(scope: Scope) -> ResponseReturnValue:
    """Declare days to be worked or free, one or a whole list."""
    form = DaysForm()

    def declare() -> None:
        days, is_working = form.listed(), form.kind.data == WORKED
        count = services.declare_days(scope, days, is_working=is_working, note=form.note.data or "")
        spared = len(set(days)) - count
        flash(f"已登记 {count} 天{f'，另有 {spared} 天按日历本来如此' if spared else ''}", "success")

    if form.accept(declare):
        return redirect(url_for(".calendar", code=here().code, year=form.listed()[0].year), 303)
    return render("returns/due_days.html", form=form)


@bp.post("/calendar/<uuid:workday_id>/take-back")
@requires(write="due.rule")
@writes
def take_back(scope: Scope, workday_id: UUID) -> ResponseReturnValue:
    """Let a day be again what was announced."""
    day = services.take_back(scope, workday_id)
    flash(f"已取消 {day} 的调整，按日历办理", "success")
    return redirect(url_for(".calendar", code=here().code, year=day.year), 303)


@bp.get("/exceptions")
@requires(read="return.read")
def exceptions(scope: Scope) -> ResponseReturnValue:
    """List the later days that units here and below were given."""
    number = page_number()
    rows = queries.list_exceptions(scope, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"submitted": queries.map_submitted(scope, rows), "return_url": return_url()}
    return render("returns/due_exceptions.html", blocks=("exceptions",), rows=rows, page=page, **known)


@bp.route("/exceptions/new", methods=["GET", "POST"])
@requires(read="due.except", write="due.except")
@writes
def exception(scope: Scope) -> ResponseReturnValue:
    """Give a unit below a later day for one month."""
    units = board.list_working_children(scope)
    form = ExceptionForm(data={"unit_code": request.args.get("unit"), "month": _asked_month()})
    form.unit_code.offer([(unit.code, unit.name) for unit in units])

    def allow() -> None:
        typed: Any = (form.unit_code.data, form.month.data, form.due_on.data)
        services.allow_later(scope, *typed, reason=form.reason.data or "")

    if form.accept(allow):
        flash(f"已宽限到 {form.due_on.data}，对方的本月待办里会看到", "success")
        return redirect(url_for(".exceptions", code=here().code), 303)
    return render("returns/due_exception.html", form=form, has_units=bool(units))


def _year() -> int:
    asked = request.args.get("year", "")
    years = _years()
    return int(asked) if len(asked) == 4 and asked.isascii() and asked.isdigit() and int(asked) in years else clock.today().year


def _years() -> range:
    return range(_FIRST_YEAR, clock.today().year + MAX_YEARS_AHEAD + 1)


def _asked_month() -> str:
    asked = request.args.get("month", "")
    return asked or month_before(clock.month_of(clock.today()))


def _page_of(kept: Calendar, month: str) -> MonthPage:
    weeks = [[kept.show(day) if day else None for day in week] for week in weeks_of(month)]
    return MonthPage(int(month[5:]), weeks, list(_told(day for week in weeks for day in week if day)))


def _told(days: Iterable[Day]) -> Iterator[str]:
    """Yield the runs of days that are not as the week has them, `15–23日放假（春节）`."""
    for (is_working, words), run in groupby(days, key=lambda it: (it.is_working, it.words)):
        found = list(run)
        if words and any(day.differs or day.is_own for day in found):
            first, last = found[0].day.day, found[-1].day.day
            yield f"{first}{f'–{last}' if last > first else ''}日{'上班' if is_working else '放假'}（{words}）"
