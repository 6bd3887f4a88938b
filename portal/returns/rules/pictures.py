"""What of the years, and of two periods beside each other, is drawn."""

from collections.abc import Sequence

from portal.reports.rules import Cell
from portal.reports.rules.pictures import with_unit
from portal.returns.rules.compare import Compared, shown
from portal.returns.rules.years import YearCell, Years
from portal.web.charts import Bar, Bars, Columns

MOST_DRAWN = 3


def pictures_of_years(table: Years, this_year: int) -> list[Columns]:
    """Return the first figures of the table year by year; what was typed in, or is not over, is marked."""
    if len(table.years) < 2:
        return []
    return [
        Columns(
            f"历年{line.it.label}",
            line.it.unit,
            tuple(_bar(year, cell, this_year) for year, cell in zip(table.years, line.cells, strict=True)),
        )
        for line in table.lines[:MOST_DRAWN]
    ]


def picture_of_parts(one: Compared, periods: Sequence[str]) -> Bars | None:
    """Return the parts of a figure in two periods, the later one first.

    Args:
        periods: what the two are called.
    """
    parts = [part for part in one.parts if (part.before or part.after) and min(part.before, part.after) >= 0]
    if len(parts) < 2:
        return None
    bars = tuple(
        Bar(part.name, _number(one, part.after), shown(one.it, part.after), _number(one, part.before), shown(one.it, part.before))
        for part in parts
    )
    return Bars(f"各单位{with_unit(one.it.label, one.it.unit)}", one.it.unit, bars, names=(periods[1], periods[0]))


def _number(one: Compared, value: int) -> float | None:
    return Cell(one.it, value).number


def _bar(year: int, cell: YearCell, this_year: int) -> Bar:
    mark = "typed" if cell.is_typed else "partial" if year == this_year else ""
    return Bar(str(year), cell.number, cell.shown, mark=mark)
