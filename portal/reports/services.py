"""Papers: what is asked of the job worker, and how it makes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.scope import Scope
from portal.reports.rules import DAILY, TABLES, Chosen, RollUp, needs_width, period_words
from portal.web import jobs
from portal.web.jobs import Progress

ROLL_UP = "rollup"


@dataclass(frozen=True, slots=True)
class Heading:
    """What is said of a roll-up on paper and in Excel.

    Args:
        unit: who reports.
        first_column: what the lines are: 县（市、区）, 驿站, 月份.
        kind: the kind of activity it is narrowed to, empty for all.
        cutoff: when the figures were read.
        table: which table it is.
    """

    unit: str
    first_column: str
    period: str
    kind: str
    cutoff: datetime
    table: str = DAILY

    @property
    def title(self) -> str:
        """Its title."""
        return f"{self.unit}巾帼家政{'工作' if self.table == DAILY else TABLES[self.table]}数据汇总表"

    @property
    def cutoff_words(self) -> str:
        """The cut-off as it is read in China."""
        at = clock.local(self.cutoff)
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        return f"{self.title}（{self.period}{'，' + self.kind if self.kind else ''}）"


def ask_for_paper(scope: Scope, table: RollUp, heading: Heading) -> UUID:
    """Ask for the table as PDF, frozen as it is now; unchanged on the same day, it is the paper that was made before."""
    shown = _frozen(table, heading)
    same = {**shown, "cutoff": clock.local(heading.cutoff).date().isoformat()}
    job_id = jobs.ask(scope, ROLL_UP, shown, f"{heading.file_name}.pdf", known_by=same)
    audit.note(scope, "figure.print", job_id)
    return job_id


def print_roll_up(_: Scope, paper: Mapping[str, Any], progress: Progress) -> bytes:
    """Make the PDF of a frozen table; only the job worker does this."""
    from portal.web import print as printer

    progress(20)
    html = printer.lay_out("reports/rollup_print.html", paper=paper)
    progress(40)
    return printer.make_pdf(html)


def heading_of(unit_name: str, first_column: str, chosen: Chosen, *, kind: str, cutoff: datetime) -> Heading:
    """Return the heading of a roll-up."""
    return Heading(unit_name, first_column, period_words(chosen.first, chosen.last), kind, cutoff, chosen.table)


def _frozen(table: RollUp, heading: Heading) -> dict[str, Any]:
    heads = [[cell.indicator.label, cell.indicator.unit] for cell in table.totals]
    persons = "人数每人只计一次，合计不是各行相加；比率是合计除以合计"
    said = {"title": heading.title, "unit": heading.unit, "period": heading.period, "kind": heading.kind, "cutoff": heading.cutoff_words}
    rows = [[line.label, [cell.shown for cell in line.cells]] for line in table.lines]
    totals = [cell.shown for cell in table.totals]
    shape = {
        "first_column": heading.first_column,
        "is_wide": needs_width(table),
        "notes": [*table.notes, *([] if heading.table == DAILY else [persons])],
    }
    return {**said, **shape, "heads": heads, "rows": rows, "totals": totals}


jobs.register(ROLL_UP, print_roll_up)


register_words({"figure.print": "打印数据汇总"}, group="数据汇总")
