"""A page read back: the tables it shows, as they stand there, so that a file can never say more or less than the page."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, Final

from portal.imports.tables import Cell, Table, laid_out

_LAST_PAGE: Final = re.compile(r"第 [\d,]+ / ([\d,]+) 页")
_UNSAID: Final = {"script", "style", "button", "select", "textarea", "template", "form"}
_EMPTY: Final = {"br", "hr", "img", "input", "wbr", "col", "link", "meta", "source"}


class PageReader(HTMLParser):
    """Reads a page: its heading, its list tables, its filters as they are set, how many pages there are."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.pages, self.tab = "", 1, ""
        self.tables: list[Table] = []
        self.filters: list[tuple[str, str]] = []
        self._labels: dict[str, str] = {}
        self._taken: tuple[str, list[str]] | None = None
        self._name, self._part = "", ""
        self._table: Table | None = None
        self._cell: Cell | None = None
        self._words: list[str] = []
        self._row: list[Cell] = []
        self._silent: list[str] = []
        self._in_filter = self._in_tabs = self._in_unit = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Follow what opens."""
        said = {name: value or "" for name, value in attrs}
        classes = said.get("class", "").split()
        if self._silent:
            self._silent += [tag] if tag not in _EMPTY else []
        elif self._cell is not None:
            self._inside_cell(tag, classes)
        elif tag == "table" and "list" in classes:
            self._table = Table(self._name)
            self.tables.append(self._table)
        elif self._table is not None:
            self._inside_table(tag, said, classes)
        else:
            self._outside(tag, said, classes)

    def _inside_cell(self, tag: str, classes: list[str]) -> None:
        if tag in _UNSAID or "visually-hidden" in classes:
            self._silent.append(tag)
        elif tag == "span" and "unit" in classes:
            self._in_unit = True
        else:
            self._words.append(" ")

    def _inside_table(self, tag: str, said: dict[str, str], classes: list[str]) -> None:
        if tag in {"thead", "tbody", "tfoot"}:
            self._part = tag
        elif tag == "tr":
            self._row = []
        elif tag in {"td", "th"}:
            wide, tall = (int(said.get(name, "1") or 1) for name in ("colspan", "rowspan"))
            is_number = tag == "td" and bool({"num", "seq"} & set(classes))
            self._cell = Cell(columns=wide, rows=tall, is_number=is_number, is_action="ops" in classes)
            self._words = []

    def _outside(self, tag: str, said: dict[str, str], classes: list[str]) -> None:
        if tag == "div" and "scroll" in classes:
            self._name = said.get("aria-label", "")
        elif tag == "form":
            self._in_filter = "filter" in classes
        elif tag == "nav":
            self._in_tabs = "tabs" in classes
        elif tag == "h1" or (tag == "a" and self._in_tabs and said.get("aria-current")) or (tag == "p" and "data-status" in said):
            self._taken = ({"h1": "title", "a": "tab", "p": "pages"}[tag], [])
        elif tag == "label" and self._in_filter:
            self._taken = (f"label {said.get('for', '')}", [])
        elif self._in_filter:
            self._filter(tag, said)

    def _filter(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if tag == "select":
            self._select = said.get("id", "")
        elif tag == "option" and "selected" in said and said.get("value"):
            self._taken = (f"option {self._select}", [])
        elif tag == "input" and (kind not in {"hidden", "submit"}) and said.get("id"):
            if kind in {"checkbox", "radio"}:
                self.filters += [(said["id"], "是")] if "checked" in said else []
            elif said.get("value"):
                self.filters.append((said["id"], said["value"]))

    def handle_endtag(self, tag: str) -> None:
        """Follow what closes."""
        if self._silent:
            self._silent.pop()
        elif self._in_unit and tag == "span":
            self._in_unit = False
        elif self._cell is not None and tag in {"td", "th"}:
            self._cell.text, self._cell.unit = _plain(self._words), self._cell.unit.strip()
            self._row.append(self._cell)
            self._cell = None
        elif self._table is not None and self._cell is None:
            self._close_in_table(tag)
        elif self._taken and tag in {"h1", "a", "p", "label", "option"}:
            self._keep_taken()
        elif tag == "nav":
            self._in_tabs = False
        elif tag == "form":
            self._in_filter = False

    def _close_in_table(self, tag: str) -> None:
        if tag == "tr" and self._table:
            {"thead": self._table.head, "tfoot": self._table.foot}.get(self._part, self._table.body).append(self._row)
        elif tag == "table" and self._table:
            self._table.head[:] = laid_out(self._table.head, is_head=True)
            for part in (self._table.body, self._table.foot):
                part[:] = laid_out(part)
            self._table = None

    def _keep_taken(self) -> None:
        name, words = self._taken or ("", [])
        text, self._taken = _plain(words), None
        kind, _, which = name.partition(" ")
        if kind == "label":
            self._labels[which] = text
        elif kind == "option":
            self.filters.append((which, text))
        elif kind == "pages":
            found = _LAST_PAGE.search(text)
            self.pages = int(found[1].replace(",", "")) if found else self.pages
        elif kind == "title":
            self.title = text
        else:
            self.tab = text

    def handle_data(self, data: str) -> None:
        """Take the words down."""
        if self._silent:
            return
        if self._cell is not None and self._in_unit and self._part == "thead":
            self._cell.unit += data
        elif self._cell is not None:
            self._words.append(data)
        elif self._taken:
            self._taken[1].append(data)

    def said_filters(self) -> list[str]:
        """Return what the list is narrowed to, in words: `月份：2026-03`."""
        named = [
            f"{self._labels[which]}：{words}" if words != "是" else self._labels[which]
            for which, words in self.filters
            if which in self._labels
        ]
        return ([self.tab] if self.tab else []) + named


def read_page(text: str) -> PageReader:
    """Return what a page shows."""
    page = PageReader()
    page.feed(text[max(text.find("<main"), 0) :])
    return page


def _plain(words: Iterable[Any]) -> str:
    return " ".join("".join(words).split())
