"""The stars of a year as an Excel table: values, points, sums, stars."""

from collections.abc import Sequence
from typing import Any

from portal.standing.rules.measures import FIGURES, is_share
from portal.standing.rules.ranking import RankState
from portal.standing.rules.star_items import StarItem, StarSystem, explain_system
from portal.standing.rules.stars import StarLine, StarMark, star_words
from portal.standing.services.ranking_papers import SHORT_DIGEST
from portal.standing.services.star_papers import star_notes, title_of
from portal.web.excel import COUNT, HOURS, SHARE, Column, Sheet, Value

_FIRST = (Column("序号", width=6), Column("县（市、区）", width=18))


def sheet_of(row: Any, lines: Sequence[StarLine], system: StarSystem, *, city: str, code: str) -> Sheet:
    """Return the sheet of a rating; points are shown with two decimals, the cell holds three.

    Args:
        code: the line that says by which code its paper is checked.
    """
    columns = [*_FIRST]
    for item in system.items:
        columns += [Column(item.label, "" if item.is_evidence else item.full_words, 16, _format(item))]
        columns += [Column("得分", f"满分 {item.points}", 10, HOURS)]
    columns += [Column("总分", "满分 100", 10, HOURS), Column("星级", width=10)]
    facts = [f"单位：{city}", f"期间：{row.year}年", f"第 {row.revision} 版，{RankState(row.state).label}"]
    facts.append(f"校验码：{row.digest[:SHORT_DIGEST]}")
    cells = [_cells(n, line, len(system.items)) for n, line in enumerate(lines, start=1)]
    most = [one for item in system.items for one in (None, item.points)]
    notes = [*_notes(lines, system), code]
    return Sheet(title_of(row, city), facts, columns, cells, ["满分", "", *most, 100, ""], notes, fixed=2)


def _notes(lines: Sequence[StarLine], system: StarSystem) -> list[str]:
    told = [(line, mark) for line in lines for mark in line.marks if mark.words]
    said = [f"{line.name}“{mark.item.label}”：{mark.words}{'；评语：' if mark.remark else ''}{mark.remark}" for line, mark in told]
    return [*star_notes(lines), *said, *explain_system(system)]


def _format(item: StarItem) -> str:
    if item.is_evidence:
        return COUNT
    if is_share(item.measure):
        return SHARE
    return HOURS if FIGURES[item.measure].is_minutes else COUNT


def _cells(n: int, line: StarLine, width: int) -> list[Value]:
    marks: list[Value] = [one for mark in line.marks for one in (_number(mark), _points(mark.points))] or [None] * (2 * width)
    return [str(n), line.name, *marks, _points(line.points), star_words(line.stars)]


def _number(mark: StarMark) -> Value:
    if mark.item.is_evidence:
        return "有佐证" if mark.words else "没有提交"
    if mark.value is None or mark.whole == 0:
        return None
    if mark.whole is not None:
        return mark.value / mark.whole
    return mark.value / 60 if FIGURES[mark.measure].is_minutes else mark.value


def _points(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 1000
