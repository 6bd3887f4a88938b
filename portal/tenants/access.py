"""From cookie and URL to a scope, in one query; the one place that judges who may enter."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from hmac import compare_digest
from typing import Any, cast

from flask import Flask, Request, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from sqlalchemy import Table, and_, bindparam, func, select, update
from sqlalchemy.exc import OperationalError

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.scope import Scope
from portal.core.settings import Settings
from portal.tenants.models import Account, Login, Membership, Tenant
from portal.tenants.rules.accounts import IDLE_MIN, PROOF_MIN, digest_of
from portal.tenants.visitors import Unit, Visitor, visitor_of
from portal.web.carried import StalePage
from portal.web.htmx import is_swap
from portal.web.security import SAFE_METHODS

View = Callable[..., ResponseReturnValue]
TOUCH_MIN = 2
PLATFORM_PATH = "0."
_QUIET = "accounts.present"  # a page asks by itself, so nobody has moved
_BEFORE_SECOND = frozenset({"second_factor.set_up", "accounts.sign_out"})  # what opens to her who has yet to set up her second factor

login, account, member, unit = (cast(Table, m.__table__) for m in (Login, Account, Membership, Tenant))
above, county, city = unit.alias("above"), unit.alias("county"), unit.alias("city")
_WHO = (
    select(
        *(login.c.digest, login.c.account_id, login.c.csrf, login.c.seen_at, login.c.proved_at),
        *(account.c.name.label("account_name"), account.c.display_name, account.c.totp_sealed.is_not(None).label("has_second")),
        *(member.c.role, (above.c.id == unit.c.id).label("is_held_here")),
        *(above.c.code.label("member_code"), above.c.name.label("member_name"), above.c.path.label("member_path")),
        *(unit.c.path, unit.c.level, unit.c.status, unit.c.code, unit.c.name),
        *(county.c.code.label("county_code"), county.c.name.label("county_name")),
        *(city.c.code.label("city_code"), city.c.name.label("city_name")),
    )
    .join(account, account.c.id == login.c.account_id)
    .outerjoin(member, member.c.account_id == account.c.id)
    .outerjoin(above, above.c.id == member.c.tenant_id)
    .outerjoin(unit, and_(unit.c.code == bindparam("code"), func.substr(unit.c.path, 1, func.length(above.c.path)) == above.c.path))
    .outerjoin(county, county.c.id == unit.c.county_id)
    .outerjoin(city, city.c.id == unit.c.city_id)
    .where(login.c.digest == bindparam("digest"), ~login.c.lacks_second, account.c.is_active)
    .where(login.c.ends_at > bindparam("now"), login.c.seen_at > bindparam("idle_since"))
)
_TOUCH = update(login).where(login.c.digest == bindparam("which")).values(seen_at=bindparam("now"))


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us who is there; its own cookie, which lives on after logout, is never used."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # it would ask who is there in the midst of a sign-in, on a second connection
    manager.session_protection = None  # type: ignore[assignment]  # the documented way to switch it off
    manager.request_loader(_load)


def cookie_name() -> str:
    """Return the name of the cookie: bound to the host under https."""
    return "__Host-sid" if request.is_secure else "sid"


def visitor() -> Visitor | None:
    """Return who is signed in, if anybody."""
    return cast(Visitor, current_user._get_current_object()) if current_user.is_authenticated else None  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # the proxy's documented way to its object


def here() -> Unit:
    """Return the unit of the page; only behind `requires`."""
    who = visitor()
    if who is None or who.unit is None:
        raise NotFound
    return who.unit


def is_proved() -> bool:
    """Say whether she gave her password within the last minutes, as what is dangerous demands."""
    who = visitor()
    return who is not None and who.proved_at is not None and who.proved_at > clock.now() - timedelta(minutes=PROOF_MIN)


def totp_policy() -> str:
    """Return the setting for one-time codes: `off`, `offered` or `required`."""
    settings: Settings = current_app.extensions["portal.settings"]
    return settings.totp


def platform_scope(account_id: int = 0) -> Scope:
    """Return the scope of what has no tenant: sign-in, own account."""
    return Scope(PLATFORM_PATH, account_id=account_id, address=request.remote_addr or "")


def open_to_all(view: View) -> View:
    """Open a view to people who are not signed in; its scope is the platform's."""

    @wraps(view)
    def run(**kwargs: Any) -> ResponseReturnValue:
        g.is_open_to_all = True  # its page is a stranger's, whoever looks at it
        scope = platform_scope()
        db.session.info["scope"] = scope
        return view(scope, **kwargs)

    run.access = "all"  # type: ignore[attr-defined]
    return run


def signed_in(view: View) -> View:
    """Open a view to everybody who is signed in, for what is her own; its scope is the platform's."""

    @wraps(view)
    def run(**kwargs: Any) -> ResponseReturnValue:
        who = visitor() or abort(401)
        _lead_to_second_factor(who)
        _check_token(who)
        scope = platform_scope(who.account_id)
        db.session.info["scope"] = scope
        return view(scope, **kwargs)

    run.access = "signed_in"  # type: ignore[attr-defined]
    return run


def requires(*, read: str | None = None, write: str | None = None) -> Callable[[View], View]:
    """Hand the view its scope; 401 for strangers, 404 outside the tree, 403 without the permission at this tenant."""

    def decorate(view: View) -> View:
        @wraps(view)
        def run(code: str, **kwargs: Any) -> ResponseReturnValue:
            permission = read if request.method in SAFE_METHODS else write
            return view(_enter(permission or abort(405)), **kwargs)

        run.access = {"read": read, "write": write}  # type: ignore[attr-defined]
        return run

    return decorate


def _enter(permission: str) -> Scope:
    who = visitor() or abort(401)
    _lead_to_second_factor(who)
    if who.scope is None or who.unit is None:
        raise NotFound
    if permission not in who.scope.permissions:
        raise Refused(_why(who.unit))
    _check_token(who)
    db.session.info["scope"] = who.scope
    return who.scope


def _why(unit: Unit) -> str:
    words = {
        "preparing": "这个驿站还没有揭牌，揭牌后才能登记。",
        "suspended": "这个单位已暂停，暂时不能登记。",
        "closed": "这个单位已撤销。",
    }
    return words.get(unit.status, "您的角色在这个单位不能做这件事。")


def _lead_to_second_factor(who: Visitor) -> None:
    """Open nothing else to her who must set up a second factor first; a part of a page is refused, since it has no room for another."""
    if not who.must_set_up or request.endpoint in _BEFORE_SECOND:
        return
    if is_swap() or request.method not in SAFE_METHODS:
        raise Refused("请先设置两步登录，再继续工作。这一次没有保存。")
    abort(redirect(url_for("second_factor.set_up")))


def _check_token(who: Visitor) -> None:
    if request.method not in SAFE_METHODS and not compare_digest(who.csrf.encode(), request.form.get("csrf_token", "").encode()):
        raise StalePage("这个页面已经过期，没有保存。", advice="请返回上一页，刷新后再提交。")


def _load(sent: Request) -> Visitor | None:
    token = sent.cookies.get(cookie_name(), "")
    if not token:
        return None
    code, moment = str((sent.view_args or {}).get("code", "")), clock.now()
    code = code if code.isascii() and code.isdigit() else ""  # a NUL would be an error of PostgreSQL's
    binds = {"digest": digest_of(token), "code": code, "now": moment, "idle_since": moment - timedelta(minutes=IDLE_MIN)}
    with db.engine.connect() as connection:  # autocommit, outside the request's transaction
        rows = connection.execute(_WHO, binds).all()
        if rows and rows[0].seen_at < moment - timedelta(minutes=TOUCH_MIN) and sent.endpoint != _QUIET:
            with suppress(OperationalError):  # a full disk or a long write stops no reader
                connection.execute(_TOUCH, {"which": binds["digest"], "now": moment})
    if not rows:
        return None
    g.account_id = rows[0].account_id
    return visitor_of(rows, address=sent.remote_addr or "", totp=totp_policy())
