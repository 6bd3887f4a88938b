"""What targets, rankings and stars measure: any figure, any figure of persons, any share, by its code."""

from dataclasses import dataclass
from typing import Final

from portal.reports.rules.columns import Cell, Share
from portal.tallies.rules import INDICATORS, PERSONS, RATES, Indicator, Rate

FIGURES: Final[dict[str, Indicator]] = {**INDICATORS, **{it.code: it for it in PERSONS}}
SHARES: Final[dict[str, Rate]] = {it.code: it for it in RATES}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a unit came to by one measure.

    Args:
        value: the figure, in minutes where minutes are kept; of a share its part.
        whole: of a share what it is a share of; None of a figure.
    """

    code: str
    value: int
    whole: int | None = None

    @property
    def cell(self) -> Cell | Share:
        """The measure as it is shown and opened."""
        share = SHARES.get(self.code)
        return Share(share, self.value, self.whole or 0) if share else Cell(FIGURES[self.code], self.value)


def label_of(code: str) -> str:
    """Return the Chinese name of a measure."""
    return (SHARES.get(code) or FIGURES[code]).label


def unit_of(code: str) -> str:
    """Return the unit of a measure: 人次, 人, 小时, %."""
    return (SHARES.get(code) or FIGURES[code]).unit
