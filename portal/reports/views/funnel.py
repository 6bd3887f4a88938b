"""三免一公 at a glance: the way from a wish to work, each stage open to its rows."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.reports.forms import MonthsFilter
from portal.reports.queries.funnel import get_courses, get_stages, get_streets
from portal.reports.rules import Unit, period_words
from portal.reports.rules.funnel import COURSE_COLUMNS, Stage, course_lines, funnel, shown
from portal.reports.rules.pictures import picture_of_funnel
from portal.tenants.access import here, requires
from portal.training.queries.courses import map_courses
from portal.web.menu import Entry, register
from portal.web.render import render

bp = Blueprint("funnel", __name__)
register(Entry(15, "三免一公", "funnel.stages", "figure.read"))


@bp.get("/")
@requires(read="figure.read")
def stages(scope: Scope) -> ResponseReturnValue:
    """Show the six stages of the months asked for, and what became of each course."""
    filter_ = MonthsFilter()
    first, last = filter_.read(today=clock.today())
    is_above = "trainee.read" not in scope.permissions  # also who opens a station from above
    found = funnel(get_stages(scope, Unit(scope.tenant_id, here().code, here().name), first, last), is_above=is_above)
    names = {row.id: row.name for row in map_courses().values()}
    lines = course_lines(get_courses(scope, first, last), names, is_above=is_above)
    opens = {stage.kind.code: _opens(scope, stage, first, last) for stage in found}
    parts: dict[str, Any] = {"stages": found, "opens": opens, "lines": lines, "heads": list(COURSE_COLUMNS.values()), "is_above": is_above}
    parts["streets"] = [(street, shown(heads, is_above=is_above)) for street, heads in get_streets(scope, first, last)]
    parts |= {"period": period_words(first, last), "drawn": picture_of_funnel(found, period_words(first, last))}
    return render("reports/funnel.html", blocks=("results",), form=filter_, cutoff=clock.now(), **parts)


def _opens(scope: Scope, stage: Stage, first: str, last: str) -> str:
    """Return where a stage's figure leads: at a station to its rows, above to the table of the units below."""
    if not stage.value or not stage.kind.opens:
        return ""
    months: dict[str, Any] = {"code": here().code, "first": first, "last": last}
    if scope.level is Level.STATION:
        return url_for("reports.figure", indicator=stage.kind.opens, **months)
    table = {"intakes": None, "placed": "work"}.get(stage.kind.code, "training")
    return url_for("reports.rollup", table=table, **months)
