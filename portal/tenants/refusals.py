"""A refusal for want of a permission leaves a line in the audit of the unit it was tried at, in a transaction of its own."""

from datetime import timedelta

from flask import current_app, request
from sqlalchemy.exc import DBAPIError

from portal.audit import services as audit
from portal.core import clock
from portal.core.errors import Refused
from portal.tenants import access
from portal.tenants.queries.audit import has_refusal
from portal.web import menu
from portal.web.writes import working_as

QUIET = timedelta(minutes=1)  # who tries the same door again within it leaves no second line


def note_refused(error: Refused) -> None:
    """Write who was refused which page; whoever is nobody here was told 404 and leaves none.

    The answer is a refusal already, so a line that cannot be written is no reason for another one: the log says so.
    """
    who = access.visitor()
    if who is None or who.scope is None or request.endpoint is None:
        return
    door = " ".join(filter(None, (menu.name_of(request.endpoint), request.endpoint, request.method)))
    try:
        with working_as(who.scope, is_write=True) as scope:
            if not has_refusal(scope, door=door, since=clock.now() - QUIET):
                audit.note(scope, "access.refused", result="refused", note=door)
    except DBAPIError:
        current_app.logger.exception("a refusal at %s left no line", request.endpoint)
