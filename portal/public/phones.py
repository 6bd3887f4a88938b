"""A stranger's telephone is checked: the code is sent, tried, and what was proved travels with the form, signed.

Each step commits by itself, before it is judged; the sending itself holds no transaction.
"""

from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.tenants.services import phone_checks
from portal.web import senders
from portal.web.writes import beforehand

PROOF_S = 3600  # so long a checked telephone counts for whoever fills in the form


def send_code(scope: Scope, phone: str) -> None:
    """Send a code to a telephone.

    Raises:
        Throttled: too many were sent, to it or from here.
        RuleBroken: the sender failed.
    """
    code, sender = count(scope, phone), senders.current()
    try:
        if sender:
            sender.send_code(phone, code)
    except Exception as error:
        current_app.logger.exception("the sender of codes failed")
        raise RuleBroken("phone", "短信没有发出去。请过几分钟再试，或到驿站请工作人员登记") from error


def count(scope: Scope, phone: str) -> str:
    """Count what is sent to a telephone, or taken for it, from this address; return the code.

    Raises:
        Throttled: it is too often.
    """
    with beforehand():
        sent = phone_checks.begin_check(scope, phone)
    with beforehand():
        phone_checks.judge_sending(scope, phone)
    return sent.code


def try_code(scope: Scope, phone: str, code: str) -> str | None:
    """Return the proof that a telephone is hers; None when the code is wrong, too old, used, or was guessed at too often."""
    with beforehand():
        check_id = phone_checks.count_try(scope, phone)
    if check_id is None:
        return None
    with beforehand():
        passed_at = phone_checks.take_code(scope, phone, check_id, code)
    return _signer().dumps(_whose(scope, phone, passed_at)) if passed_at else None


def proved_at(scope: Scope, phone: str, proof: str) -> datetime | None:
    """Return when this telephone was checked for this unit; None when the proof is another's, forged, or too old."""
    try:
        said: Any = _signer().loads(proof, max_age=PROOF_S)
        at = datetime.fromisoformat(said["at"])
    except (BadData, TypeError, KeyError, ValueError):
        return None
    return at if said == _whose(scope, phone, at) else None


def _whose(scope: Scope, phone: str, at: datetime) -> dict[str, Any]:
    return {"unit": scope.tenant_id, "phone": phone_checks.digest_of(phone), "at": at.isoformat()}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="portal.phone")
