"""The views of the 微课堂 as Excel: lessons by months, apart from everything that counts people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from portal.web.excel import Column, Sheet, Value

APART = "播放次数是从本平台打开链接的次数，同一人一刻钟内重复打开只算一次；不计入人次，也不进任何汇总和月报。"


def sheet_of(rows: Sequence[Any], views: Mapping[UUID, Mapping[str, int]], *, year: int, today: date) -> Sheet:
    """Return the sheet.

    Args:
        rows: of `list_classes`, those that are hidden too: they were opened all the same.
        views: of `map_months`.
    """
    months = [f"{year}-{n:02d}" for n in range(1, 13)]
    heads = [Column("序号", width=6), Column("课名", width=34), Column("主讲", width=16), Column("时长", "分钟", 8)]
    heads += [Column(f"{n} 月", "次", 7) for n in range(1, 13)] + [Column("合计", "次", 9)]
    cells = [_row(n, row, [views.get(row.id, {}).get(month, 0) for month in months]) for n, row in enumerate(rows, 1)]
    sums = [sum(int(str(row[at])) for row in cells) for at in range(4, 17)]
    facts = [f"截至 {today}　　单位：次"]
    return Sheet(f"微课堂播放次数（{year} 年）", facts, heads, cells, ["合计", "", "", "", *sums], [APART], fixed=2, name=f"{year} 年")


def _row(n: int, row: Any, counts: Sequence[int]) -> list[Value]:
    return [str(n), row.title, row.teacher, row.minutes, *counts, sum(counts)]
