"""The statement of an account as Excel: what its paper says, hours as numbers."""

from collections.abc import Mapping
from typing import Any

from portal.core import clock
from portal.core.text import format_minutes
from portal.tenants.rules.imprints import Facts
from portal.web.excel import HOURS, Column, Sheet

_COLUMNS = (
    Column("序号", width=6),
    Column("入账时间", width=18),
    Column("摘要", width=40),
    Column("存入", "小时", number=HOURS),
    Column("支出", "小时", number=HOURS),
    Column("余额", "小时", number=HOURS),
)


def sheet_of(paper: Mapping[str, Any], facts: Facts, *, code: str) -> Sheet:
    """Return the statement.

    Args:
        paper: all that stands on it, of `printed`.
        code: the line that says by which code the paper is checked.
    """
    whose = f"姓名：{paper['name']}　　志愿者编号：{paper['number']}　　单位：{facts.unit}"
    ends = f"期初余额：{format_minutes(paper['opening_min'])}　　期末余额：{format_minutes(paper['closing_min'])}"
    told = [whose, f"期间：{facts.period}　　数据截至：{facts.cutoff}", ends]
    rows = [[str(n), *_cells(line)] for n, line in enumerate(paper["lines"], start=1)]
    totals = ["合计", "", f"共 {len(rows)} 笔", paper["came_min"] / 60, paper["went_min"] / 60, paper["closing_min"] / 60]
    return Sheet(facts.title, told, _COLUMNS, rows, totals, notes=["期初余额＋存入－支出＝期末余额。", code], fixed=2)


def _cells(line: Mapping[str, Any]) -> list[Any]:
    at, words = f"{clock.local(line['posted_at']):%Y-%m-%d %H:%M}", f"{line['words']}{'（已冲正）' if line['is_reversed'] else ''}"
    came, went = (line[name] / 60 if line[name] else "" for name in ("in_min", "out_min"))
    return [at, words, came, went, line["left_min"] / 60]
