"""The parts of a target: shared out to the last one, added up, and held against the whole. Source: S0-3."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.core.errors import RuleBroken
from portal.targets.rules.aims import Aim, Parts
from portal.targets.rules.amounts import show_amount

_QUARTERS = "一二三四"


@dataclass(frozen=True, slots=True)
class Row:
    """A unit that takes part: the city itself (市本级) or a county.

    Args:
        is_closed: the county is no more; it keeps what it had, and gets nothing in later months.
    """

    id: int
    code: str
    name: str
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """What parts add up to.

    Args:
        by_unit, by_month: in the target's unit.
        by_quarter: {(unit or 0 for all of them, quarter from 1): sum}.
    """

    whole: int
    total: int
    by_unit: Mapping[int, int]
    by_month: Mapping[str, int]
    by_quarter: Mapping[tuple[int, int], int]

    @property
    def remainder(self) -> int:
        """What is still to be shared out; negative, it is too much."""
        return self.whole - self.total


def quarter_of(month: str) -> int:
    """Return the quarter of a month, from 1."""
    return (int(month[5:]) + 2) // 3


def quarters_of(months: Iterable[str]) -> dict[int, list[str]]:
    """Return {quarter: its months among these}, in order."""
    found: dict[int, list[str]] = {}
    for month in months:
        found.setdefault(quarter_of(month), []).append(month)
    return found


def quarter_name(quarter: int) -> str:
    """Return the name of a quarter."""
    return f"{_QUARTERS[quarter - 1]}季度"


def add_up(parts: Parts, whole: int) -> Sums:
    """Add parts up by unit, by month and by quarter."""
    by_unit: dict[int, int] = {}
    by_month: dict[str, int] = {}
    by_quarter: dict[tuple[int, int], int] = {}
    for unit, months in parts.items():
        for month, value in months.items():
            by_unit[unit] = by_unit.get(unit, 0) + value
            by_month[month] = by_month.get(month, 0) + value
            for owner in (unit, 0):
                by_quarter[owner, quarter_of(month)] = by_quarter.get((owner, quarter_of(month)), 0) + value
    return Sums(whole, sum(by_unit.values()), by_unit, by_month, by_quarter)


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Share a total out by weights, to the last one: the largest remainders get one more, the first of equal ones first."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    behind = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in behind[: total - sum(shares)]:
        shares[n] += 1
    return shares


def spread_evenly(aim: Aim, units: Sequence[int], weights: Mapping[int, int] | None = None) -> dict[int, dict[str, int]]:
    """Share the whole out among units by weight and among the months evenly; hours are shared out in whole hours.

    Whatever does not go into the months evenly goes to one month after the other, on from unit to unit, so that no month gets it all.

    Args:
        weights: {unit: its weight}; all alike when nothing is said.
    """
    step = 60 if aim.is_minutes else 1
    shares = share_out(aim.base // step, [(weights or {}).get(unit, 0) if weights else 1 for unit in units])
    months, next_one = aim.months, 0
    parts: dict[int, dict[str, int]] = {}
    for unit, share in zip(units, shares, strict=True):
        each, left = divmod(share, len(months))
        more = {months[(next_one + n) % len(months)] for n in range(left)}
        parts[unit] = {month: (each + (month in more)) * step for month in months}
        next_one += left
    if units and (rest := aim.base % step):
        parts[units[0]][months[0]] += rest
    return parts


def check_split(aim: Aim, units: Collection[Row], *, this_month: str) -> None:
    """Refuse to publish parts that are not the whole.

    Raises:
        RuleBroken: a unit that does not take part, a month outside, a negative part, later months of a closed county; parts ≠ whole.
    """
    known = {unit.id: unit for unit in units}
    for unit, months in aim.parts.items():
        for month, value in months.items():
            _check_part(aim, known.get(unit), month, value, this_month)
    remainder = add_up(aim.parts, aim.base).remainder
    if remainder:
        words = "还差" if remainder > 0 else "多了"
        total = show_amount(aim.base - remainder, aim.measure)
        told = f"{aim.base_name} {show_amount(aim.base, aim.measure)} {aim.unit}，分解合计 {total} {aim.unit}"
        raise RuleBroken("", f"{told}，{words} {show_amount(abs(remainder), aim.measure)} {aim.unit}，不能发布。请先把分解改到正好相等。")


def _check_part(aim: Aim, unit: Row | None, month: str, value: int, this_month: str) -> None:
    if unit is None:
        raise RuleBroken("", "分解里有一个不属于本市的单位，请重新填写分解表。")
    where = f"{unit.name} {int(month[5:])} 月"
    if value < 0:
        raise RuleBroken("", f"{where}是负数，不能发布。")
    if value and not aim.first_month <= month <= aim.last_month:
        raise RuleBroken("", f"{where}不在目标的月份之内，请改到 {aim.first_month} 至 {aim.last_month}。")
    if value and unit.is_closed and month > this_month:
        raise RuleBroken("", f"{unit.name}已撤销，{int(month[5:])} 月的 {show_amount(value, aim.measure)} {aim.unit}请改到其他县区。")


def list_moved(aim: Aim, units: Collection[Row], *, this_month: str) -> tuple[list[Row], list[Row]]:
    """Return the closed counties that still have parts in later months, and the working ones that have none at all."""
    later = {unit: sum(value for month, value in months.items() if month > this_month) for unit, months in aim.parts.items()}
    closed = [unit for unit in units if unit.is_closed and later.get(unit.id)]
    without = [unit for unit in units if not unit.is_closed and not any(aim.parts.get(unit.id, {}).values())]
    return closed, without
