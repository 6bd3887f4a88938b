"""Every write on series: their requests are made days ahead, once for each day, however often that is tried."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.models import RequestSeries
from portal.care.queries import series as queries
from portal.care.queries.requests import list_of_series, lock_request
from portal.care.queries.series import SeriesRow
from portal.care.rules.requests import AMENDABLE, Ask, Channel, State
from portal.care.rules.series import AHEAD, Plan, check_plan, days_of, due_days
from portal.care.services.request_rows import give_number, hold_station, request, written
from portal.care.services.requests import cancel, require_served
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason

START, SKIP, END = "series.start", "series.skip", "series.end"
series = cast(Table, RequestSeries.__table__)
_NEW = insert(series)


def start(scope: Scope, plan: Plan) -> UUID:
    """Write a series down and make its first requests at once.

    Raises:
        RuleBroken: it cannot come again so, see `check_plan`.
        NotFound: the recipient or the facility is not this station's.
        Conflict: the recipient withdrew her consent, or was erased.
    """
    check_plan(plan, today=clock.today())
    require_served(scope, plan.recipient_id, plan.facility_id, action=START)
    series_id, it = uuid7(), plan.wanted
    names = ("kind", "start_min", "planned_min", "helpers", "place", "community_code", "note")
    days = {"weekdays": plan.weekdays, "starts_on": it.wanted_on, "ends_on": plan.ends_on, "made_until": None}
    who = {"recipient_id": plan.recipient_id, "facility_id": plan.facility_id, "version": 1}
    made = {"entered_by": scope.account_id, "entered_at": clock.now(), "ended_by": None, "ended_at": None}
    columns = {"id": series_id, **{name: getattr(it, name) for name in names}, **days, **who, **made}
    db.session.execute(_NEW, [{**scope.stamp(series), **columns}])
    audit.note(scope, START, series_id)
    make_due(scope, series_id)
    return series_id


def make_due(scope: Scope, series_id: UUID) -> int:
    """Make the requests of a series up to fourteen days ahead; return how many are new. Nothing is made for a locked record.

    Raises:
        NotFound: it is not this station's.
    """
    row = queries.lock_series(scope, series_id)
    if row.ended_at is not None or row.is_locked:
        return 0
    today = clock.today()
    days = due_days(row.plan.weekdays, row.plan.wanted.wanted_on, row.plan.ends_on, row.made_until, today=today)
    made = _make(scope, row, days, State.OPEN)
    _change(scope, row, {"made_until": today + AHEAD}, is_seen=False)
    return made


def make_all_due(scope: Scope) -> int:
    """Make what is due of every running series of the station; return how many requests are new."""
    return sum(make_due(scope, series_id) for series_id in queries.list_due(scope, clock.today() + AHEAD))


def skip(scope: Scope, series_id: UUID, day: date, *, reason: str) -> None:
    """Leave one day of a series out, whether its request was made or not.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the day is over or not one of its days, or the reason names somebody.
        Conflict: it ended, or somebody is there already.
    """
    row = queries.lock_series(scope, series_id)
    _require_running(row, SKIP)
    check_reason(reason, row.served if row.plan.recipient_id else "")
    if day < clock.today() or not _is_its_day(row.plan, day):
        raise RuleBroken("day", "这一天不在这个定期需求里，或已经过去，请检查日期")
    made = [it for it in list_of_series(scope, series_id, since=day) if it.wanted.wanted_on == day]
    if made:
        cancel(scope, made[0].id, reason=reason)
    else:
        _make(scope, row, [day], State.CANCELLED, reason=reason)
    audit.note(scope, SKIP, series_id, note=str(day))


def end(scope: Scope, series_id: UUID, *, from_on: date, reason: str, version: int) -> int:
    """End a series: from a day on nothing of it stands any more; return how many requests were cancelled.

    What goes on already, or is done, stays.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the day is over, or the reason names somebody.
        Conflict: it ended before, or somebody changed it meanwhile.
    """
    row = queries.lock_series(scope, series_id)
    _require_running(row, END)
    check_reason(reason, row.served if row.plan.recipient_id else "")
    if from_on < clock.today():
        raise RuleBroken("from_on", "不能早于今天")
    if row.version != version:
        raise _overtaken(series_id)
    values = {"ended_at": clock.now(), "ended_by": scope.account_id}
    _change(scope, row, {**values, "version": row.version + 1})
    stopped = _cancel_from(scope, series_id, from_on, reason)
    audit.note(scope, END, series_id, note=reason)
    return stopped


def _cancel_from(scope: Scope, series_id: UUID, from_on: date, reason: str) -> int:
    r = request.c
    wanted = (r.series_id == bindparam("which"), r.wanted_on >= bindparam("from_on"), r.state.in_([it.value for it in AMENDABLE]))
    rows = select(r.id).where(scope.changes(request), *wanted).order_by(r.id)
    ids = list(db.session.execute(rows, {**scope.binds, "which": series_id, "from_on": from_on}).scalars())
    stopped = [one for one in ids if lock_request(scope, one).is_amendable]  # a helper may have signed in meanwhile
    for one in stopped:
        cancel(scope, one, reason=reason)
    return len(stopped)


def _make(scope: Scope, row: SeriesRow, days: Sequence[date], state: State, *, reason: str = "") -> int:
    """Make the requests of these days that are not there; the series is held, and the database keeps a day from being made twice."""
    known = {it.wanted.wanted_on for it in list_of_series(scope, row.id, since=days[0])} if days else set()
    free = [day for day in days if day not in known]
    if not free:
        return 0
    hold_station(scope)
    rows, number = [], None
    for day in free:
        number = give_number(scope, number)
        it = Ask(replace(row.plan.wanted, wanted_on=day), Channel.SERIES, row.plan.recipient_id, row.plan.facility_id)
        made = written(scope, it, state=state, number=number, series_id=row.id)
        rows.append({**made, "id": uuid7(), "cancel_reason": reason})
    once = insert_or(request).on_conflict_do_nothing(index_elements=["city_id", "tenant_id", "series_id", "wanted_on"])
    db.session.execute(once, rows)
    return len(rows)


def _is_its_day(plan: Plan, day: date) -> bool:
    return bool(days_of(plan.weekdays, day, day)) and plan.wanted.wanted_on <= day <= (plan.ends_on or date.max)


def _require_running(row: SeriesRow, action: str) -> None:
    if row.ended_at is not None:
        raise Conflict("这个定期需求已经结束。", action=action, subject_id=row.id, advice="需要时请新登记一个。")


def _change(scope: Scope, row: SeriesRow, values: dict[str, Any], *, is_seen: bool = True) -> None:
    own = [scope.changes(series), series.c.id == bindparam("which")]
    own += [series.c.version == bindparam("seen")] if is_seen else []
    seen = {"seen": row.version} if is_seen else {}
    done = db.session.execute(update(series).where(*own).values(values), {**scope.binds, "which": row.id, **seen})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise _overtaken(row.id)


def _overtaken(series_id: UUID) -> Conflict:
    message = "这个定期需求刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=END, subject_id=series_id, advice="请看过最新内容后再办。")


register_words({START: "登记定期需求", SKIP: "定期需求停一次", END: "结束定期需求"}, group="服务需求")
