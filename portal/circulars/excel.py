"""The units of a circular as a sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.circulars.rules.copies import Stand, days_words, due_word
from portal.circulars.rules.sending import Kind
from portal.core import clock
from portal.tenants.rules.units import Status
from portal.web.excel import Column, Sheet, Value

_COLUMNS = (
    Column("序号", width=6),
    Column("县（市、区）", width=14),
    Column("单位", width=22),
    Column("办理情况", width=16),
    Column("期限情况", width=12),
    Column("签收时间", width=17),
    Column("签收人", width=14),
    Column("答复时间", width=17),
    Column("答复人", width=14),
    Column("答复内容", width=44),
    Column("退回原因", width=24),
    Column("单位状态", width=10),
)


def sheet_of(row: Any, rows: Sequence[Any], *, sender: str, on: date) -> Sheet:
    """Return the units as a table, with the days that are left on this one."""
    cells = [[str(n), *_cells(one, on)] for n, one in enumerate(rows, start=1)]
    day = f"{due_word(row.kind, needs_reply=row.needs_reply)}：{row.due_on or '未定'}"
    facts = [f"发出单位：{sender}", f"发出时间：{_moment(row.sent_at)}　{day}", f"截至：{on}"]
    total: list[Value] = ["合计", f"{len(rows)} 个单位", *([""] * (len(_COLUMNS) - 2))]
    return Sheet(f"{Kind(row.kind).label}：{row.title}", facts, _COLUMNS, cells, total, fixed=3)


def _cells(row: Any, on: date) -> list[Value]:
    stand = Stand.of(row)
    left = days_words(row.due_on, on) if stand.waits and row.unit_status == "open" else ""
    signed = [_moment(row.read_at), row.reader or "–"]
    said = [_moment(row.replied_at), row.replier or "–", row.reply or "–", row.sent_back_reason or "–"]
    county = row.county_name or (row.unit_name if row.unit_level == "county" else "–")
    return [county, row.unit_name, stand.label, left or "–", *signed, *said, Status(row.unit_status).label]


def _moment(instant: Any) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else "–"
