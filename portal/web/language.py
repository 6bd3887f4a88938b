"""In which letters a page is written, 简体 or 繁體, and where a site's own words come in; times are those of Asia/Shanghai everywhere."""

from flask import Flask, Response
from flask_babel import Babel

from portal.core.clock import SHANGHAI
from portal.web.liking import like, liked

COOKIE, SIMPLIFIED, TRADITIONAL = "letters", "hans", "hant"
_LOCALES = {SIMPLIFIED: "zh_Hans_CN", TRADITIONAL: "zh_Hant_TW"}


def init_app(app: Flask) -> None:
    """Name locale and time zone of every request; convert the pages of who reads 繁體."""
    Babel(app, default_locale=_LOCALES[SIMPLIFIED], default_timezone=SHANGHAI.key, locale_selector=_locale)
    app.after_request(_in_her_letters)


def letters() -> str:
    """Return the letters she reads: `hans` or `hant`."""
    return TRADITIONAL if liked(COOKIE, SIMPLIFIED) == TRADITIONAL else SIMPLIFIED


def choose_letters(wanted: str) -> None:
    """Let the browser keep which letters she reads."""
    like(COOKIE, TRADITIONAL if wanted == TRADITIONAL else SIMPLIFIED)


def _locale() -> str:
    return _LOCALES[letters()]


def _in_her_letters(response: Response) -> Response:
    """Convert a page; files, papers and what is no page go out as they are."""
    if response.mimetype != "text/html" or response.direct_passthrough or letters() == SIMPLIFIED:
        return response
    from portal.web.traditional import convert_page  # its dictionaries are read for the first page that needs them

    response.set_data(convert_page(response.get_data(as_text=True)))
    response.content_language.add("zh-Hant")
    return response
