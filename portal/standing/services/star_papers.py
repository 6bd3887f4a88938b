"""The stars of a year as PDF: frozen as they are when it is asked for, with their version and the head of their digest."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import moment_words
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.standing.queries import stars as queries
from portal.standing.rules.measures import points_words
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import Subject, explain_star_item, explain_system, system_of
from portal.standing.rules.stars import StarLine, star_words
from portal.standing.services.ranking_papers import SHORT_DIGEST, WIDE_FROM
from portal.tenants.queries.directory import get_city_name, get_here
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import imprint, register_now
from portal.web import jobs, shelf
from portal.web.jobs import Progress
from portal.web.shelf import Title

KIND, PRINT = "stars", "star.print"


def ask_for_paper(scope: Scope, rating_id: UUID, *, city: str) -> UUID:
    """Ask for the stars of a year as PDF.

    Args:
        city: the name of the city that gave them.

    Raises:
        NotFound: there are none.
    """
    row = queries.get_rating(scope, rating_id)
    paper, mark = paper_of(row, city=city), imprint(scope, facts_of(row, city=city))
    known_by = {**paper, "code": mark["code"]}
    job_id = jobs.ask(scope, KIND, {**paper, "imprint": mark}, f"{title_of(row, city)}.pdf", known_by=known_by)
    audit.note(scope, PRINT, rating_id, note=f"{row.year} 年第 {row.revision} 版")
    return job_id


def print_stars(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("standing/stars/print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


def title_of(row: Any, city: str) -> str:
    """Return the title of a rating."""
    return f"{city}{row.year}年{Subject(row.subject).label}星级评定（第{row.revision}版）"


def paper_of(row: Any, *, city: str) -> dict[str, Any]:
    """Return all that stands on the paper."""
    system, lines, made = system_of(row), queries.star_lines_of(row), clock.local(row.made_at)
    said = {"title": title_of(row, city), "unit": city, "period": f"{row.year}年", "digest": row.digest[:SHORT_DIGEST]}
    cutoff = {"cutoff": moment_words(made), "state": _state_words(row)}
    heads = [[item.label, item.points, explain_star_item(item)] for item in system.items]
    told = {"rule": explain_system(system), "since": system.since_year, "reason": row.reason, "is_wide": len(heads) >= WIDE_FROM}
    return {**said, **cutoff, "heads": heads, "rows": [_row(line, len(heads)) for line in lines], **told, "notes": star_notes(lines)}


def facts_of(row: Any, *, city: str) -> Facts:
    """Return what the paper of a rating is; on notice and published, it is two papers."""
    version = f"第{row.revision}版（{RankState(row.state).label}）"
    said = {"period": f"{row.year}年", "cutoff": moment_words(row.made_at), "version": version}
    people = {"filled_by": row.maker or "", "reviewed_by": row.publisher or ""}
    return Facts(KIND, f"{row.subject}/{row.year}", {"digest": row.digest}, title_of(row, city), city, **said, **people)


def _now(scope: Scope, subject: str) -> Now:
    of, year = subject.split("/")
    row = queries.find_current(scope, Subject(of), int(year))
    if row is None:
        return Now()
    facts = facts_of(row, city=get_city_name(scope))
    since = f"{moment_words(row.published_at)} 公布" if row.published_at else f"{moment_words(row.made_at)} 计算"
    return Now(facts.digest, version=facts.version, since=since)


def _find(scope: Scope) -> Iterable[Title]:
    unit = get_here(scope)
    for of in Subject:
        for row in queries.list_current(scope, of):
            words = f"{unit.name}{row.year}年{of.label}星级评定（{RankState(row.state).label}）"
            yield Title(unit.code, f"{of.value}-{row.year}", words)


def _ask_by_name(scope: Scope, name: str) -> UUID:
    of, _, year = name.rpartition("-")
    known = {one.value for one in Subject}
    row = queries.find_current(scope, Subject(of), int(year)) if of in known and year.isdecimal() and len(year) == len("2026") else None
    if row is None:
        raise NotFound
    return ask_for_paper(scope, row.id, city=get_city_name(scope))


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
register_now(KIND, _now)
shelf.put_up(KIND, _find, _ask_by_name)
register_words({PRINT: "打印星级"}, group="星级评定")
