"""What stands in the tables of the roll-up: figures that add up, persons that do not, and shares that are sums over sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.tallies.rules import INDICATORS, PERSONS, RATES, Indicator, Rate

TABLES: Final = {"daily": "日常工作", "training": "培训考证", "work": "上岗", "care": "为老服务"}
DAILY: Final = "daily"


def columns_of(table: str) -> tuple[Indicator, ...]:
    """Return the figures of a table in their order: what is counted, and beside it the persons behind it."""
    counted = [it for it in INDICATORS.values() if it.table == table]
    persons = {it.persons_of: it for it in PERSONS}
    return tuple(one for it in counted for one in (it, persons.get(it.code)) if one is not None)


def shares_of(table: str) -> tuple[Rate, ...]:
    """Return the shares of a table."""
    return tuple(rate for rate in RATES if rate.part.table == table)


def known_codes() -> set[str]:
    """Return the codes of everything a table can be sorted by."""
    return {*INDICATORS, *(it.code for it in PERSONS), *(it.code for it in RATES)}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure; its value is None where it is not kept apart as asked."""

    indicator: Indicator
    value: int | None

    @property
    def shown(self) -> str:
        """The figure as it is read: `1,234`, `–`, hours as `1,250.50`, so that a column stands under its point."""
        if self.value is None:
            return "–"
        if not self.indicator.is_minutes or not self.value:
            return f"{self.value:,}"
        hours, hundredths = divmod((abs(self.value) * 100 + 30) // 60, 100)
        return f"{'-' if self.value < 0 else ''}{hours:,}.{hundredths:02d}"

    @property
    def number(self) -> float | int | None:
        """The figure as a number in its unit: hours where minutes are kept."""
        return self.value / 60 if self.value is not None and self.indicator.is_minutes else self.value

    @property
    def opens(self) -> str:
        """The code of the figure whose rows it opens: persons open the rows they are counted from."""
        return self.indicator.persons_of or self.indicator.code


@dataclass(frozen=True, slots=True)
class Share:
    """A share: the part and the whole are kept, so that the share of several units is their sum over their sum."""

    indicator: Rate
    part: int
    whole: int

    @property
    def value(self) -> int | None:
        """Thousandths, half up; None of nothing."""
        return (self.part * 2000 + self.whole) // (2 * self.whole) if self.whole else None

    @property
    def shown(self) -> str:
        """The share as it is read: `98.5%`; `–` of nothing."""
        return "–" if self.value is None else f"{self.value // 10}.{self.value % 10}%"

    @property
    def number(self) -> float | None:
        """The share as a number, 1 for all."""
        return self.part / self.whole if self.whole else None

    @property
    def opens(self) -> str:
        """The code of the figure whose rows it opens: those of its part."""
        return self.indicator.part.code


def with_shares(cells: Iterable[Cell], rates: Iterable[Rate]) -> tuple[Cell | Share, ...]:
    """Return the cells, each share just behind the figure that is its part."""
    held = tuple(cells)
    values: Mapping[str, int] = {cell.indicator.code: cell.value or 0 for cell in held}
    shares = {rate.part.code: Share(rate, values[rate.part.code], values[rate.whole.code]) for rate in rates}
    return tuple(one for cell in held for one in (cell, shares.get(cell.indicator.code)) if one is not None)
