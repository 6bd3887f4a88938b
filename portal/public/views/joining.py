"""A sign-up for training."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from portal.core.db import db
from portal.core.scope import Scope
from portal.public import phones, services
from portal.public.access import Entry, scanned
from portal.public.gates import class_of, has_begun, refusal_of
from portal.public.pages import stopped, to_receipt, to_start
from portal.public.rules import shown
from portal.public.services import Outcome
from portal.public.sign_up import SERIAL, SignUp
from portal.public.views import walking
from portal.public.views.blueprint import bp
from portal.web import stranger
from portal.web.writes import writes


@bp.route("/<public_code>/join", methods=["GET", "POST"])
@scanned
@writes
def join(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Ask the next question, or the one before, or keep what was answered."""
    if refusal := refusal_of(entry):
        return stopped(entry, refusal)
    a_class = class_of(entry)
    if request.method == "GET" or has_begun(a_class):
        return to_start(entry)
    stranger.check()
    walk = SignUp(entry, a_class)
    return walking.go(walk, lambda: _keep(walk))


def _keep(walk: SignUp) -> Response:
    """Keep the wish; who has not proved that the telephone is hers is not told that it asked for the same before."""
    draft, is_checked = walk.draft(), "sent" in walk.steps
    if not is_checked:
        phones.count(walk.scope, draft.told.phone)
    try:
        outcome = services.sign_up(walk.scope, draft)
    except IntegrityError:  # the same form, pressed twice at once: the other one was first
        db.session.rollback()
        outcome = Outcome.AGAIN
    is_told = outcome is Outcome.KNOWN and is_checked
    receipt = "" if is_told else shown(draft.sheet_serial.removeprefix(SERIAL))
    return to_receipt(".done", walk.entry, course=draft.told.course_id, receipt=receipt)
