"""The words of the catalogue: steps, levels, tiers of health certificates."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """A step of the way 5+1+1. Source: domain fact S2-3."""

    WELFARE = "welfare"
    SKILL = "skill"
    SPECIAL = "special"
    REFRESHER = "refresher"
    MANAGER = "manager"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _STEPS[self]


class Tier(StrEnum):
    """What a health certificate covers, the narrowest first.

    Source: the domain page's 一般 / 居家 / 养老照护 / 母婴照护; that elder and maternity care cover the home, and the home the
    general, is our reading of it.
    """

    GENERAL = "general"
    HOME = "home"
    ELDER = "elder"
    MATERNITY = "maternity"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _TIERS[self]

    def covers(self, wanted: "Tier") -> bool:
        """Say whether a certificate of this tier does for work that wants another."""
        return wanted in _COVERED[self]


_STEPS: Final = {
    Step.WELFARE: "公益培训",
    Step.SKILL: "技能培训",
    Step.SPECIAL: "专项培训",
    Step.REFRESHER: "回炉培训",
    Step.MANAGER: "职业经理人",
}
_TIERS: Final = {Tier.GENERAL: "一般", Tier.HOME: "居家", Tier.ELDER: "养老照护", Tier.MATERNITY: "母婴照护"}
_COVERED: Final = {
    Tier.GENERAL: {Tier.GENERAL},
    Tier.HOME: {Tier.GENERAL, Tier.HOME},
    Tier.ELDER: {Tier.GENERAL, Tier.HOME, Tier.ELDER},
    Tier.MATERNITY: {Tier.GENERAL, Tier.HOME, Tier.MATERNITY},
}
# Source: 家政服务员 4-10-01-06 on the domain page.
LEVELS: Final = {5: "五级/初级工", 4: "四级/中级工", 3: "三级/高级工", 2: "二级/技师"}


def steps_reached(completed: Iterable[tuple[Step, bool, date]]) -> dict[Step, tuple[date, int] | None]:
    """Return how far a woman has come on the way 5+1+1: {step: (when first, how often), or None}, in its order.

    Args:
        completed: the step of each course she completed, whether that was a refresher, which is a step of its own, and when.
    """
    days: dict[Step, list[date]] = {step: [] for step in Step}
    for step, is_refresher, on in completed:
        days[Step.REFRESHER if is_refresher else step].append(on)
    return {step: (min(found), len(found)) if found else None for step, found in days.items()}


def level_words(level: int | None, track: str) -> str:
    """Return `五级/初级工（母婴护理员）`; empty without a level."""
    if level is None:
        return ""
    return f"{LEVELS[level]}（{track}）" if track else LEVELS[level]
