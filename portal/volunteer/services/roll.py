"""Volunteers put on a station's roll, and amended."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.ledger import services as ledger
from portal.ledger.rules import AccountKind
from portal.people import services as people
from portal.people.rules import ConsentChannel, birth_of
from portal.people.rules.records import require_hers
from portal.people.rules.sounds import sound_of
from portal.people.services.rows import change_row
from portal.volunteer.belongings import list_open
from portal.volunteer.models import Volunteer
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.records import get_record
from portal.volunteer.queries.roll import Member, find_birth, find_double, get_volunteer
from portal.volunteer.records import VOLUNTEERS
from portal.volunteer.rules.notice import NOTICE
from portal.volunteer.rules.roll import Candidate, Particulars, check_renewal, check_told, settle

REGISTER, AMEND = "volunteer.register", "volunteer.amend"
volunteer = cast(Table, Volunteer.__table__)
_NEW_VOLUNTEER = insert(volunteer)
_COMES_AGAIN = {"erased_at": None, "consent_withdrawn_at": None}


def register_volunteer(scope: Scope, it: Candidate) -> UUID:
    """Put somebody on the station's roll; the time account is the city's, and who has one by her document keeps it.

    Raises:
        RuleBroken: she consented to a notice no longer in force, is too young, or a minor without her guardian's consent.
        Conflict: she is on this station's roll already (`subject_id` is her row).
    """
    check_renewal(it.consent_version)
    today = clock.today()
    herself = settle(it.particulars, birth_of(it.document) if it.document else None, rules_on(scope, today), today=today)
    known = people.register_person(scope, it.document, kind=VOLUNTEERS.kind) if it.document else (None, False)
    account = ledger.open_account(scope, AccountKind.VOLUNTEER, person_id=known[0])
    double_id, is_erased = find_double(scope, account_id=account.id, name=it.name, phone=it.phone) or (None, False)
    if double_id and not is_erased:
        raise Conflict("本站已登记过这位志愿者，没有重复登记。", action=REGISTER, subject_id=double_id)
    volunteer_id = double_id or uuid7()
    hers = {**_written(scope, it), **_columns(herself), "is_known_elsewhere": known[1]}
    if double_id:  # she comes again with the document of an account that was hers
        change_row(scope, VOLUNTEERS, get_record(scope, double_id), {**hers, **_COMES_AGAIN}, action=REGISTER)
    else:
        new = {**scope.stamp(volunteer), "id": volunteer_id, "account_id": account.id, "version": 1}
        db.session.execute(_NEW_VOLUNTEER, {**new, **hers})
    people.record_consent(scope, VOLUNTEERS.kind, volunteer_id, version=it.consent_version, channel=it.consent_channel.value)
    audit.note(scope, REGISTER, volunteer_id, note="已有登记，由县级核对" if known[1] else "")
    return volunteer_id


def amend_volunteer(
    scope: Scope,
    volunteer_id: UUID,
    *,
    words: dict[str, str],
    version: int,
    herself: Particulars | None = None,
    renewed: tuple[int, ConsentChannel] | None = None,
) -> None:
    """Change what is written of a volunteer.

    Args:
        words: her name, telephone and note.
        herself: what else is to be kept of her; None, it stays.
        renewed: (version of the notice, how) when she agreed to the one in force now.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: what is written cannot be, or is more than she agreed to.
        Conflict: she withdrew her consent, or somebody changed her row meanwhile.
    """
    before = get_record(scope, volunteer_id)
    require_hers(before.withdrawn_at, before.erased_at, action=AMEND, subject_id=volunteer_id)
    values: dict[str, Any] = {**words, "name_sound": sound_of(words["name"])}
    if renewed:
        check_renewal(renewed[0])
        values |= _consent(*renewed)
    if herself is not None:
        member = get_volunteer(scope, volunteer_id)
        values |= _columns(_settled(scope, member, herself, consented_to=renewed[0] if renewed else member.consent_version))
    change_row(scope, VOLUNTEERS, replace(before, version=version), values, action=AMEND)
    if renewed:
        people.record_consent(scope, VOLUNTEERS.kind, volunteer_id, version=NOTICE.version, channel=renewed[1].value)
    audit.note(scope, AMEND, volunteer_id)


def _settled(scope: Scope, member: Member, it: Particulars, *, consented_to: int) -> Particulars:
    check_told(it, member.herself, consented_to=consented_to)
    if it.is_receiver_only and not member.is_receiver_only and (open_ones := list_open(scope, member.id)):
        raise RuleBroken("is_receiver_only", f"现在不能改成受赠家人：{open_ones[0]}")
    today = clock.today()
    return settle(it, find_birth(scope, member.id), rules_on(scope, today), today=today, before=member.herself)


def _written(scope: Scope, it: Candidate) -> dict[str, Any]:
    when = {"registered_on": clock.today(), "registered_by": scope.account_id}
    named = {"name": it.name, "name_sound": sound_of(it.name), "phone": it.phone, "note": it.note}
    return {**named, **_consent(it.consent_version, it.consent_channel), **when}


def _consent(version: int, channel: ConsentChannel) -> dict[str, Any]:
    return {"consent_version": version, "consent_channel": channel.value, "consented_at": clock.now()}


def _columns(it: Particulars) -> dict[str, Any]:
    names = ("born_on", "community_code", "member_group", "is_receiver_only")
    guardian = {f"guardian_{name}": getattr(it.guardian, name) for name in ("name", "phone", "channel", "consented_on")}
    return {**{name: getattr(it, name) for name in names}, "skills": list(it.skills), "free_slots": list(it.free_slots), **guardian}


register_words({REGISTER: "登记志愿者", AMEND: "修改志愿者信息"}, group="志愿者")
