"""目标: the targets of a year and how far they have come, of the whole city or of one county."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from flask import send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.targets.forms.targets import CutOffFilter
from portal.targets.queries import programmes
from portal.targets.queries import targets as queries
from portal.targets.queries.units import OWN, list_rows
from portal.targets.rules.aims import Aim, State
from portal.targets.rules.amounts import show_amount, show_difference
from portal.targets.rules.completions import Completion
from portal.targets.rules.pictures import picture_of_targets
from portal.targets.rules.progress import show_percent, show_points
from portal.targets.rules.splits import Row, add_up, list_moved
from portal.targets.views.blueprint import bp
from portal.targets.views.excel import sheet_of
from portal.tenants.access import here, requires
from portal.web.excel import make_workbook
from portal.web.render import render

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS: dict[str, Any] = {
    "amount": show_amount,
    "difference": show_difference,
    "percent": show_percent,
    "points": show_points,
    "states": State,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The year and the cut-off a page is asked for."""

    filter: CutOffFilter
    year: int
    on: date

    @property
    def words(self) -> str:
        """The cut-off as it is read."""
        return f"{self.on.year} 年 {self.on.month} 月 {self.on.day} 日"

    @property
    def month(self) -> str | None:
        """The month to be asked for again; None when it is the usual one."""
        return self.filter.month.data or None


@bp.get("/")
@requires(read="target.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the targets of a year with their completion; a county sees its part of each."""
    asked = read_asked(scope)
    rows = completions(scope, asked)
    shown: dict[str, Any] = {
        "asked": asked,
        "rows": rows,
        "opens": opener(asked.on),
        "drawn": picture_of_targets(rows, f"截至 {asked.words}"),
    }
    if scope.level is Level.CITY:
        shown["moved"] = {it.target.id: moved(it.target.aim, units) for units in [list_rows(scope)] for it in rows}
    if "target.set" in scope.permissions:
        shown["programmes"] = programmes.list_programmes(scope, asked.year)
        shown["drafts"] = [(row, aim, add_up(aim.parts, aim.base).remainder) for row, aim in queries.list_drafts(scope, asked.year)]
    template = "targets/listing.html" if scope.level is Level.CITY else "targets/county.html"
    return render(template, **shown, **WORDS)


@bp.get("/targets.xlsx")
@requires(read="target.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the same list out as Excel."""
    asked = read_asked(scope)
    sheet = sheet_of(completions(scope, asked), unit=here().name, year=asked.year, cutoff=asked.words, is_city=scope.level is Level.CITY)
    name = f"{here().name}{asked.year}年目标进度.xlsx"
    response = send_file(BytesIO(make_workbook(sheet)), mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def read_asked(scope: Scope) -> Asked:
    """Return the year and the cut-off out of the address."""
    form = CutOffFilter()
    return Asked(form, *form.read_with(programmes.list_years(scope), today=clock.today()))


def completions(scope: Scope, asked: Asked) -> list[Completion]:
    """Return the city's targets, or the county's parts of them."""
    asks = queries.list_completions if scope.level is Level.CITY else queries.list_county_completions
    return asks(scope, asked.year, on=asked.on)


def opener(on: date) -> Callable[..., str]:
    """Return where a figure of a target leads: to the roll-up of its months, up to the cut-off, here or at another unit."""

    def opens(aim: Aim, *, code: str = "", month: str = "") -> str:
        last = min(aim.last_month, clock.month_of(on))
        first, last = (month, month) if month else (aim.first_month, last)
        if first > last:
            return ""
        table = None if aim.figure.table == "daily" else aim.figure.table
        query: dict[str, Any] = {"first": first, "last": last, "kind": aim.kind_id, "table": table, "sort": f"-{aim.measure}"}
        return url_for("reports.rollup", code=code or here().code, **query)

    return opens


def moved(aim: Aim, units: Collection[Row]) -> tuple[list[Row], list[Row]]:
    """Return the closed counties that still have parts to come, and the working ones that have none; the city needs none."""
    closed, without = list_moved(aim, units, this_month=clock.month_of(clock.today()))
    return closed, [row for row in without if row.name != OWN]
