"""The first page of a scanned code, the last one, and the arrival in a lesson."""

from flask import request
from flask.typing import ResponseReturnValue

from portal.core.dates import short_day_words
from portal.core.scope import Scope
from portal.core.text import format_clock
from portal.public.access import Entry, scanned
from portal.public.forms.arrivals import ArrivalForm
from portal.public.gates import class_of, has_begun, refusal_of
from portal.public.pages import page, read_receipt, stopped, to_receipt, to_start
from portal.public.views.blueprint import bp
from portal.tenants.services.code_tries import Tried, count_miss, refuse_who_guesses
from portal.training.queries.courses import get_course
from portal.training.services.attendance import SignedIn, sign_in_by_code
from portal.web import stranger
from portal.web.writes import beforehand, writes


@bp.get("/<public_code>")
@scanned
def start(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say who runs it, what is free and what else is done here; of a class that runs, ask who is there; of a slip, who holds it."""
    if refusal := refusal_of(entry):
        return stopped(entry, refusal)
    if entry.kind == "service":
        return page("public/slip.html", entry)
    a_class = class_of(entry)
    if has_begun(a_class):
        return page("public/arrival.html", entry, a_class=a_class, form=ArrivalForm())
    return page("public/start.html", entry, a_class=a_class)


@bp.get("/<public_code>/done")
@scanned
def done(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say that it was received, and what happens next."""
    said = read_receipt(scope, "receipt")
    return page("public/done.html", entry, receipt=said["receipt"], course=get_course(said["course"]))


@bp.route("/<public_code>/arrival", methods=["GET", "POST"])
@scanned
@writes
def arrival(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Let a woman of a class that runs sign in to the lesson that is on."""
    if refusal := refusal_of(entry):
        return stopped(entry, refusal)
    a_class = class_of(entry)
    if request.method == "GET" or a_class is None or not has_begun(a_class):
        return to_start(entry)
    stranger.check()
    refuse_who_guesses(scope.address, Tried.ARRIVAL)
    form, signed = ArrivalForm(), list[SignedIn]()
    if form.accept(lambda: signed.append(sign_in_by_code(scope, a_class.id, str(form.phone.data)))):
        it = signed[0]
        times = f"{short_day_words(it.held_on)} {format_clock(it.start_min)}–{format_clock(it.end_min)}"
        return to_receipt(".arrived", entry, title=it.class_title, topic=it.topic, times=times, is_new=it.is_new)
    if form.phone.data and form.phone.errors:  # a telephone, and not of this class: nobody tries out whose is
        with beforehand():
            count_miss(scope.address, Tried.ARRIVAL)
    return page("public/arrival.html", entry, a_class=a_class, form=form)


@bp.get("/<public_code>/arrived")
@scanned
def arrived(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say that she is signed in."""
    return page("public/arrived.html", entry, said=read_receipt(scope, "times"))
