"""Certificates of volunteer service on paper, and the list that is hung up for seven days; no name waits in the queue."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import segno

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import day_words
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.people import queries as people
from portal.people.rules.records import require_hers
from portal.people.services import disclosure
from portal.tenants.queries import get_here
from portal.volunteer.queries import honours as queries
from portal.volunteer.records import VOLUNTEERS
from portal.volunteer.rules.honours import HonourState
from portal.web import jobs
from portal.web.jobs import Progress
from portal.web.writes import working_as

KIND, LIST_KIND = "vol_cert", "vol_cert_notice"
PRINT, POST = "honour.print", "honour.post"
NO_DOCUMENT = "未登记"


def ask_for_paper(scope: Scope, honour_id: UUID, *, address: str, limit: int) -> UUID:
    """Ask for a certificate as PDF. The number of her document stands on it in full, so to ask for it is to look at her record.

    Args:
        address: where its code is checked, as it is printed and scanned.
        limit: how many records one account may look at here within an hour.

    Raises:
        NotFound: it is not this station's.
        Conflict: it is not issued, or its holder withdrew her consent or was erased.
        TooMany: the hour's looks are used up.
    """
    row = queries.get_honour(scope, honour_id)
    require_hers(row.consent_withdrawn_at, row.erased_at, action=PRINT, subject_id=honour_id)
    _require_issued(row)
    if row.person_id:
        record = VOLUNTEERS.get(scope, row.volunteer_id)
        disclosure.look(scope, record, action=disclosure.UNMASK, reason="打印志愿服务证明", limit=limit)
    asked = {"honour_id": str(honour_id), "person_id": str(row.person_id or ""), "address": address}
    job_id = jobs.ask(scope, KIND, asked, f"志愿服务记录证明 {row.number}.pdf")
    audit.note(scope, PRINT, honour_id)
    return job_id


def print_certificate(scope: Scope, asked: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a certificate; only the job worker does this."""
    from portal.web import print as printer

    with working_as(scope):
        paper = printed(scope, UUID(asked["honour_id"]), address=asked["address"])
    progress(40)
    return printer.make_pdf(printer.lay_out("volunteer/honours/paper.html", paper=paper))


def printed(scope: Scope, honour_id: UUID, *, address: str) -> dict[str, Any]:
    """Return all that stands on the paper.

    Raises:
        Conflict: it was made void, or its holder withdrew her consent, since it was asked for.
    """
    row = queries.get_honour(scope, honour_id)
    require_hers(row.consent_withdrawn_at, row.erased_at, action=PRINT, subject_id=honour_id)
    _require_issued(row)
    document = people.get_document(scope, row.person_id) if row.person_id else None
    shown = f"{document.kind.label} {document.number}" if document else NO_DOCUMENT
    code = segno.make(address, error="m").svg_data_uri(border=0, dark="#1c1c1c", scale=4)
    return {**statement(row), "name": row.holder_name, "document": shown, "address": address, "qr": code}


def statement(row: Any) -> dict[str, Any]:
    """Return what a certificate testifies, in words; the page that checks it shows the same, her name masked."""
    said = {"number": row.number, "volunteer_number": row.volunteer_number, "issuer": row.issuer, "content": row.content}
    people_of_it = {"in_charge": row.in_charge, "handler": row.handler, "contact": row.contact, "remarks": row.remarks or "无"}
    days = {"from": day_words(row.from_on), "until": day_words(row.until_on), "issued": day_words(row.issued_on)}
    notice = f"{day_words(row.notice_from)}至{day_words(row.notice_until)}"
    return {**said, **people_of_it, **days, "notice": notice, "hours": format_minutes(row.worked_min)}


def ask_for_list(scope: Scope) -> UUID:
    """Ask for the public list of the day as PDF, to be hung up.

    Raises:
        Conflict: nothing is on notice.
    """
    today = clock.today()
    ids = [str(row["id"]) for row in queries.list_on_notice(scope, today)]
    if not ids:
        raise Conflict("现在没有公示中的证明，没有可打印的公示名单。", action=POST)
    job_id = jobs.ask(scope, LIST_KIND, {"ids": ids, "day": today.isoformat()}, f"志愿服务证明公示 {today}.pdf")
    audit.note(scope, POST)
    return job_id


def print_list(scope: Scope, asked: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of the public list; only the job worker does this."""
    from portal.web import print as printer

    with working_as(scope):
        rows = [queries.shown_publicly(row) for row in queries.list_some(scope, [UUID(id_) for id_ in asked["ids"]]) if _is_open(row)]
        station = get_here(scope).name
    progress(40)
    paper = {"rows": rows, "station": station, "day": day_words(date.fromisoformat(asked["day"]))}
    return printer.make_pdf(printer.lay_out("volunteer/honours/notice_paper.html", paper=paper), progress)


def _is_open(row: Any) -> bool:
    return not row.consent_withdrawn_at and not row.erased_at and row.state == HonourState.NOTICE


def _require_issued(row: Any) -> None:
    if row.state != HonourState.ISSUED:
        message = f"这份证明{HonourState(row.state).label}，不能打印。"
        raise Conflict(message, action=PRINT, subject_id=row.id)


jobs.register(KIND, print_certificate, back=("返回志愿服务证明", "honours.listing"), permission="honour.issue")
jobs.register(LIST_KIND, print_list, back=("返回志愿服务证明", "honours.listing"), permission="volunteer.read")
register_words({PRINT: "打印志愿服务证明", POST: "打印志愿服务证明公示名单"}, group="志愿者")
