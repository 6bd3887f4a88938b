"""派单条: what a helper takes along, with a code to sign in, to sign out and to confirm; asked of the job worker by its id alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import segno

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.queries import requests as queries
from portal.care.queries.requests import RequestRow
from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.rules.requests import DISPATCHABLE
from portal.care.rules.when import when_words
from portal.core import clock
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.people.rules.records import require_hers
from portal.tenants.queries import get_here
from portal.tenants.queries.codes import find_open_code
from portal.tenants.services.codes import make_code
from portal.web import jobs
from portal.web.jobs import Progress
from portal.web.writes import working_as

KIND, PRINT, CODE = "dispatch_slip", "request.print", "service"


def code_of(scope: Scope, request_id: UUID) -> str:
    """Return the code of a request's slip; made the first time it is printed."""
    return find_open_code(scope, CODE, request_id) or make_code(scope, CODE, request_id)


def ask_for_slip(scope: Scope, request_id: UUID, *, address: str) -> UUID:
    """Ask for the slip of a request as PDF.

    Args:
        address: what its code opens, as it is printed and scanned.

    Raises:
        NotFound: it is not this station's.
        Conflict: it waits to be accepted, is over, or its recipient withdrew her consent.
    """
    row = queries.get_request(scope, request_id)
    if row.state not in DISPATCHABLE:
        raise Conflict(f"这条需求{row.state.label}，不能打印派单条。", action=PRINT, subject_id=request_id)
    if row.is_locked:
        require_hers(row.asked_at, None, action=PRINT, subject_id=request_id)
    asked = {"request_id": str(request_id), "version": row.version, "address": address}
    job_id = jobs.ask(scope, KIND, asked, f"派单条 {row.number}.pdf")
    audit.note(scope, PRINT, request_id)
    return job_id


def print_slip(scope: Scope, asked: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a slip; only the job worker does this."""
    from portal.web import print as printer

    with working_as(scope):
        row, station = queries.get_request(scope, UUID(asked["request_id"])), get_here(scope).name
        paper = printed(row, station=station, address=asked["address"])
    progress(40)
    return printer.make_pdf(printer.lay_out("care/requests/slip.html", paper=paper))


def printed(row: RequestRow, *, station: str, address: str) -> dict[str, Any]:
    """Return all that stands on the slip: what a helper needs to find the way, and no more of anybody."""
    it = row.wanted
    what = {"kind": SERVICE_KINDS.get(it.kind, it.kind), "when": when_words(it), "note": it.note, "helpers": it.helpers}
    length = {"length": format_minutes(it.planned_min) if it.planned_min else "–"}
    whom = {"served": row.served, "phone": row.phone or (f"{row.family[1]}（家属）" if row.family[1] else "–"), "place": it.place or "–"}
    code = segno.make(address, error="m", micro=False).svg_data_uri(border=2, scale=4)
    made = clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")
    return {"number": row.number, "station": station, "made": made, **what, **length, **whom, "address": address, "qr": code}


jobs.register(KIND, print_slip, back=("返回服务需求", "requests.listing"), permission="care.read")
register_words({PRINT: "打印派单条"}, group="服务需求")
