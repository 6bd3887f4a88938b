"""A report as PDF and as a Word file: a finished one from what was frozen, a draft with 草稿 said on it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import day_words, moment_words
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.narratives.queries import narratives as queries
from portal.narratives.queries.reading import read_narrative
from portal.narratives.rules.documents import document_of
from portal.narratives.rules.narratives import State, faults_words, title_words
from portal.narratives.rules.reading import Reading, file_name_of, is_frozen
from portal.reports.rules.rollup import period_words
from portal.tenants.queries import get_here
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import imprint, register_now
from portal.typeset.official import make_official_pdf
from portal.typeset.rules.document import Document
from portal.web import jobs, shelf
from portal.web.jobs import Progress
from portal.web.shelf import Title

KIND, PRINT = "narrative", "narrative.print"


def ask_for_paper(scope: Scope, narrative_id: UUID) -> UUID:
    """Ask for a report as PDF and return the id of the job.

    Raises:
        NotFound: there is none.
        Conflict: a figure of the draft cannot be told, or the finished report is not what was frozen.
    """
    row = queries.get_narrative(scope, narrative_id)
    reading = _readable(scope, row, PRINT)
    mark = imprint(scope, facts_of(scope, row)) if is_frozen(row) else {}
    job_id = jobs.ask(scope, KIND, _document(scope, row, reading, mark).kept(), f"{file_name_of(row)}.pdf")
    audit.note(scope, PRINT, narrative_id, note=title_words(row.title, row.revision))
    return job_id


def make_word_file(scope: Scope, narrative_id: UUID) -> tuple[str, bytes]:
    """Return the name and the content of a report as a Word file.

    Raises:
        NotFound: there is none.
        Conflict: as of `ask_for_paper`.
    """
    from portal.narratives.word import make_word  # python-docx and lxml: only who asks for Word pays for them

    row = queries.get_narrative(scope, narrative_id)
    document = _document(scope, row, _readable(scope, row, PRINT), {})
    return f"{file_name_of(row)}.docx", make_word(document)


def print_narrative(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    progress(30)
    return make_official_pdf(Document.read(paper))


def facts_of(scope: Scope, row: Any) -> Facts:
    """Return what the paper of a finished report is."""
    people = {"filled_by": row.maker or "", "reviewed_by": row.finisher or ""}
    said = {"period": period_words(row.first_month, row.last_month), "cutoff": moment_words(row.finished_at)}
    return Facts(
        KIND, str(row.series), {"digest": row.digest}, row.title, get_here(scope).name, version=f"第{row.revision}版", **said, **people
    )


def _readable(scope: Scope, row: Any, action: str) -> Reading:
    reading = read_narrative(scope, row)
    if reading.faults:
        message = f"有 {len(reading.faults)} 处数字没有认出来，不能打印。{faults_words(reading.faults)}。"
        raise Conflict(message, action=action, subject_id=row.id, advice="请先在正文里改好。")
    if not reading.is_whole:
        raise Conflict("内容与校验码不符，不能打印。", action=action, subject_id=row.id, advice="请告知平台管理员。")
    return reading


def _document(scope: Scope, row: Any, reading: Reading, mark: dict[str, str]) -> Document:
    unit = get_here(scope).name
    if is_frozen(row):
        return document_of(row, reading, unit=unit, day=clock.local(row.finished_at).date(), imprint=mark)
    today = clock.today()
    note = f"草稿，未定稿，仅供讨论；数据截至{day_words(today)}"
    return document_of(row, reading, unit=unit, day=today, note=note)


def _now(scope: Scope, series: str) -> Now:
    standing = next((row for row in queries.list_revisions(scope, UUID(series)) if row.state == State.FINAL), None)
    if standing is None:
        return Now()
    facts = facts_of(scope, queries.get_narrative(scope, standing.id))
    return Now(facts.digest, version=facts.version, since=f"{moment_words(standing.finished_at)} 定稿")


def _find(scope: Scope) -> Iterable[Title]:
    for row in queries.list_finished(scope):
        yield Title(get_here(scope).code, f"{row.last_month}-{row.id.hex[-6:]}", title_words(row.title, row.revision))


def _ask_by_name(scope: Scope, name: str) -> UUID:
    found = next((row for row in queries.list_finished(scope) if f"{row.last_month}-{row.id.hex[-6:]}" == name), None)
    if found is None:
        raise NotFound
    return ask_for_paper(scope, found.id)


jobs.register(KIND, print_narrative, back=("返回汇报材料", "narratives.listing"), permission="narrative.read")
register_now(KIND, _now)
shelf.put_up(KIND, _find, _ask_by_name)
register_words({PRINT: "打印汇报材料"}, group="汇报材料")
