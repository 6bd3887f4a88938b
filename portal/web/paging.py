"""Pages of a list: real links, with the filters of the address kept."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import request

_LAST = 100_000
NEAR = 2  # so many pages before and after this one are named


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list stands.

    Args:
        number: the page, from 1.
        total: how many rows there are in all.
        size: how many rows a page has.
        ends: what its first and its last row are known by in the order of the list, where a list can begin beside a row: then the
            pages near this one are found from here, however far they are from the first.
    """

    number: int
    total: int
    size: int
    ends: tuple[str, str] | None = None

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The serial number (序号) of the page's first row."""
        return (self.number - 1) * self.size + 1

    @property
    def linked(self) -> list[int]:
        """The pages that are named: the first, the last and those about this one; a list of millions names no more."""
        near = range(self.number - NEAR, self.number + NEAR + 1)
        return sorted({1, self.pages, *(n for n in near if 1 <= n <= self.pages)})

    def url(self, number: int) -> str:
        """Return the address of another page of this list."""
        beside: dict[str, str | None] = {"after": None, "before": None}
        if self.ends and 1 < number < self.pages and number != self.number and abs(number - self.number) <= NEAR:
            first, last = self.ends
            beside["after" if number > self.number else "before"] = f"{self.number}.{last if number > self.number else first}"
        return address(page=number if number > 1 else None, **beside)


def page_number() -> int:
    """Return the page asked for; nonsense is the first."""
    asked = request.args.get("page", "1")
    return min(max(int(asked), 1), _LAST) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1


def mark() -> tuple[int, str, bool] | None:
    """Return (page, row, whether after it) of the row the page asked for begins beside; None when it is counted from the first."""
    for name in ("after", "before"):
        page, _, row = request.args.get(name, "").partition(".")
        if row and page.isascii() and page.isdigit() and len(page) < 7 and page_number() != int(page):
            is_after = page_number() > int(page)
            return (int(page), row, is_after) if is_after == (name == "after") else None
    return None


def address(**changes: Any) -> str:
    """Return the address of this page with some of its query changed; None removes a part."""
    query = {**request.args.to_dict(), **changes}
    kept = urlencode({name: value for name, value in query.items() if value not in (None, "")})
    path = quote(request.script_root + request.path)  # this very page: there is nothing to build an address from
    return f"{path}?{kept}" if kept else path
