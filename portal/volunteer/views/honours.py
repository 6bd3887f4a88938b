"""Certificates of volunteer service: shown publicly for seven days, issued, printed, withdrawn or made void."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.tenants.access import here, requires
from portal.tenants.queries.profiles import find_profile
from portal.volunteer.forms.honours import DaysAsked, EndForm, HonourFilter, HonourForm, VersionForm
from portal.volunteer.queries import honours as queries
from portal.volunteer.queries import kinships
from portal.volunteer.rules.honours import HonourState, check_range, notice_until, summed
from portal.volunteer.services import honour_papers as papers
from portal.volunteer.services import honours as services
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("honours", __name__)


@bp.get("/")
@requires(read="volunteer.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's certificates, the latest first."""
    narrowed, number = HonourFilter().checked(), page_number()
    rows = queries.list_honours(scope, state=narrowed.state.data or "", page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("volunteer/honours/listing.html", blocks=("honours",), rows=rows, page=page, filter=narrowed, **_words())


@bp.get("/notice")
@requires(read="volunteer.read")
def notice(scope: Scope) -> ResponseReturnValue:
    """Show what is shown publicly today."""
    return render("volunteer/honours/notice.html", rows=queries.list_on_notice(scope, clock.today()))


@bp.post("/notice/paper")
@requires(write="volunteer.read")
@writes
def notice_paper(scope: Scope) -> ResponseReturnValue:
    """Ask for the public list of today as PDF."""
    return redirect(url_for("jobs.job", code=here().code, job_id=papers.ask_for_list(scope)), 303)


@bp.route("/new/<uuid:volunteer_id>", methods=["GET", "POST"])
@requires(read="honour.issue", write="honour.issue")
@writes
def new(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Make a certificate of a range of days: its rows are shown, its hours come from them."""
    person, asked = kinships.get_party(scope, volunteer_id), DaysAsked().checked()
    require_hers(person.withdrawn_at, person.erased_at, action=services.PROPOSE, subject_id=volunteer_id)
    form, made = HonourForm(data=_usual(scope, asked)), list[UUID]()
    if form.accept(lambda: made.append(_propose(scope, volunteer_id, form))):
        flash(f"已生成证明，从今天起公示到 {notice_until(clock.today())}，请打印公示名单张贴", "success")
        return redirect(url_for(".honour", code=here().code, honour_id=made[0]), 303)
    form.lead_to_known("查看那一份", lambda known: url_for(".honour", code=here().code, honour_id=known))
    rows = _rows_of(scope, person.account_id, form)
    return render("volunteer/honours/new.html", form=form, asked=asked, person=person, rows=rows, summary=summed(rows), **_words())


@bp.get("/<uuid:honour_id>")
@requires(read="volunteer.read")
def honour(scope: Scope, honour_id: UUID) -> ResponseReturnValue:
    """Show one certificate with the service it sums up."""
    row = queries.get_honour(scope, honour_id)
    rows = queries.list_proved(scope, row.account_id, first=row.from_on, last=row.until_on)
    shown: dict[str, Any] = {
        "address": _address(row.code) if row.code else "",
        "change": services.change_of(scope, row) if row.state in {HonourState.NOTICE, HonourState.ISSUED} else "",
        "is_over": clock.today() > row.notice_until,
    }
    return render("volunteer/honours/honour.html", row=row, rows=rows, **shown, **_words())


@bp.route("/<uuid:honour_id>/issue", methods=["GET", "POST"])
@requires(read="honour.issue", write="honour.issue")
@writes
def issue(scope: Scope, honour_id: UUID) -> ResponseReturnValue:
    """Issue a certificate whose notice is over."""
    row = queries.get_honour(scope, honour_id)
    form = VersionForm(data={"version": row.version})
    if form.accept(lambda: services.issue(scope, honour_id, version=form.version.data)):
        flash("已出具，可以打印并盖章", "success")
        return redirect(url_for(".honour", code=here().code, honour_id=honour_id), 303)
    return render("volunteer/honours/issue.html", form=form, row=row, **_words())


@bp.route("/<uuid:honour_id>/end", methods=["GET", "POST"])
@requires(read="honour.issue", write="honour.issue")
@writes
def end(scope: Scope, honour_id: UUID) -> ResponseReturnValue:
    """Withdraw a certificate on notice, or make an issued one void, with the reason."""
    row = queries.get_honour(scope, honour_id)
    form, became = EndForm(data={"version": row.version}), list[HonourState]()
    if form.accept(lambda: became.append(services.end(scope, honour_id, reason=form.reason.data or "", version=form.version.data))):
        words = "已撤下，不再公示" if became[0] is HonourState.WITHDRAWN else "已作废，扫码查验会显示“已作废”"
        flash(words, "success")
        return redirect(url_for(".honour", code=here().code, honour_id=honour_id), 303)
    return render("volunteer/honours/end.html", form=form, row=row, **_words())


@bp.post("/<uuid:honour_id>/paper")
@requires(write="honour.issue")
@writes
def paper(scope: Scope, honour_id: UUID) -> ResponseReturnValue:
    """Ask for a certificate as PDF."""
    row = queries.get_honour(scope, honour_id)
    limit: int = current_app.extensions["portal.settings"].unmasks_per_hour
    address = _address(row.code) if row.code else ""
    job_id = papers.ask_for_paper(scope, honour_id, address=address, limit=limit)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


def _propose(scope: Scope, volunteer_id: UUID, form: Any) -> UUID:
    return services.propose(scope, volunteer_id, first=form.from_on.data, last=form.until_on.data, wording=form.wording())


def _usual(scope: Scope, asked: DaysAsked) -> dict[str, Any]:
    """Return what the form says at first: the days of the address, and what the station says of itself."""
    profile = find_profile(scope, scope.tenant_id)
    who = {"in_charge": profile.contact_name, "contact": profile.contact_phone} if profile else {}
    return {"from_on": asked.from_on.data, "until_on": asked.until_on.data, **who}


def _rows_of(scope: Scope, account_id: UUID, form: Any) -> Any:
    """Return the service of the days that are asked for; nothing while there are none, or they cannot be."""
    first, last = form.from_on.data, form.until_on.data
    if first is None or last is None:
        return []
    try:
        check_range(first, last, today=clock.today())
    except RuleBroken as broken:
        form.blame(broken)
        return []
    return queries.list_proved(scope, account_id, first=first, last=last)


def _address(code: str) -> str:
    return url_for("certificate_checks.show", check_code=code, _external=True)


def _words() -> dict[str, Any]:
    return {"states": {it.value: it for it in HonourState}, "kinds": SERVICE_KINDS, "holder": queries.shown_holder}
