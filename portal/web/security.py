"""Headers that tell the browser what our pages may do, and what is refused before any view."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from portal.core.errors import Refused

_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Set the headers on every answer and refuse posts from other sites."""
    app.before_request(_refuse_other_sites)
    app.after_request(_set_headers)


def is_from_here() -> bool:
    """Say whether a page of ours sent this request: the browser says so, or an old one names our address; silence does not count."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        return urlsplit(sender)[:2] == urlsplit(request.host_url)[:2]
    except ValueError:
        return False


def _refuse_other_sites() -> None:
    sender = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in SAFE_METHODS and sender not in {"same-origin", "none"}:
        raise Refused("这个请求来自别的网站，没有执行。")


def _set_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
