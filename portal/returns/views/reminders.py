"""What waits of the months: to be submitted, put right, reviewed, archived; and who below is late."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask import url_for

from portal.core.dates import month_words, short_day_words
from portal.core.scope import Level, Scope
from portal.returns.rules.board import Board, Cell, Mark, Stuck
from portal.returns.views.board import board_here
from portal.tenants.access import here
from portal.web import todos
from portal.web.todos import Todo, Urgency

NAMED = 3


@todos.register
def _months(scope: Scope, code: str, today: date) -> Iterator[Todo]:
    if not {"return.submit", "return.review"} & scope.permissions:
        return
    board = board_here(scope)
    if "return.submit" in scope.permissions and scope.level is not Level.CITY:
        yield from _own(board, code, today)
    if "return.review" in scope.permissions and scope.level is not Level.STATION:
        yield from _below(board, code)
    if "return.review" in scope.permissions and scope.level is Level.CITY:
        yield from _archives(board, code)


def _own(board: Board, code: str, today: date) -> Iterator[Todo]:
    """The earliest month to be submitted, since months go in order; and each one that came back."""
    cells = board.own.cells
    waiting = [cell for cell in cells if cell.mark in (Mark.LATE, Mark.OPEN)]
    for cell in waiting[:1]:
        detail = "，".join(filter(None, (_until(cell, today), _missing(board, cell), _more(len(waiting) - 1))))
        urgency, title = Urgency.DUE, f"请上报{month_words(cell.month)}的月报"
        if cell.mark is Mark.LATE:
            urgency, title = Urgency.OVERDUE, f"{month_words(cell.month)}的月报逾期 {cell.late_days} 天"
        yield Todo(urgency, title, detail, url_for("returns.own", code=code, month=cell.month), "上报")
    for cell in cells:
        if cell.mark is Mark.RETURNED:
            title = f"{month_words(cell.month)}的月报被退回，请修改后再上报"
            yield Todo(Urgency.RETURNED, title, f"退回原因：{cell.reason}", url_for("returns.own", code=code, month=cell.month), "修改")


def _below(board: Board, code: str) -> Iterator[Todo]:
    """What the units below sent up, and who of them is late."""
    children = [one for one in board.stuck if one.unit.code != code]
    late = [one for one in children if one.cell.mark is Mark.LATE]
    if late:
        words = "个县（市、区）" if here().level == "city" else "个驿站"
        title = f"{len({one.unit.code for one in late})} {words}的月报逾期没有上报"
        yield Todo(Urgency.OVERDUE, title, _named(late), url_for("returns.board", code=code, mark=Mark.LATE.value), "查看")
    submitted = [one for one in children if one.cell.mark is Mark.SUBMITTED]
    if submitted:
        yield Todo(Urgency.DUE, f"{len(submitted)} 份月报等待审核", _named(submitted), url_for("returns.waiting", code=code), "审核")


def _archives(board: Board, code: str) -> Iterator[Todo]:
    accepted = [one for one in board.stuck if one.cell.mark is Mark.ACCEPTED]
    if accepted:
        url = url_for("returns.board", code=code, mark=Mark.ACCEPTED.value)
        yield Todo(Urgency.DUE, f"{len(accepted)} 份月报等待归档", _named(accepted), url, "归档")
    for cell in board.own.cells:
        marks = board.marks(cell.month)
        if cell.mark is Mark.OPEN and marks and set(marks) == {Mark.ARCHIVED}:
            url = url_for("returns.own", code=code, month=cell.month)
            yield Todo(Urgency.DUE, f"全市{month_words(cell.month)}的月报可以归档", "各县（市、区）都已归档", url, "归档")


def _named(stuck: Sequence[Stuck]) -> str:
    """Whose they are, and how long the first has waited; the longest waiting stand first."""
    names = list(dict.fromkeys(one.unit.name for one in stuck))
    return f"{'、'.join(names[:NAMED])}{f'等 {len(names)} 个' if len(names) > NAMED else ''}，最久的已等 {stuck[0].days} 天"


def _until(cell: Cell, today: date) -> str:
    if cell.due_on is None:
        return ""
    left = (cell.due_on - today).days
    day = f"{short_day_words(cell.due_on)}截止"
    words = f"{day}，{f'还有 {left} 天' if left else '就是今天'}" if left >= 0 else day
    return f"{words}（已宽限：{cell.allowed}）" if cell.allowed else words


def _missing(board: Board, cell: Cell) -> str:
    done, asked = board.done(cell.month)
    return f"还有 {asked - done} 个驿站没有审核通过" if done < asked else ""


def _more(count: int) -> str:
    return f"后面还有 {count} 个月没有上报" if count else ""
