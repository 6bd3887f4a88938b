"""A table as a page shows it, its cells laid out in columns, and as the values of a sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.web.excel import COUNT, HOURS, SHARE, Column, Value

_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?")
_NONE: Final = {"–", "—", "-"}


@dataclass(slots=True)
class Cell:
    """One cell as it is shown."""

    text: str = ""
    unit: str = ""
    columns: int = 1
    rows: int = 1
    is_number: bool = False
    is_action: bool = False


@dataclass(slots=True)
class Table:
    """One table of a page, its cells laid out."""

    name: str
    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)
    foot: list[list[Cell]] = field(default_factory=list)

    def kept(self) -> list[int]:
        """Return the columns that say something: not what is done with a row."""
        width = max((len(row) for row in (*self.head, *self.body)), default=0)
        return [
            n for n in range(width) if not self._is_action(n) and (self.label(n) or any(n < len(row) and row[n].text for row in self.body))
        ]

    def label(self, n: int) -> str:
        """Return the head of a column, that of its group before it."""
        return " ".join(dict.fromkeys(row[n].text for row in self.head if n < len(row) and row[n].text))

    def _is_action(self, n: int) -> bool:
        return any(n < len(row) and row[n].is_action for row in self.head)

    def columns(self, rows: Sequence[Sequence[Cell]]) -> list[Column]:
        """Return its columns, as wide as what stands in them."""
        return [self._column(n, [row[n] for row in rows if n < len(row)]) for n in self.kept()]

    def _column(self, n: int, cells: Sequence[Cell]) -> Column:
        unit = next((row[n].unit for row in self.head if n < len(row) and row[n].unit), "")
        texts = [cell.text for cell in cells if cell.is_number and cell.text not in _NONE]
        is_share, has_parts = bool(texts) and all(text.endswith("%") for text in texts), any("." in text for text in texts)
        longest = max((_width(text) for text in (self.label(n), *(cell.text for cell in cells[:200]))), default=0)
        return Column(self.label(n), unit, min(max(longest + 2, 7), 44), SHARE if is_share else HOURS if has_parts else COUNT)


def values_of(columns: Sequence[Column], kept: Sequence[int], row: Sequence[Cell]) -> list[Value]:
    """Return a row as the values of a sheet: figures are numbers, all else is text."""
    return [_value(column, row[n] if n < len(row) else Cell()) for column, n in zip(columns, kept, strict=True)]


def _value(column: Column, cell: Cell) -> Value:
    if not cell.is_number:
        return cell.text
    if cell.text in _NONE:
        return None
    if column.number == SHARE and _NUMBER.fullmatch(cell.text[:-1]):
        return float(cell.text[:-1].replace(",", "")) / 100
    if not _NUMBER.fullmatch(cell.text):
        return cell.text
    plain = cell.text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def laid_out(rows: Sequence[Sequence[Cell]], *, is_head: bool = False) -> list[list[Cell]]:
    """Return rows in which every column has its cell.

    A wide one stands in its first column, a wide head in all of its columns, a tall one in each of its rows.
    """
    laid: list[list[Cell]] = []
    pending: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        cells: list[Cell] = []
        waiting = list(row)
        while waiting or len(cells) in pending:
            if len(cells) in pending:
                left, cell = pending.pop(at := len(cells))
                cells.append(cell)
                if left > 1:
                    pending[at] = (left - 1, cell)
                continue
            _place(waiting.pop(0), cells, pending, is_head=is_head)
        laid.append(cells)
    return laid


def _place(cell: Cell, cells: list[Cell], pending: dict[int, tuple[int, Cell]], *, is_head: bool) -> None:
    for n in range(cell.columns):
        if cell.rows > 1:
            pending[len(cells)] = (cell.rows - 1, cell)
        cells.append(cell if n == 0 or is_head else Cell())


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
