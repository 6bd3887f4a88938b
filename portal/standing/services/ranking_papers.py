"""A ranking as PDF: frozen as it is when it is asked for, with its version and the head of its digest."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import moment_words, month_words
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.standing.queries import ranking as queries
from portal.standing.rules.formulas import explain, explain_item, formula_of
from portal.standing.rules.measures import points_words
from portal.standing.rules.movement import worth_words
from portal.standing.rules.pictures import picture_of_ranking
from portal.standing.rules.ranking import Line, RankState
from portal.tenants.queries.directory import get_city_name, get_here
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import imprint, register_now
from portal.web import jobs, shelf
from portal.web.charts import keep
from portal.web.jobs import Progress
from portal.web.shelf import Title

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
    paper, mark = paper_of(row, city=city), imprint(scope, facts_of(row, city=city))
    known_by = {**paper, "code": mark["code"]}
    job_id = jobs.ask(scope, KIND, {**paper, "imprint": mark}, f"{title_of(row, city)}.pdf", known_by=known_by)
    audit.note(scope, PRINT, ranking_id, note=f"{row.month} 第 {row.revision} 版")
    return job_id


def print_ranking(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("standing/ranking/print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


def title_of(row: Any, city: str) -> str:
    """Return the title of a ranking."""
    return f"{city}巾帼家政工作县（市、区）排名（{month_words(row.month)}，第{row.revision}版）"


def paper_of(row: Any, *, city: str) -> dict[str, Any]:
    """Return all that stands on the paper."""
    formula, lines = formula_of(row), queries.lines_of(row)
    made = clock.local(row.made_at)
    said = {"title": title_of(row, city), "unit": city, "period": month_words(row.month), "digest": row.digest[:SHORT_DIGEST]}
    cutoff = {"cutoff": moment_words(made), "state": _state_words(row)}
    heads = [[item.label, item.unit, item.weight, explain_item(item)] for item in formula.items]
    drawn = picture_of_ranking(lines)
    told = {"formula": explain(formula), "since": formula.since_month, "reason": row.reason, "is_wide": len(heads) >= WIDE_FROM}
    return {
        **said,
        **cutoff,
        "heads": heads,
        "rows": [_row(line, len(heads)) for line in lines],
        **told,
        "notes": notes_of(lines),
        "picture": keep(drawn) if drawn else None,
    }


def facts_of(row: Any, *, city: str) -> Facts:
    """Return what the paper of a ranking is; shown for objections and published, it is two papers."""
    version = f"第{row.revision}版（{RankState(row.state).label}）"
    said = {"period": month_words(row.month), "cutoff": moment_words(row.made_at), "version": version}
    people = {"filled_by": row.maker or "", "reviewed_by": row.publisher or ""}
    return Facts(KIND, row.month, {"digest": row.digest}, title_of(row, city), city, **said, **people)


def _now(scope: Scope, month: str) -> Now:
    row = queries.find_current(scope, month)
    if row is None:
        return Now()
    facts = facts_of(row, city=get_city_name(scope))
    since = f"{moment_words(row.published_at)} 公布" if row.published_at else f"{moment_words(row.made_at)} 计算"
    return Now(facts.digest, version=facts.version, since=since)


def _find(scope: Scope) -> Iterable[Title]:
    unit = get_here(scope)
    for row in queries.list_current(scope, first="0000-01", last="9999-12"):
        yield Title(unit.code, row.month, f"{unit.name}{month_words(row.month)}县（市、区）排名（{RankState(row.state).label}）")


def _ask_by_name(scope: Scope, month: str) -> UUID:
    row = queries.find_current(scope, month)
    if row is None:
        raise NotFound
    return ask_for_paper(scope, row.id, city=get_city_name(scope))


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
register_now(KIND, _now)
shelf.put_up(KIND, _find, _ask_by_name)
register_words({PRINT: "打印县区排名"}, group="县区排名")
