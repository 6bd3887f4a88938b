"""A table as an Excel file: real numbers, and text that stays text whatever it begins with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

COUNT, HOURS, SHARE = "#,##0", "#,##0.00", "0.0%"
MAX_TAB = 31  # characters Excel allows in the name of a tab
_NO_TAB = re.compile(r"[\[\]:*?/\\']")
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        label: its head.
        unit: of its numbers, under the head; empty for text.
        width: in characters of Latin, a Chinese one takes two.
        number: the format of its numbers.
    """

    label: str
    unit: str = ""
    width: float = 11
    number: str = COUNT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with what is said above and below it.

    Args:
        facts: lines under the title: unit, period, cut-off.
        rows: as many values as columns in each; the first is text; None is shown as a dash.
        totals: the last row; without it, there is none.
        notes: lines under the table.
        fixed: how many columns stay in view.
        name: of its tab; of several sheets each has its own.
    """

    title: str
    facts: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    totals: Sequence[Value] = ()
    notes: Sequence[str] = ()
    fixed: int = 1
    name: str = "汇总"


def make_workbook(*sheets: Sheet) -> bytes:
    """Return the file, to be printed on A4 lying on its side with the heads repeated."""
    import xlsxwriter  # only who exports pays for it

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        looks = _Formats(book)
        for sheet in sheets:
            page: Any = book.add_worksheet(_NO_TAB.sub("", sheet.name)[:MAX_TAB])
            _write(page, sheet, looks)
    return buffer.getvalue()


class _Formats:
    """The looks of cells, each made once."""

    def __init__(self, book: Any) -> None:
        border = {"border": 1, "border_color": "#808080", "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.fact = book.add_format({"font_color": "#444444", "font_size": 10})
        self.head = book.add_format({**border, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F3EEF0"})
        self.text = book.add_format(border)
        self.numbers = {number: book.add_format({**border, "num_format": number, "align": "right"}) for number in (COUNT, HOURS, SHARE)}
        total = {**border, "bold": True, "bg_color": "#F3EEF0"}
        self.total_text = book.add_format(total)
        self.totals = {number: book.add_format({**total, "num_format": number, "align": "right"}) for number in (COUNT, HOURS, SHARE)}


def _write(page: Any, sheet: Sheet, looks: _Formats) -> None:
    last = len(sheet.columns) - 1
    page.merge_range(0, 0, 0, last, sheet.title, looks.title)
    page.set_row(0, 30)
    for n, fact in enumerate(sheet.facts, start=1):
        page.write_string(n, 0, fact, looks.fact)
    head = len(sheet.facts) + 1
    page.set_row(head, 32)
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width)
        page.write_string(head, n, f"{column.label}\n（{column.unit}）" if column.unit else column.label, looks.head)
    for n, row in enumerate(sheet.rows, start=head + 1):
        _write_row(page, n, sheet, row, (looks.text, looks.numbers))
    foot = head + 1 + len(sheet.rows)
    if sheet.totals:
        _write_row(page, foot, sheet, sheet.totals, (looks.total_text, looks.totals))
    for n, note in enumerate(sheet.notes, start=foot + bool(sheet.totals)):
        page.write_string(n, 0, note, looks.fact)
    _prepare_print(page, sheet, head)


def _write_row(page: Any, at: int, sheet: Sheet, row: Sequence[Value], looks: tuple[Any, dict[str, Any]]) -> None:
    text, numbers = looks
    for n, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
        if isinstance(value, str):
            page.write_string(at, n, value, text)
        elif value is None:
            page.write_string(at, n, "–", numbers[column.number])
        else:
            page.write_number(at, n, value, numbers[column.number])


def _prepare_print(page: Any, sheet: Sheet, head: int) -> None:
    page.freeze_panes(head + 1, sheet.fixed)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    page.center_horizontally()
    page.set_footer("&C第 &P 页　共 &N 页")
