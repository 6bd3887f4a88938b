"""By what stars are given: figures and items of evidence with their points, and the least points of one to five stars."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

from portal.core.errors import RuleBroken
from portal.standing.rules.formulas import WHOLE, YEARS_AHEAD
from portal.standing.rules.measures import is_known, is_share, label_of, parts_of, unit_of

MOST_ITEMS: Final = 15
MOST_STARS: Final = 5
MAX_NAME: Final = 40
EVIDENCE: Final = "evidence"
_PREFIX: Final = "evidence."


class Subject(StrEnum):
    """Who gets stars."""

    COUNTY = "county"
    BASE = "base"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"county": "县级妇联", "base": "县级基地"}[self.value]


@dataclass(frozen=True, slots=True)
class StarItem:
    """One thing that brings points.

    Args:
        measure: a figure's or a share's code; of an item that is judged by evidence its key, see `key_of`.
        points: how many it brings at most, whole.
        full: from what value on it brings all of them, in the unit it is shown in: hours, per cent; of evidence its points.
        name: of an item of evidence; empty of a figure.
    """

    measure: str
    points: int
    full: int
    name: str = ""

    @property
    def is_evidence(self) -> bool:
        """Whether somebody judges it."""
        return is_key(self.measure)

    @property
    def label(self) -> str:
        """Its name on the page."""
        return self.name if self.is_evidence else label_of(self.measure)

    @property
    def full_words(self) -> str:
        """From what on it brings all its points, in words."""
        return "按佐证评分" if self.is_evidence else f"{self.full:,} {unit_of(self.measure)}"


@dataclass(frozen=True, slots=True)
class StarSystem:
    """How stars are given from a year on.

    Args:
        steps: the least points of one to five stars, rising.
    """

    subject: Subject
    since_year: int
    items: tuple[StarItem, ...]
    steps: tuple[int, ...]

    def listed(self) -> list[list[Any]]:
        """Return the items as they are kept."""
        return [[it.measure, it.points, it.full, it.name] for it in self.items]

    @property
    def evidence(self) -> list[StarItem]:
        """The items that somebody judges."""
        return [it for it in self.items if it.is_evidence]


def system_of(row: Any) -> StarSystem:
    """Return the rule of a kept row."""
    return StarSystem(Subject(row.subject), row.since_year, tuple(StarItem(*one) for one in row.items), tuple(row.steps))


def key_of(name: str) -> str:
    """Return the key of an item of evidence: the same name, the same key in every year and rule."""
    return _PREFIX + sha256(name.encode()).hexdigest()[:16]


def is_key(measure: str) -> bool:
    """Say whether it is the key of an item of evidence."""
    return measure.startswith(_PREFIX)


def check_system(it: StarSystem, *, last_rated: int, this_year: int) -> None:
    """Refuse a rule that contradicts itself, or would change what has been rated.

    Args:
        last_rated: the latest year that was ever rated; 0 when none was.

    Raises:
        RuleBroken: at `since_year`, at the row of an item, or at a step.
    """
    if it.since_year <= last_rated:
        raise RuleBroken("since_year", f"{last_rated} 年已经按原来的办法评过星，新办法只能从以后的年份起用")
    if not 2000 <= it.since_year <= this_year + YEARS_AHEAD:
        raise RuleBroken("since_year", "年份太远，请检查")
    _check_items(it.items)
    _check_steps(it.steps)


def _check_items(items: Sequence[StarItem]) -> None:
    if not items:
        raise RuleBroken("rows", "至少要有一项")
    seen: set[str] = set()
    for n, item in enumerate(items):
        _check_item(item, n)
        if item.measure in seen:
            raise RuleBroken(f"rows-{n}-{'name' if item.is_evidence else 'measure'}", "这一项前面已经有了，只能列一次")
        seen.add(item.measure)
    total = sum(item.points for item in items)
    if total != WHOLE:
        short = f"还差 {WHOLE - total}" if total < WHOLE else f"多了 {total - WHOLE}"
        raise RuleBroken(f"rows-{len(items) - 1}-points", f"分值合计要等于 {WHOLE} 分，现在是 {total} 分，{short}")


def _check_item(item: StarItem, n: int) -> None:
    if item.is_evidence and not 2 <= len(item.name) <= MAX_NAME:
        raise RuleBroken(f"rows-{n}-name", f"佐证项请写名称，2 到 {MAX_NAME} 个字")
    if not item.is_evidence and not is_known(item.measure):
        raise RuleBroken(f"rows-{n}-measure", "没有这个指标，请从列表中选择")
    if not 1 <= item.points <= WHOLE:
        raise RuleBroken(f"rows-{n}-points", f"分值请填 1 到 {WHOLE} 之间的整数")
    if item.full < 1:
        raise RuleBroken(f"rows-{n}-full", "请填写得满分的数")
    if not item.is_evidence and is_share(item.measure) and item.full > WHOLE:
        raise RuleBroken(f"rows-{n}-full", "比率的满分值最多是 100（%）")


def _check_steps(steps: Sequence[int]) -> None:
    if len(steps) != MOST_STARS:
        raise RuleBroken("step_1", "一星到五星的最低分都要填写")
    for n, (lower, higher) in enumerate(pairwise(steps), start=2):
        if higher <= lower:
            raise RuleBroken(f"step_{n}", f"要比 {n - 1} 星的最低分高")
    if steps[0] < 1 or steps[-1] > WHOLE:
        raise RuleBroken("step_5", f"最低分在 1 到 {WHOLE} 之间")


def explain_star_item(item: StarItem) -> str:
    """Return in words how an item brings points."""
    if item.is_evidence:
        return f"县里写明佐证，市级中心在 0 到 {item.points} 分之间给分"
    what = f"{parts_of(item.measure)[0]} ÷ {parts_of(item.measure)[1]}" if is_share(item.measure) else f"全年{item.label}"
    return f"{what}，达到 {item.full_words}得满分"


def explain_system(it: StarSystem) -> list[str]:
    """Return the arithmetic in words, exactly as it is carried out."""
    steps = "、".join(f"{points} 分起{'一二三四五'[n]}星" for n, points in enumerate(it.steps))
    return [
        "单项得分 = 全年的数 ÷ 满分值 × 分值，超过满分值的按满分；按分数精确计算，四舍五入到千分之一分。",
        "比率按“全年分子合计 ÷ 全年分母合计”算，从不把百分数平均；分母是 0 的得 0 分。",
        "全年没有要做的（例如没有到期的问题），这一项不评，总分按其余项目折算成 100 分。",
        f"总分 = 各单项得分相加；{steps}，不到 {it.steps[0]} 分的不评星。",
        "各县全年的月报都审核通过才能计算；评定时的数封存，以后的更正不改动已经算出的星级。",
        "算出后公示，由另一位市级管理员公布；公布前可以写明原因重新计算，各版都留存，公布后不再改动。",
    ]
