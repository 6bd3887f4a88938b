"""Helpers are sent to a request, and called off with it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.queries import requests as request_rows
from portal.care.queries.requests import RequestRow
from portal.care.services import recipients, requests
from portal.care.services.request_rows import overtaken
from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.volunteer.queries.dispatch import list_candidates, need_of
from portal.volunteer.queries.shifts import list_of_request
from portal.volunteer.rules.dispatch import Need, refusal_of
from portal.volunteer.rules.shifts import UNDER_WAY, Plan, State
from portal.volunteer.services import shifts

SEND, FINISH = "dispatch.send", "dispatch.finish"


def send(scope: Scope, request_id: UUID, volunteer_ids: Collection[UUID], *, version: int) -> list[UUID]:
    """Send volunteers to a request: a shift is planned for each.

    Args:
        version: of the request, as it was seen.

    Returns:
        The ids of the shifts.

    Raises:
        NotFound: the request or a volunteer is not this station's.
        RuleBroken: nobody was chosen, or one of them cannot be sent.
        Conflict: somebody sent others meanwhile, the request is over, or its recipient's record is locked.
    """
    if not volunteer_ids:
        raise RuleBroken("volunteers", "请至少选择一位志愿者")
    if whose := request_rows.get_request(scope, request_id).recipient_id:
        recipients.touch(scope, whose)  # she is held before what was asked for her, as her erasure does
    row, moment = request_rows.lock_request(scope, request_id), clock.now()
    _require_open(row, version)
    requests.require_served(scope, row.recipient_id, row.facility_id, action=SEND)
    need = need_of(scope, row, moment)
    _refuse_unfit(scope, row, need, volunteer_ids)
    who = tuple(dict.fromkeys(volunteer_ids))
    made = shifts.plan(scope, Plan(who, need.kind, need.on, need.start_min, need.planned_min, request_id))
    requests.note_sent(scope, request_id)
    audit.note(scope, SEND, request_id, note=f"{len(made)} 人")
    return made


def finish(scope: Scope, request_id: UUID, *, version: int) -> int:
    """Say that a request is done though fewer came than were asked for.

    Args:
        version: of the request, as it was seen.

    Returns:
        How many came.

    Raises:
        NotFound: the request is not this station's.
        Conflict: somebody changed it meanwhile, it is over, nobody came, or somebody is still under way.
    """
    row = request_rows.lock_request(scope, request_id)
    if row.version != version:
        raise overtaken(request_id, FINISH)
    came = [one for one in list_of_request(scope, request_id) if one.state != State.VOID]
    if not row.is_dispatchable or not came or any(one.state in UNDER_WAY for one in came):
        message = "这条需求现在不能按实到人数办完，这一次没有保存。"
        advice = "已派的人都签退或作废以后，才能办完；一个人也没有来的，请改派或取消这条需求。"
        raise Conflict(message, action=FINISH, subject_id=request_id, advice=advice)
    requests.note_done(scope, request_id, max(one.out_at for one in came))
    many = len({one.volunteer_id for one in came})
    audit.note(scope, FINISH, request_id, note=f"需要 {row.wanted.helpers} 人，来了 {many} 人")
    return many


def call_off(scope: Scope, request_id: UUID, reason: str) -> None:
    """Call those off who were sent to a request that is cancelled."""
    for row in list_of_request(scope, request_id):
        if row.state == State.PLANNED:
            shifts.void(scope, row.id, reason)


def _require_open(row: RequestRow, version: int) -> None:
    if row.version != version:
        raise overtaken(row.id, SEND)
    if row.is_locked:
        require_hers(row.asked_at, None, action=SEND, subject_id=row.id)
    if not row.is_dispatchable:
        advice = "请先受理，核对是谁。" if row.state == "new" else "需要时请重新登记一条。"
        raise Conflict(f"这条需求{row.state.label}，不能派单。", action=SEND, subject_id=row.id, advice=advice)


def _refuse_unfit(scope: Scope, row: RequestRow, need: Need, volunteer_ids: Collection[UUID]) -> None:
    known: dict[UUID, Any] = {it.id: it for it in list_candidates(scope, row, need, moment=clock.now())}
    for one in volunteer_ids:
        if one not in known:
            raise NotFound
        if refusal := refusal_of(need, known[one]):
            raise RuleBroken("volunteers", f"{known[one].name}：{refusal}")


requests.follow_cancelling(call_off)
register_words({SEND: "派志愿者", FINISH: "按实到人数办完"}, group="服务需求")
