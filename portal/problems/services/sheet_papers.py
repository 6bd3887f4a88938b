"""A unit's sheet as PDF: frozen as it is when it is asked for, its items with both scores, and room to sign."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.scope import Scope
from portal.problems.queries import sheets as queries
from portal.problems.rules.rounds import Kind
from portal.problems.rules.sheets import SheetState
from portal.web import jobs
from portal.web.jobs import Progress

KIND, PRINT = "inspection_sheet", "round.print"


def ask_for_paper(scope: Scope, sheet_id: UUID) -> UUID:
    """Ask for a sheet as PDF; unchanged on the same day, it is the paper that was made before.

    Raises:
        NotFound: it is not at or below this unit.
    """
    row = queries.get_sheet(scope, sheet_id)
    shown = _frozen(row, queries.list_scores(scope, sheet_id))
    at = clock.local(clock.now())
    cutoff = {"cutoff": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"}
    same = {**shown, "day": at.date().isoformat()}
    job_id = jobs.ask(scope, KIND, {**shown, **cutoff}, f"{row.unit_name}{row.title}评分表.pdf", known_by=same)
    audit.note(scope, PRINT, sheet_id, note=row.title)
    return job_id


def print_sheet(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("problems/rounds/sheet_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html)


def _frozen(row: Any, scores: Any) -> dict[str, Any]:
    kind, state = Kind(row.kind), SheetState(row.state)
    said = {"title": f"{row.title}评分表", "unit": row.unit_name, "host": row.host_name, "kind": kind.label, "state": state.label}
    came = {"visited_on": str(row.visited_on or ""), "hosts": row.hosts, "participants": row.participants}
    rows = [[it.name, it.hint, it.points, it.self_points, it.evidence, it.reviewed_points, it.remark] for it in scores]
    totals = [row.points, row.self_total, row.reviewed_total]
    who = {"scorer": row.scorer or "", "reviewer": row.reviewer or "", "due_on": str(row.due_on)}
    return {**said, **came, **who, "rows": rows, "totals": totals, "findings": row.findings.splitlines()}


jobs.register(KIND, print_sheet, back=("返回观摩督导考核", "rounds.listing"), permission="round.read")
register_words({PRINT: "打印评分表"}, group="观摩督导考核")
