"""Every write of the intake."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people import services as people
from portal.people.queries import current_consent
from portal.people.rules import ConsentChannel
from portal.people.rules.records import require_hers
from portal.people.rules.sounds import sound_of
from portal.tallies import services as tallies
from portal.training import queries
from portal.training.models import Intake, Trainee
from portal.training.records import TRAINEES
from portal.training.rules.intake import Admission, Branch, Particulars, branch_for, check, check_priority, entries

ADMIT, AMEND = "trainee.admit", "trainee.amend"
intake, trainee = cast(Table, Intake.__table__), cast(Table, Trainee.__table__)
_NEW_INTAKE, _NEW_TRAINEE = insert(intake), insert(trainee)


def admit_trainee(scope: Scope, it: Admission) -> UUID:
    """Take a woman in: one nameless row that counts, one that is hers, both or none.

    Raises:
        RuleBroken: the day cannot have been, or she consented to a notice no longer in force.
        Conflict: she is this station's trainee already (`subject_id` is her row), or the month is closed.
    """
    today = clock.today()
    check(it, today=today, consent_version=current_consent(today).version)
    person_id, is_known = people.register_person(scope, it.document, kind=TRAINEES.kind)
    if known_id := queries.find_trainee(scope, person_id):
        raise Conflict("本站已登记过她，这一次没有保存。", action=ADMIT, subject_id=known_id)
    intake_id, trainee_id, branch = uuid7(), uuid7(), branch_for(it.particulars.skills)
    case = {"id": intake_id, "taken_on": it.taken_on, "branch": branch.value, "channel": it.channel.value}
    hers = {"id": trainee_id, "intake_id": intake_id, "person_id": person_id, "is_known_elsewhere": is_known}
    db.session.execute(_NEW_INTAKE, {**scope.stamp(intake), **case})
    db.session.execute(_NEW_TRAINEE, {**scope.stamp(trainee), **hers, **_written(it.particulars), **_consent(scope, it)})
    people.record_consent(scope, TRAINEES.kind, trainee_id, version=it.consent_version, channel=it.consent_channel.value)
    if it.particulars.priority:
        _note_priority(scope, trainee_id, it.consent_channel, is_given=True)
    tallies.post(scope, entries(it.taken_on, branch), action=ADMIT)
    audit.note(scope, ADMIT, trainee_id, note="已有登记，由县级核对" if is_known else "")
    return trainee_id


def amend_trainee(scope: Scope, trainee_id: UUID, particulars: Particulars, *, version: int) -> None:
    """Change what is written of a trainee; when her branch changes, the figures of the month of her intake move by the difference.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: a priority group without her consent to its being kept.
        Conflict: she withdrew her consent, somebody changed her row meanwhile, or her branch would change in a closed month.
    """
    check_priority(particulars)
    before = queries.get_trainee(scope, trainee_id)
    require_hers(before.withdrawn_at, before.erased_at, action=AMEND, subject_id=trainee_id)
    if before.version != version:
        raise _overtaken(trainee_id)
    branch = branch_for(particulars.skills)
    _change_trainee(scope, trainee_id, {**_written(particulars), "version": version + 1, "touched_at": clock.now()}, version=version)
    if branch is not before.branch:
        _change_branch(scope, before.intake_id, branch)
        moved = [*(-entry for entry in entries(before.taken_on, before.branch)), *entries(before.taken_on, branch)]
        tallies.post(scope, moved, action=AMEND)
    if particulars.priority != before.priority:
        _note_priority(scope, trainee_id, ConsentChannel.IN_PERSON, is_given=bool(particulars.priority))
    audit.note(scope, AMEND, trainee_id)


def _note_priority(scope: Scope, trainee_id: UUID, channel: ConsentChannel, *, is_given: bool) -> None:
    """Add her word on her priority group, or that she took it back, to the history of her consent."""
    note, version = people.record_consent if is_given else people.record_withdrawal, current_consent(clock.today()).version
    note(scope, TRAINEES.kind, trainee_id, version=version, channel=channel.value, purpose="priority")


def _change_trainee(scope: Scope, trainee_id: UUID, values: dict[str, Any], *, version: int) -> None:
    own = (scope.changes(trainee), trainee.c.id == bindparam("which"), trainee.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": trainee_id, "seen": version}
    changed = db.session.execute(update(trainee).where(*own).values(values), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise _overtaken(trainee_id)


def _overtaken(trainee_id: UUID) -> Conflict:
    message = "这条记录刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=AMEND, subject_id=trainee_id, advice="请看过最新内容后再改。")


def _change_branch(scope: Scope, intake_id: UUID, branch: Branch) -> None:
    own = (scope.changes(intake), intake.c.id == bindparam("which"))
    db.session.execute(update(intake).where(*own).values(branch=branch.value), {**scope.binds, "which": intake_id})


def _written(it: Particulars) -> dict[str, Any]:
    skills = [skill.value for skill in it.skills]
    named = {"name": it.name, "name_sound": sound_of(it.name)}
    group = {"priority": it.priority, "is_student": it.is_student}
    return {**named, **group, "phone": it.phone, "community": it.community, "wish": it.wish.value, "skills": skills, "note": it.note}


def _consent(scope: Scope, it: Admission) -> dict[str, Any]:
    moment = clock.now()
    consent = {"consent_version": it.consent_version, "consent_channel": it.consent_channel.value, "consented_at": moment}
    return {**consent, "version": 1, "admitted_by": scope.account_id, "admitted_at": moment}


tallies.register_counter(queries.count_entries)


register_words({ADMIT: "登记学员", AMEND: "修改学员信息"}, group="学员")
