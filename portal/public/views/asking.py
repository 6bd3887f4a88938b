"""我要服务: asking a station for a service, one question a page."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core.scope import Scope
from portal.public import phones, services
from portal.public.access import Entry, scanned
from portal.public.asking import Asking
from portal.public.gates import refusal_at
from portal.public.pages import page, read_receipt, stopped, to_receipt
from portal.public.views import walking
from portal.public.views.blueprint import bp
from portal.web import stranger
from portal.web.writes import writes


@bp.route("/<public_code>/ask", methods=["GET", "POST"])
@scanned
@writes
def ask(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Ask the next question, or the one before, or keep what is asked for."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    if request.method == "POST":
        stranger.check()
    walk = Asking(entry)
    return walking.go(walk, lambda: _keep(walk))


@bp.get("/<public_code>/asked")
@scanned
def asked(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Say that it was received, and what happens next."""
    said = read_receipt(scope, "request")
    return page("public/asking/done.html", entry, number=said["request"], kind=SERVICE_KINDS[said["kind"]], is_urgent=said["urgent"])


def _keep(walk: Asking) -> Response:
    """Keep it; who has not proved that the telephone is hers is counted by it."""
    it = walk.ask()
    if not walk.checks_phone:
        phones.count(walk.scope, it.asker_phone)
    number = services.ask_once(walk.scope, it, walk.entry.code)
    return to_receipt(".asked", walk.entry, request=number, kind=it.wanted.kind, urgent=it.wanted.is_urgent)
