"""Training and praise of a volunteer, on record."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.core.errors import RuleBroken

MARK_KINDS: Final = {"training": "培训", "praise": "表彰"}
EARLIEST: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """What she went through, or was praised for.

    Args:
        kind: one of MARK_KINDS.
        trained_min: how long a training was, in minutes; None when nobody noted it.
        note: who held it, or who praised her.
    """

    kind: str
    happened_on: date
    title: str
    trained_min: int | None = None
    note: str = ""


def check_mark(it: Mark, *, today: date) -> None:
    """Refuse what cannot have been.

    Raises:
        RuleBroken: a day to come or long past, or praise that has a length.
    """
    if it.happened_on > today:
        raise RuleBroken("happened_on", "日期还没有到，请检查")
    if it.happened_on < EARLIEST:
        raise RuleBroken("happened_on", "日期太早，请检查年份")
    if it.kind != "training" and it.trained_min is not None:
        raise RuleBroken("trained", "只有培训才填时长，表彰请留空")
