"""Pictures of numbers as SVG: the same on a page and on paper, drawn from numbers alone; the table beside each stays the truth."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask
from markupsafe import Markup

from portal.web.charts.bars import draw_bars
from portal.web.charts.columns import draw_columns
from portal.web.charts.drawing import NOTHING, Drawing
from portal.web.charts.funnel import draw_funnel
from portal.web.charts.pictures import Bar, Bars, Columns, Funnel, Goal, Picture, Point, Progress, Share, Trend, keep, read
from portal.web.charts.progress import draw_progress
from portal.web.charts.trend import draw_trend

__all__ = [
    "OFFICIAL_MM",
    "Bar",
    "Bars",
    "Columns",
    "Drawing",
    "Funnel",
    "Goal",
    "Picture",
    "Point",
    "Progress",
    "Share",
    "Trend",
    "chart",
    "draw",
    "init_app",
    "keep",
    "paper_chart",
    "read",
]
OFFICIAL_MM: Final = 156.0  # Source: GB/T 9704-2012, the width of the type area
_PENS: Final[Mapping[type, Any]] = {
    Bars: draw_bars,
    Columns: draw_columns,
    Trend: draw_trend,
    Progress: draw_progress,
    Funnel: draw_funnel,
}


def init_app(app: Flask) -> None:
    """Let templates draw: `{{ picture|chart }}` on a page, `{{ picture|paper_chart }}` on paper."""
    app.jinja_env.filters.update(chart=chart, paper_chart=paper_chart)


def draw(picture: Picture | Mapping[str, Any]) -> Drawing:
    """Draw a picture, or one that was kept; its height on paper is known by `height_pt`."""
    it = read(picture) if isinstance(picture, Mapping) else picture
    return _PENS[type(it)](it)


def chart(picture: Picture | Mapping[str, Any] | None) -> Markup:
    """Return a picture for a page; nothing of none."""
    return draw(picture).on_screen() if picture else NOTHING


def paper_chart(picture: Picture | Mapping[str, Any] | None, width_mm: float = OFFICIAL_MM) -> Markup:
    """Return a picture for paper, as wide as the type area; nothing of none."""
    return draw(picture).on_paper(width_mm) if picture else NOTHING
