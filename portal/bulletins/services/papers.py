"""A published bulletin as PDF: from what was frozen, and from nothing else."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.bulletins.queries import bulletins as queries
from portal.bulletins.queries.sections import file_name
from portal.bulletins.rules import Content, State, number_words
from portal.core import clock
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.tenants.rules.moves import month_words
from portal.web import jobs
from portal.web.jobs import Progress

KIND, PRINT = "bulletin", "bulletin.print"


def ask_for_paper(scope: Scope, bulletin_id: UUID) -> UUID:
    """Ask for a bulletin as PDF.

    Raises:
        NotFound: there is none.
        Conflict: it is a draft.
    """
    row = queries.get_bulletin(scope, bulletin_id)
    if row.state == State.DRAFT:
        raise Conflict("这份通报还没有发布，不能打印。", action=PRINT, subject_id=bulletin_id, advice="请先发布。")
    job_id = jobs.ask(scope, KIND, paper_of(row), f"{file_name(Content.read(row.content))}.pdf")
    audit.note(scope, PRINT, bulletin_id, note=number_words(row.year, row.number, row.revision))
    return job_id


def paper_of(row: Any) -> dict[str, Any]:
    """Return all that stands on the paper of a published bulletin."""
    it = Content.read(row.content)
    state = "（已被修订版替代）" if row.state == State.SUPERSEDED else ""
    said = {"title": it.title, "number": number_words(it.year, it.number, it.revision) + state, "period": month_words(it.month)}
    published = f"{clock.local(row.published_at):%Y-%m-%d}"
    return {**said, "content": it.kept(), "digest": row.digest, "published": published}


def print_bulletin(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("bulletins/bulletin_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html)


jobs.register(KIND, print_bulletin, back=("返回月度通报", "bulletins.listing"), permission="bulletin.read")
register_words({PRINT: "打印月度通报"}, group="月度通报")
