"""数据汇总: the roll-up, as Excel, as paper, and the rows behind a figure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.reports import queries, services
from portal.reports.beside import links_of, list_beside
from portal.reports.excel import sheet_of
from portal.reports.forms import RangeFilter
from portal.reports.rules import Cell, Chosen, Line, RollUp, Share, Unit, add_up, months_roll_up, period_words
from portal.reports.rules.pictures import pictures_of_roll_up
from portal.reports.services import FIRST_COLUMN, Heading, heading_of
from portal.stations.queries import list_kinds
from portal.tallies.rules import INDICATORS
from portal.tenants.access import here, requires
from portal.training.queries.courses import map_courses
from portal.training.rules.intake import Branch, Channel
from portal.web.charts import Picture
from portal.web.excel import make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, address, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("reports", __name__)
register(Entry(70, "数据汇总", "reports.rollup", "figure.read"))
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS: dict[str, str] = {**{it.value: it.label for it in (*Branch, *Channel)}, **SERVICE_KINDS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, and the table that answers it."""

    filter: RangeFilter
    chosen: Chosen
    table: RollUp
    heading: Heading

    def url(self, endpoint: str = ".rollup", *, code: str = "", **changes: Any) -> str:
        """Return the address of another page on the same months and kind, here or at another unit."""
        query: dict[str, Any] = {"first": self.chosen.first, "last": self.chosen.last, "kind": self.chosen.kind_id, **changes}
        query |= {} if self.chosen.table == "daily" else {"table": self.chosen.table}
        return url_for(endpoint, code=code or here().code, **query)

    def sorted_url(self, sort: str) -> str:
        """Return the address of this table in another order."""
        return self.url(sort=sort)

    @property
    def pictures(self) -> Sequence[Picture]:
        """What of the table is drawn."""
        return pictures_of_roll_up(
            self.table, self.chosen, first_column=self.heading.first_column, this_month=clock.month_of(clock.today())
        )


@bp.get("/rollup")
@requires(read="figure.read")
def rollup(scope: Scope) -> ResponseReturnValue:
    """Show the units below, or a station's months, by indicators."""
    asked = _read(scope)
    opens, total_opens = _openers(scope, asked)
    parts = {"asked": asked, "opens": opens, "total_opens": total_opens, "way_up": _way_up(asked)}
    return render("reports/rollup.html", blocks=("results",), form=asked.filter, status=200, **parts)


@bp.get("/rollup.xlsx")
@requires(read="figure.print")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the same table out as Excel."""
    asked = _read(scope)
    content = BytesIO(make_workbook(sheet_of(scope, asked.table, asked.heading)))
    response = send_file(content, mimetype=EXCEL, as_attachment=True, download_name=f"{asked.heading.file_name}.xlsx")
    return _unkept(response)


@bp.post("/rollup/paper")
@requires(write="figure.print")
@writes
def paper(scope: Scope) -> ResponseReturnValue:
    """Ask for the same table as PDF."""
    asked = _read(scope)
    job_id = services.ask_for_paper(scope, asked.table, asked.heading, next(iter(asked.pictures), None))
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


@bp.get("/figures/<indicator>")
@requires(read="figure.read")
def figure(scope: Scope, indicator: str) -> ResponseReturnValue:
    """Open a figure of this very unit to its rows."""
    it = INDICATORS.get(indicator)
    if it is None:
        raise NotFound
    filter_, chosen, kind = _chosen()
    chosen = chosen if it.has_kinds else Chosen(chosen.first, chosen.last, table=it.table)
    kept = queries.get_own_figure(scope, _unit(scope), chosen, it)
    number = page_number()
    opened = queries.list_rows(scope, it, chosen, page=number)
    if not opened.rows and number > 1:
        return redirect(address(page=None))
    page = Page(number, opened.total, queries.PAGE_ROWS)
    beside = list_beside(scope, here().code, it, chosen)
    counted = Cell(it, opened.value + sum(one.value for one in beside))
    words: dict[str, Any] = {"period": period_words(chosen.first, chosen.last), "kind": kind if it.has_kinds else "", "cutoff": clock.now()}
    courses = {row.id: row.name for row in map_courses().values()} if it.source == "outcome" else {}
    found = {"courses": courses, "rows": opened.rows, "kept": kept, "counted": counted, "beside": beside, "page": page, "words": WORDS}
    found["links"] = links_of(beside, opened.rows)
    table = None if it.table == "daily" else it.table
    back = url_for(".rollup", code=here().code, first=chosen.first, last=chosen.last, kind=chosen.kind_id, table=table)
    return render("reports/figure.html", blocks=("rows",), indicator=it, filter=filter_, back=back, **found, **words)


@bp.get("/stations/<unit_code>")
@requires(read="figure.read")
def station(scope: Scope, unit_code: str) -> ResponseReturnValue:
    """Show, month by month, what a county counted of a station that may stand elsewhere by now."""
    if scope.level is not Level.COUNTY:
        raise NotFound
    filter_, chosen, kind = _chosen()
    found = queries.find_counted(scope, unit_code, chosen.first, chosen.last)
    table = months_roll_up(found.spans, add_up(found.values, kind_id=chosen.kind_id), chosen)
    is_open = found.station.county_id == scope.tenant_id or _reads_the_city()
    asked = Asked(filter_, chosen, table, heading_of(found.station.name, "月份", chosen, kind=kind, cutoff=clock.now()))
    return render("reports/station.html", asked=asked, station=found.station, spans=found.spans, is_open=is_open)


def _read(scope: Scope) -> Asked:
    filter_, chosen, kind = _chosen()
    table = queries.get_roll_up(scope, _unit(scope), chosen)
    return Asked(filter_, chosen, table, heading_of(here().name, FIRST_COLUMN[scope.level], chosen, kind=kind, cutoff=clock.now()))


def _chosen() -> tuple[RangeFilter, Chosen, str]:
    """Return the filter, what it says, and the name of the kind it is narrowed to."""
    filter_, kinds = RangeFilter(), {str(kind.id): kind.name for kind in list_kinds()}
    chosen = filter_.read_with(list(kinds.items()), today=clock.today())
    return filter_, chosen, kinds.get(str(chosen.kind_id), "")


def _unit(scope: Scope) -> Unit:
    return Unit(scope.tenant_id, here().code, here().name)


def _openers(scope: Scope, asked: Asked) -> tuple[Callable[[Line, Cell | Share], str], Callable[[Cell | Share], str]]:
    """Return where a line's figure and a total lead: to the unit below, or to the rows."""

    def rows(cell: Cell | Share, **months: str) -> str:
        return asked.url(".figure", indicator=cell.opens, **months) if cell.value else ""

    def opens(line: Line, cell: Cell | Share) -> str:
        if scope.level is Level.STATION:
            return rows(cell, first=line.code, last=line.code)
        if line.is_own:
            return rows(cell)
        if not cell.value:
            return ""
        if scope.level is Level.COUNTY:
            return _opens_station(asked, line, cell)
        return asked.url(code=line.code, sort=f"-{cell.indicator.code}")

    return opens, rows if scope.level is Level.STATION else lambda _: ""


def _opens_station(asked: Asked, line: Line, cell: Cell | Share) -> str:
    """Return where a station's figure leads: to its rows of just these months, or, where they may not be read, to what is known of them."""
    months = dict(zip(("first", "last"), line.span, strict=True)) if line.span else {}
    if line.is_below or _reads_the_city():
        return asked.url(".figure", code=line.code, indicator=cell.opens, **months)
    return asked.url(".station", unit_code=line.code)


def _reads_the_city() -> bool:
    """Say whether all of the city is open to her: she works there, and stations elsewhere in it are hers to read."""
    return bool(here().parents) and here().parents[0][2]


def _way_up(asked: Asked) -> list[tuple[str, str]]:
    """Return (name, address) of the roll-ups above that this person may open too, the highest first."""
    return [(name, asked.url(code=code)) for code, name, is_open in here().parents if is_open]


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
