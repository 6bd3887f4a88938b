"""The approval form of a station as Excel: what its paper says, without the photos."""

from collections.abc import Mapping
from typing import Any

from portal.tenants.rules.imprints import Facts
from portal.web.excel import Column, Sheet

_COLUMNS = (Column("序号", width=6), Column("项目", width=20), Column("内容", width=40), Column("说明", width=50))


def sheet_of(paper: Mapping[str, Any], facts: Facts, *, code: str) -> Sheet:
    """Return the form.

    Args:
        paper: all that stands on it, of `frozen_of`.
        code: the line that says by which code the paper is checked.
    """
    told = [f"单位：{facts.unit}　　状态：{facts.version}　　数据截至：{facts.cutoff}"]
    rows = [[str(n), *line] for n, line in enumerate(_lines(paper), start=1)]
    notes = ["照片和签字盖章以打印的审批表为准。", f"申请编号：{paper['id']}", code]
    return Sheet(facts.title, told, _COLUMNS, rows, notes=notes, fixed=2)


def _lines(paper: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    own = [("驿站名称", paper["station_name"], paper["community_code"]), ("街道、社区", paper["community"], "")]
    manager = ("拟任站长", paper["manager_name"], paper["manager_phone"])
    visit = [("走访日期", paper["visited_on"] or "尚未走访", paper["visitors"]), ("走访情况", paper["findings"] or "–", "")]
    done = f"{paper['decided_by']}，{paper['decided_at']}" if paper["decided_by"] else ""
    decided = ("审批意见", paper["reason"] or ("" if done else "尚未审批"), done)
    points = [(label, score, note) for label, score, note in paper["points"]]
    steps = [(f"办理：{label}", f"{at}　{who}", note) for at, label, who, note in paper["history"]]
    return [*own, manager, ("上报人", paper["filed_by"], ""), *points, *visit, decided, *steps]
