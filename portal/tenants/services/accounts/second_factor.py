"""The second factor: setting it up, taking its codes, ending it."""

import secrets
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.core.secrets import SecretError
from portal.core.vault import current
from portal.tenants.models import Account, Login, RecoveryCode
from portal.tenants.rules import second_factor as rules
from portal.tenants.services.accounts.entry import changed_rows

_KNOWN = "两步登录已经设置过，这一次没有保存。"


def new_secret() -> str:
    """Return a secret for an authenticator: 160 bits in base32."""
    return "".join(secrets.choice(rules.BASE32) for _ in range(rules.SECRET_LENGTH))


def set_up(scope: Scope, *, secret: str, code: str, login_digest: str) -> list[str]:
    """Keep a secret once a code shows that her authenticator has it; her other logins end. Return the recovery codes.

    Raises:
        RuleBroken: the code is not the secret's.
        Conflict: she has a second factor already.
    """
    step = rules.matching_step(secret, rules.clean_code(code), at=clock.now())
    if step is None:
        raise RuleBroken("code", "验证码不对；请等手机上出现新的 6 位数字再输入，并检查手机的时间是否准确")
    none_yet = update(Account).where(Account.id == scope.account_id, Account.totp_sealed.is_(None))
    if changed_rows(none_yet.values(totp_sealed=_seal(scope.account_id, secret), totp_step=step)) != 1:
        raise Conflict(_KNOWN, action="account.second_factor", advice="请在“我的账号”里查看。")
    db.session.execute(delete(Login).where(Login.account_id == scope.account_id, Login.digest != login_digest))
    audit.note(scope, "account.second_factor", note="设置")
    return _new_codes(scope)


def renew_codes(scope: Scope) -> list[str]:
    """Return new recovery codes; the ones before are void."""
    audit.note(scope, "account.second_factor", note="换新恢复码")
    return _new_codes(scope)


def clear_second(scope: Scope, *, why: str) -> bool:
    """End the second factor of the scope's account; say whether there was one."""
    had = update(Account).where(Account.id == scope.account_id, Account.totp_sealed.is_not(None))
    had_one = changed_rows(had.values(totp_sealed=None, totp_step=None)) == 1
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == scope.account_id))
    if had_one:
        audit.note(scope, "account.second_factor", note=f"关闭：{why}")
    return had_one


def take_code(scope: Scope, *, code: str) -> bool:
    """Take a one-time code or a recovery code of the scope's account; say whether it was right. Each is taken once."""
    typed = rules.clean_code(code)
    if rules.is_one_time(typed):
        return _take_step(scope.account_id, typed)
    unused = (RecoveryCode.account_id == scope.account_id, RecoveryCode.digest == _fingerprint(scope.account_id, typed))
    taken = changed_rows(update(RecoveryCode).where(*unused, RecoveryCode.used_at.is_(None)).values(used_at=clock.now())) == 1
    if taken:
        audit.note(scope, "account.second_factor", note="用掉一个恢复码")
    return taken


def _take_step(account_id: int, code: str) -> bool:
    """Take a code of the clock; of two at once with the same one, the second finds its step taken."""
    kept = db.session.execute(select(Account.totp_sealed).where(Account.id == account_id)).scalar()
    step = rules.matching_step(_open(account_id, kept), code, at=clock.now()) if kept else None
    if step is None:
        return False
    later = or_(Account.totp_step.is_(None), Account.totp_step < step)
    return changed_rows(update(Account).where(Account.id == account_id, later).values(totp_step=step)) == 1


def _new_codes(scope: Scope) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == scope.account_id))
    codes = ["".join(secrets.choice(rules.LETTERS) for _ in range(rules.CODE_LENGTH)) for _ in range(rules.CODES)]
    rows: list[dict[str, Any]] = [{"account_id": scope.account_id, "digest": _fingerprint(scope.account_id, code)} for code in codes]
    db.session.execute(insert(RecoveryCode), rows)
    return codes


def _seal(account_id: int, secret: str) -> bytes:
    return current().seal(secret, context=f"account.totp:{account_id}")


def _open(account_id: int, sealed: bytes) -> str:
    try:
        return current().open(sealed, context=f"account.totp:{account_id}")
    except SecretError:  # the portal's key is another one since: no code fits, and an administrator's link helps
        return ""


def _fingerprint(account_id: int, code: str) -> str:
    return current().fingerprint(code, context=f"account.recovery:{account_id}")
