"""Consent as a history: given when she is taken in, withdrawn, given again."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people import rolls
from portal.people.models import ConsentEvent
from portal.people.rules import ConsentChannel
from portal.people.rules.consent import BASIC
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import Record
from portal.people.services.rows import change_row

WITHDRAW, GIVE = "person.withdraw", "person.consent"
_NEW_EVENT = insert(cast(Table, ConsentEvent.__table__))


def record_consent(scope: Scope, kind: str, record_id: UUID, *, version: int, channel: str, purpose: str = BASIC) -> None:
    """Add to the history of a record's consent: she was taken in and had agreed, or agreed to one purpose more.

    Args:
        kind: `trainee` or `volunteer`.
        version: the notice she was shown.
        purpose: one of `PURPOSES`.
    """
    _add(scope, (kind, record_id), {"action": "given", "text_version": version, "channel": channel, "note": ""}, purpose)


def record_withdrawal(scope: Scope, kind: str, record_id: UUID, *, version: int, channel: str, purpose: str) -> None:
    """Note that she took back what she had agreed to for one purpose; the record itself stays open."""
    _add(scope, (kind, record_id), {"action": "withdrawn", "text_version": version, "channel": channel, "note": ""}, purpose)


def _add(scope: Scope, subject: tuple[str, UUID], said: dict[str, Any], purpose: str = BASIC) -> None:
    what = {"subject": subject[0], "subject_id": subject[1], "purpose": purpose}
    who = {"account_id": scope.account_id, "at": clock.now()}
    db.session.execute(_NEW_EVENT, {**scope.stamp(ConsentEvent), "id": uuid7(), **what, **said, **who})


def withdraw_consent(scope: Scope, record: Record, *, channel: str, note: str) -> None:
    """Lock a record: from now on nobody works with it, and name and telephone are masked; its figures stay.

    Raises:
        RuleBroken: the note names her.
        Conflict: she had withdrawn before, or somebody changed the row meanwhile.
    """
    check_reason(note, record.name, field="note")
    if record.withdrawn_at or record.erased_at:
        raise Conflict("她的同意已经撤回过了，这一次没有保存。", action=WITHDRAW, subject_id=record.id)
    roll, moment = rolls.get(record.roll), clock.now()
    change_row(scope, roll, record, {"consent_withdrawn_at": moment}, action=WITHDRAW)
    said = {"action": "withdrawn", "text_version": record.consent_version, "channel": channel, "note": note}
    _add(scope, (roll.kind, record.id), said)
    audit.note(scope, WITHDRAW, record.id)


def give_consent(scope: Scope, record: Record, *, version: int, channel: ConsentChannel, note: str) -> None:
    """Unlock a record: she agreed again, to the notice in force.

    Raises:
        RuleBroken: the notice was replaced while the form was filled in, or the note names her.
        Conflict: nothing was withdrawn, or somebody changed the row meanwhile.
    """
    check_reason(note, record.name, field="note")
    roll = rolls.get(record.roll)
    if record.withdrawn_at is None or record.erased_at:
        raise Conflict("她现在没有撤回同意，不需要再登记。", action=GIVE, subject_id=record.id)
    if version != roll.notice(clock.today()).version:
        raise RuleBroken("has_consented", "告知书已经更新，请把新的内容告诉她，再次确认同意")
    told: dict[str, Any] = {"consent_version": version, "consent_channel": channel.value, "consented_at": clock.now()}
    change_row(scope, roll, record, {**told, "consent_withdrawn_at": None}, action=GIVE)
    said = {"action": "given", "text_version": version, "channel": channel.value, "note": note}
    _add(scope, (roll.kind, record.id), said)
    audit.note(scope, GIVE, record.id)
