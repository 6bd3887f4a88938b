"""Objections to hours on the notice: somebody raises one, the credit waits, another person at the county decides."""

from datetime import timedelta
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
from portal.core.text import format_minutes
from portal.core.transaction import within
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import refuse_names, without_names
from portal.volunteer.models import Dispute
from portal.volunteer.queries import disputes as queries
from portal.volunteer.queries import shifts as shift_queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.rules.disputes import MAX_REASON, Verdict, check_verdict
from portal.volunteer.rules.hours import Span
from portal.volunteer.rules.shifts import State
from portal.volunteer.services import served_times, shift_rows
from portal.volunteer.services.shifts import make_void

RAISE, DECIDE = "dispute.raise", "dispute.decide"
dispute = cast(Table, Dispute.__table__)
_NEW = insert(dispute)


def raise_dispute(scope: Scope, shift_id: UUID, reason: str, channel: str) -> UUID:
    """Object to hours on the notice; they are not credited until the county has decided.

    Args:
        reason: names nobody.
        channel: one of `rules.disputes.CHANNELS`.

    Raises:
        NotFound: they are not this station's.
        RuleBroken: there is no reason, or it names the volunteer or holds somebody's number.
        Conflict: they are not on the notice (any more), somebody objected before, or the county let them stand.
    """
    row = shift_queries.hold_shifts(scope, [shift_id])[0]
    if row.state == State.DISPUTED:
        message = "这条时长已经有人提出异议，正在等县级裁定，不用再提。"
        raise Conflict(message, action=RAISE, subject_id=shift_id)
    if row.state != State.VERIFIED:
        message = f"这条时长现在是“{State(row.state).label}”，不在公示期内，不能提出异议。"
        raise Conflict(message, action=RAISE, subject_id=shift_id, advice="已入账的请联系驿站冲正。")
    past = queries.list_of_shift(scope, shift_id)
    if past and past[0].state == Verdict.UPHELD:
        message = "这条时长已经有人提过异议，县级裁定维持，不能再提，否则永远入不了账。"
        raise Conflict(message, action=RAISE, subject_id=shift_id, advice="有新的情况，请打电话告诉驿站或县级妇联，入账后仍可冲正。")
    if not reason or len(reason) > MAX_REASON:
        raise RuleBroken("reason", f"请写明理由，最多 {MAX_REASON} 个字")
    check_reason(reason, *shift_rows.names_of(row))
    refuse_names(scope, reason)
    new_id = uuid7()
    what = {"shift_id": shift_id, "number": row.number, "served_on": row.served_on, "kind": row.kind, "worked_min": row.worked_min}
    raised = {"channel": channel, "reason": reason, "raised_by": scope.account_id, "raised_at": clock.now(), "state": Verdict.OPEN.value}
    open_yet = {"new_min": None, "decision": "", "decided_by": None, "decided_at": None, "version": 1}
    db.session.execute(_NEW, [{**scope.stamp(dispute), "id": new_id, **what, **raised, **open_yet}])
    shift_rows.change(scope, [shift_id], {"state": State.DISPUTED.value})
    audit.note(scope, RAISE, new_id)
    return new_id


def decide(scope: Scope, dispute_id: UUID, verdict: Verdict, *, reason: str, new_min: int | None, version: int) -> None:
    """Decide an objection: the hours stand, are changed, or count for nothing. The county decides on rows of its station.

    What is changed is shown anew, for as long as a notice lasts.

    Args:
        new_min: the minutes, when they are changed; else None.
        version: of the dispute as it was shown.

    Raises:
        NotFound: there is no such objection at or below the scope.
        RuleBroken: a change without other minutes, or minutes the volunteer served elsewhere; or a reason with somebody's number.
        Conflict: she raised it herself, or it was decided meanwhile.
    """
    row = queries.get_dispute(scope, dispute_id)
    check_reason(reason)
    check_verdict(verdict, worked_min=row.worked_min, new_min=new_min)
    if row.raised_by == scope.account_id:
        message = "这条异议是您提出的，按规定须由另一位管理员裁定。"
        raise Conflict(message, action=DECIDE, subject_id=dispute_id)
    with within(db.session(), scope, row.path) as station:
        held = queries.hold_dispute(station, dispute_id)
        if held.state != Verdict.OPEN or held.version != version:
            message = f"这条异议的状态已经是“{Verdict(held.state).label}”，您这一次没有保存。"
            raise Conflict(message, action=DECIDE, subject_id=dispute_id, advice="请看过最新情况后再决定。")
        reason = without_names(station, reason)  # who decides does not learn who is on the station's rolls
        _carry_out(station, held.shift_id, verdict, new_min=new_min, reason=reason)
        decided = {"state": verdict.value, "new_min": new_min, "decision": reason}
        _set(station, held, {**decided, "decided_by": scope.account_id, "decided_at": clock.now()})
        audit.note(station, DECIDE, dispute_id, note=verdict.label)
    audit.note(scope, DECIDE, dispute_id, note=f"{row.station}：{verdict.label}")


def _carry_out(station: Scope, shift_id: UUID, verdict: Verdict, *, new_min: int | None, reason: str) -> None:
    row = shift_rows.hold(station, shift_id, State.DISPUTED, action=DECIDE)
    values: dict[str, Any] = {"state": State.VERIFIED.value}
    if verdict is Verdict.VOID:
        make_void(station, row, f"县级裁定：{reason}"[:200])
        return
    if new_min is not None:
        starts_at = None if row.start_min is None else clock.instant_of(row.served_on, row.start_min)
        span = Span(row.account_id, row.served_on, starts_at, new_min)
        served_times.note(station, shift_id, span, field="new_min")
        today = clock.today()
        values |= {"worked_min": new_min, "public_until": today + timedelta(days=rules_on(station, today).notice_days)}
    shift_rows.change(station, [shift_id], values)


def _set(station: Scope, held: Any, values: dict[str, Any]) -> None:
    own = (station.changes(dispute), dispute.c.id == bindparam("which"))
    fresh = update(dispute).where(*own).values({**values, "version": held.version + 1})
    db.session.execute(fresh, {**station.binds, "which": held.id})


def told(verdict: Verdict, new_min: int | None) -> str:
    """Return a decision in words."""
    return f"改为 {format_minutes(new_min)}" if new_min is not None else verdict.label


register_words({RAISE: "提出时长异议", DECIDE: "裁定时长异议"}, group="志愿者")
