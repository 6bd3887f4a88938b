"""Every write on health certificates, each with the consent it stands on."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rules import ConsentChannel
from portal.people.rules.reasons import check_reason
from portal.placement.models import HealthCheck
from portal.placement.queries import health as queries
from portal.placement.rules.health import PURPOSE, HealthDraft, VoidCause, check_health
from portal.placement.services.women import deal_with, note_consent, touch

ADD, VOID = "health.add", "health.void"
health = cast(Table, HealthCheck.__table__)
_NEW = insert(health)


def add_check(scope: Scope, trainee_id: UUID, it: HealthDraft) -> UUID:
    """Note a trainee's health certificate; the form has asked for her consent to just this.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: its days cannot be.
        Conflict: she withdrew her consent altogether, or this certificate stands already.
    """
    check_health(it, today=clock.today())
    deal_with(scope, trainee_id, action=ADD)
    _refuse_double(scope, trainee_id, it)
    new_id = uuid7()
    said = {"tier": it.tier.value, "number": it.number, "issuer": it.issuer, "checked_on": it.checked_on, "expires_on": it.expires_on}
    kept = {"voided_at": None, "void_reason": "", "noted_by": scope.account_id, "noted_at": clock.now()}
    db.session.execute(_NEW, {**scope.stamp(health), "id": new_id, "trainee_id": trainee_id, **said, **kept})
    note_consent(scope, trainee_id, it.consent_channel, purpose=PURPOSE)
    audit.note(scope, ADD, new_id, trainee_id)
    return new_id


def void_check(scope: Scope, check_id: UUID, cause: VoidCause, *, reason: str) -> None:
    """Let a certificate count no more; when she took her consent back, what it said of her goes too.

    Placements it let through stay as they are: on that day she had it.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason names her.
        Conflict: it was voided before.
    """
    row = queries.get_check(scope, check_id)
    check_reason(reason, row.name)
    is_withdrawn = cause is VoidCause.WITHDRAWN
    gone = {"number": "", "issuer": ""} if is_withdrawn else {}
    words = f"{cause.label}：{reason}" if reason else cause.label
    own = (scope.changes(health), health.c.id == bindparam("which"), health.c.voided_at.is_(None))
    done = update(health).where(*own).values(voided_at=clock.now(), void_reason=words, **gone)
    if db.session.execute(done, {**scope.binds, "which": check_id}).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("这份健康证明已经作废过了，这一次没有保存。", action=VOID, subject_id=check_id)
    if is_withdrawn:
        note_consent(scope, row.trainee_id, ConsentChannel.IN_PERSON, purpose=PURPOSE, is_given=False)
    touch(scope, row.trainee_id)
    audit.note(scope, VOID, check_id, row.trainee_id, note=cause.label)


def _refuse_double(scope: Scope, trainee_id: UUID, it: HealthDraft) -> None:
    for row in queries.list_good(scope, trainee_id):
        if (row.tier, row.checked_on, row.expires_on) == (it.tier, it.checked_on, it.expires_on):
            raise Conflict("这份健康证明已经登记过了，没有重复登记。", action=ADD, subject_id=row.id)


register_words({ADD: "登记健康证明", VOID: "作废健康证明"}, group="上岗")
