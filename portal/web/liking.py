"""How somebody likes her pages, kept by the browser alone: the size and script of letters, tips, keys."""

from flask import Response, after_this_request, g, request

_YEAR_S = 365 * 24 * 3600


def like(name: str, value: str, *, is_for_script: bool = False) -> None:
    """Let the browser keep a choice for a year; the answer to this very request follows it.

    Args:
        is_for_script: a script of ours reads it.
    """

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(name, value, max_age=_YEAR_S, samesite="Lax", httponly=not is_for_script, secure=request.is_secure)
        return response

    g.likes = {**_just_said(), name: value}


def liked(name: str, default: str) -> str:
    """Return her choice."""
    return _just_said().get(name) or request.cookies.get(name, default)


def _just_said() -> dict[str, str]:
    return g.get("likes", {})
