"""HTML to PDF: the one place that imports WeasyPrint, and only the job worker imports this (50 MB, two seconds).

A paper is known by its page and all it is drawn with; one that was made before is not made again. Long tables are laid out in parts.
"""

import gc
import re
from base64 import b64decode
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import unquote, urlsplit

from flask import current_app, has_app_context
from weasyprint import HTML, VERSION
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.web import fonts, laid_out, long_tables, papers, side_by_side
from portal.web.font_cuts import cut
from portal.web.joined import join

STYLES = Path(__file__).parent / "static" / "css"
_FONTS = {"sans": fonts.SANS, "serif": fonts.SERIF}
_OPEN = frozenset({STYLES / "print.css", STYLES / "official.css", *_FONTS.values()})
_SHEETS = sorted(path for path in _OPEN if path.suffix == ".css" and path.is_file())
_FONT_URL = re.compile(r"""url\(["']?(file:[^"')]+)""")
_PACKED_PICTURE = re.compile(r"data:image/svg\+xml[^,\"'>]*;base64,([A-Za-z0-9+/=]+)")
_ALWAYS, _CONTROL = frozenset([*map(chr, range(32, 127)), long_tables.WIDE]), frozenset(map(chr, range(32)))


class Closed(ValueError):
    """The page asks for what no printed page may hold."""


class OnlyOurs(URLFetcher):
    """Fetches the printed page's stylesheets, its fonts, and `data:`; nothing else, and it follows nothing."""

    def __init__(self, handed: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False)
        self._handed = handed or {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Fetch one of ours.

        Raises:
            Closed: it is not.
        """
        if url in self._handed:
            return URLFetcherResponse(url, self._handed[url], {"Content-Type": "text/css"} if url.endswith(".css") else None)
        parts = urlsplit(url)
        path = Path(unquote(parts.path))
        if parts.scheme == "data" or (parts.scheme == "file" and not parts.netloc and (path in _OPEN or fonts.is_known(path))):
            return super().fetch(url, headers)
        raise Closed(f"a printed page may not read {parts.scheme}:{parts.path[:80]}")


def lay_out(template: str, **context: Any) -> str:
    """Return the HTML of a page that extends `print.html`; there is no request here, so nothing of the site's frame is known."""
    sources = {name: path.as_uri() for name, path in _FONTS.items()}
    return current_app.jinja_env.get_template(template).render(fonts=sources, **context)


def make_pdf(html: str, progress: Callable[[int], object] = lambda _: None) -> bytes:
    """Return the page as PDF, its fonts cut down to the characters used.

    Args:
        progress: told how many in a hundred are done, when it takes long.

    Raises:
        Conflict: its table is too long for paper.
    """
    known_by = _digest(html) if has_app_context() else ""
    if known_by and (made := papers.recall(known_by)):
        return made
    handed = _cut_fonts(html)
    table = long_tables.find(html)
    pdf = _in_parts(table, handed, progress) if table else draw(Sheet(html, handed))[0]
    if known_by:
        papers.keep(pdf, known_by=known_by)
    return pdf


class Sheet(NamedTuple):
    """A page to draw, here or in another process.

    Args:
        handed: {address: content} of what is not read from its place.
        skipped: how many pages at its beginning are thrown away.
        dropped: how many at its end.
    """

    html: str
    handed: Mapping[str, bytes]
    skipped: int = 0
    dropped: int = 0


def draw(sheet: Sheet) -> tuple[bytes, int]:
    """Return a PDF and how many pages it has."""
    with _unwatched():
        document = _render(sheet.html, sheet.handed)
        pages = document.pages[sheet.skipped : len(document.pages) - sheet.dropped]
        wanted = document.copy(pages)
        if sheet.skipped or sheet.dropped:
            wanted.fonts = _Whole()
        return cast(bytes, wanted.write_pdf()), len(pages)


def draw_part(sheet: Sheet) -> tuple[bytes, int]:
    """Draw one of many, and leave nothing of it behind: a process holds one part at a time."""
    drawn = draw(sheet)
    gc.collect()
    return drawn


class _Whole(dict[Any, Any]):
    """The fonts of a part, which are not cut again: so they are the same in all parts and stand in the joined file once."""

    def __setitem__(self, key: Any, font: Any) -> None:
        font.clean = lambda *_: None
        super().__setitem__(key, font)


def _render(html: str, handed: Mapping[str, bytes]) -> Any:
    page = HTML(string=html, base_url=STYLES.parent.as_uri() + "/", url_fetcher=OnlyOurs(handed))
    return page.render(font_config=FontConfiguration())


@contextmanager
def _unwatched() -> Generator[None]:
    """Let no search for garbage interrupt the layout, which makes a million small things that all live to its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cut_fonts(html: str) -> dict[str, bytes]:
    """Return the fonts a page asks for, with the characters of the page and of our stylesheets alone."""
    characters = sorted(set(_words(html)) - _CONTROL)
    return {url: cut(path, characters) for url, path in _fonts_of(html).items()}


def _fonts_of(html: str) -> dict[str, Path]:
    """Return {address: file} of the fonts a page asks for that are ours."""
    found = {url: Path(unquote(urlsplit(url).path)) for url in sorted(map(unescape, _FONT_URL.findall(html)))}
    return {url: path for url, path in found.items() if path in _OPEN or fonts.is_known(path)}


def _words(html: str) -> str:
    pictures = [b64decode(packed).decode(errors="ignore") for packed in _PACKED_PICTURE.findall(html)]
    return "".join([unescape(unquote(html)), *_ALWAYS, *pictures, *(path.read_text(encoding="utf-8") for path in _SHEETS)])


def _digest(html: str) -> str:
    """Return what a paper is known by: its page, and all that it is drawn with."""
    drawn_with = [VERSION, *((path, path.stat().st_mtime_ns) for path in (*_SHEETS, *_fonts_of(html).values()))]
    return sha256(f"{drawn_with}\0{html}".encode()).hexdigest()


def _in_parts(table: long_tables.Table, handed: Mapping[str, bytes], progress: Callable[[int], object]) -> bytes:
    """Return the PDF of a page with a long table, made of parts that are laid out side by side."""
    long_tables.refuse_endless(len(table.rows))
    side_by_side.begin(draw_part)
    plan = long_tables.plan(table, *_measure(table, handed), processes=side_by_side.count())
    drawn = _draw_parts(plan, plan.pages, handed, progress)
    if (found := [pages for _, pages in drawn]) != plan.pages:  # what the parts say of their numbers is then mended
        drawn = _draw_parts(plan, found, handed, progress)
    return join([pdf for pdf, _ in drawn])


def _draw_parts(
    plan: long_tables.Plan, pages: Sequence[int], handed: Mapping[str, bytes], progress: Callable[[int], object]
) -> list[tuple[bytes, int]]:
    total = sum(pages)
    styles = {path.as_uri(): path.read_text(encoding="utf-8").replace("counter(pages)", f'"{total}"').encode() for path in _SHEETS}
    sheets = [Sheet(part.html, {**handed, **styles}, part.skipped, part.dropped) for part in plan.parts(pages)]
    return side_by_side.run(draw_part, sheets, lambda done: progress(40 + 55 * done // len(sheets)))


def _measure(table: long_tables.Table, handed: Mapping[str, bytes]) -> tuple[list[float], long_tables.Geometry]:
    """Return the height of every row, and what room there is for them."""
    geometry = laid_out.geometry(_render(long_tables.geometry_sample(table), handed).pages)
    shapes = long_tables.shapes_of(table, geometry.widths)
    unsure = sorted(set(shapes) - {""})
    known = {"": geometry.height}
    if unsure:
        with _unwatched():
            known |= zip(unsure, laid_out.heights(_render(long_tables.shape_sample(table, unsure), handed).pages), strict=True)
    return [known[shape] for shape in shapes], geometry
