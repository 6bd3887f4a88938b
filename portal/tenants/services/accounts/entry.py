"""Sign-in and sign-out: what a browser holds, and what it opens."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.tenants.models import Account, Login
from portal.tenants.rules.accounts import ABSOLUTE_H, PROOF_MIN, digest_of


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the browser gets.

    Args:
        lacks_second: it opens nothing but the page for the one-time code.
        notice: what she is to be told now, and only now.
    """

    token: str
    account_id: int
    lacks_second: bool = False
    notice: str = ""


def sign_in(scope: Scope, *, password_hash: str, agent: str, waits: bool, replaces: str) -> SignedIn | None:
    """Open a login for who gave the right password.

    Args:
        scope: the account's own.
        password_hash: what her password was compared with; None is returned when it was changed meanwhile.
        agent: her device, in words.
        waits: whether the login waits for the code of her second factor.
        replaces: the digest of the login this browser held until now; nobody would hold it any more.
    """
    same = update(Account).where(Account.id == scope.account_id, Account.password_hash == password_hash, Account.is_active)
    if changed_rows(same.values(signed_in_at=Account.signed_in_at)) != 1:
        return None
    db.session.execute(delete(Login).where(Login.digest == replaces))
    return enter(scope, agent=agent, waits=waits)


def pass_second(scope: Scope, *, waiting_digest: str, agent: str) -> SignedIn | None:
    """Open a login in place of the one that waited for the code; None when that has ended meanwhile."""
    db.session.execute(select(Account.id).where(Account.id == scope.account_id).with_for_update())  # before its logins, as elsewhere
    waiting = delete(Login).where(Login.digest == waiting_digest, Login.account_id == scope.account_id, Login.lacks_second)
    proved_at = db.session.scalar(waiting.returning(Login.started_at))
    return enter(scope, agent=agent, waits=False, proved_at=proved_at) if proved_at else None


def enter(
    scope: Scope, *, agent: str, waits: bool, proved_at: datetime | None = None, notice: str = "", is_by_link: bool = False
) -> SignedIn:
    """Open a login for the scope's account; one that waits lasts as long as a proof does.

    Args:
        proved_at: when she gave her password, if not now.
        notice: what she is told besides what was kept for her.
        is_by_link: she came by a link, and so may be somebody else: what was kept is told again when a password was given.
    """
    if waits:
        token = open_login(scope, agent=agent, length=timedelta(minutes=PROOF_MIN), lacks_second=True)
        return SignedIn(token, scope.account_id, lacks_second=True)
    token = open_login(scope, agent=agent, proved_at=proved_at or clock.now())
    db.session.execute(update(Account).where(Account.id == scope.account_id).values(signed_in_at=clock.now()))
    audit.note(scope, "account.sign_in")
    return SignedIn(token, scope.account_id, notice=" ".join(filter(None, (_tell(scope.account_id, is_kept=is_by_link), notice))))


def open_login(scope: Scope, *, agent: str, length: timedelta = timedelta(hours=ABSOLUTE_H), **values: Any) -> str:
    """Open a login for the scope's account and return the secret that the browser keeps.

    Args:
        values: other columns of the login.
    """
    token, moment = secrets.token_urlsafe(32), clock.now()
    times = {"started_at": moment, "seen_at": moment, "ends_at": moment + length}
    holder = {"account_id": scope.account_id, "address": scope.address, "agent": agent}
    db.session.add(Login(digest=digest_of(token), csrf=secrets.token_urlsafe(24), **holder, **times, **values))
    db.session.flush()
    return token


def sign_out(scope: Scope, *, login_digest: str) -> None:
    """End one login at once."""
    db.session.execute(delete(Login).where(Login.digest == login_digest))
    audit.note(scope, "account.sign_out")


def note_proof(*, login_digest: str) -> None:
    """Keep when a login's holder gave her password again."""
    db.session.execute(update(Login).where(Login.digest == login_digest).values(proved_at=clock.now()))


def changed_rows(statement: Any) -> int:
    """Carry out an UPDATE or DELETE and return how many rows it met."""
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount


def _tell(account_id: int, *, is_kept: bool) -> str:
    notice = db.session.scalar(select(Account.notice).where(Account.id == account_id)) or ""
    if notice and not is_kept:
        db.session.execute(update(Account).where(Account.id == account_id).values(notice=""))
    return notice
