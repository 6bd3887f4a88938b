"""The pen: elements of SVG 1.1, escaped, with presentation attributes alone, since neither our policy nor the paper knows styles.

Across, everything is a percentage of whatever width there is, so one drawing fits a phone, a desk and a page, and its text keeps its
size. Down, shapes are in rem. A text's place is in em of its own size: the printer reads a text's rem so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

from markupsafe import Markup, escape

# Lightness differs by more than hue does, so that the pictures are read in black and white too.
INK: Final = "#23262b"
SOFT: Final = "#585d66"
ROSE: Final = "#ad2757"
PALE: Final = "#b9b3aa"  # what is compared with
TRACK: Final = "#edebe7"
GRID: Final = "#e0dcd5"
AXIS: Final = "#8b8881"
PAPER: Final = "#ffffff"

BODY: Final = 0.8125  # rem
TINY: Final = 0.75
NARROW: Final = 15.5  # rem: what text is fitted to, a phone of 320 px; with larger letters it reaches over the edge instead of being cut
_FONTS: Final = "Portal Sans,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,Noto Sans SC,sans-serif"
_WIDE: Final = frozenset("WF")
_LATIN_EM: Final = 0.56
_PT_PER_REM: Final = 12
_PX_PER_REM: Final = 16
_PX_PER_MM: Final = 96 / 25.4
NOTHING: Final = Markup("")
Place = tuple[float, float]  # hundredths across, rem down


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished drawing.

    Args:
        height: in rem.
        width: the widest it is drawn on a screen, in rem.
    """

    title: str
    told: str
    body: Markup
    height: float
    width: float = 46

    def on_screen(self) -> Markup:
        """Return it as wide as there is room for, growing with the size of the text."""
        return self._svg({"class": "number", "width": down(self.width), "height": down(self.height)})  # the class of tabular figures

    def on_paper(self, width_mm: float) -> Markup:
        """Return it for a page."""
        box = f"0 0 {number(width_mm * _PX_PER_MM)} {number(self.height * _PX_PER_REM)}"
        return self._svg({"width": f"{number(width_mm)}mm", "height": f"{number(self.height_pt)}pt", "viewBox": box})

    @property
    def height_pt(self) -> float:
        """How much of a page it takes."""
        return self.height * _PT_PER_REM

    def _svg(self, size: Mapping[str, str]) -> Markup:
        said = _element("title", {}, escape(clean(self.title))) + _element("desc", {}, escape(clean(self.told)))
        known = {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "overflow": "visible", **size, "font-family": _FONTS, "fill": INK}
        return _element("svg", known, said + self.body)


def clean(words: str) -> str:
    """Return words without the control characters that no XML may hold."""
    return "".join(mark for mark in words if mark >= " " and mark not in "\ufffe\uffff" and not "\ud800" <= mark <= "\udfff")


def number(value: float) -> str:
    """Return a length without a tail of noughts."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def down(value: float) -> str:
    """Return a place or a height, in rem."""
    return f"{number(value)}rem"


def across(value: float) -> str:
    """Return a place or a width across, in hundredths of the drawing."""
    return f"{number(value)}%"


def rect(at: Place, size: Place, *, fill: str = ROSE, stroke: str = "", title: str = "") -> Markup:
    """Draw a rectangle from its upper left corner, (width, height) large; the title is shown beside the mouse."""
    edge = {"stroke": stroke, "stroke-width": "1"} if stroke else {}
    said = {"x": across(at[0]), "y": down(at[1]), "width": across(size[0]), "height": down(size[1]), "fill": fill, **edge}
    return _element("rect", said, _element("title", {}, escape(clean(title))) if title else NOTHING)


def line(start: Place, end: Place, *, stroke: str, width: float = 1, dash: str = "") -> Markup:
    """Draw a line between two places; its width is in pixels."""
    look = {"stroke-dasharray": dash} if dash else {"stroke-linecap": "round"} if width > 1 else {}
    ends = {"x1": across(start[0]), "y1": down(start[1]), "x2": across(end[0]), "y2": down(end[1])}
    return _element("line", {**ends, "stroke": stroke, "stroke-width": number(width), **look})


def dot(at: Place, *, fill: str, stroke: str, radius: float = 0.22) -> Markup:
    """Draw a dot."""
    look = {"fill": fill, "stroke": stroke, "stroke-width": "1.5"}
    return _element("circle", {"cx": across(at[0]), "cy": down(at[1]), "r": down(radius), **look})


def text(words: str, at: Place, *, anchor: str = "start", fill: str = INK, size: float = BODY, shift: float = 0) -> Markup:
    """Write words.

    Args:
        at: where their foot stands.
        anchor: start, middle or end.
        size: in rem.
        shift: to the right, in rem.
    """
    moved = {"dx": f"{number(shift / size)}em"} if shift else {}
    place = {"x": across(at[0]), "y": f"{number(at[1] / size)}em", **moved}
    look = {"font-size": down(size), "text-anchor": anchor, "fill": fill}
    return _element("text", {**place, **look}, escape(clean(words)))


def join(parts: Iterable[Markup]) -> Markup:
    """Put parts one behind the other."""
    return NOTHING.join(parts)


def _element(name: str, said: Mapping[str, str], held: Markup = NOTHING) -> Markup:
    marks = "".join(f' {key}="{escape(value)}"' for key, value in said.items())
    return Markup(f"<{name}{marks}>{held}</{name}>" if held else f"<{name}{marks} />")  # noqa: S704  # every value is escaped here


def width_of(words: str, size: float = BODY) -> float:
    """Return how wide words are about, in rem."""
    return size * sum(1 if east_asian_width(mark) in _WIDE else _LATIN_EM for mark in words)


def share_of(words: str, size: float = BODY) -> float:
    """Return how much of the narrowest drawing words take, in hundredths."""
    return width_of(words, size) / NARROW * 100


def cut(words: str, room: float, size: float = BODY) -> str:
    """Return words, or as many of them as fit into so many rem with an ellipsis behind."""
    if width_of(words, size) <= room:
        return words
    kept = words
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept}…"
