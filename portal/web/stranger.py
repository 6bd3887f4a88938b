"""The token of a form that is filled before anybody is signed in: a cookie and its signature in the form."""

import hmac
import secrets
from hashlib import sha256

from flask import Response, current_app, g, request

from portal.core.errors import PortalError
from portal.web.security import SAFE_METHODS

_COOKIE = "visit"


class StaleForm(PortalError):
    """The form was not made for this browser."""

    status = 400


def check() -> None:
    """Refuse a post whose token does not fit the browser's cookie.

    Raises:
        StaleForm: it does not.
    """
    given, wanted = request.form.get("csrf_token", ""), _sign(request.cookies.get(_COOKIE, ""))
    fits = bool(wanted) and hmac.compare_digest(wanted.encode(), given.encode())  # without a cookie nothing fits
    if request.method not in SAFE_METHODS and not fits:
        raise StaleForm("这个页面已经过期。", advice="请刷新后再试；浏览器需要允许 Cookie。")


def token() -> str:
    """Return the token for the form on this page."""
    if "visit" not in g:
        g.visit = request.cookies.get(_COOKIE) or secrets.token_urlsafe(16)
    return _sign(g.visit)


def with_token(response: Response) -> Response:
    """Give the browser its half of the token."""
    token()
    if request.cookies.get(_COOKIE) != g.visit:
        response.set_cookie(_COOKIE, g.visit, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def _sign(visit: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"visit " + visit.encode(), sha256).hexdigest() if visit else ""
