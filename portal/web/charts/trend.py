"""A line through the months, another behind it, the last number written at its end."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from markupsafe import Markup

from portal.web.charts.axes import RIGHT, Axes, axes_of, draw_lines, draw_names, draw_unit
from portal.web.charts.drawing import AXIS, INK, NOTHING, PAPER, ROSE, SOFT, TINY, Drawing, dot, join, line, share_of, text
from portal.web.charts.pictures import Point, Trend
from portal.web.charts.scale import scale_of

_DASH = "5 4"
_MOST_DOTS = 24


def draw_trend(picture: Trend) -> Drawing:
    """Draw a line through the months."""
    values = [point.value for point in picture.points]
    axes = axes_of(scale_of([*values, *picture.before]), len(values), above=0.75 if picture.before else 0)
    body = draw_lines(axes) + draw_names(axes, [(point.label, point.under) for point in picture.points])
    body += _legend(picture.names) if picture.before else NOTHING
    body += _line(axes, picture.before, stroke=AXIS, dash=_DASH)
    body += _line(axes, values, stroke=ROSE, partial={n for n, point in enumerate(picture.points) if point.is_partial})
    body += _dots(axes, picture.points) + _last(axes, picture.points)
    is_dated = any(point.under for point in picture.points)
    return Drawing(picture.title, _told(picture), draw_unit(picture.unit) + body, axes.base + (2.5 if is_dated else 1.5), width=72)


def _line(axes: Axes, values: Sequence[float | None], *, stroke: str, dash: str = "", partial: Collection[int] = ()) -> Markup:
    """Draw the pieces between numbers that stand side by side; where one is missing, so is the line."""
    pieces = [
        line((axes.x(n), axes.y(one)), (axes.x(n + 1), axes.y(other)), stroke=stroke, width=2, dash=_DASH if n + 1 in partial else dash)
        for n, (one, other) in enumerate(pairwise(values))
        if one is not None and other is not None
    ]
    return join(pieces)


def _dots(axes: Axes, points: Sequence[Point]) -> Markup:
    alone = {n for n, point in enumerate(points) if point.value is not None and not _has_neighbour(points, n)}
    drawn = [
        dot((axes.x(n), axes.y(point.value)), fill=PAPER if point.is_partial else ROSE, stroke=ROSE)
        for n, point in enumerate(points)
        if point.value is not None and (len(points) <= _MOST_DOTS or n in alone or n == _last_of(points))
    ]
    return join(drawn)


def _has_neighbour(points: Sequence[Point], n: int) -> bool:
    return any(0 <= at < len(points) and points[at].value is not None for at in (n - 1, n + 1))


def _last_of(points: Sequence[Point]) -> int | None:
    return max((n for n, point in enumerate(points) if point.value is not None), default=None)


def _last(axes: Axes, points: Sequence[Point]) -> Markup:
    """Write the last number beside its dot, on the side that its line does not come from."""
    at = _last_of(points)
    if at is None:
        return text("没有数据", ((axes.left + RIGHT) / 2, axes.base - 4), anchor="middle", fill=SOFT)
    point = points[at]
    value, before = point.value or 0, points[at - 1].value if at else None
    down = axes.y(value)
    is_falling = before is not None and before > value
    has_room = down + 1.25 < axes.base
    foot = down + 1.2 if is_falling and has_room else down - 0.55
    words = f"{point.shown}（至今）" if point.is_partial else point.shown
    half = share_of(words) / 2
    x = min(max(axes.x(at), axes.left + half), RIGHT - half)
    is_far = x < axes.x(at)  # at the edge it stands to the left
    return text(words, (RIGHT if is_far else x, foot), anchor="end" if is_far else "middle", fill=INK)


def _legend(names: tuple[str, str]) -> Markup:
    first = line((34, 0.6), (39, 0.6), stroke=ROSE, width=2) + dot((36.5, 0.6), fill=ROSE, stroke=ROSE, radius=0.2)
    second = line((66, 0.6), (71, 0.6), stroke=AXIS, width=2, dash=_DASH)
    return first + text(names[0], (40, 0.85), size=TINY) + second + text(names[1], (72, 0.85), size=TINY, fill=SOFT)


def _told(picture: Trend) -> str:
    known = [(point, f"{point.under}{point.label}") for point in picture.points if point.value is not None]
    if not known:
        return "没有数据。"
    said = "，".join(f"{name} {point.shown}" for point, name in known)
    behind = f"虚线是{picture.names[1]}。" if picture.before else ""
    return f"折线图，单位：{picture.unit or '无'}。{said}。{behind}"
