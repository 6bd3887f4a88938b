"""A published bulletin as PDF: from what was frozen, and from nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.bulletins.queries import bulletins as queries
from portal.bulletins.queries.sections import file_name
from portal.bulletins.rules import Content, State, number_words
from portal.bulletins.services.documents import document_of
from portal.core import clock
from portal.core.dates import moment_words, month_words
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.tenants.queries import get_here
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import imprint, register_now
from portal.typeset.official import make_official_pdf
from portal.web import jobs, shelf
from portal.web.jobs import Progress
from portal.web.shelf import Title

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
    paper, mark = paper_of(row), imprint(scope, facts_of(row))
    known_by = {**paper, "code": mark["code"]}
    job_id = jobs.ask(scope, KIND, {**paper, "imprint": mark}, f"{file_name(Content.read(row.content))}.pdf", known_by=known_by)
    audit.note(scope, PRINT, bulletin_id, note=number_words(row.year, row.number, row.revision))
    return job_id


def paper_of(row: Any) -> dict[str, Any]:
    """Return all that stands on the paper of a published bulletin."""
    it = Content.read(row.content)
    state = "（已被修订版替代）" if row.state == State.SUPERSEDED else ""
    said = {"title": it.title, "number": number_words(it.year, it.number, it.revision) + state, "period": month_words(it.month)}
    published = f"{clock.local(row.published_at):%Y-%m-%d}"
    return {**said, "content": it.kept(), "digest": row.digest, "published": published}


def facts_of(row: Any) -> Facts:
    """Return what the paper of a published bulletin is."""
    it = Content.read(row.content)
    said = {"period": month_words(it.month), "cutoff": it.cutoff, "version": number_words(it.year, it.number, it.revision)}
    people = {"filled_by": row.maker or "", "reviewed_by": row.publisher or ""}
    return Facts(KIND, it.month, {"digest": row.digest}, it.title, it.city, **said, **people)


def _now(scope: Scope, month: str) -> Now:
    standing = next((row for row in queries.list_revisions(scope, month) if row.state == State.PUBLISHED), None)
    if standing is None:
        return Now()
    facts = facts_of(queries.get_bulletin(scope, standing.id))
    return Now(facts.digest, version=facts.version, since=f"{moment_words(standing.published_at)} 发布")


def _find(scope: Scope) -> Iterable[Title]:
    for row in queries.list_published(scope):
        words = f"{number_words(row.year, row.number, row.revision)} {month_words(row.month)}通报"
        yield Title(get_here(scope).code, f"{row.year}-{row.number}", words)


def _ask_by_name(scope: Scope, number: str) -> UUID:
    found = next((row for row in queries.list_published(scope) if f"{row.year}-{row.number}" == number), None)
    if found is None:
        raise NotFound
    return ask_for_paper(scope, found.id)


def print_bulletin(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    progress(20)
    return make_official_pdf(document_of(paper))


jobs.register(KIND, print_bulletin, back=("返回月度通报", "bulletins.listing"), permission="bulletin.read")
register_now(KIND, _now)
shelf.put_up(KIND, _find, _ask_by_name)
register_words({PRINT: "打印月度通报"}, group="月度通报")
