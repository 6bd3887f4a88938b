"""The row of a request, made with a number of its own and changed as it was seen."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update

from portal.care.models import ServiceRequest
from portal.care.queries import requests as queries
from portal.care.queries.requests import RequestRow
from portal.care.rules.requests import Ask, State, next_number
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.tenants.models import Tenant

request = cast(Table, ServiceRequest.__table__)


def hold_station(scope: Scope) -> None:
    """Let nobody else give out numbers at this station until the transaction ends."""
    db.session.execute(select(Tenant.id).where(Tenant.id == scope.tenant_id).with_for_update(key_share=True))


def give_number(scope: Scope, after: str | None = None) -> str:
    """Return the next number of this month; the station is held by the caller.

    Args:
        after: the number given out just before in this transaction.
    """
    month = clock.month_of(clock.today())
    head = next_number(month, []).partition("-")[0] + "-"
    last = after or queries.find_latest_number(scope, head)
    return next_number(month, [last] if last else [])


def written(scope: Scope, it: Ask, *, state: State, number: str, series_id: UUID | None = None) -> dict[str, Any]:
    """Return the columns of a new request."""
    who = {"recipient_id": it.recipient_id, "facility_id": it.facility_id, "series_id": series_id}
    came = {"asker": it.asker, "asker_phone": it.asker_phone, "phone_checked_at": it.phone_checked_at, "channel": it.channel.value}
    none = {"arranged_at": None, "arrived_at": None, "done_at": None, "cancel_reason": ""}
    made = {"number": number, "state": state.value, "asked_at": clock.now(), "entered_by": scope.account_id, "version": 1}
    return {**scope.stamp(request), **who, **came, **wanted_columns(it.wanted), **none, **made}


def wanted_columns(it: Any) -> dict[str, Any]:
    """Return what is wanted, as its columns."""
    names = ("kind", "wanted_on", "start_min", "planned_min", "is_urgent", "helpers", "place", "community_code", "note")
    return {name: getattr(it, name) for name in names}


def change_request(scope: Scope, before: RequestRow, values: dict[str, Any], *, action: str) -> None:
    """Change a request as it was read.

    Raises:
        Conflict: somebody changed it meanwhile.
    """
    own = (scope.changes(request), request.c.id == bindparam("which"), request.c.version == bindparam("seen"))
    fresh = {**values, "version": before.version + 1}
    done = db.session.execute(update(request).where(*own).values(fresh), {**scope.binds, "which": before.id, "seen": before.version})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise overtaken(before.id, action)


def overtaken(request_id: UUID, action: str) -> Conflict:
    """Return what is said when somebody changed a request since it was read."""
    message = "这条需求刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=request_id, advice="请看过最新内容后再办。")


def too_late(row: RequestRow, action: str) -> Conflict:
    """Return what is said when a request has gone too far, or not far enough, for what was tried."""
    advice = "请先在“服务时长”里作废这次服务。" if row.state is State.RUNNING else "请返回列表查看。"
    if row.state is State.NEW:
        advice = "请先受理。"
    return Conflict(f"这条需求{row.state.label}，不能这样办理。", action=action, subject_id=row.id, advice=advice)
