"""服务需求: what was asked of the station, written down, accepted, amended, given up."""

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.care.forms.requests import AcceptForm, AskForm, CancelForm, RequestSearch, WantedForm, fields_of
from portal.care.queries import requests as queries
from portal.care.queries import served
from portal.care.queries.facilities import list_facilities
from portal.care.queries.requests import RequestFilter
from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.rules.requests import IN_TIME_MIN, STUCK_MIN, State, format_wait
from portal.care.rules.served import Choice
from portal.care.rules.when import when_words
from portal.care.services import request_papers as papers
from portal.care.services import requests as services
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("requests", __name__)
also = ("recipients", "facilities", "series", "dispatch")
register(Entry(31, "服务需求", "requests.listing", "care.read", ("station",), also=also))
SHOWN: dict[str, Any] = {
    "kinds": SERVICE_KINDS,
    "when_words": when_words,
    "wait": format_wait,
    "limits": {"in_time": IN_TIME_MIN, "stuck": STUCK_MIN},
}


@bp.route("/", methods=["GET", "POST"])
@requires(read="care.read", write="care.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's requests of one state, at first those that wait longest for somebody; or those of who is sought, by POST."""
    narrowed, counts = RequestSearch().checked(), queries.count_states(scope)
    text = narrowed.sought_text()
    number = 1 if text else page_number()
    asked = request.args.get("state", "")
    state = State(asked) if asked in set(State) else State.NEW if counts[State.NEW] else State.OPEN
    chosen = RequestFilter(None if text else state, cast(Any, narrowed.day.data), narrowed.kind.data or None, text)
    rows, total = queries.list_requests(scope, chosen, page=number)
    shown: dict[str, Any] = {"rows": rows, "page": Page(number, total, queries.PAGE_ROWS), "states": list(State), "now": clock.now()}
    return render(
        "care/requests/listing.html", blocks=("requests",), filter=narrowed, text=text, state=state, counts=counts, **shown, **SHOWN
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Write one request down, and go on to who does it."""
    hers = _named_in_address(scope)
    form = AskForm(data={"recipient": hers.shown, "place": hers.address} if hers else {})
    form.recipient.find, places = lambda typed: served.find_choice(scope, typed), places_of(scope)
    form.facility.offer(places.items())
    made: list[UUID] = []
    if form.accept(lambda: made.append(services.ask(scope, form.ask(places)))):
        undo = url_for(".cancellation", code=here().code, request_id=made[0])
        flash_with_undo("已登记，请派志愿者", undo, version=1, reason=REASON)
        return redirect(url_for("dispatch.candidates", code=here().code, request_id=made[0]), 303)
    return render("care/requests/new.html", form=form, offered=served.list_offered(scope))


@bp.get("/<uuid:request_id>", endpoint="request")
@requires(read="care.read")
def request_page(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Show one request and its clock."""
    row = queries.get_request(scope, request_id)
    return render("care/requests/request.html", row=row, now=clock.now(), **SHOWN)


@bp.route("/<uuid:request_id>/edit", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def amendment(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Change when, where and how much is wanted."""
    row = queries.get_request(scope, request_id)
    form = WantedForm(data={**fields_of(row.wanted), "version": row.version})
    at = row.wanted.community_code
    change = services.amend
    if form.accept(lambda: change(scope, request_id, form.wanted(community_code=at), version=form.version.data)):
        return _done("已保存修改", request_id)
    return render("care/requests/amendment.html", form=form, row=row)


@bp.route("/<uuid:request_id>/accept", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def acceptance(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Take a request over that came by a code: say whose it is."""
    row = queries.get_request(scope, request_id)
    alike = served.list_by_phone(scope, row.asker_phone)
    form = AcceptForm(data={"version": row.version, "recipient": alike[0].shown if len(alike) == 1 else ""})
    form.recipient.find = lambda typed: served.find_choice(scope, typed)
    if form.accept(lambda: services.accept(scope, request_id, form.recipient.chosen.id, version=form.version.data)):  # type: ignore[union-attr]
        flash("已受理，请派志愿者", "success")
        return redirect(url_for("dispatch.candidates", code=here().code, request_id=request_id), 303)
    return render("care/requests/acceptance.html", form=form, row=row, alike=alike, offered=served.list_offered(scope), **SHOWN)


@bp.route("/<uuid:request_id>/cancel", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def cancellation(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Give a request up, or decline one that came by a code."""
    row = queries.get_request(scope, request_id)
    form = CancelForm(data={"version": row.version})
    if form.accept(lambda: services.cancel(scope, request_id, reason=form.reason.data or "", version=form.version.data)):
        return _done("已取消，派出的志愿者请电话通知", request_id)
    return render("care/requests/cancellation.html", form=form, row=row, **SHOWN)


@bp.post("/<uuid:request_id>/slip")
@requires(write="care.keep")
@writes
def slip(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Ask for the dispatch slip as PDF."""
    queries.get_request(scope, request_id)
    address = url_for("public.start", public_code=papers.code_of(scope, request_id), _external=True)
    job_id = papers.ask_for_slip(scope, request_id, address=address)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


def places_of(scope: Scope) -> dict[str, str]:
    """Return {id: name} of the facilities in use, as a form offers them."""
    return {str(one.id): one.name for one in list_facilities(scope)}


def _named_in_address(scope: Scope) -> Choice | None:
    """Return the recipient of the address, for whoever comes from her page."""
    asked = request.args.get("recipient", "")
    try:
        return served.find_offered(scope, UUID(asked)) if asked else None
    except ValueError as error:
        raise NotFound from error


def _done(words: str, request_id: UUID) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".request", code=here().code, request_id=request_id), 303)
