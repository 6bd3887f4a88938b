"""Steps on a way, one below the other, each as wide as its number."""

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from portal.web.charts.bars import length
from portal.web.charts.drawing import INK, NARROW, PAPER, ROSE, SOFT, TINY, Drawing, cut, join, rect, share_of, text
from portal.web.charts.pictures import Bar, Funnel

_ROW, _THICK = 2.5, 2.0  # rem
_GAP: Final = 0.5


def draw_funnel(picture: Funnel) -> Drawing:
    """Draw steps on a way."""
    steps = picture.steps
    left = min(max((share_of(step.label) for step in steps), default=0), 30) + 2
    room = max((max(share_of(step.shown), share_of(share, TINY)) for step, share in _paired(picture)), default=0) + 3.5
    span, most = 100 - left - room, max((step.value or 0 for step in steps), default=0)
    body = join(part for n, (step, share) in enumerate(_paired(picture)) for part in _step(step, share, n, (left, span, most)))
    return Drawing(picture.title, _told(picture), body, len(steps) * _ROW + 0.25)


def _paired(picture: Funnel) -> list[tuple[Bar, str]]:
    return list(zip(picture.steps, picture.shares or [""] * len(picture.steps), strict=True))


def _step(step: Bar, share: str, n: int, field: tuple[float, float, float]) -> Iterator[Markup]:
    left, span, most = field
    top = n * _ROW + 0.25
    yield text(cut(step.label, left / 100 * NARROW), (0, top + 1.28))
    long, middle = length(step.value, most, span), left + span / 2
    fill, edge = (PAPER, ROSE) if step.mark == "hidden" else (ROSE, "")
    if long:
        yield rect((middle - long / 2, top), (long, _THICK), fill=fill, stroke=edge, title=f"{step.label} {step.shown}")
    yield text(step.shown, (left + span, top + (0.85 if share else 1.28)), fill=INK if step.value else SOFT, shift=_GAP)
    if share:
        yield text(share, (left + span, top + 1.8), size=TINY, fill=SOFT, shift=_GAP)


def _told(picture: Funnel) -> str:
    said = "，".join(f"{step.label} {step.shown}{f'（{share}）' if share else ''}" for step, share in _paired(picture))
    return f"漏斗图，宽度按数字。{said}。" if picture.steps else "没有数据。"
