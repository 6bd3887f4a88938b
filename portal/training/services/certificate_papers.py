"""A certificate on paper: asked of the job worker by its id alone, so that no name waits in the queue."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import segno

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core.dates import day_words
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.tenants.queries import get_here
from portal.training.queries import certificates as queries
from portal.training.rules.certificates import Kind
from portal.training.rules.courses import LEVELS
from portal.web import jobs
from portal.web.jobs import Progress
from portal.web.writes import working_as

KIND, PRINT = "certificate", "certificate.print"
_LONG_NAME = 8


def ask_for_paper(scope: Scope, certificate_id: UUID, *, address: str) -> UUID:
    """Ask for a certificate as PDF; as nothing on it changes, it is the paper that was made before.

    Args:
        address: where its code is checked, as it is printed and scanned.

    Raises:
        NotFound: it is not this station's.
        Conflict: it was revoked, or its holder withdrew her consent or was erased.
    """
    row = queries.get_certificate(scope, certificate_id)
    require_hers(row.consent_withdrawn_at, row.erased_at, action=PRINT, subject_id=certificate_id)
    if row.revoked_at is not None:
        raise Conflict("这本证书已经注销，不能打印。", action=PRINT, subject_id=certificate_id)
    asked = {"certificate_id": str(certificate_id), "address": address}
    job_id = jobs.ask(scope, KIND, asked, f"证书 {row.number.replace('/', '-')}.pdf")
    audit.note(scope, PRINT, certificate_id)
    return job_id


def print_certificate(scope: Scope, asked: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a certificate; only the job worker does this."""
    from portal.web import print as printer

    with working_as(scope):
        row, station = queries.get_certificate(scope, UUID(asked["certificate_id"])), get_here(scope).name
        paper = printed(row, station=station, address=asked["address"])
    progress(40)
    return printer.make_pdf(printer.lay_out("training/certificates/paper.html", paper=paper))


def printed(row: Any, *, station: str, address: str) -> dict[str, Any]:
    """Return all that stands on the paper; the page that checks it shows the same and no more."""
    code = segno.make(address, error="m").svg_data_uri(border=0, dark="#1c1c1c", scale=4)
    said = {"title": Kind(row.kind).label, "name": row.holder_name, "is_long": len(row.holder_name) > _LONG_NAME}
    return {**said, **statement(row), "station": station, "address": address, "qr": code}


def statement(row: Any) -> dict[str, Any]:
    """Return what a certificate testifies, in words: course, occupation, level, track, number, issuer and days."""
    work = {"course": row.course_name, "occupation": row.occupation, "occupation_code": row.occupation_code, "track": row.track}
    level = {"level": LEVELS[row.level] if row.level else ""}
    days = {"issued": day_words(row.issued_on), "expires": day_words(row.expires_on) if row.expires_on else "长期有效"}
    return {**work, **level, "kind": row.kind, "number": row.number, "issuer": row.issuer, **days}


jobs.register(KIND, print_certificate, back=("返回证书", "certificates.listing"), permission="trainee.read")
register_words({PRINT: "打印证书"}, group="考试证书")
