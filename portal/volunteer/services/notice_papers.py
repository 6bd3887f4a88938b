"""时长公示: the list of hours on the notice as PDF, with numbers and masked names alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import format_minutes
from portal.volunteer.queries.notices import list_public
from portal.web import jobs
from portal.web.jobs import Progress

KIND, TITLE, PRINT = "hours_notice", "志愿服务时长公示", "notice.print"


def ask_for_notice(scope: Scope, station: str) -> UUID:
    """Ask for the notice as it stands now.

    Raises:
        Conflict: nothing is on it.
    """
    rows = [
        [it.number, it.name, it.served_on.isoformat(), SERVICE_KINDS[it.kind], format_minutes(it.worked_min), it.public_until.isoformat()]
        for it in list_public(scope)
        if not it.is_disputed
    ]
    if not rows:
        raise Conflict("现在没有公示中的时长，不用打印。", action=PRINT)
    made_at = f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"
    job_id = jobs.ask(scope, KIND, {"title": TITLE, "station": station, "rows": rows, "made_at": made_at}, f"{TITLE}.pdf")
    audit.note(scope, PRINT, job_id, note=f"{len(rows)} 条")
    return job_id


def print_notice(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("volunteer/shifts/notice_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


jobs.register(KIND, print_notice, back=("返回公示", "notices.notice"), permission="volunteer.read")
register_words({PRINT: "打印时长公示"}, group="志愿者")
