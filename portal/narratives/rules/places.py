"""What a token's names can mean: units below, kinds of activity, targets; and what makes it wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.core.dates import month_words
from portal.core.text import to_ascii_digits
from portal.narratives.rules.names import nearest
from portal.narratives.rules.periods import Months, just_before, period_of, year_before
from portal.narratives.rules.tokens import Ask, BadToken, Form, Wanted
from portal.reports.rules.measures import FIGURES

_OF_THE_WHOLE: Final = (Ask.PROVINCE, Ask.CITY, Ask.OF_PROVINCE, Ask.OF_CITY, Ask.UPLIFT)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit whose figures can be told."""

    id: int
    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a report can tell of.

    Args:
        units: the reporting unit first, then all below it.
        kinds: (id, name) of the kinds of activity.
        targets: those of the report's year as they were published, each with its completion; Any, since they are of two sorts.
        begins: the first month of which there are figures; empty when there are none.
        until: the month that runs now.
        span: the report's own months.
    """

    units: Sequence[Unit]
    kinds: Sequence[tuple[int, str]]
    span: Months
    begins: str = ""
    until: str = "9999-12"
    targets: Sequence[Any] = field(default_factory=tuple)

    @property
    def own(self) -> Unit:
        """The unit that reports."""
        return self.units[0]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a token asks for, every name of it found.

    Args:
        months: whose figure it is; `against`: the months it is compared with, None of a plain figure.
    """

    wanted: Wanted
    unit: Unit
    kind_id: int
    months: Months
    against: Months | None = None
    target: Any = None


def settle(wanted: Wanted, known: Known) -> Settled:
    """Find what the names of a token mean.

    Raises:
        BadToken: a name is unknown or of several, a kind where none is kept apart, months without figures.
    """
    unit, kind_id = _names(wanted, known)
    if wanted.ask:
        return Settled(wanted, unit, 0, known.span, target=_target(wanted, unit, known))
    months = period_of(wanted.period, known.span) if wanted.period else known.span
    assert months is not None  # read_token has looked
    against = {Form.YEAR: year_before, Form.BEFORE: just_before}.get(wanted.form)
    compared = against(months) if against else None
    _check_months(months, compared, wanted, known)
    return Settled(wanted, unit, kind_id, months, compared)


def _names(wanted: Wanted, known: Known) -> tuple[Unit, int]:
    units, kinds = list[Unit](), list[int]()
    for name in wanted.names:
        found = [it for it in known.units if name in (it.code, to_ascii_digits(it.name))]
        of_kind = [number for number, words in known.kinds if to_ascii_digits(words) == name]
        if not found and not of_kind:
            every = [*(it.name for it in known.units), *(words for _, words in known.kinds), "上年同期", "同比", "约"]
            raise BadToken(f"“{name}”不是本单位或下属单位、活动类别、期间或写法{nearest(name, every)}")
        if len(found) > 1:
            codes = "、".join(it.code for it in found[:4])
            raise BadToken(f"有 {len(found)} 个单位叫“{name}”，请改写单位代码：{codes}")
        units += found
        kinds += of_kind if not found else []
    if len(units) > 1 or len(kinds) > 1:
        raise BadToken(f"{'单位' if len(units) > 1 else '活动类别'}写了两个，只留一个")
    if kinds and not (wanted.code in FIGURES and FIGURES[wanted.code].has_kinds):
        raise BadToken("这个指标不分活动类别")
    return (units or [known.own])[0], (kinds or [0])[0]


def _check_months(months: Months, against: Months | None, wanted: Wanted, known: Known) -> None:
    if months[0] > known.until:
        raise BadToken(f"{month_words(months[0])}还没有到")
    if not known.begins:
        raise BadToken("本单位还没有任何数据")
    if months[1] < known.begins or (wanted.period and months[0] < known.begins) or (against and against[0] < known.begins):
        least = min(months[0], against[0]) if against else months[0]
        raise BadToken(f"{month_words(least)}还没有数据：平台上的数据从{month_words(known.begins)}开始")


def _target(wanted: Wanted, unit: Unit, known: Known) -> Any:
    assert wanted.ask is not None  # settle has looked
    every = [it.target for it in known.targets]
    aims = {it.id: it for it in every if wanted.target in (to_ascii_digits(it.aim.name), to_ascii_digits(f"{it.programme}/{it.aim.name}"))}
    if not aims:
        names = sorted({it.aim.name for it in every})
        why = nearest(wanted.target, names) if names else f"：{known.span[1][:4]} 年还没有发布目标"
        raise BadToken(f"没有“{wanted.target}”这个目标{why}")
    if len(aims) > 1:
        said = "、".join(sorted(f"{it.programme}/{it.aim.name}" for it in aims.values()))
        raise BadToken(f"有 {len(aims)} 个目标叫“{wanted.target}”，请写成：{said}")
    which = next(iter(aims))
    whole = next((it for it in known.targets if it.target.id == which and it.unit.id == unit.id), None)
    if whole is None:
        raise BadToken(f"{unit.name}没有“{wanted.target}”的任务")
    if wanted.ask in _OF_THE_WHOLE and unit.level != "city":
        raise BadToken(f"“{wanted.ask}”是全市的；{unit.name}请写【目标任务：{wanted.target}】【完成率：{wanted.target}】")
    return whole
