"""What everybody does with her own account: her name, her password, her logins."""

from sqlalchemy import delete, func, update

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.tenants import passwords
from portal.tenants.models import Account, Login
from portal.tenants.rules.accounts import LOGIN_KEY
from portal.tenants.rules.passwords import Holder, why_weak
from portal.tenants.services.accounts.entry import changed_rows, open_login
from portal.tenants.services.accounts.links import keep_password


def rename_self(scope: Scope, *, display_name: str) -> None:
    """Change what an account is called on pages; its name to sign in stays."""
    db.session.execute(update(Account).where(Account.id == scope.account_id).values(display_name=display_name))
    audit.note(scope, "account.rename")


def change_password(scope: Scope, *, holder: Holder, password: str, agent: str) -> str:
    """Replace one's own password, end every login and link of the account, and return the secret of a new login.

    Raises:
        RuleBroken: the password is weak.
        NotFound: the account was disabled meanwhile.
    """
    if why := why_weak(password, holder):
        raise RuleBroken("password", why)
    kept = passwords.hash_password(password)  # before the first statement: it is slow, and nothing is locked yet
    keep_password(scope.account_id, kept)
    audit.note(scope, "account.password")
    return open_login(scope, agent=agent, proved_at=clock.now())


def end_login(scope: Scope, *, key: str) -> None:
    """End one of one's own logins; one that has ended already is no matter.

    Args:
        key: the beginning of its digest.
    """
    mine = delete(Login).where(Login.account_id == scope.account_id)
    if changed_rows(mine.where(func.substr(Login.digest, 1, LOGIN_KEY) == key)):
        audit.note(scope, "account.end_login")


def end_other_logins(scope: Scope, *, login_digest: str) -> int:
    """End all of one's own logins but this one, and return how many those were."""
    ended = changed_rows(delete(Login).where(Login.account_id == scope.account_id, Login.digest != login_digest))
    if ended:
        audit.note(scope, "account.end_login", note=f"{ended} 处")
    return ended
