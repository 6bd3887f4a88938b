"""The one door to htmx-flask: what of it is sound, and what is ours instead.

Of htmx-flask 0.1.0 only the reading of request headers is used; its response helpers raise on valid swaps and set no `Vary`.
"""

from flask import Flask, Response, request
from htmx_flask import Htmx

_htmx = Htmx()


def init_app(app: Flask) -> None:
    """Let requests know whether htmx sent them; first of all extensions, since it replaces the request class."""
    _htmx.init_app(app)
    app.after_request(_vary)


def wanted_block() -> str | None:
    """Return the id of the element htmx will swap, None when it wants the whole page (boosted, history restore, no htmx)."""
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return None
    return htmx.target


def is_swap() -> bool:
    """Say whether htmx asks for a part of a page."""
    return wanted_block() is not None


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "HX-Target"))
    return response
