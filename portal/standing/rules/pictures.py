"""What of a ranking is drawn."""

from collections.abc import Sequence

from portal.standing.rules.formulas import Item
from portal.standing.rules.measures import points_words
from portal.standing.rules.ranking import Line
from portal.web.charts import Bar, Bars

FULL = 100


def picture_of_ranking(lines: Sequence[Line]) -> Bars | None:
    """Return the counties with their points of a hundred, in the order of the ranking."""
    return _points("总分", FULL, [(line.name, line.points) for line in lines])


def pictures_of_ranking(lines: Sequence[Line], items: Sequence[Item]) -> list[Bars]:
    """Return the points of the whole, then of each item, all in the order of the ranking."""
    ranked = [line for line in lines if line.marks]
    each = [_points(item.label, item.weight, [(line.name, line.marks[n].points) for line in ranked]) for n, item in enumerate(items)]
    return [it for it in (picture_of_ranking(lines), *each) if it]


def _points(label: str, full: int, points: Sequence[tuple[str, int | None]]) -> Bars | None:
    bars = tuple(Bar(name, None if its is None else its / 1000, points_words(its)) for name, its in points)
    title = f"各县（市、区）{label}得分" if full != FULL else "各县（市、区）总分"
    return Bars(title, "分", bars, note=f"满分 {full} 分", whole=full, is_ordered=True) if any(bar.value for bar in bars) else None
