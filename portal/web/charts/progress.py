"""Goals: how much of each is done, and a tick where it should be by now (序时进度)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.web.charts.bars import MOST, MOST_BESIDE, length, told_rest
from portal.web.charts.drawing import (
    AXIS,
    INK,
    NARROW,
    PALE,
    PAPER,
    ROSE,
    SOFT,
    TINY,
    TRACK,
    Drawing,
    cut,
    join,
    line,
    rect,
    share_of,
    text,
)
from portal.web.charts.pictures import Goal, Progress, Share

_WHOLE: Final = 1000
_MOST: Final = 1500  # thousandths: beyond it a bar ends in an arrow, and its words tell the rest
_GAP: Final = 0.4


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where bars begin, how wide the field is (both in hundredths), and which share its right edge stands for."""

    left: float
    span: float
    most: int
    is_one_due: bool
    is_beside: bool

    def x(self, share: int) -> float:
        return self.left + min(share, self.most) / self.most * self.span


def draw_progress(picture: Progress) -> Drawing:
    """Draw goals with their ticks."""
    frame, rest = _frame_of(picture), len(picture.goals) - MOST
    body, down = _axis(picture, frame), 2.125
    for goal in picture.goals[:MOST]:
        body += join(_goal(goal, frame, down))
        down += _height(goal, frame)
    body += told_rest(rest, down)
    return Drawing(picture.title, _told(picture), body, down + (1.75 if rest > 0 else 0.25), width=46 if frame.is_beside else 72)


def _frame_of(picture: Progress) -> _Frame:
    shares = [share for goal in picture.goals for share in goal.shares]
    most = max([_WHOLE, *(min(share.value or 0, _MOST) for share in shares)])
    room = max((share_of(_words(share, most)) for share in shares), default=0) + 4
    names = max((share_of(goal.label) for goal in picture.goals), default=0) + 2.7
    is_beside = names <= MOST_BESIDE and all(len(goal.shares) == 1 and not goal.shares[0].label for goal in picture.goals)
    left = names if is_beside else max((share_of(share.label, TINY) for share in shares), default=0) + 2.7
    return _Frame(left, 100 - left - room, most, len({goal.due for goal in picture.goals}) == 1, is_beside)


def _axis(picture: Progress, frame: _Frame) -> Markup:
    """Say what the tick is, at the top."""
    shown = f" {picture.goals[0].due_shown}" if frame.is_one_due else ""
    key = line((0.5, 0.15), (0.5, 1.1), stroke=INK, width=2.5) + text(
        f"竖线：序时进度{shown}", (0.5, 0.9), size=TINY, fill=SOFT, shift=_GAP
    )
    at = frame.x(_WHOLE)
    return key + text("100%", (at, 2), anchor="middle" if frame.most > _WHOLE else "end", size=TINY, fill=SOFT)


def _height(goal: Goal, frame: _Frame) -> float:
    return 1.75 if frame.is_beside else 1.75 + 1.375 * len(goal.shares)


def _goal(goal: Goal, frame: _Frame, down: float) -> Iterator[Markup]:
    if frame.is_beside:
        yield text(goal.label, (frame.left, down + 1.15), anchor="end", shift=-_GAP)
        yield from _share(goal, goal.shares[0], frame, down + 0.4)
        return
    due = "" if frame.is_one_due else f"序时 {goal.due_shown}"
    room = NARROW - (len(due) + 1) * TINY * 0.75 if due else NARROW
    yield text(cut(goal.label, room), (0, down + 1.05))
    if due:
        yield text(due, (100, down + 1.05), anchor="end", size=TINY, fill=SOFT)
    for n, share in enumerate(goal.shares):
        yield from _share(goal, share, frame, down + 1.5 + n * 1.375)


def _share(goal: Goal, share: Share, frame: _Frame, down: float) -> Iterator[Markup]:
    thick = 0.9
    if share.label:
        yield text(share.label, (frame.left, down + 0.72), anchor="end", size=TINY, fill=SOFT, shift=-_GAP)
    yield rect((frame.left, down), (frame.x(_WHOLE) - frame.left, thick), fill=TRACK)
    long = length(share.value, frame.most, frame.span)
    if long:
        fill = PALE if share.label == "省定" else ROSE
        yield rect((frame.left, down), (long, thick), fill=fill, title=f"{goal.label}{share.label} {share.shown}")
    yield line((frame.left, down - 0.1), (frame.left, down + thick + 0.1), stroke=AXIS)
    if frame.most > _WHOLE:  # what is beyond the goal begins behind a notch
        yield line((frame.x(_WHOLE), down), (frame.x(_WHOLE), down + thick), stroke=PAPER, width=1.5)
    at = frame.x(goal.due)
    for colour, wide in ((PAPER, 5), (INK, 2.5)):  # seen on a dark bar in black and white too
        yield line((at, down - 0.2), (at, down + thick + 0.2), stroke=colour, width=wide)
    yield text(_words(share, frame.most), (frame.left + frame.span, down + 0.73), shift=_GAP)


def _words(share: Share, most: int) -> str:
    return f"▶ {share.shown}" if (share.value or 0) > most else share.shown


def _told(picture: Progress) -> str:
    if not picture.goals:
        return "没有目标。"
    said = "；".join(
        f"{goal.label}：{'，'.join(f'{share.label}完成 {share.shown}' for share in goal.shares)}，序时 {goal.due_shown}"
        for goal in picture.goals[:MOST]
    )
    return f"进度图，竖线是序时进度。{said}。"
