"""Exceptions at the gate: the station asks, another person at the county decides, and a grant is used once."""

from datetime import date
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
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.placement.models import GateRequest
from portal.placement.queries import gates as queries
from portal.placement.rules.gate import Grant, Lack, check_asking, check_grant, codes_of, missing_of
from portal.placement.services.standing import judge
from portal.placement.services.women import deal_with
from portal.training.queries.courses import get_course

ASK, GRANT, REFUSE, TAKE_BACK = "gate.ask", "gate.grant", "gate.refuse", "gate.withdraw"
request = cast(Table, GateRequest.__table__)
_NEW = insert(request)
_STATES = {"asked": "等待县级审批", "granted": "已同意", "refused": "已拒绝", "used": "已同意并已使用", "withdrawn": "已被驿站撤回"}


def ask_county(scope: Scope, trainee_id: UUID, course_id: int, *, reason: str) -> UUID:
    """Ask the county to let a trainee work who lacks something; the row says what and why, and never who.

    Raises:
        NotFound: she is not this station's, or there is no such work.
        RuleBroken: she lacks nothing, or her own consent; or the reason says who she is.
        Conflict: it was asked already and waits, or was granted and not used.
    """
    case = deal_with(scope, trainee_id, action=ASK)
    check_reason(reason, case.particulars.name)
    today = clock.today()
    found = judge(scope, case, get_course(course_id).tier, today).lacks
    check_asking(found)
    if waiting := queries.find_open(scope, trainee_id, course_id, today=today):
        message = "已经为她申请过这项工作，正在等县级审批。" if waiting.state == "asked" else "县级已经同意，可以直接办理上岗。"
        raise Conflict(message, action=ASK, subject_id=waiting.id)
    new_id = uuid7()
    what = {"subject_id": trainee_id, "course_id": course_id, "lacks": codes_of(found), "reason": reason}
    asked = {"state": "asked", "asked_by": scope.account_id, "asked_at": clock.now(), "verdict": "", "version": 1}
    undecided = {"decided_by": None, "decided_at": None, "ends_on": None}
    db.session.execute(_NEW, {**scope.stamp(request), "id": new_id, **what, **asked, **undecided})
    audit.note(scope, ASK, new_id, note="、".join(it.what.label for it in found))
    return new_id


def decide_request(scope: Scope, request_id: UUID, *, is_granted: bool, words: str, ends_on: date | None, version: int) -> None:
    """Let a woman start once without what she lacks, or not: the county decides on a row of its station.

    Raises:
        NotFound: nothing was asked under this id at or below the scope.
        RuleBroken: a grant without an end, or for more than thirty days; or words with somebody's number.
        Conflict: she asked it herself, or it was decided or taken back meanwhile.
    """
    action = GRANT if is_granted else REFUSE
    check_reason(words, field="verdict")
    until = check_grant(ends_on, today=clock.today()) if is_granted else None
    row = queries.get_request(scope, request_id)
    if row.asked_by == scope.account_id:
        raise Conflict("这份申请是您提出的，按规定须由另一位管理员审批。", action=action, subject_id=request_id)
    decided = {"verdict": words, "ends_on": until, "decided_by": scope.account_id, "decided_at": clock.now()}
    with within(db.session(), scope, row.path) as station:
        _move(station, request_id, "granted" if is_granted else "refused", decided, version=version, action=action)
        audit.note(station, action, request_id)
    audit.note(scope, action, request_id, note=row.station)


def take_back(scope: Scope, request_id: UUID, *, version: int) -> None:
    """Take back what was asked and not decided yet.

    Raises:
        NotFound: it is not this station's.
        Conflict: it was decided or taken back meanwhile.
    """
    _move(scope, request_id, "withdrawn", {}, version=version, action=TAKE_BACK)
    audit.note(scope, TAKE_BACK, request_id)


def use_grant(scope: Scope, trainee_id: UUID, course_id: int, found: tuple[Lack, ...], on: date) -> UUID | None:
    """Use up the grant that lets this trainee start this work on a day in spite of what she lacks; None when there is none."""
    for row in queries.hold_grants(scope, trainee_id, course_id):
        grant = Grant(missing_of(row.lacks), clock.local(row.decided_at).date(), row.ends_on)
        if grant.covers(found, on):
            _set(scope, row.id, {"state": "used"}, version=row.version)
            return row.id
    return None


def free_grant(scope: Scope, request_id: UUID) -> None:
    """Give back a grant whose placement was a mistake."""
    row = queries.hold_request(scope, request_id)
    if row.state == "used":
        _set(scope, request_id, {"state": "granted"}, version=row.version)


def _move(scope: Scope, request_id: UUID, state: str, values: dict[str, Any], *, version: int, action: str) -> None:
    row = queries.hold_request(scope, request_id)
    if row.state != "asked" or row.version != version:
        message = f"这份申请的状态已经是“{_STATES[row.state]}”，您这一次没有保存。"
        raise Conflict(message, action=action, subject_id=request_id, advice="请看过最新情况后再决定。")
    _set(scope, request_id, {**values, "state": state}, version=version)


def _set(scope: Scope, request_id: UUID, values: dict[str, Any], *, version: int) -> None:
    own = (scope.changes(request), request.c.id == bindparam("which"))
    fresh = update(request).where(*own).values({**values, "version": version + 1})
    db.session.execute(fresh, {**scope.binds, "which": request_id})


register_words({ASK: "申请放行", GRANT: "同意放行", REFUSE: "不同意放行", TAKE_BACK: "撤回放行申请"}, group="上岗")
