"""The sheet of one unit as Excel: what its paper says."""

from collections.abc import Mapping
from typing import Any

from portal.tenants.rules.imprints import Facts
from portal.web.excel import Column, Sheet

_COLUMNS = (
    Column("序号", width=6),
    Column("项目", width=22),
    Column("看什么", width=30),
    Column("分值", "分", width=8),
    Column("自评", "分", width=8),
    Column("依据", width=30),
    Column("评分", "分", width=8),
    Column("评语", width=30),
)


def sheet_of(paper: Mapping[str, Any], facts: Facts, *, code: str) -> Sheet:
    """Return a unit's sheet.

    Args:
        paper: all that stands on its paper, of `frozen_of`.
        code: the line that says by which code the paper is checked.
    """
    told = [f"被评单位：{facts.unit}　　组织单位：{paper['host']}", f"类别：{paper['kind']}（{facts.version}）"]
    told.append(f"填报人：{facts.filled_by or '–'}　　审核人：{facts.reviewed_by or '–'}　　数据截至：{facts.cutoff}")
    rows = [
        [str(n), name, hint, points or None, own if points else None, evidence, got if points else None, remark]
        for n, (name, hint, points, own, evidence, got, remark) in enumerate(paper["rows"], start=1)
    ]
    most, own_total, got_total = paper["totals"]
    found = [f"发现的问题：{line}" for line in paper["findings"]] or ["发现的问题：（无）"]
    met = f"到场日期：{paper['visited_on'] or '–'}　　接待人员：{paper['hosts'] or '–'}　　参加人员：{paper['participants'] or '–'}"
    return Sheet(facts.title, told, _COLUMNS, rows, ["合计", "", "", most, own_total, "", got_total, ""], [*found, met, code], fixed=2)
