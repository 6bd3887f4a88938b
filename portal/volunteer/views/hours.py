"""The hours of a station's volunteers: listed, keyed from paper, taken back."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.volunteer.forms.hours import HoursFilter, HoursForm, ReversalForm, rows_of_a_sheet
from portal.volunteer.queries import hours as queries
from portal.volunteer.queries.roll import PAGE_ROWS, list_roll
from portal.volunteer.rules.roll import Enrolled
from portal.volunteer.services import hours as services
from portal.volunteer.services import sheets, shifts
from portal.volunteer.views.blueprint import bp
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import MOST, REASON, UndoForm, flash_with_undo
from portal.web.writes import writes


@bp.get("/hours/")
@requires(read="volunteer.read")
def hours(scope: Scope) -> ResponseReturnValue:
    """List the station's service of a month."""
    narrowed = HoursFilter(month=clock.month_of(clock.today()))
    narrowed.checked()
    month = narrowed.month.data or clock.month_of(clock.today())
    first, last = clock.days_of(month)
    number = page_number()
    rows, total, sum_min = queries.list_recent(scope, first=first, last=last, page=number)
    found: dict[str, Any] = {"rows": rows, "sum_min": sum_min, "page": Page(number, total, PAGE_ROWS)}
    return render("volunteer/hours.html", blocks=("services",), filter=narrowed, month=month, kinds=SERVICE_KINDS, **found)


@bp.route("/hours/new", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def credit(scope: Scope) -> ResponseReturnValue:
    """Key a signed paper sheet; its rows wait to be verified."""
    roll = list_roll(scope)
    form = HoursForm(data=_first_rows(roll))
    form.offer(roll)
    made = list[UUID]()
    if form.accept(lambda: made.extend(sheets.key_rows(scope, form.signed(), serial=form.serial.data or ""))):
        _tell(made, is_numbered=bool(form.serial.data))
        return redirect(url_for("shifts.board", code=here().code, tab="verify"), 303)
    return render("volunteer/credit.html", form=form, roll=roll, namesakes=_namesakes(roll))


@bp.route("/hours/<uuid:service_id>/reverse", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def reversal(scope: Scope, service_id: UUID) -> ResponseReturnValue:
    """Take credited hours back, with a reason."""
    row = queries.get_service(scope, service_id)
    form = ReversalForm()
    if form.accept(lambda: services.reverse_hours(scope, service_id, reason=form.reason.data or "", once=form.once.data or "")):
        flash("已冲正，时间账户和本月数字已相应扣除", "success")
        return redirect(url_for(".volunteer", code=here().code, volunteer_id=row.volunteer_id), 303)
    return render("volunteer/reversal.html", form=form, row=row, kinds=SERVICE_KINDS)


@bp.post("/hours/undo")
@requires(write="hours.credit")
@writes
def undo(scope: Scope) -> ResponseReturnValue:
    """Let what one sheet has just put in count for nothing."""
    chosen = UndoForm().chosen()
    shifts.void_keyed(scope, chosen, REASON)
    flash(f"已撤销，这 {len(chosen)} 条已作废", "success")
    return redirect(url_for("shifts.board", code=here().code, tab="verify"), 303)


def _tell(made: list[UUID], *, is_numbered: bool) -> None:
    """Tell what was keyed; a row of a numbered sheet is keyed once for ever, so it is mended and not taken back."""
    words = f"已录入 {len(made)} 条，等待核实"
    if is_numbered or len(made) > MOST:
        flash(words, "success")
    else:
        flash_with_undo(words, url_for(".undo", code=here().code), ids=made)


def _first_rows(roll: list[Enrolled]) -> dict[str, Any]:
    """Return a fresh screen, with the volunteer of the address in its first row, for whoever comes from her page."""
    rows, asked = rows_of_a_sheet(), request.args.get("volunteer")
    if hers := [one.shown for one in roll if str(one.id) == asked]:
        rows[0]["volunteer"] = hers[0]
    return {"rows": rows}


def _namesakes(roll: list[Enrolled]) -> set[str]:
    """Return the names that several volunteers share: a name alone does not say who is meant."""
    return {name for name, times in Counter(one.name for one in roll).items() if times > 1}
