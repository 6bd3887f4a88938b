"""Names with bars: beside them where the names are short, below them where they are long."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.web.charts.drawing import (
    AXIS,
    INK,
    NARROW,
    NOTHING,
    PALE,
    ROSE,
    SOFT,
    TINY,
    Drawing,
    cut,
    join,
    line,
    rect,
    share_of,
    text,
)
from portal.web.charts.pictures import Bar, Bars

MOST: Final = 30  # what more there is stands in the table
MOST_BESIDE: Final = 30.0  # hundredths: a name of five characters on a phone
_THREAD: Final = 0.3  # hundredths: a number above nought is seen, however small
_GAP: Final = 0.4
_LEGEND: Final = NARROW * 0.44


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where bars begin and how long the longest is, in hundredths; how high a row and its bars are, in rem."""

    left: float
    span: float
    row: float
    top: float
    thick: float
    most: float

    @property
    def is_beside(self) -> bool:
        """Whether names stand beside their bars."""
        return self.left > 1


def draw_bars(picture: Bars) -> Drawing:
    """Draw names with bars."""
    bars = picture.bars if picture.is_ordered else tuple(sorted(picture.bars, key=lambda bar: (bar.value is None, -(bar.value or 0))))
    shown, rest = bars[:MOST], len(bars) - MOST
    frame = _frame_of(picture, shown)
    down = 1.75 if any(picture.names) else 0.25
    body = _legend(picture.names) if any(picture.names) else NOTHING
    body += join(_row(bar, frame, down + n * frame.row) for n, bar in enumerate(shown))
    foot = down + len(shown) * frame.row
    body += line((frame.left, down), (frame.left, foot), stroke=AXIS) if frame.is_beside else NOTHING
    body += told_rest(rest, foot)
    return Drawing(picture.title, _told(picture, bars), body, foot + (1.75 if rest > 0 else 0.25))


def told_rest(rest: int, down: float) -> Markup:
    """Say how many are not drawn."""
    return text(f"另有 {rest} 个没有画出，见表", (0, down + 1.25), fill=SOFT, size=TINY) if rest > 0 else NOTHING


def length(value: float | None, most: float, span: float) -> float:
    """Return how long a bar is, in hundredths: proportional from nought, a thread at least of what is above nought."""
    if value is None or value <= 0 or most <= 0:
        return 0
    return max(min(value / most, 1) * span, _THREAD)


def _frame_of(picture: Bars, bars: tuple[Bar, ...]) -> _Frame:
    numbers = [value for bar in bars for value in (bar.value, bar.before) if value is not None]
    most = max([picture.whole or 0, *numbers])
    name = max((share_of(bar.label) for bar in bars), default=0) + 2.7
    room = max((max(share_of(bar.shown), share_of(bar.before_shown, TINY)) for bar in bars), default=0) + 4
    is_paired = any(bar.before is not None for bar in bars)
    if name <= MOST_BESIDE:
        return _Frame(name, max(100 - name - room, 20), 2.25 if is_paired else 1.625, 0.25, 0.75 if is_paired else 1, most)
    return _Frame(0.2, max(100 - room, 20), 3.25 if is_paired else 2.625, 1.375, 0.7 if is_paired else 0.75, most)


def _row(bar: Bar, frame: _Frame, down: float) -> Markup:
    return join(_parts(bar, frame, down))


def _parts(bar: Bar, frame: _Frame, down: float) -> Iterator[Markup]:
    if frame.is_beside:
        middle = down + frame.row / 2
        yield text(cut(bar.label, frame.left / 100 * NARROW), (frame.left, middle + 0.28), anchor="end", shift=-_GAP)
    else:
        yield text(cut(bar.label, NARROW * 0.98), (0, down + 1.05))
        yield line((frame.left, down + frame.top - 0.1), (frame.left, down + frame.row - 0.25), stroke=AXIS)
    top = down + frame.top
    long = length(bar.value, frame.most, frame.span)
    if long:
        yield rect((frame.left, top), (long, frame.thick), fill=ROSE, title=f"{bar.label} {bar.shown}")
    foot = top + frame.thick / 2 + 0.28
    yield text(bar.shown, (frame.left + long, foot), fill=INK if bar.value else SOFT, shift=_GAP)
    if bar.before is not None:
        top += frame.thick + 0.1
        other = length(bar.before, frame.most, frame.span)
        if other:
            yield rect((frame.left, top), (other, frame.thick), fill=PALE, title=f"{bar.label} {bar.before_shown}")
        yield text(bar.before_shown, (frame.left + other, top + frame.thick / 2 + 0.25), fill=SOFT, size=TINY, shift=_GAP)


def _legend(names: tuple[str, str]) -> Markup:
    one = rect((0, 0.4), (3, 0.75), fill=ROSE) + text(cut(names[0], _LEGEND), (3, 1.05), shift=_GAP)
    return one + rect((50, 0.4), (3, 0.75), fill=PALE) + text(cut(names[1], _LEGEND), (53, 1.05), fill=SOFT, shift=_GAP)


def _told(picture: Bars, bars: tuple[Bar, ...]) -> str:
    said = "，".join(
        f"{bar.label} {bar.shown}{f'（{picture.names[1]} {bar.before_shown}）' if bar.before is not None else ''}" for bar in bars[:MOST]
    )
    more = f"；共 {len(bars)} 个" if len(bars) > MOST else ""
    return f"条形图，单位：{picture.unit or '无'}。{said}{more}。" if bars else "没有数据。"
