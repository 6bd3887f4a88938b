"""How many requests wait, were asked for and were done: what the first page and a month's figures are told by."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select

from portal.care.queries.requests import q, request
from portal.care.rules.requests import STUCK_MIN, Channel, State
from portal.core import clock
from portal.core.db import Instant, db
from portal.core.scope import Scope, prepared


def count_waiting(scope: Scope, *, today: date, moment: datetime) -> Row[Any]:
    """Return (fresh, bare, stuck): new ones, those of today without helper, urgent ones nobody has arrived at for 15 minutes."""
    binds = {"today": today, "before": moment - timedelta(minutes=STUCK_MIN)}
    return db.session.execute(_waiting(scope), {**scope.binds, **binds}).one()


def list_done(scope: Scope, first: date, last: date) -> Sequence[Row[Any]]:
    """Return (kind, channel, is_urgent, asked_at, arranged_at, arrived_at, done_at) of what was done from the first to the last day."""
    return db.session.execute(_done(scope), {**scope.binds, **_instants(first, last)}).all()


def count_asked(scope: Scope, first: date, last: date) -> Row[Any]:
    """Return (asked, cancelled): how many requests were made in these days, and how many of them were cancelled."""
    return db.session.execute(_asked(scope), {**scope.binds, **_instants(first, last)}).one()


def _instants(first: date, last: date) -> dict[str, datetime]:
    return {"since": clock.instant_of(first, 0), "before": clock.instant_of(last + timedelta(days=1), 0)}


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    fresh = func.count().filter(q.state == State.NEW.value).label("fresh")
    bare = func.count().filter(q.state == State.OPEN.value, q.wanted_on <= bindparam("today"), q.is_urgent.is_(False)).label("bare")
    waits = (q.state.in_([State.OPEN.value, State.ARRANGED.value]), q.is_urgent, q.arrived_at.is_(None))
    stuck = func.count().filter(*waits, q.asked_at < bindparam("before", type_=Instant)).label("stuck")
    awake = q.state.in_([State.NEW.value, State.OPEN.value, State.ARRANGED.value])
    return select(fresh, bare, stuck).where(scope.changes(request), awake)


@prepared
def _done(scope: Scope) -> Select[*tuple[Any, ...]]:
    between = (q.done_at >= bindparam("since", type_=Instant), q.done_at < bindparam("before", type_=Instant))
    columns = (q.kind, q.channel, q.is_urgent, q.asked_at, q.arranged_at, q.arrived_at, q.done_at)
    return select(*columns).where(scope.changes(request), q.state == State.DONE.value, *between).order_by(q.done_at, q.id)


@prepared
def _asked(scope: Scope) -> Select[*tuple[Any, ...]]:
    between = (q.asked_at >= bindparam("since", type_=Instant), q.asked_at < bindparam("before", type_=Instant))
    cancelled = func.count().filter(q.state == State.CANCELLED.value).label("cancelled")
    own = or_(q.channel != Channel.SERIES.value, q.state == State.DONE.value)  # what a series made ahead nobody asked for just then
    return select(func.count().label("asked"), cancelled).where(scope.changes(request), own, *between)
