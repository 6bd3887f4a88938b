"""A target as it is set: two baselines with their documents, its months, and what of it is split."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import months_between
from portal.reports.rules.measures import FIGURES, label_of, unit_of
from portal.tallies.rules import Indicator
from portal.targets.rules.progress import thousandths

MAX_NAME, MAX_SOURCE, MAX_REASON = 80, 200, 500
Parts = Mapping[int, Mapping[str, int]]  # {unit: {month: what it is to reach}}
_KEPT: Final = (
    *("name", "measure", "kind_id", "first_month", "last_month"),
    *("province_value", "province_source", "city_value", "city_source"),
)


class State(StrEnum):
    """How far a target has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"draft": "草稿", "published": "已发布", "withdrawn": "已撤销"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"draft": "warn", "published": "good", "withdrawn": "neutral"}[self.value]


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """A programme as it is typed."""

    year: int
    name: str
    document: str
    document_number: str
    issued_by: str = ""
    issued_on: Any = None


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: what is measured, in which months, and how much of it the province and the city set.

    Args:
        measure: the code of a figure.
        province_value, city_value: in minutes where minutes are kept; at least one is there. Source: S0-2.
        province_source, city_source: the document and its number.
    """

    name: str
    measure: str
    first_month: str
    last_month: str
    province_value: int | None = None
    province_source: str = ""
    city_value: int | None = None
    city_source: str = ""
    kind_id: int | None = None
    parts: Parts = field(default_factory=dict)

    @property
    def base(self) -> int:
        """What is split: the city's value, else the province's."""
        return self.city_value or self.province_value or 0

    @property
    def base_name(self) -> str:
        """Whose value is split."""
        return "市定" if self.city_value else "省定"

    @property
    def uplift(self) -> int | None:
        """By how much the city's value is above the province's, in thousandths; None without both. It is never typed."""
        if not self.province_value or not self.city_value:
            return None
        return thousandths(self.city_value - self.province_value, self.province_value)

    @property
    def figure(self) -> Indicator:
        """What is measured."""
        return FIGURES[self.measure]

    @property
    def label(self) -> str:
        """What the measure is called."""
        return label_of(self.measure)

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return unit_of(self.measure)

    @property
    def is_minutes(self) -> bool:
        """Whether it is kept in minutes."""
        return self.figure.is_minutes

    @property
    def months(self) -> list[str]:
        """Its months, in order."""
        return months_between(self.first_month, self.last_month)

    def kept(self) -> dict[str, Any]:
        """Return it as a publication keeps it."""
        parts = {str(unit): dict(sorted(months.items())) for unit, months in sorted(self.parts.items())}
        return {**{name: getattr(self, name) for name in _KEPT}, "parts": parts}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what a publication kept."""
        parts = {int(unit): dict(months) for unit, months in kept["parts"].items()}
        return cls(**{name: kept[name] for name in _KEPT}, parts=parts)


@dataclass(frozen=True, slots=True)
class Published:
    """A target as it was published last, with where it stands."""

    id: UUID
    programme_id: UUID
    programme: str
    revision: int
    state: State
    aim: Aim


def check_aim(aim: Aim, *, year: int) -> None:
    """Refuse a target that cannot be.

    Raises:
        RuleBroken: neither value, a value without its document, months that run backwards or leave the year, a kind where none is kept.
    """
    if not aim.province_value and not aim.city_value:
        raise RuleBroken("city_value", "省定和市定至少填一个")
    for name in ("province", "city"):
        if getattr(aim, f"{name}_value") and not getattr(aim, f"{name}_source"):
            raise RuleBroken(f"{name}_source", "请填写依据的文件名称和文号")
    if aim.first_month > aim.last_month:
        raise RuleBroken("last_month", "结束月份不能早于开始月份")
    for name in ("first_month", "last_month"):
        if not getattr(aim, name).startswith(f"{year}-"):
            raise RuleBroken(name, f"应在 {year} 年之内：这个专项是 {year} 年的")
    if aim.kind_id and not aim.figure.has_kinds:
        raise RuleBroken("kind", f"“{aim.label}”不分活动类别，请选“全部类别”")


def check_amendment(old: Aim, new: Aim, *, revision: int) -> None:
    """Refuse an amendment that would lose or misread what was split.

    Raises:
        RuleBroken: another measure after a publication or a split; months taken away that still have parts.
    """
    is_split = any(value for parts in old.parts.values() for value in parts.values())
    if (old.measure, old.kind_id) != (new.measure, new.kind_id) and (revision or is_split):
        raise RuleBroken("measure", "已经分解或发布过的目标不能换指标。请撤销这个目标，另建一个")
    months = set(new.months)
    lost = sorted({month for parts in old.parts.values() for month, value in parts.items() if value and month not in months})
    if lost:
        words = "、".join(f"{int(month[5:])} 月" for month in lost)
        raise RuleBroken("last_month" if lost[-1] > new.last_month else "first_month", f"{words}还有分解数，请先在分解表里改到别的月份")
