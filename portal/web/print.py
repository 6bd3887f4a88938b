"""HTML to PDF: the one place that imports WeasyPrint, and only the job worker imports this (50 MB, two seconds)."""

from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import pylopdf_fonts_zh_cn
from flask import current_app
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLES = Path(__file__).parent / "static" / "css"
_FOLDER = Path(pylopdf_fonts_zh_cn.__file__).parent
_FONTS = {"sans": _FOLDER / "NotoSansSC-Regular.otf", "serif": _FOLDER / "NotoSerifSC-Regular.otf"}
_OPEN = frozenset({STYLES / "print.css", *_FONTS.values()})


class Closed(ValueError):
    """The page asks for what no printed page may hold."""


class OnlyOurs(URLFetcher):
    """Fetches the printed page's stylesheet, its two fonts, and `data:`; nothing else, and it follows nothing."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Fetch one of ours.

        Raises:
            Closed: it is not.
        """
        parts = urlsplit(url)
        if parts.scheme == "data" or (parts.scheme == "file" and not parts.netloc and Path(unquote(parts.path)) in _OPEN):
            return super().fetch(url, headers)
        raise Closed(f"a printed page may not read {parts.scheme}:{parts.path[:80]}")


def lay_out(template: str, **context: Any) -> str:
    """Return the HTML of a page that extends `print.html`; there is no request here, so nothing of the site's frame is known."""
    fonts = {name: path.as_uri() for name, path in _FONTS.items()}
    return current_app.jinja_env.get_template(template).render(fonts=fonts, **context)


def make_pdf(html: str) -> bytes:
    """Return the page as PDF, its fonts cut down to the characters used."""
    page = HTML(string=html, base_url=STYLES.parent.as_uri() + "/", url_fetcher=OnlyOurs())
    return cast(bytes, page.write_pdf(font_config=FontConfiguration()))
