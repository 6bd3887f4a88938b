"""What of a bulletin is drawn: from the words that were frozen, so that a picture cannot say anything else than the table beside it."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from portal.bulletins.rules import Section
from portal.web.charts import Bar, Bars, Goal, Picture, Progress, Share

_RANKING, _TARGETS = ("名次", "县（市、区）", "得分"), ("目标", "完成")


def picture_of(section: Section) -> Picture | None:
    """Return the picture of a section: the points of the counties, or how far targets have come; None of any other."""
    labels = tuple(head.label for head in section.heads)
    if labels[:3] == _RANKING:
        return _ranking(section)
    return _targets(section, labels) if labels[:2] == _TARGETS else None


def _ranking(section: Section) -> Bars | None:
    bars = tuple(Bar(row[1], _number(row[2]), row[2]) for row in section.rows)
    return (
        Bars("各县（市、区）得分", "分", bars, note="满分 100 分", whole=100, is_ordered=True) if any(bar.value for bar in bars) else None
    )


def _targets(section: Section, labels: Sequence[str]) -> Progress | None:
    if not {"完成省定", "完成市定", "序时"} <= set(labels):
        return None
    goals = tuple(_goal(dict(zip(labels, row, strict=True))) for row in section.rows)
    return Progress("目标进度", tuple(goal for goal in goals if goal.shares)) if any(goal.shares for goal in goals) else None


def _goal(said: dict[str, str]) -> Goal:
    shares = (Share(name, _thousandths(said[f"完成{name}"]), said[f"完成{name}"]) for name in ("市定", "省定"))
    return Goal(said["目标"], tuple(share for share in shares if share.value is not None), _thousandths(said["序时"]) or 0, said["序时"])


def _number(words: str) -> float | None:
    try:
        return float(Decimal(words.replace(",", "")))
    except InvalidOperation:
        return None


def _thousandths(words: str) -> int | None:
    value = _number(words.removesuffix("%"))
    return None if value is None else round(value * 10)
