"""点单开班: who asks for what and where, when enough do, and the catalogue they choose from."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.tenants.queries import list_below
from portal.tenants.queries.places import names_of
from portal.training.forms.demand import DemandFilter
from portal.training.queries import classes, courses
from portal.training.queries import demand as queries
from portal.training.queries.courses import CourseRow
from portal.training.rules.classes import ClassState
from portal.training.rules.demand import (
    Asked,
    Circle,
    Proposal,
    clusters,
    county_of,
    distance,
    propose,
    shown_count,
    shown_total,
    street_of,
)
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency

bp = Blueprint("demand", __name__)
PAGE_ROWS = 25
register(Entry(21, "点单开班", "demand.listing", "demand.read"))


@dataclass(frozen=True, slots=True)
class Line:
    """A course as a station's demand shows it; the counts are words, as they may be shown.

    Args:
        circles: {circle: how many live there, as seen from the station}.
        place: the name of the proposed place.
        planned: its classes that have not begun.
    """

    course: CourseRow
    circles: dict[Circle, str]
    total: str
    proposal: Proposal | None
    place: str
    planned: list[Any]


@bp.get("/")
@requires(read="demand.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """Show who asks for what: a station sees what it can open, those above where it is asked for."""
    known, narrowed, asked = courses.map_courses(), DemandFilter(), queries.count_open(scope)
    narrowed.course.offer([(str(it.id), it.name) for it in known.values()])
    course_id = narrowed.checked().course_id()
    chosen = [it for it in asked if course_id in {None, it.course_id}]
    show = _station if here().level == "station" else _above
    return show(scope, chosen, known, narrowed)


@todos.register
def _enough(scope: Scope, code: str, _: date) -> Iterator[Todo]:
    if "class.keep" not in scope.permissions:
        return
    planned = {it.course_id for it in classes.list_classes(scope, classes.Filter(state=ClassState.PLANNED))[0]}
    known, asked = courses.map_courses(), queries.count_open(scope)
    found = propose(asked, {it.id: it.enough for it in known.values() if it.id not in planned}, home=code)
    if found:
        names = "、".join(known[it].name for it in list(found)[:3])
        detail = f"{names}{'等' if len(found) > 3 else ''}，还没有待开班"
        yield Todo(Urgency.DUE, f"够人点单、可以开班的课程：{len(found)} 门", detail, url_for("demand.listing", code=code), "开班")


@bp.get("/courses")
@requires(read="demand.read")
def catalogue(scope: Scope) -> ResponseReturnValue:
    """Show all courses on offer, with how many ask for each."""
    is_own, counts = "trainee.read" in scope.permissions, Counter[tuple[int, str]]()
    for it in queries.count_open(scope):
        counts[it.course_id, street_of(it.community_code)] += it.count
    ids = {course_id for course_id, _ in counts}
    shown = {it: shown_total((n for (course_id, _), n in counts.items() if course_id == it), is_own=is_own) for it in ids}
    return render("training/demand/catalogue.html", rows=courses.list_courses(), counts=shown)


def _station(scope: Scope, asked: list[Asked], known: dict[int, CourseRow], narrowed: DemandFilter) -> ResponseReturnValue:
    home, is_own = here().code, "trainee.read" in scope.permissions
    proposals = propose(asked, {it.id: it.enough for it in known.values()}, home=home)
    names = names_of([it.community_code or "" for it in asked] + [it.place for it in proposals.values()])
    planned, _ = classes.list_classes(scope, classes.Filter(state=ClassState.PLANNED))
    lines = [
        Line(
            known[one],
            _circles([it for it in asked if it.course_id == one], home, is_own=is_own),
            shown_total((it.count for it in asked if it.course_id == one), is_own=is_own),
            proposals.get(one),
            names.get(proposals[one].place, "") if one in proposals else "",
            [it for it in planned if it.course_id == one],
        )
        for one in sorted({it.course_id for it in asked}, key=lambda it: (it not in proposals, list(known).index(it)))
    ]
    course = known.get(narrowed.course_id() or 0)
    places = _places(asked, names, home, is_own=is_own) if course else []
    parts: dict[str, Any] = {"lines": lines, "places": places, "is_own": is_own}
    return render("training/demand/station.html", filter=narrowed, course=course, **parts)


def _circles(asked: list[Asked], home: str, *, is_own: bool) -> dict[Circle, str]:
    """How many live in the station's own community, its street, its county, as it may be shown."""
    near = {Circle.COMMUNITY: lambda code: code, Circle.STREET: street_of, Circle.COUNTY: county_of}
    inside = {it: [one.count for one in asked if one.community_code and of(one.community_code) == of(home)] for it, of in near.items()}
    return {it: shown_total(counts, is_own=is_own) for it, counts in inside.items()}


def _places(asked: Iterable[Asked], names: dict[str, str], home: str, *, is_own: bool) -> list[tuple[str, str, str]]:
    """(community, how near, count) of one course, the nearest first."""
    words = ("本社区", "本街镇", "本县区", "外县区")
    counts = Counter[str]()
    for it in asked:
        counts[it.community_code or ""] += it.count
    ordered = sorted(counts.items(), key=lambda it: (it[0] == "", distance(it[0], home)[0], -it[1], it[0]))
    near = {code: words[distance(code, home)[0]] if code else "–" for code, _ in ordered}
    return [(names.get(code, code) if code else "没有填写住处", near[code], shown_count(n, is_own=is_own)) for code, n in ordered]


def _above(scope: Scope, asked: list[Asked], known: dict[int, CourseRow], narrowed: DemandFilter) -> ResponseReturnValue:
    stations = {it.id: it for it in list_below(scope, "station")}
    found = clusters(asked, {it.id: it.code for it in stations.values() if it.status == "open"})
    page = Page(page_number(), len(found), PAGE_ROWS)
    rows = found[page.first_row - 1 : page.first_row - 1 + PAGE_ROWS]
    names = names_of([it.street for it in rows] + [county_of(it.street) for it in rows])
    shown = {(it.course_id, it.street): shown_count(it.count, is_own=False) for it in rows}
    total = shown_total((it.count for it in found), is_own=False)
    places: dict[str, Any] = {"stations": stations, "names": names, "county_of": county_of, "counts": shown}
    parts: dict[str, Any] = {"rows": rows, "page": page, "filter": narrowed, "courses": known, "total": total}
    return render("training/demand/above.html", blocks=("demand",), **parts, **places)
