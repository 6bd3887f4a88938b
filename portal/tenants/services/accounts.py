"""Sign-in, sign-out, one-time links: who may come in."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken, Throttled
from portal.core.scope import Scope
from portal.core.text import to_ascii_digits
from portal.tenants import passwords, queries
from portal.tenants.models import Account, Invitation, Login, LoginAttempt, Membership
from portal.tenants.rules.accounts import ABSOLUTE_H, digest_of, why_weak

WINDOW_MIN, TRIES_PER_NAME, TRIES_PER_ADDRESS = 15, 5, 30
LINK_DAYS = 7


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the browser gets."""

    token: str
    account_id: int


def sign_in(scope: Scope, *, name: str, password: str, address: str) -> SignedIn | None:
    """Open a login for the account; None when name or password is wrong, which is counted.

    Raises:
        Throttled: too many failures from this address, in all or for this name. A colleague elsewhere is not locked out.
    """
    name = to_ascii_digits(name).lower()  # telephones like to begin with a capital
    name_digest = digest_of(name)
    _refuse_storm(name_digest, address)
    account = queries.find_account(name)
    if not passwords.is_right(password, account.password_hash if account and account.is_active else None) or account is None:
        db.session.add(LoginAttempt(name_digest=name_digest, address=address, at=clock.now()))
        audit.note(scope, "account.sign_in", result="failed")
        db.session.flush()
        return None
    return _open(scope, account.id, address)


def prove(scope: Scope, *, name: str, password: str, login_digest: str) -> bool:
    """Let somebody who is signed in give her password again; say whether it was right. A wrong one is counted.

    Raises:
        Throttled: too many failures.
    """
    name_digest = digest_of(name)
    _refuse_storm(name_digest, scope.address)
    account = queries.find_account(name)
    if not passwords.is_right(password, account.password_hash if account and account.is_active else None):
        db.session.add(LoginAttempt(name_digest=name_digest, address=scope.address, at=clock.now()))
        audit.note(scope, "account.prove", result="failed")
        db.session.flush()
        return False
    note_proof(login_digest=login_digest)
    return True


def note_proof(*, login_digest: str) -> None:
    """Keep when a login's holder gave her password again."""
    db.session.execute(update(Login).where(Login.digest == login_digest).values(proved_at=clock.now()))


def sign_out(scope: Scope, *, login_digest: str) -> None:
    """End one login at once."""
    db.session.execute(delete(Login).where(Login.digest == login_digest))
    audit.note(scope, "account.sign_out")


def invite(scope: Scope, *, account_id: int) -> str:
    """Return the secret of a new one-time link; earlier links of the account die."""
    token = secrets.token_urlsafe(24)
    db.session.execute(select(Account.id).where(Account.id == account_id).with_for_update())  # of two made at once, one lives
    _end_links(account_id)
    ends_at = clock.now() + timedelta(days=LINK_DAYS)
    db.session.add(Invitation(digest=digest_of(token), account_id=account_id, made_by=scope.account_id, ends_at=ends_at))
    db.session.flush()
    audit.note(scope, "account.invite", note=f"account {account_id}")
    return token


def invite_below(scope: Scope, *, account_id: int) -> str:
    """Invite somebody who works only at or below the scope: a link is her whole account, with all she may do elsewhere.

    Raises:
        Conflict: she has a role elsewhere, or may not sign in.
    """
    if not queries.is_only_below(scope, account_id):
        message = "这个账号已停用，或还在别的单位任职，不能在这里生成登录链接。"
        raise Conflict(message, action="account.invite", advice="请联系上级单位的管理员。")
    return invite(scope, account_id=account_id)


def accept_invitation(scope: Scope, *, token: str, password: str, address: str) -> SignedIn:
    """Give the account its password, end its other logins, and sign it in.

    Raises:
        NotFound: the link was used, is out of date, or never was.
        RuleBroken: the password is weak.
    """
    found = queries.find_invitation(digest_of(token), now=clock.now())
    if found is None:
        raise NotFound
    if why := why_weak(password, account_name=found.name):
        raise RuleBroken("password", why)
    used = update(Invitation).where(Invitation.digest == digest_of(token), Invitation.used_at.is_(None)).values(used_at=clock.now())
    if db.session.execute(used).rowcount != 1:  # type: ignore[attr-defined]  # two at once: the other one was first
        raise NotFound
    _end_links(found.account_id)
    set_password(account_id=found.account_id, password=password)
    return _open(scope, found.account_id, address)


def _end_links(account_id: int) -> None:
    unused = update(Invitation).where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
    db.session.execute(unused.values(used_at=clock.now()))


def set_password(*, account_id: int, password: str) -> None:
    """Replace the password and end every login of the account."""
    db.session.execute(update(Account).where(Account.id == account_id).values(password_hash=passwords.hash_password(password)))
    db.session.execute(delete(Login).where(Login.account_id == account_id))


def add_account(*, name: str, display_name: str, tenant_id: int, role: str, is_demo: bool = False) -> Account:
    """Make an account without a password, with one role at one tenant.

    Raises:
        RuleBroken: the name is taken.
    """
    if queries.find_account(name):
        raise RuleBroken("account_name", "这个账号名已有人使用，请换一个")
    account = Account(name=name, display_name=display_name, is_demo=is_demo, is_active=True, made_at=clock.now())
    db.session.add(account)
    db.session.flush()
    db.session.add(Membership(account_id=account.id, tenant_id=tenant_id, role=role))
    db.session.flush()
    return account


def _refuse_storm(name_digest: str, address: str) -> None:
    since = clock.now() - timedelta(minutes=WINDOW_MIN)
    with_name, in_all = queries.count_attempts(name_digest=name_digest, address=address, since=since)
    if with_name >= TRIES_PER_NAME or in_all >= TRIES_PER_ADDRESS:
        raise Throttled(f"密码连续输错次数太多，请 {WINDOW_MIN} 分钟后再试。")


def _open(scope: Scope, account_id: int, address: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    times = {"started_at": moment, "seen_at": moment, "ends_at": moment + timedelta(hours=ABSOLUTE_H)}
    row = Login(digest=digest_of(token), account_id=account_id, csrf=secrets.token_urlsafe(24), address=address, **times)
    db.session.add(row)
    db.session.flush()
    audit.note(Scope(scope.path, account_id=account_id, address=address), "account.sign_in")
    return SignedIn(token, account_id)
