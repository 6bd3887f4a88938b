"""How somebody likes her pages, kept by the browser alone: the size and script of letters, tips, keys."""

from flask import Response, request

_YEAR_S = 365 * 24 * 3600


def keep(response: Response, name: str, value: str, *, is_for_script: bool = False) -> Response:
    """Let the browser keep a choice for a year.

    Args:
        is_for_script: a script of ours reads it.
    """
    response.set_cookie(name, value, max_age=_YEAR_S, samesite="Lax", httponly=not is_for_script, secure=request.is_secure)
    return response
