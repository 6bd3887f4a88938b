"""One-time links: how somebody gets an account's first password, or a new one."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.tenants import passwords, queries
from portal.tenants.models import Account, Invitation, Login, Membership
from portal.tenants.queries.accounts import has_second
from portal.tenants.rules.accounts import digest_of
from portal.tenants.rules.passwords import Holder, why_weak
from portal.tenants.services.accounts.entry import SignedIn, changed_rows, enter
from portal.tenants.services.accounts.second_factor import clear_second

LINK_DAYS = 7
CLEARED = "两步登录已随重设密码关闭，请在“我的账号”里重新设置。"


@dataclass(frozen=True, slots=True)
class Comer:
    """Who comes by a link: the password she chose, and her device in words."""

    holder: Holder
    password: str
    agent: str


def invite(scope: Scope, *, account_id: int, purpose: str = "join", reason: str = "") -> str:
    """Return the secret of a new one-time link; earlier links of the account die.

    Args:
        purpose: `join` for somebody who has no password yet, `reset` for one who lost hers; until the link is used hers stays.
        reason: why she gets a new one.
    """
    token = secrets.token_urlsafe(24)
    db.session.execute(select(Account.id).where(Account.id == account_id).with_for_update())  # of two made at once, one lives
    end_links(account_id)
    ends_at = clock.now() + timedelta(days=LINK_DAYS)
    link = Invitation(digest=digest_of(token), account_id=account_id, made_by=scope.account_id, ends_at=ends_at)
    link.purpose, link.reason = purpose, reason
    db.session.add(link)
    db.session.flush()
    audit.note(scope, "account.invite" if purpose == "join" else "account.reset", note=f"account {account_id} {reason}".strip())
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


def accept_invitation(scope: Scope, *, token: str, comer: Comer, asks_second: bool) -> SignedIn:
    """Give the account its password, end its other logins, and sign it in; a link to reset the password ends the second factor too.

    Args:
        asks_second: whether who has a second factor is asked for its code.

    Raises:
        NotFound: the link was used, is out of date, or never was.
        RuleBroken: the password is weak.
    """
    if why := why_weak(comer.password, comer.holder):
        raise RuleBroken("password", why)
    kept = passwords.hash_password(comer.password)  # before the first statement: it is slow, and nothing is locked yet
    account_id, is_reset = _use_up(token)
    keep_password(account_id, kept)
    inner = Scope(scope.path, account_id=account_id, address=scope.address)
    audit.note(inner, "account.join", note="重设密码" if is_reset else "")
    was_cleared = is_reset and clear_second(inner, why="重设密码")
    waits = asks_second and has_second(account_id)
    return enter(inner, agent=comer.agent, waits=waits, notice=CLEARED if was_cleared else "", is_by_link=True)


def _use_up(token: str) -> tuple[int, bool]:
    """Use a link, and say whose it was and whether it was to reset a password; of two at once, one finds it used."""
    moment = clock.now()
    holder = select(Account.id).join(Invitation, Invitation.account_id == Account.id).where(Invitation.digest == digest_of(token))
    db.session.execute(holder.with_for_update(of=Account))  # before its links, as everywhere: no two wait for each other
    alive = update(Invitation).where(Invitation.digest == digest_of(token), Invitation.used_at.is_(None), Invitation.ends_at > moment)
    used = db.session.execute(alive.values(used_at=moment).returning(Invitation.account_id, Invitation.purpose)).first()
    if used is None:
        raise NotFound
    return used.account_id, used.purpose == "reset"


def keep_password(account_id: int, kept: str) -> None:
    """Put a password in the place of the one before, and end every login and link of the account.

    Raises:
        NotFound: the account was disabled meanwhile.
    """
    new = {"password_hash": kept, "password_set_at": clock.now()}
    if changed_rows(update(Account).where(Account.id == account_id, Account.is_active).values(**new)) != 1:
        raise NotFound
    shut_out(account_id)


def shut_out(account_id: int) -> None:
    """End every login of an account and every link to it."""
    end_links(account_id)
    db.session.execute(delete(Login).where(Login.account_id == account_id))


def end_links(account_id: int, *, keep_of: int | None = None) -> None:
    """End every link to an account, those apart that one maker has made.

    Args:
        keep_of: who gives a role now: others made their links for less than the account may do from now on.
    """
    unused = update(Invitation).where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
    kept = () if keep_of is None else (Invitation.made_by.is_distinct_from(keep_of),)
    db.session.execute(unused.where(*kept).values(used_at=clock.now()))


def add_account(*, name: str, display_name: str, tenant_id: int, role: str, made_by: int | None = None, is_demo: bool = False) -> Account:
    """Make an account without a password, with one role at one tenant.

    Raises:
        RuleBroken: the name is taken.
    """
    if queries.find_account(name):
        raise RuleBroken("account_name", "这个账号名已有人使用，请换一个")
    account = Account(name=name, display_name=display_name, is_demo=is_demo, is_active=True, made_at=clock.now())
    db.session.add(account)
    db.session.flush()
    db.session.add(Membership(account_id=account.id, tenant_id=tenant_id, role=role, made_by=made_by, made_at=account.made_at))
    db.session.flush()
    return account
