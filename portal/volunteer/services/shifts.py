"""A shift is planned, begun, ended, called off; what follows stands beside: confirmed, verified, credited."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.queries.requests import get_request
from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.services import requests
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import refuse_names
from portal.volunteer.queries import shifts as queries
from portal.volunteer.rules.hours import Span
from portal.volunteer.rules.shifts import LONGEST, VOIDABLE, Plan, State, begin_of, check_past, is_forgotten, minutes_between
from portal.volunteer.services import served_times, shift_rows
from portal.volunteer.services.confirmations import confirm, verify
from portal.volunteer.services.crediting import credit_due

__all__ = ["confirm", "credit_due", "make_void", "plan", "sign_in", "sign_out", "start", "verify", "void"]
PLAN, SIGN_IN, SIGN_OUT, VOID = "shift.plan", "shift.sign_in", "shift.sign_out", "shift.void"
FARTHEST = timedelta(days=180)
_UNSETTLED_MIN = 60  # how long a plan without a length is taken to last


def plan(scope: Scope, it: Plan) -> list[UUID]:
    """Write down who is to serve and when; the request it is for is told that helpers were found.

    Returns:
        The ids of the shifts, in the order of the volunteers.

    Raises:
        NotFound: a volunteer or the request is not this station's.
        RuleBroken: a day that is over or too far off, or a volunteer who may not serve then, or serves elsewhere at that time.
        Conflict: a volunteer withdrew her consent, is the recipient herself, or the request is over.
    """
    _check_plan(it, clock.today())
    ids = list(dict.fromkeys(it.volunteer_ids))
    if it.request_id:
        requests.note_arranged(scope, it.request_id)
    shift_rows.hold_doers(scope, dict.fromkeys(ids, it.on), action=PLAN, fields={})
    _refuse_double(scope, ids, it)
    when = {"served_on": it.on, "planned_start_min": it.start_min, "planned_min": it.planned_min}
    made: list[dict[str, Any]] = [{"id": uuid7(), "volunteer_id": one, "request_id": it.request_id, **when} for one in ids]
    shift_rows.add(scope, [{**row, "kind": it.kind, "state": State.PLANNED.value} for row in made])
    new_ids: list[UUID] = [row["id"] for row in made]
    for row in queries.hold_shifts(scope, new_ids) if it.request_id else ():
        shift_rows.refuse_self_service(scope, row, action=PLAN)
    audit.note(scope, PLAN, *new_ids)
    return new_ids


def _check_plan(it: Plan, today: date) -> None:
    if it.kind not in SERVICE_KINDS:
        raise RuleBroken("kind", "请从列表中选择服务类别")
    if not it.volunteer_ids:
        raise RuleBroken("volunteer", "请选择志愿者")
    if not today <= it.on <= today + FARTHEST:
        raise RuleBroken("on", "服务日期应在今天到半年以内")


def _refuse_double(scope: Scope, ids: list[UUID], it: Plan) -> None:
    if it.start_min is None:
        return
    for row in queries.list_planned(scope, ids, it.on):
        other = row.planned_start_min
        if other is None:
            continue
        if other < it.start_min + (it.planned_min or _UNSETTLED_MIN) and it.start_min < other + (row.planned_min or _UNSETTLED_MIN):
            raise RuleBroken("volunteer", "这位志愿者在这段时间已经有别的安排，请换一位或改时间")


def start(scope: Scope, volunteer_id: UUID, kind: str, channel: str, *, at: datetime | None = None, request_id: UUID | None = None) -> UUID:
    """Let a volunteer sign in whom nobody had planned for.

    Args:
        channel: one of IN_CHANNELS.
        at: when she began; now when nothing is said.

    Raises:
        NotFound: she, or the request, is not this station's.
        RuleBroken: she serves somewhere already, or the time has not come yet.
        Conflict: she withdrew her consent, or is the recipient herself.
    """
    if kind not in SERVICE_KINDS:
        raise RuleBroken("kind", "请从列表中选择服务类别")
    begun = _begun(at)
    on = begin_of(begun)[0]
    if request_id:
        get_request(scope, request_id)
        requests.note_arranged(scope, request_id)
    doer = shift_rows.hold_doers(scope, {volunteer_id: on}, action=SIGN_IN, fields={volunteer_id: "volunteer"})[volunteer_id]
    shift_id = uuid7()
    what = {"id": shift_id, "volunteer_id": volunteer_id, "request_id": request_id, "kind": kind}
    shift_rows.add(scope, [{**what, **_running(begun, channel)}])
    if request_id:
        shift_rows.refuse_self_service(scope, queries.get_shift(scope, shift_id), action=SIGN_IN)
    _begin(scope, shift_id, doer.account_id, begun, request_id)
    return shift_id


def sign_in(scope: Scope, shift_id: UUID, channel: str, *, at: datetime | None = None) -> None:
    """Let a volunteer begin what was planned; the day and the minute are those at which she did.

    Args:
        channel: one of IN_CHANNELS.
        at: when she began; now when nothing is said.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: she serves somewhere else now, or the time has not come yet.
        Conflict: she is signed in already, it was called off, or she withdrew her consent.
    """
    row = shift_rows.hold(scope, shift_id, State.PLANNED, action=SIGN_IN)
    begun = _begun(at)
    on = {row.volunteer_id: begin_of(begun)[0]}
    shift_rows.hold_doers(scope, on, action=SIGN_IN, fields={row.volunteer_id: "at"})
    shift_rows.change(scope, [shift_id], _running(begun, channel))
    _begin(scope, shift_id, row.account_id, begun, row.request_id)


def _begun(at: datetime | None) -> datetime:
    now = clock.now()
    begun = at or now
    check_past(begun, now, field="at")
    if begun < now - LONGEST:
        raise RuleBroken("at", "签到时间最早补到 24 小时以内；更早的服务请用纸质签名表录入")
    return begun


def _running(begun: datetime, channel: str) -> dict[str, Any]:
    served_on, start_min = begin_of(begun)
    return {"state": State.RUNNING.value, "in_at": begun, "in_channel": channel, "served_on": served_on, "start_min": start_min}


def _begin(scope: Scope, shift_id: UUID, account_id: UUID, begun: datetime, request_id: UUID | None) -> None:
    starts_at = clock.instant_of(*begin_of(begun))
    served_times.begin(scope, shift_id, account_id, starts_at=starts_at, field="at")
    if request_id:
        requests.note_arrived(scope, request_id, begun)
    audit.note(scope, SIGN_IN, shift_id)


def sign_out(scope: Scope, shift_id: UUID, channel: str, *, at: datetime | None = None) -> int:
    """Let a volunteer end; who forgot to sign out for a day says when it was.

    Args:
        at: when she ended; now when nothing is said.

    Returns:
        The minutes she served.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: before she began, in the same minute, after more than a day, or while she served elsewhere.
        Conflict: she is not signed in, or withdrew her consent.
    """
    row = shift_rows.hold(scope, shift_id, State.RUNNING, action=SIGN_OUT)
    shift_rows.require_willing(row, action=SIGN_OUT)
    now = clock.now()
    if at is None and is_forgotten(row.in_at, now):
        raise RuleBroken("at", "签到已超过 24 小时，是忘记签退了，请到驿站填写实际结束时间")
    ended = at or now
    check_past(ended, now, field="at")
    starts_at = clock.instant_of(row.served_on, row.start_min)
    worked_min = minutes_between(starts_at, ended, field="at")
    span = Span(row.account_id, row.served_on, starts_at, worked_min)
    served_times.note(scope, shift_id, span, field="at")
    values = {"state": State.ENDED.value, "out_at": ended, "out_channel": channel, "worked_min": worked_min}
    shift_rows.change(scope, [shift_id], values)
    shift_rows.tell_request(scope, row.request_id)
    audit.note(scope, SIGN_OUT, shift_id)
    return worked_min


def void(scope: Scope, shift_id: UUID, reason: str) -> None:
    """Call a shift off, or let it count for nothing; its time is free again.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason names her, or holds somebody's number.
        Conflict: it is disputed, credited, or void already; the county decides the one, a reversal takes the other back.
    """
    row = shift_rows.hold(scope, shift_id, *VOIDABLE, action=VOID)
    check_reason(reason, *shift_rows.names_of(row))
    refuse_names(scope, reason)
    make_void(scope, row, reason)
    audit.note(scope, VOID, shift_id, note=reason)


def void_keyed(scope: Scope, ids: Sequence[UUID], reason: str) -> None:
    """Let what one paper sheet has just put in count for nothing, all or nothing; only what nobody verified yet.

    Raises:
        NotFound: one is not this station's.
        Conflict: one was verified or made void meanwhile.
    """
    for shift_id in ids:
        make_void(scope, shift_rows.hold(scope, shift_id, State.CONFIRMED, action=VOID), reason)
    audit.note(scope, VOID, *ids, note=reason)


def make_void(scope: Scope, row: Any, reason: str) -> None:
    """Let a shift that is held count for nothing, and tell its request."""
    gone = {"state": State.VOID.value, "voided_by": scope.account_id, "voided_at": clock.now(), "void_reason": reason}
    shift_rows.change(scope, [row.id], gone)
    if row.worked_min is not None or row.in_at is not None:
        served_times.free(scope, row.id)
    shift_rows.tell_request(scope, row.request_id)


register_words({PLAN: "安排服务", SIGN_IN: "服务签到", SIGN_OUT: "服务签退", VOID: "作废服务"}, group="志愿者")
