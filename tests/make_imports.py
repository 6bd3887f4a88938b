"""Sheets on the page of imports, for tests."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import xlsxwriter

from portal.imports import services, views
from portal.web.importing import ImportKind, kinds, offered
from tests import make

HEADS = {make.LIANXIANG: "lianxiang", make.JINAN: "jinan", make.CITY: "fuzhou"}
_ = views.REGISTERED  # the kinds are there
UNITS, WISHES = kinds["units"], kinds["wishes"]


def workbook(*rows: list[Any]) -> bytes:
    """Return an .xlsx with these rows, the heads first."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    return out.getvalue()


def sheet(code: str = make.LIANXIANG, **cells: str) -> UUID:
    """Read a sheet of one activity in, as the head of the unit, and return its id; of none where nothing is taken in."""
    if code not in HEADS:
        return uuid4()
    row = {"row": "2", "title": "送岗位", "held_on": "2026-03-05", "attendances": "3", "women": "2", **cells}
    with make.working_at(code, HEADS[code]) as scope:
        able = replace(scope, permissions=frozenset({"activity.log"}))
        kind: ImportKind = offered(able, "station")[0]
        return services.read_in(scope, kind, [row], file_name="活动.xlsx", content=repr(row).encode())


def units(code: str = make.JINAN, *rows: dict[str, str], name: str = "fuzhou") -> UUID:
    """Read a sheet of units in at a city or a county and return its id; of one good row when nothing is said."""
    rows = rows or ({"level": "社区驿站", "code": make.SANMU},)
    numbered = [{"row": str(n), **row} for n, row in enumerate(rows, start=2)]
    with make.working_at(code, name) as scope:
        return services.read_in(scope, UNITS, numbered, file_name="单位.xlsx", content=repr(rows).encode())


def many(n: int) -> None:
    """Read n sheets in."""
    for i in range(n):
        sheet(title=f"第 {n}-{i} 场")
