"""Years side by side; what was typed in is grey, what is not over is hollow."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from portal.web.charts.axes import HEIGHT, Axes, axes_of, draw_lines, draw_names, draw_unit
from portal.web.charts.drawing import INK, PALE, PAPER, ROSE, SOFT, TINY, Drawing, join, rect, share_of, text
from portal.web.charts.pictures import Bar, Columns
from portal.web.charts.scale import axis_words, scale_of

_THICK = 0.58  # of a place
_LOOKS = {"": (ROSE, ""), "typed": (PALE, ""), "partial": (PAPER, ROSE)}
_WORDS = {"typed": "补录", "partial": "至今"}


def draw_columns(picture: Columns) -> Drawing:
    """Draw years side by side."""
    axes = axes_of(scale_of([bar.value for bar in picture.bars]), len(picture.bars))
    names = [(bar.label, "") for bar in picture.bars]
    body = draw_unit(picture.unit) + draw_lines(axes) + draw_names(axes, names)
    body += join(part for n, bar in enumerate(picture.bars) for part in _column(axes, n, bar))
    body += join(_number(axes, n, picture.bars[n], words) for n, words in _numbers(picture.bars, axes.slot).items())
    marked = any(bar.mark in _WORDS for bar in picture.bars)
    return Drawing(picture.title, _told(picture), body, axes.base + (2.5 if marked else 1.5), width=34)


def _column(axes: Axes, n: int, bar: Bar) -> Iterator[Markup]:
    high, wide = axes.scale.part(bar.value or 0) * HEIGHT, axes.slot * _THICK
    fill, edge = _LOOKS.get(bar.mark, _LOOKS[""])
    if high:
        yield rect((axes.x(n) - wide / 2, axes.base - high), (wide, high), fill=fill, stroke=edge, title=f"{bar.label} {bar.shown}")
    if bar.mark in _WORDS:
        yield text(_WORDS[bar.mark], (axes.x(n), axes.base + 2.15), anchor="middle", fill=SOFT, size=TINY)


def _number(axes: Axes, n: int, bar: Bar, words: str) -> Markup:
    foot = axes.y(bar.value or 0) - 0.4
    is_far = axes.x(n) + share_of(words, TINY) / 2 > 100  # at the edge it stands to the left
    at, anchor = (100, "end") if is_far else (axes.x(n), "middle")
    return text(words, (at, foot), anchor=anchor, fill=INK if bar.value else SOFT, size=TINY)


def _numbers(bars: Sequence[Bar], slot: float) -> dict[int, str]:
    """Return the numbers that are written: all as they are read, or all short, or, where a phone has no room, the last and the largest."""
    whole = {n: bar.shown for n, bar in enumerate(bars)}
    short = {n: bar.shown if bar.value is None else axis_words(_rough(bar.value)) for n, bar in enumerate(bars)}
    fitting = next((said for said in (whole, short) if all(share_of(words, TINY) <= slot for words in said.values())), None)
    known = [n for n, bar in enumerate(bars) if bar.value is not None]
    if fitting is not None or not known:
        return fitting or whole
    last, most = known[-1], max(known, key=lambda n: bars[n].value or 0)
    return {n: short[n] for n in {last, *([most] if last - most > 1 else [])}}


def _rough(value: float) -> float:
    """Return a large number to the thousand, as `29.9万` says it."""
    return round(value, -3) if value >= 10_000 else value


def _told(picture: Columns) -> str:
    said = "，".join(f"{bar.label} {bar.shown}{f'（{_WORDS[bar.mark]}）' if bar.mark in _WORDS else ''}" for bar in picture.bars)
    return f"柱形图，单位：{picture.unit or '无'}。{said}。" if picture.bars else "没有数据。"
