"""/c/<code>: what a printed paper is, and whether it still holds; no sign-in, nothing of what stands in it, nothing of a person."""

from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.dates import moment_words
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.public.access import Entry, enter
from portal.public.forms.typed_codes import CheckForm
from portal.tenants.access import open_to_all
from portal.tenants.queries import imprints as queries
from portal.tenants.services import imprints as services
from portal.tenants.services.code_tries import Tried, count_miss, refuse_who_guesses
from portal.web.render import render
from portal.web.writes import beforehand

bp = Blueprint("paper_checks", __name__)
_NOWHERE = SimpleNamespace(unit_name="材料查验")  # the head of a page that belongs to no unit


@bp.get("/")
@open_to_all
def start(_: Scope) -> ResponseReturnValue:
    """Ask for the code of a paper; it leads to the page that a scan opens."""
    form = CheckForm(request.args or None)
    if form.typed.isascii() and form.typed.isalnum() and form.validate():
        return redirect(url_for(".show", paper_code=form.typed.lower()), 303)
    return _answer("public/papers/start.html", form=form, entry=_NOWHERE, is_wrong=bool(request.args))


@bp.get("/<paper_code>")
@open_to_all
def show(_: Scope, paper_code: str) -> ResponseReturnValue:
    """Show what a paper is, and whether it still holds."""
    refuse_who_guesses(request.remote_addr or "", Tried.PAPER)
    try:
        entry = _paper(paper_code)
        if entry.kind != services.CODE_KIND:
            return redirect(url_for("certificate_checks.show", check_code=entry.code), 303)
        row = queries.get_imprint(entry.scope, cast(UUID, entry.subject_id))
    except NotFound:
        with beforehand():
            count_miss(request.remote_addr or "", Tried.PAPER)
        return _answer("public/papers/unknown.html", status=404, entry=_NOWHERE)
    verdict = services.verdict_of(entry.scope, row)
    return _answer("public/papers/show.html", entry=entry, it=row, verdict=verdict, printed=moment_words(row.printed_at))


def _paper(paper_code: str) -> Entry:
    """Return what the code stands for, working as its unit from here on; a certificate is looked at on a page of its own.

    Raises:
        NotFound: there is no such code, or it opens something else.
    """
    entry = enter(paper_code)
    if entry.kind not in {services.CODE_KIND, "certificate", "vol_cert"} or entry.subject_id is None:
        raise NotFound
    return entry


def _answer(template: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    response = render(template, status=status, **context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
