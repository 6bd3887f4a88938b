"""The figures of one return: each beside that of the month before, table by table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.reports.rules.columns import TABLES, Cell, Share, columns_of, shares_of
from portal.reports.rules.deviations import is_far
from portal.reports.rules.measures import Measured
from portal.tallies.rules import Indicator, Rate


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure, that of the month before, and what lies between."""

    now: Cell | Share
    before: Cell | Share

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return self.now.indicator.label

    @property
    def unit(self) -> str:
        """Its unit: 人次, 人, 小时, %."""
        return self.now.indicator.unit

    @property
    def difference(self) -> str:
        """How much more or less than the month before: `+12`, `-1.50`, of a share in hundredths `+2.5`; `–` where one is not known."""
        now, before = self.now.value, self.before.value
        if now is None or before is None:
            return "–"
        gap = now - before
        sign = "+" if gap > 0 else ""
        if isinstance(self.now, Share):
            return f"{'-' if gap < 0 else sign}{abs(gap) // 10}.{abs(gap) % 10}" if gap else "持平"
        return f"{sign}{Cell(self.now.indicator, gap).shown}" if gap else "持平"

    @property
    def is_far(self) -> bool:
        """Whether somebody should look at it again before it goes up; of shares nothing is said."""
        return isinstance(self.now, Cell) and is_far(self.now.value, self.before.value, is_minutes=self.now.indicator.is_minutes)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to show, this month or the last."""
        return not self.now.value and not self.before.value


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One table of a return."""

    code: str
    label: str
    lines: Sequence[FigureLine]


def codes_of_all() -> list[str]:
    """Return the code of every figure, figure of persons and share."""
    return [it.code for table in TABLES for it in _in(table)]


def tables_of(now: Mapping[str, Measured], before: Mapping[str, Measured]) -> list[FigureTable]:
    """Return the tables of a return, each share just behind the figure that is its part.

    Args:
        now, before: by code, of the month and of the one before it.
    """

    def line(code: str) -> FigureLine:
        return FigureLine(now[code].cell, before[code].cell)

    return [FigureTable(table, label, [line(it.code) for it in _in(table)]) for table, label in TABLES.items()]


def _in(table: str) -> list[Indicator | Rate]:
    shares = {rate.part.code: rate for rate in shares_of(table)}
    return [one for it in columns_of(table) for one in (it, shares.get(it.code)) if one is not None]
