"""A .csv as Excel in China writes it: UTF-8 or GB18030, separated by commas, semicolons or tabs."""

import csv
from io import StringIO
from typing import Any, Final

from portal.web.sheets.unpacking import HEAD_ROWS, MAX_COLUMNS, OLD_EXCEL, BadSheet, too_long

_TEXT: Final = frozenset({*range(0x20, 0x100), 0x09, 0x0A, 0x0D})
_SEPARATORS: Final = ",\t;"
_MARKED_UP: Final = (b"<", b"{", b"%PDF")
_MAX_FIELD: Final = 100_000


def is_csv(content: bytes) -> bool:
    """Say whether a file is text with what separates columns in its first lines; anything else is left to the reader of .xlsx."""
    if content.startswith((b"PK", OLD_EXCEL)) or not content or not _TEXT.issuperset(content):
        return False
    head = content[:4096].splitlines()[:HEAD_ROWS]
    is_marked_up = content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MARKED_UP)
    return not is_marked_up and any(mark.encode() in line for line in head for mark in _SEPARATORS)


def read_csv(content: bytes, *, max_rows: int) -> list[list[Any]]:
    """Return the rows of a .csv as cells of text.

    Raises:
        BadSheet: its text cannot be read, or it is too large.
    """
    text = _decoded(content)
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    csv.field_size_limit(_MAX_FIELD)
    table: list[list[Any]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            table.append(row)
            if len(table) > max_rows + HEAD_ROWS:
                raise too_long(max_rows)
            if len(row) > MAX_COLUMNS:
                raise BadSheet(f"表格超过 {MAX_COLUMNS} 列，请删去右边多余的列再上传")
    except csv.Error as error:
        raise _unreadable() from error
    return table


def _decoded(content: bytes) -> str:
    for name in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _unreadable() -> BadSheet:
    return BadSheet("这个 .csv 文件读不出来，请在 Excel 里另存为“Excel 工作簿（.xlsx）”再上传")
