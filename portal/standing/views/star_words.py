"""What the pages of stars share: their words, and the ways from a figure to what it is made of."""

from typing import Any

from flask import request, url_for

from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.problems.rules.sheets import link_evidence
from portal.reports.rules.measures import FIGURES, SHARES
from portal.standing.rules.measures import ON_TIME, ON_TRACK, SOLVED, points_words
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import Subject, explain_star_item, explain_system, system_of
from portal.standing.rules.stars import StarLine, StarMark, star_words
from portal.tenants.access import here

_PAGES = {ON_TIME.code: "returns.board", SOLVED.code: "problems.listing", ON_TRACK.code: "targets.listing"}


def links(words: str) -> list[tuple[str, str]]:
    """Return what was shown, with the addresses of this portal as links."""
    return link_evidence(words, request.host_url.rstrip("/"))


def way_of(scope: Scope, line: StarLine, mark: StarMark, year: int) -> str:
    """Return where a figure opens to what it is made of; empty for another county's, and for what somebody judged."""
    if mark.item.is_evidence or (scope.level is not Level.CITY and line.unit_id != scope.tenant_id):
        return ""
    if page := _PAGES.get(mark.measure):
        return url_for(page, code=line.code)
    table = SHARES[mark.measure].part.table if mark.measure in SHARES else FIGURES[mark.measure].table
    shown = None if table == "daily" else table
    return url_for("reports.rollup", code=line.code, first=f"{year}-01", last=f"{year}-12", table=shown)


def subject_of(raw: str) -> Subject:
    """Return whose stars an address speaks of.

    Raises:
        NotFound: of nobody's that get stars.
    """
    if raw not in {one.value for one in Subject}:
        raise NotFound
    return Subject(raw)


def require_year(year: int) -> int:
    """Return the year of an address.

    Raises:
        NotFound: it is none.
    """
    if not 2000 <= year <= 2099:
        raise NotFound
    return year


def city_name() -> str:
    """Return the name of the city here."""
    unit = here()
    return unit.parents[0][1] if unit.parents else unit.name


WORDS: dict[str, Any] = {
    "states": RankState,
    "subjects": Subject,
    "points_words": points_words,
    "star_words": star_words,
    "system_of": system_of,
    "explain_star_item": explain_star_item,
    "explain_system": explain_system,
    "links": links,
}
