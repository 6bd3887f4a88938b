"""Pages of 22 lines each, out of lines, rows of tables and pictures.

Heights are counted in sixths of a line, as the rows of a table are smaller than a line of text; what is text begins on a whole line, so
that the lines of every page stand where they should.
Source: GB/T 9704-2012, 5.2.2; 7.3.5.4 (特殊情况说明: a date never stands alone, nor does a heading at the foot of a page).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

LINE = 6
LINES = 22
PAGE = LINES * LINE


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is not divided between two pages.

    Args:
        what: what is drawn; the rules of pages do not look at it.
        height: in sixths of a line.
        is_glued: stays on the page of what follows it.
        is_white: left out where a page would begin with it.
        is_row: of a table: stands right below the row before it, else on a whole line.
        head: stands above it where a page begins with it.
        begins_page: a new page begins here.
    """

    what: Any
    height: int = LINE
    is_glued: bool = False
    is_white: bool = False
    is_row: bool = False
    head: "Item | None" = None
    begins_page: bool = False


@dataclass(slots=True)
class Page:
    """A page: items and where each begins, in sixths from the top of the type area."""

    placed: list[tuple[int, Item]] = field(default_factory=list[tuple[int, Item]])
    used: int = 0

    def top_of(self, item: Item) -> int:
        """Return where an item would begin."""
        return self.used if item.is_row else -(-self.used // LINE) * LINE

    def holds(self, items: Sequence[Item]) -> bool:
        """Whether all of these still fit."""
        trial = Page([], self.used)
        for item in items:
            trial.put(item)
        return trial.used <= PAGE

    def put(self, item: Item) -> None:
        """Place an item below what is there; a row that begins a page has its head above it."""
        if not self.used and item.head:
            self.placed.append((0, item.head))
            self.used = item.head.height
        if self.used or not item.is_white:
            top = self.top_of(item)
            self.placed.append((top, item))
            self.used = top + item.height


def compose(items: Iterable[Item]) -> list[Page]:
    """Put items on pages, in order; there is always one page."""
    pages = [Page()]
    for group in _groups(items):
        if pages[-1].used and (group[0].begins_page or not pages[-1].holds(group)):
            pages.append(Page())
        for item in group:
            if pages[-1].used and not pages[-1].holds([item]):
                pages.append(Page())
            pages[-1].put(item)
    return pages


def set_at_foot(pages: list[Page], items: Sequence[Item]) -> None:
    """Put items at the foot of the last page, on one more where they do not fit."""
    height = sum(item.height for item in items)
    if -(-pages[-1].used // LINE) * LINE + height > PAGE:
        pages.append(Page())
    pages[-1].used = PAGE - height
    for item in items:
        pages[-1].put(item)


def _groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield what stays together; of too much to fit a page only its end does."""
    group: list[Item] = []
    for item in items:
        group.append(item)
        if not item.is_glued:
            yield group
            group = []
    if group:
        yield group
