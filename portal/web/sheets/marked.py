"""The sheet that goes back: as it was sent, with what is wrong beside each row and the cells that are wrong in red."""

from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from typing import Any

from portal.web.sheets.reading import SheetColumn

PROBLEM = "问题"


def make_marked(title: str, columns: Sequence[SheetColumn], rows: Sequence[tuple[Mapping[str, str], Collection[str], str]]) -> bytes:
    """Return an .xlsx that can be mended and sent again: the column 问题 is not read.

    Args:
        rows: ({name of a column: text}, heads of the columns that are wrong, what is said of the row).
    """
    import xlsxwriter  # only who exports pays for it

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "border": 1, "border_color": "#808080", "bg_color": "#F3EEF0"})
        text, red = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bg_color": "#FFC7CE"})
        page: Any = book.add_worksheet(title)
        for n, column in enumerate(columns):
            page.set_column(n, n, column.width, text)
            page.write_string(0, n, column.label, head)
        page.set_column(len(columns), len(columns), 60)
        page.write_string(0, len(columns), PROBLEM, head)
        for at, (cells, wrong, said) in enumerate(rows, start=1):
            for n, column in enumerate(columns):
                page.write_string(at, n, cells.get(column.name, ""), red if column.label in wrong else text)
            page.write_string(at, len(columns), said, red if wrong else text)
        page.freeze_panes(1, 0)
    return buffer.getvalue()
