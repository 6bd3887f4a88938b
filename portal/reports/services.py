"""Papers: what is asked of the job worker, and how it makes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.dates import moment_words
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.reports import queries
from portal.reports.rules import DAILY, TABLES, Chosen, RollUp, Unit, needs_width, period_words, usual_range
from portal.reports.rules.pictures import picture_of_roll_up
from portal.stations.queries import list_kinds
from portal.tallies import queries as tallies
from portal.tenants.queries import get_here, list_below
from portal.tenants.rules.imprints import Facts, Now
from portal.tenants.services.imprints import imprint, register_now
from portal.web import jobs, shelf
from portal.web.charts import Picture, keep
from portal.web.jobs import Progress
from portal.web.shelf import Title

ROLL_UP = "rollup"
FIRST_COLUMN = {Level.CITY: "县（市、区）", Level.COUNTY: "驿站", Level.STATION: "月份"}
_EVERY_KIND = "all"


@dataclass(frozen=True, slots=True)
class Heading:
    """What is said of a roll-up on paper and in Excel.

    Args:
        unit: who reports.
        first_column: what the lines are: 县（市、区）, 驿站, 月份.
        kind: the kind of activity it is narrowed to, empty for all.
        cutoff: when the figures were read.
        chosen: what is asked for.
    """

    unit: str
    first_column: str
    period: str
    kind: str
    cutoff: datetime
    chosen: Chosen

    @property
    def title(self) -> str:
        """Its title."""
        return f"{self.unit}巾帼家政{'工作' if self.chosen.table == DAILY else TABLES[self.chosen.table]}数据汇总表"

    @property
    def cutoff_words(self) -> str:
        """The cut-off as it is read in China."""
        return moment_words(self.cutoff)

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        return f"{self.title}（{self.period}{'，' + self.kind if self.kind else ''}）"


def ask_for_paper(scope: Scope, table: RollUp, heading: Heading, picture: Picture | None = None) -> UUID:
    """Ask for the table as PDF, frozen as it is now; unchanged on the same day, it is the paper that was made before."""
    shown = {**_frozen(table, heading), "picture": keep(picture) if picture else None}
    mark = imprint(scope, facts_of(table, heading))
    same = {**shown, "cutoff": clock.local(heading.cutoff).date().isoformat(), "code": mark["code"]}
    job_id = jobs.ask(scope, ROLL_UP, {**shown, "imprint": mark}, f"{heading.file_name}.pdf", known_by=same)
    audit.note(scope, "figure.print", job_id)
    return job_id


def print_roll_up(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a frozen table; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("reports/rollup_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html, progress)


def heading_of(unit_name: str, first_column: str, chosen: Chosen, *, kind: str, cutoff: datetime) -> Heading:
    """Return the heading of a roll-up."""
    return Heading(unit_name, first_column, period_words(chosen.first, chosen.last), kind, cutoff, chosen)


def facts_of(table: RollUp, heading: Heading) -> Facts:
    """Return what the paper of a roll-up is; the order of its lines makes no other paper of it."""
    shown, chosen = _frozen(table, heading), heading.chosen
    subject = f"{chosen.table}/{chosen.first}/{chosen.last}/{_EVERY_KIND if chosen.kind_id is None else chosen.kind_id}"
    says = {**{name: shown[name] for name in ("heads", "totals", "notes")}, "rows": sorted(shown["rows"])}
    period = f"{heading.period}（{heading.kind}）" if heading.kind else heading.period
    return Facts(ROLL_UP, subject, says, heading.title, heading.unit, period=period, cutoff=heading.cutoff_words)


def _now(scope: Scope, subject: str) -> Now:
    name, first, last, kind = subject.split("/")
    chosen = Chosen(first, last, None if kind == _EVERY_KIND else int(kind), table=name)
    return Now(facts_of(*_read(scope, chosen)).digest, why="打印以后，这段期间的数据有了变动（新登记、补登或更正），请重新打印。")


def _read(scope: Scope, chosen: Chosen) -> tuple[RollUp, Heading]:
    unit = get_here(scope)
    kind = next((it.name for it in list_kinds() if it.id == chosen.kind_id), "")
    table = queries.get_roll_up(scope, Unit(unit.id, unit.code, unit.name), chosen)
    return table, heading_of(unit.name, FIRST_COLUMN[scope.level], chosen, kind=kind, cutoff=clock.now())


def _find(scope: Scope) -> Iterable[Title]:
    units = {unit.id: unit for unit in list_below(scope)}
    books = tallies.list_books(scope, tenants=list(units), first="0000-01", last="9999-12")
    for year, unit_id in sorted({(row.month[:4], row.tenant_id) for row in books}):
        yield Title(units[unit_id].code, year, f"{units[unit_id].name} {year}年数据汇总表")


def _ask_by_name(scope: Scope, year: str) -> UUID:
    if not (len(year) == 4 and year.isascii() and year.isdigit()):
        raise NotFound
    usual = usual_range(clock.today())
    chosen = Chosen(*(usual if usual[0].startswith(year) else (f"{year}-01", f"{year}-12")))
    table, heading = _read(scope, chosen)
    drawn = picture_of_roll_up(table, chosen, first_column=heading.first_column, this_month=clock.month_of(clock.today()))
    return ask_for_paper(scope, table, heading, drawn)


def _frozen(table: RollUp, heading: Heading) -> dict[str, Any]:
    heads = [[cell.indicator.label, cell.indicator.unit] for cell in table.totals]
    persons = "人数每人只计一次，合计不是各行相加；比率是合计除以合计"
    said = {"title": heading.title, "unit": heading.unit, "period": heading.period, "kind": heading.kind, "cutoff": heading.cutoff_words}
    rows = [[line.label, [cell.shown for cell in line.cells]] for line in table.lines]
    totals = [cell.shown for cell in table.totals]
    shape = {
        "first_column": heading.first_column,
        "is_wide": needs_width(table),
        "notes": [*table.notes, *([] if heading.chosen.table == DAILY else [persons])],
    }
    return {**said, **shape, "heads": heads, "rows": rows, "totals": totals}


jobs.register(ROLL_UP, print_roll_up)
register_now(ROLL_UP, _now)
shelf.put_up(ROLL_UP, _find, _ask_by_name)

register_words({"figure.print": "打印数据汇总"}, group="数据汇总")
