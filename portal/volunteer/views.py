"""Volunteers of a station: who they are, their hours, their statements."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger.rules import TransferKind
from portal.people.history import History
from portal.people.rules import mask_phone
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.volunteer import queries, services
from portal.volunteer.forms import HoursFilter, HoursForm, RegistrationForm, ReversalForm, VolunteerForm, VolunteerSearch
from portal.volunteer.notice import NOTICE
from portal.volunteer.records import VOLUNTEERS
from portal.volunteer.rules import SERVICE_KINDS, Enrolled
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("volunteers", __name__)
register(
    Entry(30, "志愿者", "volunteers.roster", "volunteer.read", ("station",)),
    Entry(31, "登记服务时长", "volunteers.credit", "hours.credit", ("station",)),
)


@bp.route("/", methods=["GET", "POST"])
@requires(read="volunteer.read", write="volunteer.read")
def roster(scope: Scope) -> ResponseReturnValue:
    """List the station's volunteers; one is sought by POST, which keeps her name out of the address and writes nothing."""
    search = VolunteerSearch()
    sought = search.sought_text()
    number = 1 if sought else page_number()
    rows, total = queries.list_volunteers(scope, sought=sought, page=number)
    accounts = [row.account_id for row in rows]
    figures: dict[str, Any] = {"balances": books.balances_of(scope, accounts), "last_days": queries.last_days(scope, accounts)}
    page = Page(number, total, queries.PAGE_ROWS)
    return render("volunteer/roster.html", blocks=("volunteers",), rows=rows, page=page, search=search, mask_phone=mask_phone, **figures)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="volunteer.register", write="volunteer.register")
@writes
def registration(scope: Scope) -> ResponseReturnValue:
    """Put somebody on the roll."""
    form = RegistrationForm()
    registered: list[UUID] = []
    if form.accept(lambda: registered.append(services.register_volunteer(scope, form.candidate()))):
        flash("已登记志愿者", "success")
        return redirect(url_for(".volunteer", code=here().code, volunteer_id=registered[0]), 303)
    form.show_notice(NOTICE.version)
    form.lead_to_known("查看记录", lambda known_id: url_for(".volunteer", code=here().code, volunteer_id=known_id))
    return render("volunteer/registration.html", form=form, notice=NOTICE)


@bp.get("/<uuid:volunteer_id>")
@requires(read="volunteer.read")
def volunteer(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Show one volunteer with the statement of her account."""
    row = queries.get_volunteer(scope, volunteer_id)
    number = page_number()
    lines = books.list_statement(scope, row.account_id, page=number)
    shown: dict[str, Any] = {
        "balance_min": books.balance_of(scope, row.account_id),
        "served": queries.find_services(scope, [line.id for line in lines]),
        "page": Page(number, lines[0].total if lines else 0, books.PAGE_ROWS),
        "labels": {kind.value: kind.label for kind in TransferKind},
        "history": History.of(scope, VOLUNTEERS, volunteer_id),
    }
    return render("volunteer/volunteer.html", blocks=("statement",), row=row, lines=lines, kinds=SERVICE_KINDS, **shown)


@bp.route("/<uuid:volunteer_id>/edit", methods=["GET", "POST"])
@requires(read="volunteer.register", write="volunteer.register")
@writes
def amendment(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Amend what is written of a volunteer."""
    row = queries.get_volunteer(scope, volunteer_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.AMEND, subject_id=volunteer_id)
    form = VolunteerForm(data=_fields_of(row))
    if form.accept(lambda: services.amend_volunteer(scope, volunteer_id, words=form.words(), version=form.version.data)):
        flash("已保存修改", "success")
        return redirect(url_for(".volunteer", code=here().code, volunteer_id=volunteer_id), 303)
    return render("volunteer/amendment.html", form=form, row=row)


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
    found: dict[str, Any] = {"rows": rows, "sum_min": sum_min, "page": Page(number, total, queries.PAGE_ROWS)}
    return render("volunteer/hours.html", blocks=("services",), filter=narrowed, month=month, kinds=SERVICE_KINDS, **found)


@bp.route("/hours/new", methods=["GET", "POST"])
@requires(read="hours.credit", write="hours.credit")
@writes
def credit(scope: Scope) -> ResponseReturnValue:
    """Credit the hours of several volunteers in one grid."""
    roll = queries.list_roll(scope)
    form = HoursForm(data=_first_row(roll))
    form.offer(roll)
    if form.accept(lambda: services.credit_hours(scope, form.works(), once=form.once.data or "")):
        flash(f"已登记 {len(form.works())} 条服务时长，已计入时间账户", "success")
        return redirect(url_for(".hours", code=here().code, month=clock.month_of(form.works()[0].served_on)), 303)
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


def _fields_of(row: Any) -> dict[str, Any]:
    """Return what the form shows of a kept volunteer."""
    return {name: getattr(row, name) for name in ("name", "phone", "note", "version")}


def _first_row(roll: list[Enrolled]) -> dict[str, Any]:
    """Return the form with the volunteer of the address in its first row, for whoever comes from her page."""
    asked = [one for one in roll if str(one.id) == request.args.get("volunteer")]
    return {"rows": [{"volunteer": one.shown, "served_on": clock.today()} for one in asked]}


def _namesakes(roll: list[Enrolled]) -> set[str]:
    """Return the names that several volunteers share: a name alone does not say who is meant."""
    return {name for name, times in Counter(one.name for one in roll).items() if times > 1}
