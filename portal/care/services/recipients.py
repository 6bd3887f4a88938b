"""Recipients put on the station's roll, amended, and noted as those the pool pays for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.models import Recipient
from portal.care.queries import recipients as queries
from portal.care.queries.records import get_record
from portal.care.records import RECIPIENTS
from portal.care.rules.notice import NOTICE
from portal.care.rules.recipients import AID_PURPOSE, WRITTEN, Aid, Draft, check_aid, check_draft
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people import queries as people_rows
from portal.people import services as people
from portal.people.rules import birth_of
from portal.people.rules.records import Record, require_hers
from portal.people.rules.sounds import sound_of
from portal.people.services import consent
from portal.people.services.rows import change_row
from portal.tenants.queries import places

REGISTER, AMEND, AID = "recipient.register", "recipient.amend", "recipient.aid"
recipient = cast(Table, Recipient.__table__)
_NEW = insert(recipient)


def register(scope: Scope, it: Draft) -> UUID:
    """Put somebody who is to be served on the station's roll; the city's registry knows her only when she showed a document.

    Raises:
        RuleBroken: it cannot be of one person, or she consented to a notice no longer in force.
        Conflict: she is on this roll already (`subject_id` is her row).
    """
    if it.consent_version != NOTICE.version:
        raise RuleBroken("has_consented", "告知书已经更新，请把新的内容告诉她，再次确认同意")
    _check(it)
    recipient_id = uuid7()
    person_id, is_known = people.register_person(scope, it.document, kind=RECIPIENTS.kind) if it.document else (None, False)
    _refuse_double(scope, it, person_id, beside=recipient_id, action=REGISTER)
    agreed = {"consent_version": it.consent_version, "consent_channel": it.consent_channel.value, "consented_at": clock.now()}
    who = {"person_id": person_id, "is_known_elsewhere": is_known}
    made = {"registered_on": clock.today(), "registered_by": scope.account_id, "version": 1}
    db.session.execute(_NEW, {**scope.stamp(recipient), "id": recipient_id, **who, **_written(it), **agreed, **made})
    people.record_consent(scope, RECIPIENTS.kind, recipient_id, version=it.consent_version, channel=it.consent_channel.value)
    audit.note(scope, REGISTER, recipient_id)
    return recipient_id


def amend(scope: Scope, recipient_id: UUID, it: Draft, *, version: int) -> None:
    """Change what is written of a recipient; her document and her consent have pages of their own.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: it cannot be of one person.
        Conflict: she withdrew her consent, is on the roll a second time, or somebody changed her row meanwhile.
    """
    before = _hers(scope, recipient_id, action=AMEND)
    document = people_rows.get_document(scope, before.person_id) if before.person_id else None
    fresh = replace(it, document=document)
    _check(fresh)
    if (it.name, it.phone) != (before.name, before.phone):
        _refuse_double(scope, it, None, beside=recipient_id, action=AMEND)
    change_row(scope, RECIPIENTS, replace(before, version=version), _written(fresh), action=AMEND)
    audit.note(scope, AMEND, recipient_id)


def note_aid(scope: Scope, recipient_id: UUID, it: Aid, *, version: int) -> None:
    """Note why the pool pays for somebody, with who saw the proof and when; or that it pays no longer.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: no proof, or one that names her.
        Conflict: she withdrew her consent, or somebody changed her row meanwhile.
    """
    before = _hers(scope, recipient_id, action=AID)
    check_aid(it, name=before.name)
    had = queries.get_recipient(scope, recipient_id).aid_group
    seen = {"aid_seen_by": scope.account_id, "aid_seen_at": clock.now()} if it.group else {"aid_seen_by": None, "aid_seen_at": None}
    said = {"aid_group": it.group, "aid_proof": it.proof if it.group else "", **seen}
    change_row(scope, RECIPIENTS, replace(before, version=version), said, action=AID)
    told: dict[str, Any] = {"version": before.consent_version, "purpose": AID_PURPOSE}
    if it.group and it.channel:
        people.record_consent(scope, RECIPIENTS.kind, recipient_id, channel=it.channel.value, **told)
    elif had:
        consent.record_withdrawal(scope, RECIPIENTS.kind, recipient_id, channel="in_person", **told)
    audit.note(scope, AID, recipient_id, note="登记困难情况" if it.group else "不再登记")


def touch(scope: Scope, recipient_id: UUID) -> None:
    """Note that somebody dealt with her today, so that her record is not due; her version stays as it is."""
    mine = (scope.changes(recipient), recipient.c.id == bindparam("which"))
    db.session.execute(update(recipient).where(*mine).values(touched_at=clock.now()), {**scope.binds, "which": recipient_id})


def _hers(scope: Scope, recipient_id: UUID, *, action: str) -> Record:
    before = get_record(scope, recipient_id)
    require_hers(before.withdrawn_at, before.erased_at, action=action, subject_id=recipient_id)
    return before


def _check(it: Draft) -> None:
    check_draft(it, today=clock.today())
    if it.community_code and it.community_code not in places.names_of([it.community_code]):
        raise RuleBroken("community_code", "没有这个社区，请从列表中选择")


def _refuse_double(scope: Scope, it: Draft, person_id: UUID | None, *, beside: UUID, action: str) -> None:
    persons = people_rows.list_family(scope, person_id) if person_id else []
    if known := queries.find_double(scope, person_ids=persons, name=it.name, phone=it.phone, beside=beside):
        raise Conflict("本站已登记过这位服务对象，没有重复登记。", action=action, subject_id=known)


def _written(it: Draft) -> Mapping[str, Any]:
    born_on: date | None = (birth_of(it.document) if it.document else None) or it.born_on
    return {**{name: getattr(it, name) for name in WRITTEN}, "born_on": born_on, "name_sound": sound_of(it.name)}


register_words({REGISTER: "登记服务对象", AMEND: "修改服务对象信息", AID: "登记困难情况"}, group="服务对象")
