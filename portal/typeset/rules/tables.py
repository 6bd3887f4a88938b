"""Tables within the type area: widths of columns, lines in cells, heights in sixths of a line of text.

A line in a cell is three sixths high and a row has one sixth of white: three rows of one line take two lines of text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.typeset.rules.document import Align, Column, Table, plain
from portal.typeset.rules.faces import Face
from portal.typeset.rules.lines import break_lines
from portal.typeset.rules.pages import LINES, Item

SIZES_PT = (12.0, 10.5, 9.0, 7.5)  # 小四, 五号, 小五, 六号: the first that lets every figure stand on one line
PADDING_PT = 3.0
_CELL_LINE, _WHITE = 3, 1
_MOST_LINES = LINES  # a cell that holds more is told on in another row
_WIDEST = 0.4  # of the table, for a column whose text can be broken
_LONGEST_FREE = 8  # characters of a text that is not broken without need


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell.

    Args:
        lines: what stands in it, line by line.
        unit: below it, in small type.
    """

    lines: tuple[str, ...]
    align: Align = "left"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `head`, `body` or `totals`; its height in sixths of a line."""

    cells: tuple[Cell, ...]
    kind: str
    height: int
    frame: "Frame"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the rows of a table share: the widths of the columns and the size of the type, in points."""

    widths: tuple[float, ...]
    size: float


def set_table(table: Table, faces: Mapping[str, Face], measure_pt: float) -> Iterator[Item]:
    """Yield the rows of a table.

    Args:
        faces: {"": of the cells, "strong": of the head}.
        measure_pt: how wide the table is.
    """
    frame = _frame(table, faces, measure_pt)
    head = _head(table.columns, frame, faces["strong"])
    top = Item(head, head.height, is_glued=True, is_row=False)
    again = Item(head, head.height, is_row=True)
    rows = [*((row, "body") for row in table.rows), *([(table.totals, "totals")] if table.totals else [])]
    yield Item(head, head.height, is_glued=bool(rows)) if not rows else top
    for number, (row, kind) in enumerate(rows):
        is_before_totals = bool(table.totals) and number == len(rows) - 2
        parts = list(_rows(row, kind, table.columns, frame, faces[""]))
        for part in parts:
            yield Item(part, part.height, is_glued=is_before_totals and part is parts[-1], is_row=True, head=again)


def _frame(table: Table, faces: Mapping[str, Face], measure_pt: float) -> Frame:
    """Return the frame in the largest type in which every figure stands on one line, else in the smallest, its columns cut evenly."""
    for size in SIZES_PT:
        needs = _all_needs(table, faces, size)
        if sum(least for least, _ in needs) <= measure_pt:
            return Frame(tuple(_shared(table.columns, needs, measure_pt)), size)
    needs = _all_needs(table, faces, SIZES_PT[-1])
    whole = sum(least for least, _ in needs)
    return Frame(tuple(least * measure_pt / whole for least, _ in needs), SIZES_PT[-1])


def _all_needs(table: Table, faces: Mapping[str, Face], size: float) -> list[tuple[float, float]]:
    return [_needs(at, table, faces, size) for at in range(len(table.columns))]


def _needs(at: int, table: Table, faces: Mapping[str, Face], size: float) -> tuple[float, float]:
    """Return how wide a column must be at least, and how wide it would like to be, in points."""
    column = table.columns[at]
    cells = [row[at] for row in (*table.rows, table.totals) if at < len(row)]
    widths = [faces[""].width(cell) for cell in cells]
    label = faces["strong"].width(column.label)
    wish = max([*widths, label, faces["strong"].width(column.unit) * 0.8])
    firm = [width for cell, width in zip(cells, widths, strict=True) if column.align == "right" or len(cell) <= _LONGEST_FREE]
    least = max([*firm, min(label, max(2.0, label / 3)), min(wish, 3.0)])
    return least * size + 2 * PADDING_PT, wish * size + 2 * PADDING_PT


def _shared(columns: Sequence[Column], needs: Sequence[tuple[float, float]], measure_pt: float) -> Iterator[float]:
    """Yield the widths: by share where all have one, else what each needs, then what it would like; the rest is for all but the centred."""
    if columns and all(column.share for column in columns):
        whole = sum(column.share for column in columns)
        yield from (column.share * measure_pt / whole for column in columns)
        return
    wishes = [max(least, min(wish, _WIDEST * measure_pt)) - least for least, wish in needs]
    rest = measure_pt - sum(least for least, _ in needs)
    part = min(rest / sum(wishes), 1.0) if sum(wishes) else 0.0
    grows = [least if column.align != "center" else 0.0 for (least, _), column in zip(needs, columns, strict=True)]
    grows = grows if any(grows) else [least for least, _ in needs]
    left = (rest - part * sum(wishes)) / (sum(grows) or 1.0)
    yield from (least + part * wish + left * grow for (least, _), wish, grow in zip(needs, wishes, grows, strict=True))


def _head(columns: Sequence[Column], frame: Frame, face: Face) -> Row:
    cells = [Cell(_balanced(column.label, face, frame, at), "center", column.unit) for at, column in enumerate(columns)]
    tallest = max((len(cell.lines) + bool(cell.unit) for cell in cells), default=1)
    return Row(tuple(cells), "head", _CELL_LINE * tallest + _WHITE, frame)


def _rows(row: Sequence[str], kind: str, columns: Sequence[Column], frame: Frame, face: Face) -> Iterator[Row]:
    said = [_lines(row[at] if at < len(row) else "", face, frame, at) for at in range(len(columns))]
    tallest = max((len(lines) for lines in said), default=1)
    for start in range(0, tallest, _MOST_LINES):
        parts = [lines[start : start + _MOST_LINES] for lines in said]
        cells = tuple(Cell(lines, column.align) for lines, column in zip(parts, columns, strict=True))
        yield Row(cells, kind, _CELL_LINE * max(len(lines) for lines in parts) + _WHITE, frame)


def _balanced(label: str, face: Face, frame: Frame, at: int) -> tuple[str, ...]:
    """Return the lines of a label, about equally long: 完成｜省定, not 完成省｜定."""
    lines = _lines(label, face, frame, at)
    even = break_lines(plain(label), {"": face}, face.width(label) / len(lines) + 0.5, is_ragged=True)
    return tuple(line.text for line in even) if 1 < len(lines) == len(even) else lines


def _lines(text: str, face: Face, frame: Frame, at: int) -> tuple[str, ...]:
    measure = (frame.widths[at] - 2 * PADDING_PT) / frame.size
    paragraphs = text.split("\n") if text else [""]
    return tuple(line.text for one in paragraphs for line in break_lines(plain(one), {"": face}, max(measure, 1.0) + 1e-3, is_ragged=True))
