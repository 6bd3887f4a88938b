"""Objections to a ranking: a county raises them while it is shown; the city answers, and makes the ranking anew where they hold."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.standing.models import RankObjection
from portal.standing.queries import objections as queries
from portal.standing.queries import ranking as rankings
from portal.standing.rules.objections import Answer, is_shown
from portal.standing.rules.ranking import MAX_REASON, RankState
from portal.standing.services import ranking as ranking_services

RAISE, ANSWER, WITHDRAW = "rank.object", "rank.answer", "rank.withdraw_objection"
objection = cast(Table, RankObjection.__table__)


def raise_objection(scope: Scope, ranking_id: UUID, words: str) -> UUID:
    """Object to a ranking for the scope's county; it is not published before the city has answered.

    Raises:
        NotFound: there is no such ranking.
        Conflict: it is not shown (any more), or the county's last objection is not answered yet.
    """
    row = rankings.get_ranking(scope, ranking_id)
    if row.state != RankState.NOTICE or not is_shown(row.objections_until, clock.today()):
        state = RankState(row.state).label if row.state != RankState.NOTICE else f"公示期到 {row.objections_until} 已经结束"
        raise Conflict(f"这一版排名{state}，不能再提异议。", action=RAISE, subject_id=ranking_id, advice="请看最新的一版，或联系市级中心。")
    if queries.count_open(scope, row.month):
        message = "本单位对这个月的排名已经提过异议，正在等市级中心答复。"
        raise Conflict(message, action=RAISE, subject_id=ranking_id, advice="要补充，请先撤回再重新提出。")
    new_id = uuid7()
    raised = {"words": words, "state": Answer.OPEN.value, "raised_by": scope.account_id, "raised_at": clock.now()}
    open_yet = {"answer": "", "answered_by": None, "answered_at": None, "version": 1}
    row_of_it = {**scope.stamp(objection), "id": new_id, "ranking_id": ranking_id, **raised, **open_yet}
    db.session.execute(insert(objection), [row_of_it])
    audit.note(scope, RAISE, new_id, note=f"{row.month} 第 {row.revision} 版")
    return new_id


def withdraw_objection(scope: Scope, objection_id: UUID, *, version: int) -> None:
    """Take back an objection of the scope's county that waits for an answer.

    Raises:
        NotFound: it is not this county's.
        Conflict: it was answered meanwhile.
    """
    held = queries.hold_objection(scope, objection_id)
    _refuse_answered(held, version, action=WITHDRAW)
    _set(scope, held, {"state": Answer.WITHDRAWN.value})
    audit.note(scope, WITHDRAW, objection_id)


def answer_objection(scope: Scope, objection_id: UUID, verdict: Answer, *, words: str, version: int) -> UUID | None:
    """Answer an objection; where it holds the ranking is reckoned anew, and its id is returned.

    Args:
        verdict: upheld or rejected.
        version: of the objection as it was shown.

    Raises:
        NotFound: there is no such objection at or below the scope.
        RuleBroken: it is no verdict.
        Conflict: it was answered or taken back meanwhile, or the ranking cannot be reckoned anew.
    """
    if verdict not in {Answer.UPHELD, Answer.REJECTED}:
        raise RuleBroken("verdict", "请选择成立或不成立")
    row = queries.get_objection(scope, objection_id)
    current = rankings.hold_current(scope, row.month)  # before the objection, as whoever publishes does
    with within(db.session(), scope, row.path) as county:
        held = queries.hold_objection(county, objection_id)
        _refuse_answered(held, version, action=ANSWER)
        answered = {"state": verdict.value, "answer": words, "answered_by": scope.account_id, "answered_at": clock.now()}
        _set(county, held, answered)
        audit.note(county, ANSWER, objection_id, note=verdict.label)
    audit.note(scope, ANSWER, objection_id, note=f"{row.county}：{verdict.label}")
    return _reckon_anew(scope, row, current, words) if verdict is Answer.UPHELD else None


def _reckon_anew(scope: Scope, row: Any, current: Any, words: str) -> UUID:
    """Reckon again; who was left out, because of something else than too few, stays so."""
    left_out = {line.code: line.why for line in rankings.lines_of(current) if not line.marks}
    reason = f"{row.county}的异议成立：{words}"[:MAX_REASON]
    return ranking_services.reckon(scope, row.month, seen=current.revision, left_out=left_out, reason=reason)


def _refuse_answered(held: Any, version: int, *, action: str) -> None:
    if held.state != Answer.OPEN or held.version != version:
        message = f"这件异议的状态已经是“{Answer(held.state).label}”，您这一次没有保存。"
        raise Conflict(message, action=action, subject_id=held.id, advice="请刷新页面看最新情况。")


def _set(scope: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(objection), objection.c.id == bindparam("which"))
    fresh = update(objection).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": held.id})


register_words({RAISE: "提出排名异议", ANSWER: "答复排名异议", WITHDRAW: "撤回排名异议"}, group="县区排名")
