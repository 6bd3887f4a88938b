"""Tables that are told line by line: each column against its total, below the lines or in the words above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.checker.rules.conflicts import Conflict, between, tidy
from portal.checker.rules.figures import Side
from portal.checker.rules.numerals import value_of
from portal.checker.rules.reading import Mention, Reading, is_count

Line = list[Mention]


@dataclass(frozen=True, slots=True)
class _Row:
    """The figures of a row, and its first and last line; a table with bars has a line for each cell."""

    first: int
    last: int
    cells: Line

    @property
    def units(self) -> list[str]:
        return [it.unit for it in self.cells]


_LONGEST: Final = 60  # signs
_FEWEST: Final = 3
_CELL: Final = re.compile(r"[\d,.]+[一-龥%]{0,3}")
_NAME: Final = re.compile("^[一-龥]{2,10}：")
_CLOSE: Final = 0.84  # a column further from its total is of something else
_TOTAL: Final = re.compile(r"\s*(?:合计|总计|共计|小计|全[省市县区镇乡](?:合计)?|总[数量])")
_EACH: Final = re.compile("均|每|率|标准|单价|得分|分值")
_HOW_MANY: Final = re.compile(
    r"(?P<n>\d{1,2}|[二两三四五六七八九十]{1,2})个?(?:县市区|县区|县|区|市|镇街|乡镇|镇|乡|街道|社区|村|驿站|站点?|片区|单位)"
)


def check_columns(reading: Reading) -> list[Conflict]:
    """Return columns that do not add up to their total."""
    return [found for lines in _tables(reading) if len(lines) >= _FEWEST for found in _checked(reading, lines)]


def _tables(reading: Reading) -> Iterator[list[Line]]:
    """Yield the runs of short lines that tell figures of the same units in the same order."""
    by_line: dict[int, Line] = {}
    for it in reading.mentions:
        if is_count(it) and it.figure.side is Side.AT and not it.figure.spread:
            by_line.setdefault(reading.paragraphs.at(it.figure.start), []).append(it)
    rows: list[_Row] = []
    for number, line in by_line.items():
        if rows and number == rows[-1].last + 1 and _CELL.fullmatch(_line(reading, number)):
            rows[-1] = _Row(rows[-1].first, number, [*rows[-1].cells, *line])
        elif _is_row(_line(reading, number)):
            rows.append(_Row(number, number, line))
    run: list[_Row] = []
    for row in rows:
        if run and (row.first != run[-1].last + 1 or row.units != run[-1].units):
            yield [it.cells for it in run]
            run = []
        run.append(row)
    yield [it.cells for it in run]


def _line(reading: Reading, number: int) -> str:
    start, end = reading.paragraphs.span(number)
    return reading.text[start:end].strip("\n")


def _is_row(line: str) -> bool:
    """Whether a line names somebody and tells his figures: 城关站：3,120单｜214人."""
    return len(line) <= _LONGEST and re.match("[一-龥]", line) is not None and not re.search("[。；，：]", _NAME.sub("", line))


def _checked(reading: Reading, lines: list[Line]) -> Iterator[Conflict]:
    start, _ = reading.paragraphs.span(reading.paragraphs.at(lines[-1][0].figure.start))
    if _TOTAL.match(reading.text[start : lines[-1][0].figure.start]):
        for column in zip(*lines, strict=True):
            yield from _unlike(column[-1], column[:-1])
        return
    first = reading.paragraphs.span(reading.paragraphs.at(lines[0][0].figure.start))[0]
    above = reading.text[max(0, first - 120) : first]
    announced = [value_of(it["n"]) for it in _HOW_MANY.finditer(above)]
    if len(lines) not in announced:
        return
    for column in zip(*lines, strict=True):
        told = [it for it in reading.around(lines[0][0], 12) if it.figure.start < first and is_count(it, column[0].unit)]
        told = [it for it in told if it.figure.start >= first - len(above) and not it.goal]
        near = [it for it in told if _is_close(it, column)]
        if near and not any(_adds_up(it, column) for it in told):
            yield from _unlike(near[0], column)


def _adds_up(whole: Mention, parts: tuple[Mention, ...]) -> bool:
    figures = [one.figure for one in (whole, *parts)]
    room = 0.5 * sum(one.step for one in figures) if any("." in one.words for one in figures) else 0
    return abs(sum(it.figure.said for it in parts) - whole.figure.said) <= room


def _is_close(whole: Mention, parts: tuple[Mention, ...]) -> bool:
    total = sum(it.figure.said for it in parts)
    return _CLOSE * whole.figure.said <= total <= whole.figure.said / _CLOSE


def _unlike(whole: Mention, parts: tuple[Mention, ...]) -> Iterator[Conflict]:
    if _adds_up(whole, parts) or not _is_close(whole, parts) or any(_EACH.search(it.before) for it in (whole, *parts)):
        return
    said = "＋".join(it.figure.words for it in parts)
    total = tidy(sum(it.figure.said for it in parts))
    yield between("sum_of_parts", [whole, *parts], f"{said}＝{total}，文中总数{whole.figure.words}")
