"""A telephone is checked: sending and trying are counted and committed before either is judged, so that many at once are no more."""

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import cast
from uuid import UUID

from sqlalchemy import Table, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock, vault
from portal.core.db import db
from portal.core.errors import Throttled
from portal.core.scope import Scope
from portal.tenants.models import PhoneCheck
from portal.tenants.queries import phone_checks as queries
from portal.tenants.rules.phone_checks import CODE_MIN, MAX_TRIES, SENDS_PER_ADDRESS, SENDS_PER_PHONE, WINDOW_MIN, SentCode

check = cast(Table, PhoneCheck.__table__)
c = check.c


def digest_of(phone: str) -> str:
    """Return what finds a telephone again and tells nothing of it to who lacks the portal's key."""
    return vault.current().fingerprint(phone, context="phone_check.phone")


def begin_check(scope: Scope, phone: str) -> SentCode:
    """Make a code for a telephone and count it; to be committed before `judge_sending`, and sent after that.

    Raises:
        Throttled: too many were sent already.
    """
    _refuse_beyond(scope, phone, SENDS_PER_PHONE - 1, SENDS_PER_ADDRESS - 1)
    sent, moment = SentCode(uuid7(), f"{secrets.randbelow(10**6):06d}"), clock.now()
    digests = {"phone_digest": digest_of(phone), "code_digest": _digest_of_code(sent.id, sent.code)}
    times = {"sent_at": moment, "ends_at": moment + timedelta(minutes=CODE_MIN), "tries": 0, "passed_at": None}
    row = {"id": sent.id, "tenant_id": scope.tenant_id, "address": scope.address, **digests, **times}
    db.session.execute(insert(check), row)
    return sent


def judge_sending(scope: Scope, phone: str) -> None:
    """Refuse a counted code when others were counted beside it.

    Raises:
        Throttled: too many.
    """
    _refuse_beyond(scope, phone, SENDS_PER_PHONE, SENDS_PER_ADDRESS)


def count_try(scope: Scope, phone: str) -> UUID | None:
    """Count a try at the code last sent to a telephone; to be committed before `take_code`.

    Returns:
        The check's id; None when no code waits there, or five tries were had.
    """
    latest = queries.find_latest(scope.tenant_id, digest_of(phone), now=clock.now())
    if latest is None:
        return None
    counted = update(check).where(c.id == latest.id, c.tries < MAX_TRIES, c.passed_at.is_(None)).values(tries=c.tries + 1)
    return latest.id if db.session.execute(counted).rowcount == 1 else None  # type: ignore[attr-defined]


def take_code(scope: Scope, phone: str, check_id: UUID, code: str) -> datetime | None:
    """Return when a code was found right, which it is once; None when it is wrong or was used."""
    moment = clock.now()
    latest = queries.find_latest(scope.tenant_id, digest_of(phone), now=moment)
    if latest is None or latest.id != check_id or not compare_digest(latest.code_digest, _digest_of_code(check_id, code)):
        return None
    passed = update(check).where(c.id == check_id, c.passed_at.is_(None)).values(passed_at=moment)
    return moment if db.session.execute(passed).rowcount == 1 else None  # type: ignore[attr-defined]


def _digest_of_code(check_id: UUID, code: str) -> str:
    return vault.current().fingerprint(code, context=f"phone_check.code:{check_id}")


def _refuse_beyond(scope: Scope, phone: str, most_to_phone: int, most_for_address: int) -> None:
    since = clock.now() - timedelta(minutes=WINDOW_MIN)
    to_phone, for_address = queries.count_sent(phone_digest=digest_of(phone), address=scope.address, since=since)
    if to_phone > most_to_phone:
        raise Throttled("这个号码一小时内已经发过 3 次验证码。", advice="请一小时后再试，或到驿站请工作人员帮您登记。")
    if scope.address and for_address > most_for_address:
        raise Throttled("这个网络一小时内发出的验证码太多。", advice="请一小时后再试，或换用手机流量，也可以到驿站请工作人员帮您登记。")
