"""月报: the months of all units below at a glance, with whom each is stuck, and the grid as Excel."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import g, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.core.text import months_between
from portal.returns.forms.board import BoardFilter
from portal.returns.queries.board import get_board
from portal.returns.rules.board import Board, Cell, Line, Mark
from portal.returns.views.blueprint import bp
from portal.tenants.access import here, requires
from portal.web.excel import Column, Sheet, make_workbook
from portal.web.menu import Entry, register
from portal.web.paging import Page, address, page_number
from portal.web.render import render

MONTHS, STUCK_ROWS = 12, 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
register(Entry(60, "月报", "returns.board", "return.read", also=("due",)))


@bp.get("/")
@requires(read="return.read")
def board(scope: Scope) -> ResponseReturnValue:
    """Show units by months; of a station its own months."""
    asked, number = BoardFilter().checked(), page_number()
    asked.until.data = asked.last_month
    found = get_board(scope, asked.last_month, MONTHS)
    lines = [line for line in found.lines if _has(line, asked.wanted)]
    stuck = [one for one in found.stuck if asked.wanted in (None, one.cell.mark)]
    page = Page(number, len(stuck), STUCK_ROWS)
    shown = stuck[page.first_row - 1 : page.first_row - 1 + STUCK_ROWS]
    words: dict[str, Any] = {"marks": Mark, "return_url": return_url(), "steps": _steps(found), "filter": asked}
    return render("returns/board.html", board=found, lines=lines, stuck=shown, page=page, **words)


@bp.get("/board.xlsx")
@requires(read="return.read")
def sheet(scope: Scope) -> ResponseReturnValue:
    """Hand the grid out as Excel."""
    asked = BoardFilter().checked()
    found = get_board(scope, asked.last_month, MONTHS)
    lines = [line for line in found.lines if _has(line, asked.wanted)]
    name = f"{here().name}月报一览{found.months[0]}至{found.months[-1]}.xlsx"
    return send_file(BytesIO(make_workbook(_sheet(found, lines))), mimetype=XLSX, as_attachment=True, download_name=name)


def board_here(scope: Scope) -> Board:
    """Return the last months, read once for a page: what waits and the glance on the first page are both told from them.

    A city's are half a year, which its hundreds of stations make dear enough for a page that everybody opens first.
    """
    if "returns_board" not in g:
        count = MONTHS // 2 if scope.level is Level.CITY else MONTHS
        g.returns_board = get_board(scope, clock.month_of(clock.today()), count)
    return g.returns_board


def return_url() -> Callable[[str, str], str]:
    """Return the function that gives the page of a unit's month, as it is opened from here."""
    code = here().code
    return lambda unit_code, month: (
        url_for("returns.own", code=code, month=month)
        if unit_code == code
        else url_for("returns.one", code=code, unit_code=unit_code, month=month)
    )


def told(cell: Cell) -> str:
    """Return a cell in words, for where there are no colours."""
    if cell.mark is Mark.NONE:
        return "–"
    late = f"{'逾期' if cell.mark is Mark.LATE else '迟'}{cell.late_days}天" if cell.late_days else ""
    label = "" if cell.mark is Mark.LATE else cell.mark.label
    parts = f"（{cell.accepted}/{cell.of}）" if cell.of and cell.mark is not Mark.STOPPED else ""
    return f"{' '.join(filter(None, (label, late, '宽限' if cell.allowed else '')))}{parts}"


def _has(line: Line, wanted: Mark | None) -> bool:
    return wanted is None or any(cell.mark is wanted for cell in line.cells)


def _steps(found: Board) -> dict[str, str]:
    """Return the links to earlier and later months; the later one is empty at the running month."""
    first, last, now = found.months[0], found.months[-1], clock.month_of(clock.today())
    later = "" if last >= now else min(now, months_between(last, f"{int(last[:4]) + 2}-12")[MONTHS])
    earlier = first if first > "2002-01" else ""
    return {"earlier": address(until=earlier, page=None) if earlier else "", "later": address(until=later, page=None) if later else ""}


def _sheet(found: Board, lines: list[Line]) -> Sheet:
    columns = [Column("单位", width=26), *(Column(month, width=15) for month in found.months), Column("按时率", width=10)]
    columns.append(Column("按时/应报", width=12))
    rows = [_row(line, line.unit.name) for line in lines]
    facts = [f"单位：{here().name}", f"期间：{found.months[0]} 至 {found.months[-1]}", f"截至：{clock.today()}"]
    totals = ["合计", *(done_of(found, month) for month in found.months), found.on_time.shown, _ratio(found.own)]
    notes = ["按时率＝按时上报的月数÷应报的月数，县区含所属驿站；括号内为已审核驿站数/应报驿站数"]
    return Sheet("月报一览", facts, columns, [*rows, _row(found.own, f"{here().name}（本级）")], totals, notes)


def _row(line: Line, name: str) -> list[str]:
    return [name, *(told(cell) for cell in line.cells), line.on_time.shown, _ratio(line)]


def _ratio(line: Line) -> str:
    return f"{line.on_time.in_time}/{line.on_time.due}"


def done_of(found: Board, month: str) -> str:
    """Return how many units below are accepted in a month, of those that have to report; a dash when none has."""
    done, asked = found.done(month)
    return f"{done}/{asked}" if asked else "–"
