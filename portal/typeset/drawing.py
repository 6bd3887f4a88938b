"""Pages as a template draws them: boxes with their places, in points."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.typeset.rules.lines import Line, Segment
from portal.typeset.rules.pages import LINE, Item, Page
from portal.typeset.rules.pictures import Picture
from portal.typeset.rules.setting import LEADING_PT, Masthead, Text
from portal.typeset.rules.tables import Row

_SIXTH_PT = LEADING_PT / LINE
_SPANNED = ("heiti", "kaiti")  # on the baseline of the body: their lines are of its height, and they stand in spans


@dataclass(frozen=True, slots=True)
class Box:
    """What stands at one place of a page.

    Args:
        kind: `text`, `table`, `picture` or `masthead`.
        style: its place and size, as CSS.
        what: what is drawn.
    """

    kind: str
    style: str
    what: Any


def draw(page: Page) -> Iterator[Box]:
    """Yield the boxes of a page from top to bottom; rows of one table that follow each other are one."""
    end = 0
    rows: list[Row] = []
    begun = 0
    for top, item in page.placed:
        if rows and not (isinstance(item.what, Row) and item.what.frame is rows[0].frame):
            yield _table(rows, begun, end)
            rows, end = [], begun + sum(row.height for row in rows)
        if isinstance(item.what, Row):
            begun = begun if rows else top
            rows.append(item.what)
        elif item.what is not None:
            yield _box(item, top, end)
            end = top + item.height
    if rows:
        yield _table(rows, begun, end)


def parts_of(text: Text) -> list[tuple[str, str, str]]:
    """Return what a line is drawn of: text, class, style; as much as possible without either, as every element takes its time.

    The white between characters stands after the last one of a piece, too; what the gap behind it is more or less goes to the next piece.
    """
    usual, look = _usual(text.line), text.look if text.look in _SPANNED else ""
    parts: list[tuple[str, str, str]] = []
    is_bare, gap = False, 0.0
    for one in text.line.segments:
        styled = one.style or look
        is_bare = not (is_bare or styled or gap) and (len(one.text) == 1 or one.spacing == usual)
        if is_bare:
            parts.append((one.text, "", ""))
            gap = round(one.gap - usual, 5)
        else:
            parts.append((one.text, styled or "set", _spaced(one, gap, usual, text.size)))
            gap = 0.0
    return parts


def _usual(line: Line) -> float:
    """Return the white between most characters of a line, in em."""
    return max(line.segments, key=lambda one: len(one.text) if one.spacing else 0).spacing if line.segments else 0.0


def _box(item: Item, top: int, end: int) -> Box:
    what, place = item.what, f"margin-top:{_pt((top - end) * _SIXTH_PT)}" if top > end else ""
    if isinstance(what, Text):
        white = f"padding-left:{_pt(what.line.indent * what.size)}" if what.line.indent else ""
        usual = _usual(what.line)
        spacing = f"letter-spacing:{_pt(usual * what.size)}" if usual else ""
        return Box("text", ";".join(filter(None, (place, white, spacing))), what)
    if isinstance(what, Masthead):
        return Box("masthead", f"height:{_pt(item.height * _SIXTH_PT)}", what)
    picture: Picture = what
    source = f"data:image/svg+xml;base64,{b64encode(picture.svg.encode()).decode()}"
    return Box("picture", f"height:{_pt(item.height * _SIXTH_PT)};{place}", {"src": source, "style": f"width:{_pt(picture.width)}"})


def _table(rows: list[Row], begun: int, end: int) -> Box:
    height = sum(row.height for row in rows)
    place = f"height:{_pt(height * _SIXTH_PT)};margin-top:{_pt((begun - end) * _SIXTH_PT)};font-size:{_pt(rows[0].frame.size)}"
    columns = [f"width:{_pt(width)}" for width in rows[0].frame.widths]
    return Box("table", place, {"columns": columns, "rows": [(row, f"height:{_pt(row.height * _SIXTH_PT)}") for row in rows]})


def _spaced(one: Segment, before: float, usual: float, size: float) -> str:
    spacing = f"letter-spacing:{_pt(one.spacing * size)}" if one.spacing != usual else ""
    left = f"margin-left:{_pt(before * size)}" if before else ""
    after = round(one.gap - one.spacing, 5)
    right = f"margin-right:{_pt(after * size)}" if after else ""
    return ";".join(filter(None, (spacing, left, right)))


def _pt(length: float) -> str:
    return f"{length:.3f}".rstrip("0").rstrip(".") + "pt"
