"""What counties can be ranked by: any figure or share that is kept, and what other packages know of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from portal.reports.rules.measures import FIGURES, SHARES
from portal.reports.rules.measures import label_of as label_of_kept
from portal.reports.rules.measures import unit_of as unit_of_kept


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    """A share that no tally keeps: of what was asked of a county, how much it did. However few were asked, it can be compared.

    Args:
        part, whole: what is divided by what, in words.
    """

    code: str
    label: str
    part: str
    whole: str
    unit: str = "%"


ON_TIME = OwnMeasure("on_time_rate", "月报按时上报率", "按时上报的月报", "应上报的月报")
SOLVED = OwnMeasure("solved_rate", "问题按时办结率", "按时办结的问题", "到期的问题")
ON_TRACK = OwnMeasure("on_track_rate", "目标按进度完成率", "达到进度的目标", "要完成进度的目标")
OWN: Final[dict[str, OwnMeasure]] = {it.code: it for it in (ON_TIME, SOLVED, ON_TRACK)}


@dataclass(frozen=True, slots=True)
class Value:
    """What a county came to by a measure.

    Args:
        value: the figure, in minutes where minutes are kept; of a share its part.
        whole: of a share what it is a share of; None of a figure.
    """

    value: int
    whole: int | None = None


def is_share(code: str) -> bool:
    """Say whether a measure is a share."""
    return code in SHARES or code in OWN


def is_known(code: str) -> bool:
    """Say whether there is such a measure."""
    return is_share(code) or code in FIGURES


def label_of(code: str) -> str:
    """Return the Chinese name of a measure."""
    return OWN[code].label if code in OWN else label_of_kept(code)


def unit_of(code: str) -> str:
    """Return the unit of a measure."""
    return OWN[code].unit if code in OWN else unit_of_kept(code)


def parts_of(code: str) -> tuple[str, str]:
    """Return what a share divides by what, in words."""
    if code in OWN:
        return OWN[code].part, OWN[code].whole
    return SHARES[code].part.label, SHARES[code].whole.label


def choices() -> list[tuple[str, str, str]]:
    """Return (code, name with its unit, group) of everything counties can be ranked by."""
    figures = [(it.code, f"{it.label}（{it.unit}）", "数字") for it in FIGURES.values()]
    shares = [(it.code, f"{it.label}（%）", "比率") for it in (*SHARES.values(), *OWN.values())]
    return figures + shares


def amount_words(code: str, amount: Fraction) -> str:
    """Return a figure as it is read, in hours where minutes are kept, with no more than three decimals, half up; a share in per cent."""
    if is_share(code):
        return f"{thousandths_words(rounded(amount * 100_000))}%"
    is_minutes = FIGURES[code].is_minutes
    return thousandths_words(rounded(amount * 1000 / (60 if is_minutes else 1)))


def rounded(amount: Fraction) -> int:
    """Return the whole number nearest to it, half up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def thousandths_words(thousandths: int) -> str:
    """Return thousandths as they are read: `1,234.5`, without zeros at the end."""
    whole, rest = divmod(abs(thousandths), 1000)
    decimals = f".{rest:03d}".rstrip("0").rstrip(".")
    return f"{'-' if thousandths < 0 else ''}{whole:,}{decimals}"


def points_words(thousandths: int | None) -> str:
    """Return points with their three decimals, so that a column stands under its point; a dash when there are none."""
    if thousandths is None:
        return "–"
    whole, rest = divmod(abs(thousandths), 1000)
    return f"{'-' if thousandths < 0 else ''}{whole}.{rest:03d}"


def values_of(figures: Iterable[tuple[str, int, int]], persons: Iterable[tuple[str, int, int]], codes: Iterable[str]) -> dict[str, Value]:
    """Return {code: what a closed month came to} from its frozen figures; what other packages know is not among them.

    Args:
        figures: (indicator, kind, value).
        persons: (indicator, persons of the month, persons of the year so far).
    """
    sums: Counter[str] = Counter()
    for indicator, _, value in figures:
        sums[indicator] += value
    heads = {indicator: of_month for indicator, of_month, _ in persons}

    def one(code: str) -> Value:
        if share := SHARES.get(code):
            return Value(sums[share.part.code], sums[share.whole.code])
        of = FIGURES[code].persons_of
        return Value(heads.get(of, 0) if of else sums[code])

    return {code: one(code) for code in codes if code not in OWN}
