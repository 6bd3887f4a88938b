"""What becomes of a copy: its unit signs for it and answers; who sent it accepts the answer or sends it back."""

from collections.abc import Sequence
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.circulars.queries import copies as rows
from portal.circulars.rules.copies import Stand, Step, why_not
from portal.circulars.services.sending import change_copy
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Level, Scope
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import refuse_names

_WORDS = {Step.RECEIVE: "签收通知或任务", Step.REPLY: "答复通知或任务", Step.ACCEPT: "确认任务完成", Step.SEND_BACK: "退回答复"}


def receive(scope: Scope, copy_id: UUID) -> bool:
    """Sign for a copy; who signed first stands there. Return whether it was she.

    Raises:
        NotFound: it is not this unit's.
        Conflict: it was withdrawn.
    """
    held = rows.hold_copy(scope, copy_id)
    if why := why_not(Step.RECEIVE, Stand.of(held), is_own=True, is_sender=False):
        raise Conflict(why, action=Step.RECEIVE.action, subject_id=copy_id)
    if held.read_at:
        return False
    change_copy(scope, held, {"read_by": scope.account_id, "read_at": clock.now()})
    audit.note(scope, Step.RECEIVE.action, copy_id)
    return True


def reply(scope: Scope, copy_id: UUID, *, words: str, version: int) -> None:
    """Answer a circular, or report a task done; an answer that nobody accepted yet may be put better.

    Raises:
        NotFound: it is not this unit's.
        RuleBroken: a number of a person, or a name of the station's rolls, stands in the words: those above read them.
        Conflict: it asks for no answer, was withdrawn or accepted, or somebody answered meanwhile.
    """
    if scope.level is Level.STATION:
        refuse_names(scope, words, field="reply")
    check_reason(words, field="reply")
    held = rows.hold_copy(scope, copy_id)
    if why := why_not(Step.REPLY, Stand.of(held), is_own=True, is_sender=False):
        raise Conflict(why, action=Step.REPLY.action, subject_id=copy_id)
    if held.version != version and held.replied_at and held.reply != words:
        message = "您填写的时候，本单位已有人答复或改过，您这一次没有保存。"
        advice = "已保存的答复显示在上面，您写的还留在下面；要用您的替换，再提交一次。"
        raise Conflict(message, action=Step.REPLY.action, subject_id=copy_id, advice=advice)
    signed = {} if held.read_at else {"read_by": scope.account_id, "read_at": clock.now()}
    said = {"reply": words, "replied_by": scope.account_id, "replied_at": clock.now(), "sent_back_reason": ""}
    change_copy(scope, held, {**signed, **said})
    audit.note(scope, Step.REPLY.action, copy_id)


def judge(scope: Scope, copy_id: UUID, *, is_good: bool, reason: str, version: int) -> None:
    """Accept what a unit reports done, or send its answer back with a reason.

    Raises:
        NotFound: it is not below this unit.
        RuleBroken: it goes back without a reason, or with a number of a person.
        Conflict: another unit sent it, there is nothing to judge, or somebody changed it meanwhile.
    """
    if not is_good and not reason:
        raise RuleBroken("reason", "退回请写明还要补什么")
    check_reason(reason)
    step = Step.ACCEPT if is_good else Step.SEND_BACK
    place = rows.get_copy(scope, copy_id)
    with within(db.session(), scope, place.path) as below:
        held = rows.hold_copy(below, copy_id)
        why = why_not(step, Stand.of(held), is_own=False, is_sender=held.sender_id == scope.tenant_id)
        if why or held.version != version:
            message = why or f"{place.unit_name}刚刚改过答复，您这一次没有保存。"
            raise Conflict(message, action=step.action, subject_id=copy_id, advice="" if why else "请看过最新答复后再办。")
        good = {"accepted_by": scope.account_id, "accepted_at": clock.now()}
        change_copy(below, held, good if is_good else {"sent_back_reason": reason})
        audit.note(below, step.action, copy_id, note=reason)
    audit.note(scope, step.action, copy_id, note=place.unit_name)


def accept_several(scope: Scope, seen: Sequence[tuple[UUID, int]]) -> None:
    """Accept what several units report done, all or none.

    Args:
        seen: copies and the versions in which they were seen.

    Raises:
        NotFound, Conflict: as `judge`.
    """
    for copy_id, version in seen:
        judge(scope, copy_id, is_good=True, reason="", version=version)


register_words({step.action: words for step, words in _WORDS.items()}, group="通知任务")
