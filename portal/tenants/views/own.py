"""我的账号: one's name, password, units, second factor and logins."""

from datetime import timedelta
from typing import Any, cast

import segno
from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import Visitor, signed_in, totp_policy, visitor
from portal.tenants.forms.own import EndSecondForm, NameForm, PasswordForm, SetUpForm
from portal.tenants.forms.proof import ProofForm
from portal.tenants.queries import accounts as queries
from portal.tenants.rules.accounts import IDLE_MIN
from portal.tenants.rules.second_factor import address_of, in_groups, is_demanded
from portal.tenants.services import accounts as services
from portal.tenants.views.accounts import agent, own_menu, with_login
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("own", __name__)
second = Blueprint("second_factor", __name__)


@bp.get("")
@signed_in
def me(scope: Scope) -> ResponseReturnValue:
    """Show who one is here, and where one is signed in."""
    moment = clock.now()
    logins = queries.list_logins(scope.account_id, now=moment, idle_since=moment - timedelta(minutes=IDLE_MIN))
    return _page(
        "own/me.html",
        account=queries.get_own(scope.account_id),
        units=directory.list_units(scope.account_id),
        logins=logins,
        this_digest=_who().login_digest,
        earlier=queries.find_earlier_sign_in(scope),
        totp=totp_policy(),
    )


@bp.route("/name", methods=["GET", "POST"])
@signed_in
@writes
def name(scope: Scope) -> ResponseReturnValue:
    """Change what one is called on pages."""
    form = NameForm(data={"display_name": _who().display_name})
    if form.accept(lambda: services.rename_self(scope, display_name=form.display_name.data or "")):
        return _done("姓名已修改")
    return _page("own/name.html", form=form)


@bp.route("/password", methods=["GET", "POST"])
@signed_in
@writes
def password(scope: Scope) -> ResponseReturnValue:
    """Change one's password; every other login ends, and this one gets a new id."""
    form, opened = PasswordForm(), []
    holder, earlier = queries.get_holder(scope.account_id), queries.find_earlier_sign_in(scope)
    change = services.change_password
    if form.accept(lambda: opened.append(change(scope, holder=holder, password=form.password.data or "", agent=agent()))):
        return with_login(_done(f"密码已修改，其他地方的登录已全部退出。{_told(earlier)}"), opened[0])
    return _page("own/password.html", form=form, account_name=_who().account_name)


@bp.post("/logins/<login_key>/end")
@signed_in
@writes
def end_login(scope: Scope, login_key: str) -> ResponseReturnValue:
    """End one of one's logins."""
    if not (login_key.isascii() and login_key.isalnum()):  # a NUL would be an error of PostgreSQL's
        raise NotFound
    services.end_login(scope, key=login_key)
    return _done("这处登录已退出")


@bp.post("/logins/end-others")
@signed_in
@writes
def end_others(scope: Scope) -> ResponseReturnValue:
    """End all of one's logins but this one."""
    ended = services.end_other_logins(scope, login_digest=_who().login_digest)
    return _done(f"其他 {ended} 处登录已退出" if ended else "没有其他登录")


@second.route("", methods=["GET", "POST"])
@signed_in
@writes
def set_up(scope: Scope) -> ResponseReturnValue:
    """Set up one-time codes: show the secret, and take a code as a sign that she has it."""
    who = _with_second(is_wanted=False)
    form, codes = SetUpForm(), cast(list[str], [])
    secret = form.secret()
    keep = services.set_up
    if form.accept(lambda: codes.extend(keep(scope, secret=secret, code=form.code.data or "", login_digest=who.login_digest))):
        return _show_codes(codes, "两步登录已设置好，其他地方的登录已全部退出")
    address = address_of(secret, account_name=who.account_name)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return _page("own/set_up.html", form=form, secret=in_groups(secret, 4), address=address, picture=picture, is_demanded=who.must_set_up)


@second.route("/codes", methods=["GET", "POST"])
@signed_in
@writes
def codes(scope: Scope) -> ResponseReturnValue:
    """Make new recovery codes."""
    _with_second(is_wanted=True)
    form, made = ProofForm(), cast(list[str], [])
    if form.accept(lambda: made.extend(services.renew_codes(scope))):
        return _show_codes(made, "新的恢复码已生成，原来的全部作废")
    return _page("own/codes.html", form=form)


@second.route("/end", methods=["GET", "POST"])
@signed_in
@writes
def end(scope: Scope) -> ResponseReturnValue:
    """End the second factor, or begin anew with another telephone."""
    _with_second(is_wanted=True)
    form = EndSecondForm()
    if form.accept(lambda: services.clear_second(scope, why="本人")):
        return _done("两步登录已关闭")
    roles = {unit.role for unit in directory.list_units(scope.account_id)}
    return _page("own/end_second.html", form=form, is_demanded=is_demanded(totp_policy(), roles))


def _page(template: str, **context: Any) -> Response:
    return render(template, nav=own_menu(), **context)


def _who() -> Visitor:
    who = visitor()
    if who is None:
        raise NotFound
    return who


def _with_second(*, is_wanted: bool) -> Visitor:
    """Return who is there, if she has a second factor or none, as the page wants it; else lead her to her account.

    Raises:
        NotFound: there are no second factors here.
    """
    who = _who()
    if totp_policy() == "off":
        raise NotFound("这里没有启用两步登录。")
    if who.has_second != is_wanted:
        flash("您还没有设置两步登录。" if is_wanted else "两步登录已经设置好了；要换手机，请先关闭，再重新设置。", "warning")
        abort(redirect(url_for("own.me"), 303))
    return who


def _show_codes(codes: list[str], words: str) -> Response:
    return _page("own/recovery_codes.html", codes=[in_groups(code, 5) for code in codes], words=words)


def _told(earlier: Any) -> str:
    return f"您上一次登录是 {clock.local(earlier.at):%Y-%m-%d %H:%M}，来自 {earlier.address}。" if earlier else ""


def _done(words: str) -> Response:
    flash(words, "success")
    return cast(Response, redirect(url_for("own.me"), 303))
