"""The inside of a sheet: its head found by name, every cell as the text a person would have typed. Formulas are never computed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from math import isfinite
from typing import Any, Final

from portal.core.text import clean_text, to_ascii_digits
from portal.web.sheets.commas import is_csv, read_csv
from portal.web.sheets.unpacking import HEAD_ROWS, MB, BadSheet, damaged, repack, too_long

MAX_BYTES: Final = 5 * MB
MAX_CELL: Final = 1000
_EXACT: Final = 10**15  # beyond it Excel no longer knows every digit
_MIDNIGHT: Final = time(0)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column that is looked for.

    Args:
        name: as the rows name it.
        label: its head; where it stands among the others does not matter.
        is_needed: without the column the sheet is refused.
        is_filled: whether each row has something there, as the blank sheet says.
        width: in the blank sheet, in characters of Latin.
        choices: what the blank sheet offers to choose from.
        hint: what the blank sheet says of it.
    """

    name: str
    label: str
    is_needed: bool = True
    is_filled: bool = True
    width: int = 16
    choices: tuple[str, ...] = ()
    hint: str = ""


def read_sheet(stream: Any, *, columns: Sequence[SheetColumn], max_rows: int = 5000) -> list[dict[str, str]]:
    """Return the rows of the first sheet under its head, every cell as text.

    Args:
        stream: the file as it was sent, open for reading.

    Returns:
        For each row that is not empty {name: text}, and under `row` its number in Excel.

    Raises:
        BadSheet: it is neither .xlsx nor .csv, damaged or too large, a column is missing, or there is nothing under the head.
    """
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BadSheet(f"文件超过 {MAX_BYTES // MB} MB，请分成几个文件上传")
    table = read_csv(content, max_rows=max_rows) if is_csv(content) else _cells(repack(content, max_rows=max_rows))
    head, places = _find_head(table, columns)
    rows = [_row(number, cells, places) for number, cells in enumerate(table[head + 1 :], start=head + 2)]
    filled = [row for row in rows if any(text for name, text in row.items() if name != "row")]
    if not filled:
        raise BadSheet("表头下面没有内容，请填写后再上传")
    if len(filled) > max_rows:
        raise too_long(max_rows)
    return filled


def _cells(book: BytesIO) -> list[list[Any]]:
    """Return the first sheet as rows of cells, from the very first on."""
    from python_calamine import CalamineWorkbook  # only who reads a sheet pays for it

    try:
        return CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader is Rust: it raises whatever it meets, and its panic is no Exception
        raise damaged() from error


def _find_head(table: list[list[Any]], columns: Sequence[SheetColumn]) -> tuple[int, dict[int, SheetColumn]]:
    """Return where the head stands, and which column is where; a title may stand above it."""
    best: tuple[int, dict[int, SheetColumn]] = (0, {})
    labels = {_plain(column.label): column for column in columns}
    for number, cells in enumerate(table[:HEAD_ROWS]):
        found = {n: labels[_plain(text_of(cell))] for n, cell in enumerate(cells) if _plain(text_of(cell)) in labels}
        if len(found) > len(best[1]):
            best = (number, found)
    names = [column.name for column in best[1].values()]
    if missing := [column.label for column in columns if column.is_needed and column.name not in names]:
        raise BadSheet(f"第一张工作表里没有找到这些列：{'、'.join(missing)}。请用模板的表头")
    if len(names) > len(set(names)):
        raise BadSheet("表头里有重复的列，请删去多余的一列")
    return best


def _row(number: int, cells: list[Any], places: dict[int, SheetColumn]) -> dict[str, str]:
    row = {"row": str(number)}
    for n, column in places.items():
        text = text_of(cells[n]) if n < len(cells) else ""
        if len(text) > MAX_CELL:
            raise BadSheet(f"第 {number} 行“{column.label}”超过 {MAX_CELL} 个字，请检查是否粘贴错了")
        row[column.name] = text
    return row


def text_of(cell: Any) -> str:
    """Return a cell as the text a person would have typed: 350111100013.0 is `350111100013`, a day is `2026-03-05`.

    A number of more digits than Excel can hold comes out with an exponent, so that nobody takes its made-up last digits for true.
    """
    for kind, shown in _SHOWN.items():
        if isinstance(cell, kind):
            return shown(cell)
    return clean_text(str(cell)[: 4 * MAX_CELL])


def _shown_number(cell: float) -> str:
    is_whole = isfinite(cell) and cell == int(cell) and abs(cell) < _EXACT
    return str(int(cell)) if is_whole else f"{cell:.15g}"


def _shown_instant(cell: datetime) -> str:
    return f"{cell:%Y-%m-%d}" if cell.time() == _MIDNIGHT else f"{cell:%Y-%m-%d %H:%M}"


def _shown_length(cell: timedelta) -> str:
    minutes = round(cell.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


_SHOWN: Final[dict[type, Callable[[Any], str]]] = {
    bool: lambda cell: "是" if cell else "否",
    int: _shown_number,
    float: _shown_number,
    datetime: _shown_instant,
    date: date.isoformat,
    time: "{:%H:%M}".format,
    timedelta: _shown_length,
}


def _plain(label: str) -> str:
    return clean_text(to_ascii_digits(label)).replace(" ", "").rstrip("*").lower()
