"""The ranking of a round as a sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.problems.rules.sheets import Ranked, SheetState
from portal.web.excel import Column, Sheet, Value

_COLUMNS = (
    Column("名次", width=7),
    Column("单位", width=24),
    Column("满分", "分"),
    Column("自评", "分"),
    Column("评分", "分"),
    Column("评分减自评", "分", width=13),
    Column("办理", width=10),
    Column("到场日期", width=13),
)


def sheet_of(row: Any, ranked: Sequence[Ranked], *, on: date) -> Sheet:
    """Return the units of a round by their points."""
    facts = [f"组织单位：{row.unit_name}", f"时间：{row.first_on} 至 {row.last_on}", f"截至：{on}"]
    total: list[Value] = ["合计", f"{len(ranked)} 个单位", *([""] * (len(_COLUMNS) - 2))]
    notes = ["名次按评分从高到低，分数相同的并列；没有评分的不排名。"]
    return Sheet(f"{row.title}评分汇总", facts, _COLUMNS, [_cells(it) for it in ranked], total, notes, fixed=2)


def _cells(it: Ranked) -> list[Value]:
    row = it.row
    difference = None if None in (row.self_total, row.reviewed_total) else row.reviewed_total - row.self_total
    points: list[Value] = [row.points, row.self_total, row.reviewed_total, difference]
    visited = row.visited_on.isoformat() if row.visited_on else "–"
    return [str(it.rank or "–"), row.unit_name, *points, SheetState(row.state).label, visited]
