"""Relations are proved at the counter, and ended."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import require_hers
from portal.tenants.queries import find_display_name
from portal.volunteer.models import Kinship, Volunteer
from portal.volunteer.queries import kinships as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.rules.bank_rules import RELATIONS
from portal.volunteer.rules.giving import Proof, is_own

PROVE, END = "kinship.prove", "kinship.end"
kinship, volunteer = cast(Table, Kinship.__table__), cast(Table, Volunteer.__table__)


def prove(scope: Scope, giver_id: UUID, it: Proof) -> UUID:
    """Note that a volunteer proved a relation, and return its id.

    Raises:
        NotFound: one of the two is not on the station's roll.
        RuleBroken: she is her own relative, or the city's rules do not know the relation.
        Conflict: it stands already (`subject_id` is the giver), one of them withdrew her consent, or whoever keys it is one of them.
    """
    giver, receiver = queries.get_party(scope, giver_id), queries.get_party(scope, it.receiver_id)
    require_both(scope, giver, receiver, action=PROVE)
    if giver.account_id == receiver.account_id:
        raise RuleBroken("receiver", "受赠人就是她本人，请选择她的家人")
    if it.relation not in rules_on(scope, clock.today()).relations:
        raise RuleBroken("relation", f"按全市现行规则，时间不能赠与{RELATIONS.get(it.relation, '这种关系的家人')}")
    check_reason(it.note, giver.name, receiver.name, field="note")
    touch(scope, giver_id, it.receiver_id)  # the rows are held: two clerks at once do not note one relation twice
    if queries.find_live(scope, giver_id, it.receiver_id):
        raise Conflict("这个亲属关系已经登记过，没有重复登记。", action=PROVE, subject_id=giver_id)
    row = {"giver_id": giver_id, "receiver_id": it.receiver_id, "relation": it.relation, "proof": it.proof, "note": it.note}
    own = {**scope.stamp(kinship), "id": (kinship_id := uuid7()), "seen_by": scope.account_id, "seen_at": clock.now()}
    db.session.execute(insert(kinship), [{**own, **row}])
    audit.note(scope, PROVE, kinship_id)
    return kinship_id


def end(scope: Scope, kinship_id: UUID) -> None:
    """End a relation; what was given under it stays given.

    Raises:
        NotFound: the station has no such relation.
        Conflict: it was ended before.
    """
    queries.get_kinship(scope, kinship_id)
    own = (scope.changes(kinship), kinship.c.id == bindparam("which"), kinship.c.ended_at.is_(None))
    told = {"ended_at": clock.now(), "ended_by": scope.account_id}
    changed = db.session.execute(update(kinship).where(*own).values(told), {**scope.binds, "which": kinship_id})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("这个亲属关系已经结束了。", action=END, subject_id=kinship_id)
    audit.note(scope, END, kinship_id)


def require_both(scope: Scope, *parties: queries.Party, action: str) -> None:
    """Refuse to work with somebody who withdrew her consent, and with the clerk's own minutes.

    Raises:
        Conflict: so it is.
    """
    for it in parties:
        require_hers(it.withdrawn_at, it.erased_at, action=action, subject_id=it.id)
    clerk = find_display_name(scope.account_id) if scope.account_id else None
    if is_own(clerk or "", [it.name for it in parties]):
        words = "您就是其中的一方，本人和家人的时间不能由自己办理，这一次没有保存。"
        raise Conflict(words, action=action, subject_id=parties[0].id, advice="请本站另一位同事办理。")


def touch(scope: Scope, *volunteer_ids: UUID) -> None:
    """Note that somebody dealt with these rows today."""
    c = volunteer.c
    own = (scope.changes(volunteer), c.id.in_(bindparam("which", expanding=True)))
    db.session.execute(update(volunteer).where(*own).values(touched_at=clock.now()), {**scope.binds, "which": list(volunteer_ids)})


register_words({PROVE: "登记亲属关系", END: "结束亲属关系"}, group="志愿者")
