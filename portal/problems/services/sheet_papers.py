"""A unit's sheet as PDF: frozen as it is when it is asked for, its items with both scores, and room to sign."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import day_words, moment_words
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.problems.queries import sheets as queries
from portal.problems.rules.rounds import Kind
from portal.problems.rules.sheets import SheetState
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import imprint, register_now
from portal.web import jobs, shelf
from portal.web.jobs import Progress
from portal.web.shelf import Title

KIND, PRINT = "inspection_sheet", "round.print"


def ask_for_paper(scope: Scope, sheet_id: UUID) -> UUID:
    """Ask for a sheet as PDF; unchanged on the same day, it is the paper that was made before.

    Raises:
        NotFound: it is not at or below this unit.
    """
    row = queries.get_sheet(scope, sheet_id)
    shown = frozen_of(row, queries.list_scores(scope, sheet_id))
    mark = imprint(scope, facts_of(row, shown))
    same = {**shown, "day": clock.today().isoformat(), "code": mark["code"]}
    job_id = jobs.ask(
        scope, KIND, {**shown, "cutoff": mark["cutoff"], "imprint": mark}, f"{row.unit_name}{row.title}评分表.pdf", known_by=same
    )
    audit.note(scope, PRINT, sheet_id, note=row.title)
    return job_id


def print_sheet(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("problems/rounds/sheet_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


def facts_of(row: Any, shown: Mapping[str, Any]) -> Facts:
    """Return what the paper of a sheet is; who was met there is part of what it says, and not kept with its code."""
    day = day_words(row.visited_on) if row.visited_on else ""
    said = {"period": day, "cutoff": moment_words(clock.now()), "version": shown["state"]}
    people = {"filled_by": shown["scorer"], "reviewed_by": shown["reviewer"]}
    return Facts(KIND, str(row.id), shown, shown["title"], shown["unit"], **said, **people)


def _now(scope: Scope, sheet_id: str) -> Now:
    row = queries.get_sheet(scope, UUID(sheet_id))
    facts = facts_of(row, frozen_of(row, queries.list_scores(scope, row.id)))
    return Now(facts.digest, why="打印以后，这张评分表又有填写或评分，请重新打印。")


def _find(scope: Scope) -> Iterable[Title]:
    for row in queries.list_all_sheets(scope):
        yield Title(row.unit_code, str(row.id), f"{row.unit_name}{row.title}评分表")


def _ask_by_name(scope: Scope, sheet_id: str) -> UUID:
    try:
        return ask_for_paper(scope, UUID(sheet_id))
    except ValueError as error:
        raise NotFound from error


def frozen_of(row: Any, scores: Any) -> dict[str, Any]:
    """Return all that stands on the paper."""
    kind, state = Kind(row.kind), SheetState(row.state)
    said = {"title": f"{row.title}评分表", "unit": row.unit_name, "host": row.host_name, "kind": kind.label, "state": state.label}
    came = {"visited_on": str(row.visited_on or ""), "hosts": row.hosts, "participants": row.participants}
    rows = [[it.name, it.hint, it.points, it.self_points, it.evidence, it.reviewed_points, it.remark] for it in scores]
    totals = [row.points, row.self_total, row.reviewed_total]
    who = {"scorer": row.scorer or "", "reviewer": row.reviewer or "", "due_on": str(row.due_on)}
    return {**said, **came, **who, "rows": rows, "totals": totals, "findings": row.findings.splitlines()}


jobs.register(KIND, print_sheet, back=("返回观摩督导考核", "rounds.listing"), permission="round.read")
register_now(KIND, _now)
shelf.put_up(KIND, _find, _ask_by_name)
register_words({PRINT: "打印评分表"}, group="观摩督导考核")
