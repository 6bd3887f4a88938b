"""时长公示: what is to be credited, and the certificates that are to be issued; anybody may read it, and object."""

from typing import Any
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import NotFound, RuleBroken, Throttled
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.public import phones, services
from portal.public.access import Entry, scanned
from portal.public.forms.checks import ObjectionForm, require_mobile
from portal.public.gates import refusal_at
from portal.public.pages import page, read_receipt, stopped, to_receipt
from portal.public.views.blueprint import bp
from portal.public.views.checking import proved
from portal.volunteer.queries.honours import list_on_notice
from portal.volunteer.queries.notices import list_public, page_of_notice
from portal.volunteer.queries.roll import PAGE_ROWS
from portal.web import senders, stranger
from portal.web.paging import Page, page_number
from portal.web.writes import writes


@bp.get("/<public_code>/notices")
@scanned
def notices(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """List the hours that are shown before they are credited, and the certificates on notice."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    number = page_number()
    rows, total = page_of_notice(scope, number)
    honours = list_on_notice(scope, clock.today()) if number == 1 else []
    known: dict[str, Any] = {"rows": rows, "paging": Page(number, total, PAGE_ROWS), "honours": honours, "kinds": SERVICE_KINDS}
    return page("public/notices/listing.html", entry, **known)


@bp.route("/<public_code>/notices/<uuid:shift_id>", methods=["GET", "POST"])
@scanned
@writes
def objection(scope: Scope, entry: Entry, shift_id: UUID) -> ResponseReturnValue:
    """Let somebody object to hours on the notice, by a code sent to her telephone."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    row = next((row for row in list_public(scope) if row.id == shift_id), None)
    if row is None:
        raise NotFound("这条时长已经不在公示中。")
    form = ObjectionForm()
    known: dict[str, Any] = {"row": row, "kinds": SERVICE_KINDS, "form": form}
    if request.method == "GET" or row.is_disputed or senders.current() is None:
        return page("public/notices/objection.html", entry, takes_codes=senders.current() is not None, **known)
    stranger.check()
    answer = _object(entry, form, shift_id) if form.validate() else None
    return answer or page("public/notices/objection.html", entry, takes_codes=True, **known)


@bp.get("/<public_code>/objected")
@scanned
def objected(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say that it was received, and who decides."""
    return page("public/notices/done.html", entry, said=read_receipt(scope, "objected"))


def _object(entry: Entry, form: ObjectionForm, shift_id: UUID) -> Response | None:
    """Object once the telephone is checked; each objection counts like a code that was sent, so nobody objects to all there is."""
    phone, reason = str(form.phone.data), str(form.reason.data)
    try:
        require_mobile(phone)
        check_reason(reason)
        proof = proved(entry, phone, shown=phone, carried={"phone": phone, "reason": reason})
        if isinstance(proof, Response):
            return proof
        phones.count(entry.scope, phone)
    except Throttled as refused:
        form.refusal = refused
        return None
    except RuleBroken as broken:
        form.blame(broken)
        return None
    if form.accept(lambda: services.object_to(entry.scope, shift_id, reason)):
        return to_receipt(".objected", entry, objected="dispute")
    return None
