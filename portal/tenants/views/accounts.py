"""Sign-in, sign-out, one-time links, the switcher between one's units, text size."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound, RuleBroken
from portal.core.scope import Scope
from portal.tenants import queries
from portal.tenants.access import cookie_name, open_to_all, signed_in, visitor
from portal.tenants.forms.accounts import NewPasswordForm, SignInForm
from portal.tenants.rules.accounts import ABSOLUTE_H, digest_of, is_local
from portal.tenants.services import accounts as services
from portal.web import stranger
from portal.web.render import render
from portal.web.writes import keep_anyway, writes

bp = Blueprint("accounts", __name__)
TEXT_SIZES = ("100", "125", "150")


@bp.get("/")
@signed_in
def start(scope: Scope) -> ResponseReturnValue:
    """Lead her to her unit, or to the choice between several."""
    units = queries.list_units(scope.account_id)
    if len({unit.code for unit in units}) == 1:
        return redirect(url_for("home.glance", code=units[0].code))
    return redirect(url_for(".units"))


@bp.get("/units")
@signed_in
def units(scope: Scope) -> ResponseReturnValue:
    """Show the units she belongs to."""
    return render("accounts/units.html", units=queries.list_units(scope.account_id))


@bp.route("/login", methods=["GET", "POST"])
@open_to_all
@writes
def sign_in(scope: Scope) -> ResponseReturnValue:
    """Ask for name and password."""
    form = SignInForm(next=request.args.get("next", ""))
    stranger.check()
    if request.method == "POST" and form.validate():
        address = request.remote_addr or ""
        opened = services.sign_in(scope, name=form.name.data or "", password=form.password.data or "", address=address)
        if opened:
            return _enter(opened, form.next.data or "")
        form.blame(RuleBroken("password", "账号或密码不对"))
        return keep_anyway(stranger.with_token(render("accounts/sign_in.html", form=form)))
    return stranger.with_token(render("accounts/sign_in.html", form=form))


@bp.route("/join/<token>", methods=["GET", "POST"])
@open_to_all
@writes
def join(scope: Scope, token: str) -> ResponseReturnValue:
    """Let somebody with a one-time link choose her password."""
    found = queries.find_invitation(digest_of(token), now=clock.now())
    if found is None:
        raise NotFound("这个链接已经用过或已过期，请向发给您的人再要一个。")
    form = NewPasswordForm()
    stranger.check()
    if request.method == "POST" and form.validate() and form.password.data != form.again.data:
        form.blame(RuleBroken("again", "两次输入的密码不一样"))
    opened: list[services.SignedIn] = []
    address, password = request.remote_addr or "", form.password.data or ""
    if not form.errors and form.accept(
        lambda: opened.append(services.accept_invitation(scope, token=token, password=password, address=address))
    ):
        return _enter(opened[0], "")
    return stranger.with_token(render("accounts/join.html", form=form, name=found.name, display_name=found.display_name))


@bp.post("/logout")
@signed_in
@writes
def sign_out(scope: Scope) -> ResponseReturnValue:
    """End this login."""
    who = visitor()
    if who:
        services.sign_out(scope, login_digest=who.login_digest)
    response = redirect(url_for(".sign_in"), 303)
    response.delete_cookie(cookie_name(), secure=request.is_secure)
    return response


@bp.post("/text-size")
@open_to_all
def text_size(scope: Scope) -> ResponseReturnValue:
    """Keep how large she wants the letters."""
    size = request.form.get("size", "100")
    back = request.form.get("next", "/")
    response = redirect(back if is_local(back) else "/", 303)
    response.set_cookie("text-size", size if size in TEXT_SIZES else "100", max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


def _enter(opened: services.SignedIn, target: str) -> Response:
    response = redirect(target if is_local(target) else url_for(".start"), 303)
    age_s = ABSOLUTE_H * 3600
    response.set_cookie(cookie_name(), opened.token, max_age=age_s, path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return response  # type: ignore[return-value]
