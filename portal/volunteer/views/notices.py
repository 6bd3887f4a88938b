"""时长公示: what is shown before it is credited, the paper of it, the credit; and what of hours waits for somebody."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.volunteer.forms.shifts import PlainForm
from portal.volunteer.queries import shifts as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.notices import page_of_notice
from portal.volunteer.queries.roll import PAGE_ROWS
from portal.volunteer.rules.shifts import LONGEST
from portal.volunteer.services import notice_papers
from portal.volunteer.services import shifts as services
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("notices", __name__)


@bp.route("/", methods=["GET", "POST"])
@requires(read="volunteer.read", write="hours.verify")
@writes
def notice(scope: Scope) -> ResponseReturnValue:
    """Show what is on the notice; credit what stood there for long enough."""
    form, credited = PlainForm(), list[int]()
    if form.accept(lambda: credited.append(services.credit_due(scope))):
        told = f"已入账 {credited[0]} 条" if credited[0] else "没有公示期满可以入账的时长"
        flash(told, "success" if credited[0] else "info")
        return redirect(url_for(".notice", code=here().code), 303)
    number, today = page_number(), clock.today()
    rows, total = page_of_notice(scope, number)
    known: dict[str, Any] = {"kinds": SERVICE_KINDS, "days": rules_on(scope, today).notice_days}
    return render("volunteer/shifts/notice.html", blocks=("notice",), rows=rows, page=Page(number, total, PAGE_ROWS), form=form, **known)


@bp.route("/paper", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def paper(scope: Scope) -> ResponseReturnValue:
    """Ask for the notice as PDF, to be hung up."""
    form, made = PlainForm(), list[UUID]()
    if form.accept(lambda: made.append(notice_papers.ask_for_notice(scope, here().name))):
        return redirect(url_for("jobs.job", code=here().code, job_id=made[0]), 303)
    return render("volunteer/shifts/notice_paper.html", form=form)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell a station what of its hours waits: to be signed out, confirmed, verified."""
    if "hours.credit" not in scope.permissions:
        return
    counts, board = queries.count_tabs(scope, today), url_for("shifts.board", code=code)
    if forgotten := queries.count_forgotten(scope, clock.now() - LONGEST):
        yield Todo(Urgency.OVERDUE, f"忘记签退 {forgotten} 条", "签到超过 24 小时，请补填实际结束时间", board, "补签退")
    if counts["confirm"]:
        url = url_for("shifts.board", code=code, tab="confirm")
        yield Todo(Urgency.DUE, f"服务待确认 {counts['confirm']} 条", "请服务对象或家属确认", url, "确认")
    if counts["verify"] and "hours.verify" in scope.permissions:
        url = url_for("shifts.board", code=code, tab="verify")
        yield Todo(Urgency.DUE, f"时长待核实 {counts['verify']} 条", "核实后公示，再入账", url, "核实")
