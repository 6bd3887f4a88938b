"""查我的时间: a volunteer reads her balance, by her number and a code sent to the telephone her station has of her."""

from datetime import date
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.dates import day_words, short_day_words
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.ledger.queries.accounts import balance_of, list_statement
from portal.ledger.rules import TransferKind
from portal.public import volunteers
from portal.public.access import Entry, scanned
from portal.public.forms.arrivals import VolunteerForm
from portal.public.forms.checks import require_mobile
from portal.public.gates import refusal_at
from portal.public.pages import page, stopped
from portal.public.views.blueprint import bp
from portal.public.views.checking import proved
from portal.tenants.services.code_tries import Tried, refuse_who_guesses
from portal.volunteer.queries.roll import Member
from portal.volunteer.queries.served_times import sum_lives
from portal.volunteer.queries.shifts import list_of_volunteer
from portal.volunteer.rules.bank_rules import stars_of
from portal.volunteer.rules.shifts import State
from portal.web import senders, stranger
from portal.web.writes import writes

MOVES = 10
SHOWN_STATES = {State.ENDED, State.CONFIRMED, State.VERIFIED, State.DISPUTED}


@bp.route("/<public_code>/balance", methods=["GET", "POST"])
@scanned
@writes
def balance(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Ask who she is, send a code, and show what she has; nothing of it is kept in an address or a cookie."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    if senders.current() is None:
        return page("public/balance/counter.html", entry)
    if request.method == "GET":
        return page("public/balance/who.html", entry, form=VolunteerForm())
    stranger.check()
    refuse_who_guesses(scope.address, Tried.VOLUNTEER)
    form = VolunteerForm()
    if not form.validate():
        return page("public/balance/who.html", entry, form=form)
    return _answer(entry, form, str(form.number.data), str(form.phone.data))


def _answer(entry: Entry, form: VolunteerForm, digits: str, phone: str) -> Response:
    """Check the telephone first: who does not hold it learns nothing of whose it is."""
    try:
        require_mobile(phone)
        proof = proved(entry, phone, shown=phone, carried={"number": digits, "phone": phone})
        if isinstance(proof, Response):
            return proof
        return _show(entry, volunteers.recognise(entry.scope, digits, phone))
    except RuleBroken as broken:
        form.blame(broken)
    return page("public/balance/who.html", entry, form=form)


def _show(entry: Entry, who: Member) -> Response:
    life_min = sum_lives(entry.scope, [who.account_id])[who.account_id]
    known: dict[str, Any] = {
        "number": who.number,
        "balance_min": balance_of(entry.scope, who.account_id),
        "life_min": life_min,
        "stars": stars_of(life_min),
        "moves": [_move(row) for row in list_statement(entry.scope, who.account_id, page=1)[:MOVES]],
        "coming": [_coming(row) for row in list_of_volunteer(entry.scope, who.id) if row.state in SHOWN_STATES],
    }
    return page("public/balance/show.html", entry, **known)


def _move(row: Any) -> tuple[str, str]:
    """Return when, and what moved, in plain words."""
    way = "加" if row.change_min > 0 else "减"
    taken_back = "（已冲正）" if row.is_reversed else ""
    words = f"{TransferKind(row.kind).label}{taken_back}，{way} {format_minutes(abs(row.change_min))}，余 {format_minutes(row.balance_min)}"
    return _day(clock.local(row.posted_at).date()), words


def _coming(row: Any) -> tuple[str, str]:
    """Return when, and how far what is not credited yet has come."""
    until = f"到 {short_day_words(row.public_until)}" if row.state == State.VERIFIED else ""
    words = f"{SERVICE_KINDS[row.kind]} {format_minutes(row.worked_min)}，{State(row.state).label}{until}"
    return _day(row.served_on), words


def _day(it: date) -> str:
    """Return a day as it is read aloud; the year is said when it is not this one."""
    return short_day_words(it) if it.year == clock.today().year else day_words(it)
