"""A ranking as PDF: frozen as it is when it is asked for, with its version and the head of its digest."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.scope import Scope
from portal.standing.queries import ranking as queries
from portal.standing.rules.formulas import explain, explain_item, formula_of
from portal.standing.rules.measures import points_words
from portal.standing.rules.movement import worth_words
from portal.standing.rules.ranking import Line, RankState
from portal.tenants.rules.moves import month_words
from portal.web import jobs
from portal.web.jobs import Progress

KIND, PRINT = "ranking", "rank.print"
SHORT_DIGEST = 16
WIDE_FROM = 4


def ask_for_paper(scope: Scope, ranking_id: UUID, *, city: str) -> UUID:
    """Ask for a ranking as PDF.

    Args:
        city: the name of the city that made it.

    Raises:
        NotFound: there is none.
    """
    row = queries.get_ranking(scope, ranking_id)
    job_id = jobs.ask(scope, KIND, paper_of(row, city=city), f"{title_of(row, city)}.pdf")
    audit.note(scope, PRINT, ranking_id, note=f"{row.month} 第 {row.revision} 版")
    return job_id


def print_ranking(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("standing/ranking/print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html)


def title_of(row: Any, city: str) -> str:
    """Return the title of a ranking."""
    return f"{city}巾帼家政工作县（市、区）排名（{month_words(row.month)}，第{row.revision}版）"


def paper_of(row: Any, *, city: str) -> dict[str, Any]:
    """Return all that stands on the paper."""
    formula, lines = formula_of(row), queries.lines_of(row)
    made = clock.local(row.made_at)
    said = {"title": title_of(row, city), "unit": city, "period": month_words(row.month), "digest": row.digest[:SHORT_DIGEST]}
    cutoff = {"cutoff": f"{made.year}年{made.month}月{made.day}日 {made:%H:%M}", "state": _state_words(row)}
    heads = [[item.label, item.unit, item.weight, explain_item(item)] for item in formula.items]
    told = {"formula": explain(formula), "since": formula.since_month, "reason": row.reason, "is_wide": len(heads) >= WIDE_FROM}
    return {**said, **cutoff, "heads": heads, "rows": [_row(line, len(heads)) for line in lines], **told, "notes": notes_of(lines)}


def notes_of(lines: Sequence[Line]) -> list[str]:
    """Return who is not ranked, in all or in an item, and why."""
    out = [f"{line.name}不排名：{line.why}" for line in lines if line.rank is None]
    missing = [f"{line.name}的“{mark.item.label}”不排：{mark.why}，总分由其余项目折算" for line in lines for mark in line.marks if mark.why]
    return out + missing


def _row(line: Line, width: int) -> list[Any]:
    cells = [[worth_words(mark), points_words(mark.points)] for mark in line.marks] or [["–", "–"]] * width
    return [str(line.rank or "–"), line.name, cells, points_words(line.points)]


def _state_words(row: Any) -> str:
    if row.state == RankState.PUBLISHED:
        return f"{clock.local(row.published_at):%Y-%m-%d} 公布"
    return RankState(row.state).label + (f"，至 {row.objections_until}" if row.state == RankState.NOTICE else "")


jobs.register(KIND, print_ranking, back=("返回县区排名", "ranking.front"), permission="rank.read")
register_words({PRINT: "打印县区排名"}, group="县区排名")
