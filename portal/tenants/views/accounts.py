"""Sign-in in one or two steps, sign-out, one-time links, the switcher between one's units, text size."""

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound, RuleBroken
from portal.core.scope import Scope
from portal.tenants import proving, queries
from portal.tenants.access import cookie_name, open_to_all, platform_scope, signed_in, totp_policy, visitor
from portal.tenants.forms.accounts import WRONG_CODE, CodeForm, NewPasswordForm, SignInForm
from portal.tenants.queries import accounts as own
from portal.tenants.rules.accounts import ABSOLUTE_H, digest_of, is_local
from portal.tenants.rules.devices import name_device
from portal.tenants.services import accounts as services
from portal.tenants.views.resuming import ask_again, carried_by, lead_on
from portal.web import stranger
from portal.web.language import choose_letters
from portal.web.liking import like
from portal.web.menu import NavItem
from portal.web.render import render
from portal.web.writes import let_go, writes

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
    return render("accounts/units.html", units=queries.list_units(scope.account_id), nav=own_menu())


@bp.route("/login", methods=["GET", "POST"])
@open_to_all
@writes
def sign_in(scope: Scope) -> ResponseReturnValue:
    """Ask for name and password."""
    form = SignInForm(next=request.args.get("next", ""))
    stranger.check()
    if is_sent() and form.validate():
        proved = proving.try_password(scope, name=form.name.data or "", password=form.password.data or "", action="account.sign_in")
        opened = _open(proved) if proved else None
        if opened:
            return enter(opened, form.next.data or "", form.carried.data or "")
        form.blame(RuleBroken("password", "账号或密码不对"))
    return stranger.with_token(render("accounts/sign_in.html", form=form))


@bp.route("/login/code", methods=["GET", "POST"])
@open_to_all
@writes
def code(scope: Scope) -> ResponseReturnValue:
    """Ask for the one-time code of whoever gave the right password."""
    form = CodeForm(next=request.args.get("next", ""))
    stranger.check()
    digest = _held()
    waiting = own.find_waiting(digest, now=clock.now())
    if waiting is None:
        return start_anew(form)
    inner, is_recovery = platform_scope(waiting.account_id), "recovery" in request.args
    if is_sent() and form.validate():
        if proving.try_code(inner, form.code.data or ""):
            opened = services.pass_second(inner, waiting_digest=digest, agent=agent())
            return enter(opened, form.next.data or "", form.carried.data or "") if opened else start_anew(form)
        form.blame(RuleBroken("code", "恢复码不对，或已经用过" if is_recovery else WRONG_CODE))
    return stranger.with_token(render("accounts/code.html", form=form, display_name=waiting.display_name, is_recovery=is_recovery))


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
    comer = services.Comer(own.get_holder(found.account_id), form.password.data or "", agent())
    opened: list[services.SignedIn] = []
    asks_second = totp_policy() != "off"
    let_go()
    if form.accept(lambda: opened.append(services.accept_invitation(scope, token=token, comer=comer, asks_second=asks_second))):
        return enter(opened[0], "")
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


@bp.get("/present")
@open_to_all
def present(scope: Scope) -> ResponseReturnValue:
    """Tell a page, before it sends what was typed, that the server answers and whether her session goes on."""
    return "", 204 if visitor() else 401, {"Cache-Control": "no-store"}


@bp.post("/text-size")
@open_to_all
def text_size(scope: Scope) -> ResponseReturnValue:
    """Keep how large she wants the letters."""
    size = request.form.get("size", "100")
    like("text-size", size if size in TEXT_SIZES else "100")
    return back()


@bp.post("/letters")
@open_to_all
def letters(scope: Scope) -> ResponseReturnValue:
    """Keep whether she reads 简体 or 繁體."""
    choose_letters(request.form.get("letters", ""))
    return back()


def back() -> Response:
    """Lead to the page a small form stood on, to the first page when it names none of ours; what a page carried on is asked for again."""
    asked = request.form.get("next", "/")
    target = asked if is_local(asked) else "/"
    if typed := carried_by(request.form.get("carried", "")):
        return ask_again(typed, status=200, target=target)
    return current_app.make_response(redirect(target, 303))


def own_menu() -> list[NavItem]:
    """Return the navigation of the pages that are about nobody's unit but about herself."""
    who = visitor()
    pages = [("我的账号", "own.me"), ("修改密码", "own.password"), ("我的单位", "accounts.units")]
    is_free = who is not None and not who.must_set_up  # else each of them would lead back
    return [NavItem(words, url_for(endpoint), request.endpoint == endpoint) for words, endpoint in pages if is_free]


def is_sent() -> bool:
    """Say whether a form of the sign-in was filled in and sent; a link of its page posts it too when it carries something on."""
    return request.method == "POST" and "turn" not in request.form


def start_anew(form: CodeForm) -> ResponseReturnValue:
    """Ask for the password once more, and lose nothing of what was to come after it."""
    typed = carried_by(form.carried.data or "")
    return ask_again(typed, status=200) if typed else redirect(url_for(".sign_in", next=form.next.data or None), 303)


def agent() -> str:
    """Return the device of this browser, in words."""
    return name_device(request.headers.get("User-Agent", ""))


def enter(opened: services.SignedIn, target: str, carried: str = "") -> Response:
    """Give the browser its login, tell what was kept for her, and lead on: to the second step, or where she wanted to go.

    Args:
        carried: what she had typed when her session ended; the second step carries it on, and then it waits to be sent.
    """
    target = target if is_local(target) else ""
    if opened.notice:
        flash(opened.notice, "warning")
    if typed := carried_by(carried):
        return with_login(lead_on(opened, typed, target), opened.token)
    if opened.lacks_second:
        return with_login(redirect(url_for("accounts.code", next=target or None), 303), opened.token)
    return with_login(redirect(target or url_for("accounts.start"), 303), opened.token)


def with_login(answer: ResponseReturnValue, token: str) -> Response:
    """Give the browser the cookie of a login."""
    response, age_s = current_app.make_response(answer), ABSOLUTE_H * 3600
    response.set_cookie(cookie_name(), token, max_age=age_s, path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _open(proved: proving.Proved) -> services.SignedIn | None:
    waits = proved.has_second and totp_policy() != "off"
    inner = platform_scope(proved.account_id)
    return services.sign_in(inner, password_hash=proved.password_hash, agent=agent(), waits=waits, replaces=_held())


def _held() -> str:
    """Return the digest of what this browser holds as its login."""
    return digest_of(request.cookies.get(cookie_name(), ""))
