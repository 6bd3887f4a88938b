"""What a round of a city or a county looks at, and when it may be opened and closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.problems.rules.problems import Source

MAX_TITLE, MAX_GUIDANCE, MAX_ITEM, MAX_HINT = 80, 1000, 100, 300
MOST_ITEMS: Final = 20
MOST_POINTS: Final = 100
APPRAISAL_SUM: Final = 100
MOST_DAYS: Final = 184


class Kind(StrEnum):
    """What a round is."""

    VISIT = "visit"
    SUPERVISION = "supervision"
    APPRAISAL = "appraisal"

    @property
    def label(self) -> str:
        """Its word on the page. Source: S0-6, S0-7, S0-8."""
        return {"visit": "季度观摩", "supervision": "年中督导", "appraisal": "年底考核"}[self]

    @property
    def source(self) -> Source:
        """What problems found with it name as their source."""
        return Source(self.value)


class RoundState(StrEnum):
    """How far a round has come."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"draft": "筹备中", "open": "进行中", "closed": "已结束"}[self]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"draft": "neutral", "open": "info", "closed": "good"}[self]


@dataclass(frozen=True, slots=True)
class Item:
    """What is looked at.

    Args:
        points: how many it is worth; nought for what is answered in words alone.
    """

    name: str
    hint: str
    points: int


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """A round as it is prepared."""

    kind: Kind
    title: str
    first_on: date
    last_on: date
    guidance: str
    items: tuple[Item, ...]


TEMPLATES: Final[dict[Kind, tuple[Item, ...]]] = {
    Kind.VISIT: (
        Item("阵地建设", "场所、标识、公示是否到位，设施是否在用", 20),
        Item("培训就业", "本季度办班、取证、上岗的做法和成效", 25),
        Item("一老一小服务", "照料、助餐、托管等服务的场次和人次", 20),
        Item("志愿服务和时间银行", "时长登记、公示、兑换是否规范", 20),
        Item("特色亮点", "可以让别处学的做法", 15),
        Item("存在的困难", "只写情况，不打分", 0),
    ),
    Kind.SUPERVISION: (
        Item("目标进度", "对照省定、市定任务，半年完成情况和落后的原因", 25),
        Item("月报质量", "是否按时上报，数字与日常登记是否一致", 15),
        Item("三免一公", "免费培训、考证、上岗的凭据是否齐全", 20),
        Item("上岗前培训和体检", "是否人人都有，证件是否在有效期内", 15),
        Item("档案和签到", "抽查三个班的签到表、照片和教学纪要", 15),
        Item("上一轮问题整改", "问题清单上的是否按期销号", 10),
        Item("个人信息保护", "名册、证件复印件怎样保管，只写情况", 0),
    ),
    Kind.APPRAISAL: (
        Item("目标完成", "对照市定任务，各项指标全年完成率", 30),
        Item("培训和取证", "期数、人数、取证率，回炉培训另计", 15),
        Item("就业上岗", "上岗人数和留存，岗前培训率、体检率", 15),
        Item("一老一小和公益服务", "服务场次、人次和群众评价", 10),
        Item("志愿服务和爱心超市", "时长、兑换和盘点，账物相符", 10),
        Item("月报和数据质量", "按时率、更正次数、抽查一致率", 10),
        Item("问题整改", "问题清单按期销号率", 5),
        Item("典型和宣传", "典型人物、品牌和经验推广", 5),
    ),
}


def usual_title(kind: Kind, day: date) -> str:
    """Return what a round of these days is usually called."""
    return f"{period_words(kind, day)}{'观摩' if kind is Kind.VISIT else kind.label[-2:]}"


def period_words(kind: Kind, day: date) -> str:
    """Return the part of the year a round is of, told by its kind and its first day."""
    if kind is Kind.VISIT:
        return f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度"
    return f"{day.year}年{kind.label[:2]}"


def sum_of(items: Sequence[Item]) -> int:
    """Return how many points there are in all."""
    return sum(item.points for item in items)


def check_round(draft: RoundDraft) -> None:
    """Refuse what can be no round; what is still to be filled in is looked at when it is opened.

    Raises:
        RuleBroken: the days run backwards or over more than half a year, there is no item, or two have one name.
    """
    if draft.last_on < draft.first_on:
        raise RuleBroken("last_on", "结束日期不能早于开始日期")
    if (draft.last_on - draft.first_on).days > MOST_DAYS:
        raise RuleBroken("last_on", "一次最长半年，请检查日期")
    names: set[str] = set()
    for n, item in enumerate(draft.items):
        if item.name in names:
            raise RuleBroken(f"rows-{n}-name", "这个项目写了两遍")
        names.add(item.name)


def why_not_opened(kind: Kind, items: Sequence[Item]) -> str:
    """Say why a round cannot be opened with these items; empty when it can. Source: S0-8."""
    total = sum_of(items)
    if not items:
        return "还没有项目，请先修改，至少写一项。"
    if kind is Kind.APPRAISAL and total != APPRAISAL_SUM:
        return f"年底考核的分值合计须为 {APPRAISAL_SUM} 分，现在是 {total} 分，请先修改。"
    return "" if total else "所有项目都是 0 分，请先修改，至少有一项打分。"


def check_score_day(due_on: date, *, today: date, last_on: date) -> None:
    """Refuse a last day for the units' own scores that is past, or after the round.

    Raises:
        RuleBroken: it is one.
    """
    if due_on < today:
        raise RuleBroken("due_on", "自评截止日期不能早于今天")
    if due_on > last_on:
        raise RuleBroken("due_on", f"自评截止日期不能晚于结束日期 {last_on}")
