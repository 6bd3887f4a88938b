"""A post whose session had ended: who is there is asked first, and what was typed goes along from page to page until it is sent again."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, request, url_for
from werkzeug.exceptions import HTTPException

from portal.tenants import queries
from portal.tenants.access import visitor
from portal.tenants.forms.accounts import CodeForm, SignInForm
from portal.tenants.queries import accounts as own
from portal.tenants.rules.accounts import digest_of, is_local
from portal.tenants.services.accounts import SignedIn
from portal.web import menu, stranger
from portal.web.carried import Carried
from portal.web.render import render
from portal.web.words import said


def carried_by(text: str) -> Carried | None:
    """Read what a page carried on; None when it is nothing of ours, or does not stay on this site."""
    typed = Carried.unpacked(text)
    return typed if typed and is_local(typed.path) else None


def ask_again(typed: Carried, *, status: int | None = None, target: str | None = None) -> Response:
    """Show the sign-in page, which carries on what was typed; to who signed in again elsewhere, what waits to be sent.

    Args:
        status: by default it is refused: 401, or 400 to who is signed in.
        target: where she is led when she gives it up, by default the page of ours that the form stood on.
    """
    target = _came_from() if target is None else target
    if who := visitor():
        return _wait(typed, who.account_id, token=who.csrf, target=target, status=status or 400)
    g.is_open_to_all = True
    form, status = SignInForm(None, next=target, carried=typed.packed()), status or 401
    return stranger.with_token(render("accounts/sign_in.html", form=form, typed=typed, status=status))


def lead_on(opened: SignedIn, typed: Carried, target: str) -> Response:
    """Show the second step, or what waits to be sent; it is sent by her alone, since another person may have signed in."""
    if opened.lacks_second:
        name = own.get_own(opened.account_id).display_name
        form = CodeForm(None, next=target, carried=typed.packed())
        return stranger.with_token(render("accounts/code.html", form=form, display_name=name, is_recovery=False))
    return _wait(typed, opened.account_id, token=own.get_token(digest_of(opened.token)), target=target, status=200)


def _wait(typed: Carried, account_id: int, *, token: str, target: str, status: int) -> Response:
    page, code = _page_of(typed.path)
    unit = next((it.name for it in queries.list_units(account_id) if it.code == code), "")
    told = {"page": page, "unit_name": unit, "display_name": own.get_own(account_id).display_name}
    context: dict[str, Any] = {**told, "typed": typed, "csrf_token": token, "back": target or url_for("accounts.start")}
    return render("accounts/resume.html", status=status, **context)


def _came_from() -> str:
    """Return the page of ours that the form stood on, where she is led when she gives it up."""
    seen = urlsplit(request.referrer or "")
    path = seen._replace(scheme="", netloc="").geturl()
    return path if f"{seen.scheme}://{seen.netloc}/" == request.host_url and is_local(path) else ""


def _page_of(path: str) -> tuple[str, str]:
    """Return what the navigation calls the page a path belongs to, and the code of its unit."""
    try:
        endpoint, values = current_app.url_map.bind("").match(urlsplit(path).path, method="POST")
    except HTTPException:
        return "", ""
    return said(menu.name_of(str(endpoint))), str(values.get("code", ""))
