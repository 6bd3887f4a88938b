"""What of a roll-up and of the way to work is drawn."""

from collections.abc import Sequence

from portal.reports.rules.columns import Cell, Share
from portal.reports.rules.funnel import HIDDEN, SMALL, Stage
from portal.reports.rules.rollup import Chosen, Line, RollUp, period_words
from portal.web.charts import Bar, Bars, Funnel, Point, Trend

FEWEST, MOST_DRAWN = 2, 3
_DRAWN = ("wishes", "trained", "certified", "placed")  # 三免: trained, certified and placed free of charge, of those who wished it


def pictures_of_roll_up(table: RollUp, chosen: Chosen, *, first_column: str, this_month: str = "") -> list[Bars | Trend]:
    """Return a few figures of the table, what it is sorted by before the others: lines through months, or a bar for each unit.

    Args:
        first_column: what the lines are: 县（市、区）, 驿站, 月份.
        this_month: the month that is not over.
    """
    if len(table.lines) < FEWEST:
        return []
    codes = [cell.indicator.code for cell in table.totals]
    name = chosen.sort.removeprefix("-")
    order = sorted(range(len(codes)), key=lambda n: (codes[n] != name, n))
    known = [n for n in order if any(line.cells[n].value for line in table.lines)][:MOST_DRAWN]
    if first_column == "月份":
        return [_trend(table, n, chosen, this_month) for n in known]
    return [_bars(table, n, chosen, first_column) for n in known]


def picture_of_roll_up(table: RollUp, chosen: Chosen, *, first_column: str, this_month: str = "") -> Bars | Trend | None:
    """Return the one of them that its paper carries; None when there is nothing to draw."""
    return next(iter(pictures_of_roll_up(table, chosen, first_column=first_column, this_month=this_month)), None)


def _trend(table: RollUp, at: int, chosen: Chosen, this_month: str) -> Trend:
    it, months = table.totals[at].indicator, sorted(table.lines, key=lambda line: line.code)
    points = tuple(_point(line, at, n, this_month) for n, line in enumerate(months))
    return Trend(f"每月{it.label}", it.unit, points, note=period_words(chosen.first, chosen.last))


def _bars(table: RollUp, at: int, chosen: Chosen, first_column: str) -> Bars:
    it = table.totals[at].indicator
    bars = tuple(Bar(line.name, value_of(line.cells[at]), line.cells[at].shown) for line in table.lines)
    whole = 100 if isinstance(table.totals[at], Share) else None
    return Bars(f"各{first_column}{with_unit(it.label, it.unit)}", it.unit, bars, note=period_words(chosen.first, chosen.last), whole=whole)


def with_unit(label: str, unit: str) -> str:
    """Return what is drawn with its unit, where its name does not say it."""
    return label if label.endswith(unit) or unit == "%" else f"{label}（{unit}）"


def value_of(cell: Cell | Share) -> float | None:
    """Return a figure as it is drawn: hours where minutes are kept, shares in per cent."""
    known = cell.number
    return known * 100 if known is not None and isinstance(cell, Share) else known


def month_point(month: str, n: int, value: float | None, shown: str, *, is_partial: bool = False) -> Point:
    """Return the point of a month; the first one and each January say the year."""
    year, number = month.split("-")
    label = f"{int(number)}月" if n == 0 else f"{int(number)}"
    return Point(label, value, shown, under=f"{year}年" if n == 0 or number == "01" else "", is_partial=is_partial)


def picture_of_funnel(stages: Sequence[Stage], period: str) -> Funnel | None:
    """Return the way from a wish to work, each step with its share of the wishes; what is hidden from her is not drawn to size."""
    steps = [stage for stage in stages if stage.kind.code in _DRAWN]
    if not any(stage.value for stage in steps):
        return None
    first = steps[0]
    return Funnel(
        "意愿、培训、考证、上岗", tuple(_step(stage) for stage in steps), tuple(_share(stage, first) for stage in steps), note=period
    )


def _point(line: Line, at: int, n: int, this_month: str) -> Point:
    cell = line.cells[at]
    return month_point(line.code, n, value_of(cell), cell.shown, is_partial=line.code == this_month)


def _step(stage: Stage) -> Bar:
    is_hidden = stage.shown == HIDDEN
    value = SMALL if is_hidden else stage.value
    return Bar(stage.kind.label, value, f"{stage.shown} {stage.kind.unit}", mark="hidden" if is_hidden else "")


def _share(stage: Stage, first: Stage) -> str:
    if stage is first or not first.value or HIDDEN in (stage.shown, first.shown):
        return ""
    share = (stage.value * 2000 + first.value) // (2 * first.value)
    return f"{first.kind.label}的 {share // 10}.{share % 10}%"
