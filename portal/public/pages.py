"""The pages of a scanned code: how one is shown, and what one of them hands to the next under our signature."""

from typing import Any

from flask import Response, current_app, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from portal.core.errors import NotFound, PortalError
from portal.core.scope import Scope
from portal.public import queries
from portal.public.access import Entry
from portal.web import stranger
from portal.web.render import render


def page(template: str, entry: Entry, **context: Any) -> Response:
    """Show a page of the station a code belongs to."""
    return stranger.with_token(render(template, entry=entry, contact=queries.find_contact(entry.scope), **context))


def stopped(entry: Entry, refusal: PortalError) -> Response:
    """Say why the code opens nothing."""
    return page("public/stopped.html", entry, refusal=refusal, status=refusal.status)


def to_start(entry: Entry) -> Response:
    """Lead to the first page."""
    return current_app.make_response(redirect(url_for("public.start", public_code=entry.code), 303))


def to_receipt(endpoint: str, entry: Entry, **said: Any) -> Response:
    """Lead to a page that says what was done; nothing of a person goes into an address, signed or not."""
    sealed = _signer().dumps({"unit": entry.scope.tenant_id, **said})
    return current_app.make_response(redirect(url_for(endpoint, public_code=entry.code, r=sealed), 303))


def read_receipt(scope: Scope, kind: str) -> Any:
    """Return what this station's page sent here.

    Args:
        kind: what it must speak of.

    Raises:
        NotFound: nobody of us wrote it, or it is another station's or of another kind.
    """
    try:
        said: Any = _signer().loads(request.args.get("r", ""))
    except BadSignature:
        said = {}
    if said.get("unit") != scope.tenant_id or kind not in said:
        raise NotFound("没有找到这张回执。")
    return said


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="portal.receipt")
