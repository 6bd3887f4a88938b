"""What strangers try and miss, a code that does not exist, a telephone of no class: counted by address, so that nobody tries them all.

What counts once however often it is pressed is noted in the same place.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import insert

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Throttled
from portal.tenants import queries
from portal.tenants.models import LoginAttempt
from portal.tenants.rules.accounts import TRIES_WINDOW_MIN, digest_of

MOST_MISSES = 20
MOST_COUNTED = 300  # from one address within the minutes: a hall of women behind one router counts, a machine soon does not


class Tried(StrEnum):
    """What is tried; each is counted by itself."""

    CERTIFICATE = "certificate"
    ARRIVAL = "arrival"
    VOLUNTEER = "volunteer"
    PAPER = "paper"


_WORDS: Final = {
    Tried.CERTIFICATE: ("输入了太多不存在的查验码。", "或直接扫证书上的二维码。"),
    Tried.PAPER: ("输入了太多不存在的查验码。", "或直接扫材料上的二维码。"),
    Tried.VOLUNTEER: ("输入了太多对不上的编号和号码。", "或请工作人员帮您办理。"),
    Tried.ARRIVAL: ("输入了太多不在花名册上的号码。", "或请老师在签到表上登记。"),
}


def refuse_who_guesses(address: str, what: Tried = Tried.CERTIFICATE) -> None:
    """Refuse an address that missed too often; who scans a real code, or types her own telephone, hardly ever does.

    Raises:
        Throttled: it did.
    """
    since = clock.now() - timedelta(minutes=TRIES_WINDOW_MIN)
    missed, _ = queries.count_attempts(name_digest=_digest(address, what), address="", since=since)
    if missed >= MOST_MISSES:
        words, instead = _WORDS[what]
        raise Throttled(words, advice=f"请 {TRIES_WINDOW_MIN} 分钟后再试，{instead}")


def count_miss(address: str, what: Tried = Tried.CERTIFICATE) -> None:
    """Count a miss; kept apart from sign-ins, which nobody is locked out of by it."""
    db.session.execute(insert(LoginAttempt), {"name_digest": _digest(address, what), "address": "", "at": clock.now()})


def is_first(what: str, address: str) -> bool:
    """Say whether this counts, and note it: the same within the last minutes does not, nor do very many from one address.

    Args:
        what: names both the thing and whoever does it; kept as a digest alone, for as long as tries are.
    """
    since = clock.now() - timedelta(minutes=TRIES_WINDOW_MIN)
    digest, crowd = digest_of(f"first {what}"), digest_of(f"crowd from {address}")
    before, _ = queries.count_attempts(name_digest=digest, address="", since=since)
    many, _ = queries.count_attempts(name_digest=crowd, address="", since=since)
    if before or many >= MOST_COUNTED:
        return False
    db.session.execute(insert(LoginAttempt), [{"name_digest": it, "address": "", "at": clock.now()} for it in (digest, crowd)])
    return True


def _digest(address: str, what: Tried) -> str:
    return digest_of(f"{what} from {address}")  # no name of an account has a space
