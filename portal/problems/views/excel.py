"""The list of problems as a sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.core import clock
from portal.problems.rules.problems import Source, State, days_words
from portal.web.excel import Column, Sheet, Value

_COLUMNS = (
    Column("序号", width=6),
    Column("整改单位", width=20),
    Column("问题", width=36),
    Column("来源", width=8),
    Column("出处", width=22),
    Column("提出单位", width=16),
    Column("提出日期", width=12),
    Column("责任人", width=12),
    Column("整改期限", width=12),
    Column("期限情况", width=13),
    Column("办理", width=10),
    Column("退回次数", "次", width=9),
    Column("整改完成", width=12),
    Column("销号日期", width=12),
)


def sheet_of(rows: Sequence[Any], *, unit: str, on: date) -> Sheet:
    """Return the rows as a table, with the days that are left on this one."""
    cells = [[str(n), *_cells(row, on)] for n, row in enumerate(rows, start=1)]
    total: list[Value] = ["合计", f"{len(rows)} 条", *([""] * (len(_COLUMNS) - 2))]
    return Sheet(f"{unit}问题清单", [f"填报单位：{unit}", f"截至：{on}"], _COLUMNS, cells, total, fixed=3)


def _cells(row: Any, on: date) -> list[Value]:
    found = [row.unit_name, row.title, Source(row.source).label, row.source_words, row.raised_from_name, _day(row.raised_at)]
    due = [row.owner_name, row.due_on.isoformat(), days_words(row.state, row.due_on, on) or "–"]
    return [*found, *due, State(row.state).label, row.sent_back, _day(row.fixed_at), _day(row.rechecked_at)]


def _day(instant: Any) -> str:
    return clock.local(instant).date().isoformat() if instant else "–"
