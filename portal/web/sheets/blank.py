"""The blank sheet that is downloaded, filled in and sent back."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from portal.web.sheets.reading import SheetColumn

_ROWS = 1000
_LONGEST_LIST = 255


def make_blank(title: str, columns: Sequence[SheetColumn], *, example: Mapping[str, str], notes: Sequence[str] = ()) -> bytes:
    """Return an .xlsx with the head, one example row, and a second sheet that says what goes where.

    Every cell is formatted as text, so that Excel leaves the digits of codes alone.

    Args:
        title: the name of the first sheet.
        example: {name of a column: what stands in the example row}.
        notes: lines at the foot of the second sheet.
    """
    import xlsxwriter  # only who exports pays for it

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        look = {"border": 1, "border_color": "#808080"}
        head, text = book.add_format({**look, "bold": True, "bg_color": "#F3EEF0"}), book.add_format({"num_format": "@"})
        page: Any = book.add_worksheet(title)
        for n, column in enumerate(columns):
            page.set_column(n, n, column.width, text)
            page.write_string(0, n, column.label, head)
            page.write_string(1, n, example.get(column.name, ""), text)
        page.freeze_panes(1, 0)
        _explain(book.add_worksheet("填写说明"), columns, notes, head)
        _offer(book, page, columns)
    return buffer.getvalue()


def _offer(book: Any, page: Any, columns: Sequence[SheetColumn]) -> None:
    """Let the cells be chosen; a list longer than Excel takes into a cell's rule stands on a sheet of its own."""
    from xlsxwriter.utility import xl_range_abs

    is_long = {column.name for column in columns if len(",".join(column.choices)) > _LONGEST_LIST}
    lists: Any = book.add_worksheet("选项") if is_long else None
    for n, column in enumerate(columns):
        source: Any = list(column.choices)
        if column.name in is_long:
            lists.write_column(0, n, column.choices)
            place = xl_range_abs(0, n, len(column.choices) - 1, n)
            source = f"=选项!{place}"
        if source:
            page.data_validation(1, n, _ROWS, n, {"validate": "list", "source": source})


def _explain(page: Any, columns: Sequence[SheetColumn], notes: Sequence[str], head: Any) -> None:
    page.set_column(0, 1, 14)
    page.set_column(2, 2, 70)
    lines = [("列", "是否必填", "说明"), *((one.label, "必填" if one.is_filled else "可不填", one.hint) for one in columns)]
    for n, line in enumerate(lines):
        for m, words in enumerate(line):
            page.write_string(n, m, words, *([head] if n == 0 else []))
    for n, note in enumerate(notes, start=len(lines) + 1):
        page.write_string(n, 0, note)
