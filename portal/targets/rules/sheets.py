"""What becomes of each row of an Excel sheet of parts, or every reason why nothing does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.core.text import clean_text
from portal.targets.rules.aims import Aim
from portal.targets.rules.amounts import parse_amount, show_amount
from portal.targets.rules.splits import Row

ALL = "合计"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet.

    Args:
        row: its number in Excel.
        name: whose it says it is.
        unit: whose it is; None of the row of totals, and where it is unknown.
        parts: {month: part}, when all is well.
        faults: every reason why it cannot be taken.
    """

    row: int
    name: str
    unit: Row | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def is_total(self) -> bool:
        """Whether it is the row of totals, which is checked and not taken."""
        return self.name == ALL

    @property
    def total(self) -> int:
        """What its months add up to."""
        return sum(self.parts.values())


def column_of(month: str) -> str:
    """Return the name of a month's column."""
    return f"m{month[5:]}"


def check_lines(rows: Sequence[Mapping[str, str]], aim: Aim, units: Sequence[Row]) -> list[Line]:
    """Return what becomes of each row; the row of totals is held against what stands above it.

    Args:
        rows: cells by column, with `name`, `total` and the number of the `row`.
        units: who takes part.
    """
    named = {unit.name: unit for unit in units}
    lines, seen = list[Line](), dict[str, int]()
    for row in rows:
        line = _line(row, aim, named, seen)
        seen.setdefault(line.name, line.row)
        lines.append(line)
    return [_against(line, [it for it in lines if it.unit and it.parts], aim) if line.is_total else line for line in lines]


def _line(row: Mapping[str, str], aim: Aim, named: Mapping[str, Row], seen: Mapping[str, int]) -> Line:
    name, number = clean_text(row.get("name", "")), int(row["row"])
    faults = list[str]()
    unit = named.get(name)
    if not name:
        faults.append("没有写是哪个县（市、区）")
    elif unit is None and name != ALL:
        faults.append(f"本市没有“{name}”，请按模板里的名称填写")
    if name in seen:
        faults.append(f"与第 {seen[name]} 行重复")
    parts = _cells(row, aim, faults)
    if not faults:
        _check_total(row, aim, sum(parts.values()), faults)
    return Line(number, name, unit, {} if faults else parts, tuple(faults))


def _cells(row: Mapping[str, str], aim: Aim, faults: list[str]) -> dict[str, int]:
    parts = dict[str, int]()
    for month in aim.months:
        raw, words = row.get(column_of(month), ""), f"{int(month[5:])} 月"
        if not raw:
            faults.append(f"{words}没有填，没有任务的请填 0")
            continue
        try:
            parts[month] = parse_amount(raw, is_minutes=aim.is_minutes)
        except ValueError as bad:
            faults.append(f"{words}“{raw[:20]}”：{bad}")
    return parts


def _check_total(row: Mapping[str, str], aim: Aim, total: int, faults: list[str]) -> None:
    if not (raw := row.get("total", "")):
        return
    try:
        said = parse_amount(raw, is_minutes=aim.is_minutes)
    except ValueError as bad:
        faults.append(f"合计“{raw[:20]}”：{bad}")
        return
    if said != total:
        faults.append(f"合计写的是 {show_amount(said, aim.measure)}，各月相加是 {show_amount(total, aim.measure)}")


def _against(line: Line, good: Sequence[Line], aim: Aim) -> Line:
    """Hold the row of totals against what stands in the good rows."""
    if line.faults:
        return line
    found = list[str]()
    for month, said in line.parts.items():
        total = sum(it.parts.get(month, 0) for it in good)
        if said != total:
            found.append(f"{int(month[5:])} 月合计写的是 {show_amount(said, aim.measure)}，各行相加是 {show_amount(total, aim.measure)}")
    return Line(line.row, line.name, None, {} if found else line.parts, tuple(found))
