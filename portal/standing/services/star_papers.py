"""The stars of a year as PDF: frozen as they are when it is asked for, with their version and the head of their digest."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.scope import Scope
from portal.standing.queries import stars as queries
from portal.standing.rules.measures import points_words
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import Subject, explain_star_item, explain_system, system_of
from portal.standing.rules.stars import StarLine, star_words
from portal.standing.services.ranking_papers import SHORT_DIGEST, WIDE_FROM
from portal.web import jobs
from portal.web.jobs import Progress

KIND, PRINT = "stars", "star.print"


def ask_for_paper(scope: Scope, rating_id: UUID, *, city: str) -> UUID:
    """Ask for the stars of a year as PDF.

    Args:
        city: the name of the city that gave them.

    Raises:
        NotFound: there are none.
    """
    row = queries.get_rating(scope, rating_id)
    job_id = jobs.ask(scope, KIND, paper_of(row, city=city), f"{title_of(row, city)}.pdf")
    audit.note(scope, PRINT, rating_id, note=f"{row.year} 年第 {row.revision} 版")
    return job_id


def print_stars(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("standing/stars/print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html)


def title_of(row: Any, city: str) -> str:
    """Return the title of a rating."""
    return f"{city}{row.year}年{Subject(row.subject).label}星级评定（第{row.revision}版）"


def paper_of(row: Any, *, city: str) -> dict[str, Any]:
    """Return all that stands on the paper."""
    system, lines, made = system_of(row), queries.star_lines_of(row), clock.local(row.made_at)
    said = {"title": title_of(row, city), "unit": city, "period": f"{row.year}年", "digest": row.digest[:SHORT_DIGEST]}
    cutoff = {"cutoff": f"{made.year}年{made.month}月{made.day}日 {made:%H:%M}", "state": _state_words(row)}
    heads = [[item.label, item.points, explain_star_item(item)] for item in system.items]
    told = {"rule": explain_system(system), "since": system.since_year, "reason": row.reason, "is_wide": len(heads) >= WIDE_FROM}
    return {**said, **cutoff, "heads": heads, "rows": [_row(line, len(heads)) for line in lines], **told, "notes": star_notes(lines)}


def star_notes(lines: Sequence[StarLine]) -> list[str]:
    """Return who is not rated, in all or in an item, and why."""
    out = [f"{line.name}不评星：{line.why}" for line in lines if line.points is None]
    uncounted = [(line, mark) for line in lines for mark in line.marks if mark.points is None]
    return out + [f"{line.name}的“{mark.item.label}”不评：{mark.why}，总分由其余项目折算" for line, mark in uncounted]


def _row(line: StarLine, width: int) -> list[Any]:
    cells = [[mark.worth_words, points_words(mark.points)] for mark in line.marks] or [["–", "–"]] * width
    return [line.name, cells, points_words(line.points), star_words(line.stars)]


def _state_words(row: Any) -> str:
    if row.state == RankState.PUBLISHED:
        return f"{clock.local(row.published_at):%Y-%m-%d} 公布"
    return RankState(row.state).label


jobs.register(KIND, print_stars, back=("返回星级评定", "stars.front"), permission="rank.read")
register_words({PRINT: "打印星级"}, group="星级评定")
