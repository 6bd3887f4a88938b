"""A password or a code is tried: counted first, looked at while nothing is locked, and forgiven when it was right.

Each step commits by itself, so of many tries at once no more than five are looked at; and a password's hash, which is slow on purpose,
is computed between two transactions.
"""

from dataclasses import dataclass

from portal.audit import services as audit
from portal.core.scope import Scope
from portal.core.text import to_ascii_digits
from portal.tenants import passwords
from portal.tenants.queries import accounts as queries
from portal.tenants.services import accounts as services
from portal.tenants.services.accounts import Try
from portal.web.writes import beforehand


@dataclass(frozen=True, slots=True)
class Proved:
    """Whose password was right, and what it was compared with."""

    account_id: int
    password_hash: str
    has_second: bool


def try_password(scope: Scope, *, name: str, password: str, action: str) -> Proved | None:
    """Say whose password this is; None when name or password is wrong, which is counted.

    Args:
        action: how the audit names the failure.

    Raises:
        Throttled: too many failures from this address, in all or for this name. A colleague elsewhere is not locked out.
    """
    name = to_ascii_digits(name).lower()  # telephones like to begin with a capital
    tried = services.of_password(name, scope.address)
    attempt = _count(tried)
    with beforehand():
        services.judge_try(tried)
        kept = queries.find_key(name)
    is_right = passwords.is_right(password, kept.password_hash if kept else None)
    with beforehand():
        _conclude(scope, attempt, is_right=is_right, action=action)
    return Proved(*kept) if is_right and kept else None


def try_code(scope: Scope, code: str) -> bool:
    """Take a one-time code or a recovery code of the scope's account; say whether it was right. A wrong one is counted.

    Raises:
        Throttled: too many failures.
    """
    tried = services.of_code(scope.account_id)
    attempt = _count(tried)
    with beforehand():
        services.judge_try(tried)
        is_right = services.take_code(scope, code=code)
        _conclude(scope, attempt, is_right=is_right, action="account.second_factor")
    return is_right


def _count(tried: Try) -> int:
    with beforehand():
        return services.count_try(tried)


def _conclude(scope: Scope, attempt: int, *, is_right: bool, action: str) -> None:
    if is_right:
        services.forgive_try(attempt)
    else:
        audit.note(scope, action, result="failed")
