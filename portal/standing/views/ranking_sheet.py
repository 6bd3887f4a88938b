"""A ranking as an Excel table: values, points, sums."""

from collections.abc import Sequence
from typing import Any

from portal.core.dates import month_words
from portal.standing.rules.formulas import Basis, Formula, explain
from portal.standing.rules.measures import FIGURES, is_share
from portal.standing.rules.ranking import Line, Mark, RankState
from portal.standing.services.ranking_papers import SHORT_DIGEST, notes_of, title_of
from portal.web.excel import COUNT, HOURS, SHARE, Column, Sheet, Value

_FIRST = (Column("名次", width=7), Column("县（市、区）", width=18))


def sheet_of(row: Any, lines: Sequence[Line], formula: Formula, *, city: str, code: str) -> Sheet:
    """Return the sheet of a ranking; points are shown with two decimals, the cell holds three.

    Args:
        code: the line that says by which code its paper is checked.
    """
    columns = [*_FIRST]
    for item in formula.items:
        columns += [Column(item.label, item.unit, 14, _format(item.measure, item.basis)), Column("得分", f"满分 {item.weight}", 10, HOURS)]
    columns.append(Column("总分", "满分 100", 10, HOURS))
    facts = [f"单位：{city}", f"期间：{month_words(row.month)}", f"第 {row.revision} 版，{RankState(row.state).label}"]
    facts.append(f"校验码：{row.digest[:SHORT_DIGEST]}")
    cells = [_cells(line, len(formula.items)) for line in lines]
    weights = [one for item in formula.items for one in (None, item.weight)]
    notes = [*notes_of(lines), *explain(formula), code]
    return Sheet(title_of(row, city), facts, columns, cells, ["满分", "", *weights, 100], notes, fixed=2)


def _format(measure: str, basis: Basis) -> str:
    if is_share(measure):
        return SHARE
    return HOURS if basis is Basis.PER_10K or FIGURES[measure].is_minutes else COUNT


def _cells(line: Line, width: int) -> list[Value]:
    marks: list[Value] = [one for mark in line.marks for one in (_number(mark), _points(mark.points))] or [None] * (2 * width)
    return [str(line.rank) if line.rank else "–", line.name, *marks, _points(line.points)]


def _number(mark: Mark) -> float | None:
    if mark.worth is None:
        return None
    is_minutes = not is_share(mark.measure) and FIGURES[mark.measure].is_minutes
    return float(mark.worth / 60) if is_minutes else float(mark.worth)


def _points(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 1000
