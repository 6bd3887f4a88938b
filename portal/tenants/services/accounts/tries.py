"""Tries of passwords and codes: counted before one is looked at, so that many at once are no more than five."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Throttled
from portal.tenants import queries
from portal.tenants.models import LoginAttempt
from portal.tenants.rules.accounts import TRIES_PER_ADDRESS, TRIES_PER_NAME, TRIES_WINDOW_MIN, digest_of


@dataclass(frozen=True, slots=True)
class Try:
    """What is tried: a name's password from an address, or an account's code from wherever it comes.

    A colleague elsewhere is not locked out by whoever guesses a password. Who guesses codes has the password already, so for
    her the address, which she can change, counts for nothing.
    """

    what: str
    address: str = ""

    @property
    def digest(self) -> str:
        """What is kept of the name."""
        return digest_of(self.what)


def of_password(name: str, address: str) -> Try:
    """Return the try of a password."""
    return Try(name, address)


def of_code(account_id: int) -> Try:
    """Return the try of a one-time code; no name of an account has a space."""
    return Try(f"code of {account_id}")


def count_try(it: Try) -> int:
    """Count a try and return its id; to be committed before `judge_try`.

    Raises:
        Throttled: there were too many already.
    """
    _refuse_beyond(it, TRIES_PER_NAME - 1, TRIES_PER_ADDRESS - 1)
    attempt = LoginAttempt(name_digest=it.digest, address=it.address, at=clock.now())
    db.session.add(attempt)
    db.session.flush()
    return attempt.id


def judge_try(it: Try) -> None:
    """Refuse a counted try when others were counted beside it.

    Each of several at once sees all that were committed before its own, so only the first five see no more than five.

    Raises:
        Throttled: too many.
    """
    _refuse_beyond(it, TRIES_PER_NAME, TRIES_PER_ADDRESS)


def forgive_try(attempt_id: int) -> None:
    """Count a try no longer: it was right."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt_id))


def _refuse_beyond(it: Try, most_of_name: int, most_of_address: int) -> None:
    since = clock.now() - timedelta(minutes=TRIES_WINDOW_MIN)
    of_name, of_address = queries.count_attempts(name_digest=it.digest, address=it.address, since=since)
    if of_name > most_of_name or (it.address and of_address > most_of_address):
        raise Throttled(f"连续输错次数太多，请 {TRIES_WINDOW_MIN} 分钟后再试。")
