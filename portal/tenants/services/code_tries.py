"""Codes that were tried and do not exist: counted by address, so that nobody tries them out one after the other."""

from datetime import timedelta

from sqlalchemy import insert

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Throttled
from portal.tenants import queries
from portal.tenants.models import LoginAttempt
from portal.tenants.rules.accounts import TRIES_WINDOW_MIN, digest_of

MOST_MISSES = 20


def refuse_who_guesses(address: str) -> None:
    """Refuse an address that met no code too often; who scans a real one never does.

    Raises:
        Throttled: it did.
    """
    since = clock.now() - timedelta(minutes=TRIES_WINDOW_MIN)
    missed, _ = queries.count_attempts(name_digest=_digest(address), address="", since=since)
    if missed >= MOST_MISSES:
        raise Throttled("输入了太多不存在的查验码。", advice=f"请 {TRIES_WINDOW_MIN} 分钟后再试，或直接扫证书上的二维码。")


def count_miss(address: str) -> None:
    """Count a code that does not exist; kept apart from sign-ins, which nobody is locked out of by it."""
    db.session.execute(insert(LoginAttempt), {"name_digest": _digest(address), "address": "", "at": clock.now()})


def _digest(address: str) -> str:
    return digest_of(f"certificate from {address}")  # no name of an account has a space
