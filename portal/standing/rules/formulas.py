"""By what counties are ranked: items with their weights, in force from a month on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from portal.core.errors import RuleBroken
from portal.standing.rules.measures import OWN, is_known, is_share, label_of, parts_of, unit_of

WHOLE: Final = 100
MOST_ITEMS: Final = 12
MOST_WORKDAYS: Final = 20
YEARS_AHEAD: Final = 5


class Basis(StrEnum):
    """On what a measure is compared."""

    TOTAL = "total"
    PER_10K = "per_10k"
    RATE = "rate"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"total": "总量", "per_10k": "每万名妇女", "rate": "比率"}[self.value]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that counts, with its weight in whole per cent."""

    measure: str
    basis: Basis
    weight: int

    @property
    def label(self) -> str:
        """Its name on the page."""
        return label_of(self.measure) + ("（每万名妇女）" if self.basis is Basis.PER_10K else "")

    @property
    def unit(self) -> str:
        """The unit of what is compared."""
        return unit_of(self.measure) + ("/万人" if self.basis is Basis.PER_10K else "")


@dataclass(frozen=True, slots=True)
class Formula:
    """How counties are ranked from a month on.

    Args:
        least_base: a county whose share has a smaller denominator is listed without a rank: too few to compare.
        objection_workdays: for how many working days a ranking is shown before it is published.
    """

    since_month: str
    items: tuple[Item, ...]
    least_base: int = 5
    objection_workdays: int = 3

    def listed(self) -> list[list[Any]]:
        """Return the items as they are kept."""
        return [[it.measure, it.basis.value, it.weight] for it in self.items]


def formula_of(row: Any) -> Formula:
    """Return the formula of a kept row."""
    items = tuple(Item(measure, Basis(basis), weight) for measure, basis, weight in row.items)
    return Formula(row.since_month, items, row.least_base, row.objection_workdays)


def check_formula(it: Formula, *, last_ranked: str, this_month: str) -> None:
    """Refuse a formula that contradicts itself, or would change what has been ranked.

    Args:
        last_ranked: the latest month that was ever ranked; empty when none was.

    Raises:
        RuleBroken: at `since_month`, or at the row of an item.
    """
    if last_ranked and it.since_month <= last_ranked:
        raise RuleBroken("since_month", f"{last_ranked} 已经按原来的公式排过名，新公式只能从以后的月份起用")
    if int(it.since_month[:4]) > int(this_month[:4]) + YEARS_AHEAD:
        raise RuleBroken("since_month", "月份太远，请检查年份")
    _check_items(it.items)


def _check_items(items: Sequence[Item]) -> None:
    if not items:
        raise RuleBroken("rows", "至少要有一项指标")
    seen: set[tuple[str, Basis]] = set()
    for n, item in enumerate(items):
        _check_item(item, n)
        if (item.measure, item.basis) in seen:
            raise RuleBroken(f"rows-{n}-measure", "这一项前面已经有了，同一指标、同一口径只能列一次")
        seen.add((item.measure, item.basis))
    total = sum(item.weight for item in items)
    if total != WHOLE:
        short = f"还差 {WHOLE - total}" if total < WHOLE else f"多了 {total - WHOLE}"
        raise RuleBroken(f"rows-{len(items) - 1}-weight", f"权重合计要等于 {WHOLE}%，现在是 {total}%，{short}")


def _check_item(item: Item, n: int) -> None:
    if not is_known(item.measure):
        raise RuleBroken(f"rows-{n}-measure", "没有这个指标，请从列表中选择")
    if is_share(item.measure) and item.basis is not Basis.RATE:
        raise RuleBroken(f"rows-{n}-basis", f"{label_of(item.measure)}是比率，口径请选“比率”")
    if not is_share(item.measure) and item.basis is Basis.RATE:
        raise RuleBroken(f"rows-{n}-basis", f"{label_of(item.measure)}不是比率，口径请选“总量”或“每万名妇女”")
    if not 1 <= item.weight <= WHOLE:
        raise RuleBroken(f"rows-{n}-weight", f"权重请填 1 到 {WHOLE} 之间的整数")


def explain_item(item: Item) -> str:
    """Return in words what is compared in an item."""
    if item.basis is Basis.RATE:
        part, whole = parts_of(item.measure)
        return f"{part} ÷ {whole}"
    if item.basis is Basis.PER_10K:
        return f"{label_of(item.measure)} ÷ 妇女人数 × 10000"
    return f"本月{label_of(item.measure)}"


def explain(it: Formula) -> list[str]:
    """Return the arithmetic in words, exactly as it is carried out."""
    base = max(it.least_base, 1)
    return [
        "单项得分 = 本县的数 ÷ 参加排名的县中最好的数 × 权重。按分数精确计算，最后四舍五入到千分之一分。",
        "小于 0 的数按 0 算；各县都是 0 的项目，都得 0 分。",
        "总分 = 各单项得分相加。总分相同的名次并列，后面的名次空出（1、2、2、4）。",
        "比率按“分子合计 ÷ 分母合计”算，从不把百分数平均。",
        f"比率的分母不到 {base} 的县，数太少不好比较：列出数据，不排名次，也不作为最好的数。",
        f"{'、'.join(it.label for it in OWN.values())}不设最低基数；当月没有要做的县，这一项不排。",
        "“每万名妇女”要有妇女人数：用当年的，当年没有的用以前最近一年的。还没有人数的县，这一项不排。",
        "有项目不排的县，总分按其余项目的权重折算成 100 分。",
        "各县的数取自审核通过的月报，以上报时封存的为准；以后的更正不改动已经算出的排名。",
        f"公示 {it.objection_workdays} 个工作日，期间可以提出异议；期满并且异议都有答复才公布，公布后不再改动。",
    ]
