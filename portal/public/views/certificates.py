"""/v/<code>: what a certificate says, and whether it counts; no sign-in, and nothing that the paper does not show."""

from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.people.rules import mask_name
from portal.public.access import Entry, enter
from portal.public.forms.typed_codes import CheckForm
from portal.tenants.access import open_to_all
from portal.tenants.services.code_tries import count_miss, refuse_who_guesses
from portal.training.queries import certificates as queries
from portal.training.rules.certificates import Kind
from portal.training.services.certificate_papers import statement
from portal.volunteer.queries import honours
from portal.volunteer.rules.honours import HonourState
from portal.volunteer.services.honour_papers import statement as honour_statement
from portal.web.render import render
from portal.web.writes import beforehand

bp = Blueprint("certificate_checks", __name__)
_NOWHERE = SimpleNamespace(unit_name="证书查验")  # the head of a page that belongs to no station


@bp.get("/")
@open_to_all
def start(_: Scope) -> ResponseReturnValue:
    """Ask for the code of a certificate; it leads to the page that a scan opens."""
    form = CheckForm(request.args or None)
    if form.typed.isalnum() and form.validate():
        return redirect(url_for(".show", check_code=form.typed.lower()), 303)
    return _answer("public/certificates/start.html", form=form, entry=_NOWHERE, is_wrong=bool(request.args))


@bp.get("/<check_code>")
@open_to_all
def show(_: Scope, check_code: str) -> ResponseReturnValue:
    """Show what the paper shows, and whether it counts today."""
    refuse_who_guesses(request.remote_addr or "")
    try:
        entry = _certificate(check_code)
        if entry.kind == "paper":
            return redirect(url_for("paper_checks.show", paper_code=entry.code), 303)
        if entry.kind == "vol_cert":
            return _show_honour(entry)
    except NotFound:
        with beforehand():
            count_miss(request.remote_addr or "")
        return _answer("public/certificates/unknown.html", status=404, entry=_NOWHERE)
    row = queries.get_certificate(entry.scope, cast(UUID, entry.subject_id))
    if row.erased_at is not None:
        return _answer("public/certificates/erased.html", entry=entry)
    shown: dict[str, Any] = {"title": Kind(row.kind).label, "standing": queries.standing_of(row, clock.today())}
    shown["name"] = queries.shown_holder(row)  # masked once she withdrew
    return _answer("public/certificates/show.html", entry=entry, it=statement(row), revoked_at=row.revoked_at, **shown)


def _certificate(check_code: str) -> Entry:
    """Return what the code stands for, working as its station from here on; a paper's is looked at on a page of its own.

    Raises:
        NotFound: there is no such code, or it is neither a certificate's nor a paper's.
    """
    entry = enter(check_code)
    if entry.kind not in {"certificate", "vol_cert", "paper"} or entry.subject_id is None:
        raise NotFound
    return entry


def _show_honour(entry: Entry) -> ResponseReturnValue:
    """Show what a certificate of volunteer service says, her name masked, and whether it counts."""
    row = honours.get_honour(entry.scope, cast(UUID, entry.subject_id))
    if row.erased_at is not None:
        return _answer("public/certificates/erased.html", entry=entry)
    shown: dict[str, Any] = {"name": mask_name(row.holder_name), "is_void": row.state != HonourState.ISSUED, "ended_at": row.ended_at}
    return _answer("public/certificates/honour.html", entry=entry, it=honour_statement(row), **shown)


def _answer(template: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    response = render(template, status=status, **context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
