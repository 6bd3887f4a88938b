"""A long table on paper, cut where its pages end anyway, so that its parts can be laid out side by side.

Where pages end is told by the heights of the rows. A row whose cells are surely narrower than their columns is as high as any other
such row; of the others one of each shape is laid out as a sample, where every Chinese character is as wide as another, and so is every
digit. A part is a page of its own: it begins with pages that are thrown away, so that running heads, left and right pages and the number
of its first page are what they are in the whole, and ends with a row that is thrown away, so that its last page ends as in the middle of
a table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil
from typing import NamedTuple

from portal.core.errors import Conflict

MOST_ROWS = 20_000
LONG = 200  # rows; what is shorter is laid out in one piece before parts would be under way
_PART = 400  # rows at most in a part: what one process holds in memory
_BODY = re.compile(r"<tbody[^>]*>(.*?)</tbody>", re.DOTALL)
_ROW = re.compile(r"\s*(<tr\b[^>]*>.*?</tr>)\s*", re.DOTALL)
_CELL = re.compile(r"(<t[dh]\b[^>]*>)(.*?)(?=</t[dh]>)", re.DOTALL)
_UNCUT = re.compile(r"<(?:table|template|script|style)\b|\s(?:rowspan|style|id)=")
_TEXT, _LIKE = re.compile(">[^<]+<"), re.compile("&[^;]+;|[0-9\u4e00-\u9fff]")
WIDE = "国"  # stands for every Chinese character
_EM = {**dict.fromkeys("0123456789-–/()+%", 0.6), **dict.fromkeys(".,:; ", 0.4)}  # what is surely narrower than an em
_BREAK = 'style="break-before: page"'


@dataclass(frozen=True, slots=True)
class Table:
    """A page with a long table.

    Args:
        before: the page until its first row.
        rows: each with its tags.
        after: the page from behind its last row.
    """

    before: str
    rows: Sequence[str]
    after: str


@dataclass(frozen=True, slots=True)
class Geometry:
    """What a page of samples showed, in pixels.

    Args:
        pages_before: how many pages there are before the one on which the table begins.
        first_room: how much of that page is left for rows.
        room: how much of every further page there is for rows.
        after: how high it is what follows the last row.
        height: of a row whose cells hold one line.
        widths: of the insides of its cells, in em.
    """

    pages_before: int
    first_room: float
    room: float
    after: float
    height: float
    widths: Sequence[float]


class Part(NamedTuple):
    """Some rows as a page of their own.

    Args:
        html: the page.
        skipped: how many pages at its beginning are thrown away.
        dropped: how many at its end.
    """

    html: str
    skipped: int
    dropped: int


def refuse_endless(rows: int) -> None:
    """Raise Conflict when so many rows cannot be printed."""
    if rows > MOST_ROWS:
        raise Conflict(f"这张表有 {rows} 行，一份 PDF 最多排 {MOST_ROWS} 行。请导出 Excel，或者缩小范围（少选几个月、几个单位）再打印。")


def find(html: str) -> Table | None:
    """Return the longest table of a page; None where it is short, or is not made of plain rows that may be cut."""
    body = max(_BODY.finditer(html), key=lambda one: one[1].count("<tr"), default=None)
    if body is None or body[1].count("<tr") < LONG or _UNCUT.search(body[1]) or _ROW.sub("", body[1]).strip():
        return None
    return Table(html[: body.start(1)], _ROW.findall(body[1]), html[body.end(1) :])


def geometry_sample(table: Table) -> str:
    """Return the page with four rows: its first, one whose cells hold one line, the same on a new page, and its last."""
    plain = _CELL.sub(r"\g<1>0", table.rows[0])
    return _sampled(table, [table.rows[0], plain, plain.replace("<tr", f"<tr {_BREAK}", 1), table.rows[-1]])


def shape_sample(table: Table, shapes: Sequence[str]) -> str:
    """Return the page with a row of each shape between its first and its last row, which have other borders."""
    return _sampled(table, [table.rows[0], *shapes, table.rows[-1]])


def _sampled(table: Table, rows: Sequence[str]) -> str:
    named = [row.replace("<tr", f'<tr id="sample-{number}"', 1) for number, row in enumerate(rows)]
    return "".join((table.before, *named, table.after))


def shapes_of(table: Table, widths: Sequence[float]) -> list[str]:
    """Return for every row what its height hangs on; empty where every cell is surely narrower than its column."""
    usual = [cell[0] for cell in _CELL.findall(table.rows[0])]
    return [_shape(row, usual, widths) for row in table.rows]


def _shape(row: str, usual: Sequence[str], widths: Sequence[float]) -> str:
    cells = _CELL.findall(row)
    if [tag for tag, _ in cells] != usual:
        return _alike(row)
    unsure = [not _fits(text, width) for (_, text), width in zip(cells, widths, strict=True)]
    if not any(unsure):
        return ""
    left = iter(unsure)
    return _CELL.sub(lambda cell: _alike(cell[0] + "<")[:-1] if next(left) else f"{cell[1]}0", row)


def _alike(html: str) -> str:
    return _TEXT.sub(lambda text: _LIKE.sub(_like, text[0]), html)


def _like(found: re.Match[str]) -> str:
    """Return what is as wide; an entity stays what it is."""
    char = found[0]
    return char if char[0] == "&" else "0" if char.isascii() else WIDE


def _fits(text: str, width: float) -> bool:
    """Whether a text surely stands on one line."""
    inner = text.strip()
    return "<" not in inner and "\n" not in inner and sum(_EM.get(char, 1.0) for char in inner) <= width


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is cut.

    Args:
        firsts: the first rows of the parts.
        pages: how many pages each part should have.
    """

    table: Table
    firsts: Sequence[int]
    pages: list[int]

    def parts(self, pages: Sequence[int]) -> list[Part]:
        """Return the parts, when each has so many pages."""
        befores = accumulate(pages, initial=0)
        return [self._part(number, before) for number, before in zip(range(len(pages)), befores, strict=False)]

    def _part(self, number: int, before: int) -> Part:
        first, end = self.firsts[number], [*self.firsts, len(self.table.rows)][number + 1]
        rows = self.table.rows[first:end]
        start, skipped = _start(self.table.before, before) if number else (self.table.before, 0)
        if end == len(self.table.rows):
            return Part("".join((start, *rows, self.table.after)), skipped, 0)
        following = self.table.rows[end].replace("<tr", f"<tr {_BREAK}", 1)
        return Part("".join((start, *rows, following, "</tbody></table></body></html>")), skipped, 1)


def plan(table: Table, heights: Sequence[float], geometry: Geometry, *, processes: int) -> Plan:
    """Return as many parts for each process, as long as they may be, each of whole pages."""
    starts = page_starts(heights, geometry)
    step = ceil((len(starts) + 1) / (processes * ceil(len(heights) / (processes * _PART))))
    chosen = range(step - 1, len(starts), step)
    befores = [0, *(geometry.pages_before + 1 + page for page in chosen), page_count(heights, starts, geometry)]
    return Plan(table, [0, *(starts[page] for page in chosen)], [end - start for start, end in pairwise(befores)])


def page_starts(heights: Sequence[float], geometry: Geometry) -> list[int]:
    """Return the first row on every page of the table but its first."""
    starts, room = list[int](), geometry.first_room
    for number, height in enumerate(heights):
        if height > room:
            starts.append(number)
            room = geometry.room
        room -= height
    return starts


def page_count(heights: Sequence[float], starts: Sequence[int], geometry: Geometry) -> int:
    """Return how many pages the whole paper has."""
    left = (geometry.room if starts else geometry.first_room) - sum(heights[starts[-1] if starts else 0 :])
    return geometry.pages_before + 1 + len(starts) + max(0, ceil((geometry.after - left) / geometry.room))


def _start(page: str, before: int) -> tuple[str, int]:
    """Return how a later part begins, and how many of its pages are thrown away: the next is then a left or right page as in the whole."""
    skipped = 1 if before % 2 else 2
    number = f"<style>@page :first {{ counter-reset: page {before + 1 - skipped} }}</style></head>"
    frame = page[: page.index("</header>")].replace("</head>", number, 1) + "</header>"
    table = page[page.rindex("<table") :].replace("<table", '<table style="break-before: page; margin-top: 0"', 1)
    return frame + (f"<div {_BREAK}></div>" if skipped == 2 else "") + table, skipped
