"""Where the portal is met from outside."""

from typing import Any

from flask import current_app, has_request_context, url_for


def address_of(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page; where nobody asks from outside, as in a night's work, its path alone."""
    if has_request_context():
        return url_for(endpoint, _external=True, **values)
    return current_app.url_map.bind("").build(endpoint, values)
