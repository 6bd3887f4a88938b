"""The roll-up as a sheet."""

from portal.core.scope import Scope
from portal.reports.rules import Cell, RollUp, Share
from portal.reports.services import Heading, facts_of
from portal.tenants.services.imprints import code_line
from portal.web.excel import COUNT, HOURS, SHARE, Column, Sheet


def sheet_of(scope: Scope, table: RollUp, heading: Heading) -> Sheet:
    """Return the table with its unit, period, cut-off and code, its figures as numbers."""
    facts = [f"填报单位：{heading.unit}", f"期间：{heading.period}", f"数据截至：{heading.cutoff_words}"]
    facts += [f"活动类别：{heading.kind}"] if heading.kind else []
    columns = [Column("序号", width=6), Column(heading.first_column, width=26), *(_column(cell) for cell in table.totals)]
    rows = [[n, line.label, *(cell.number for cell in line.cells)] for n, line in enumerate(table.lines, start=1)]
    totals = ["合计", "", *(cell.number for cell in table.totals)]
    signatures = "填报人：　　　　　　　　　　审核人：　　　　　　　　　　负责人：　　　　　　　　　　"
    notes = [*table.notes, code_line(scope, facts_of(table, heading)), signatures]
    return Sheet(heading.title, facts, columns, rows, totals, notes=notes, fixed=2)


def _column(cell: Cell | Share) -> Column:
    it = cell.indicator
    if isinstance(cell, Share):
        return Column(it.label, "", width=12, number=SHARE)
    return Column(it.label, it.unit, width=12, number=HOURS if cell.indicator.is_minutes else COUNT)
