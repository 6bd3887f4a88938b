"""The clock of a request: helpers are found, one is there, it is done; what is done counts on its day."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.queries import requests as queries
from portal.care.queries.requests import RequestRow
from portal.care.rules.requests import State, arrived_in_time
from portal.care.services.request_rows import change_request, too_late
from portal.core import clock
from portal.core.scope import Scope
from portal.tallies import services as tallies
from portal.tallies.queries.figures import find_book
from portal.tallies.rules import CARE_DONE, CARE_IN_TIME, CARE_URGENT
from portal.tallies.services import Reached

ARRANGE, ARRIVE, DONE, UNDO = "request.arrange", "request.arrive", "request.done", "request.undo"


def note_arranged(scope: Scope, request_id: UUID) -> None:
    """Note that helpers were found; nothing happens when that was so before.

    Raises:
        NotFound: it is not this station's.
        Conflict: it waits to be accepted, or is over.
    """
    before = queries.lock_request(scope, request_id)
    if before.state in {State.NEW, State.DONE, State.CANCELLED}:
        raise too_late(before, ARRANGE)
    if before.state is State.OPEN:
        values = {"state": State.ARRANGED.value, "arranged_at": before.arranged_at or clock.now()}
        change_request(scope, before, values, action=ARRANGE)
        audit.note(scope, ARRANGE, request_id)


def note_sent(scope: Scope, request_id: UUID) -> None:
    """Note that more helpers were sent: whoever looked at the request before looks again."""
    before = queries.lock_request(scope, request_id)
    change_request(scope, before, {}, action=ARRANGE)


def note_unarranged(scope: Scope, request_id: UUID) -> None:
    """Note that whoever was sent does not come: helpers are looked for again."""
    before = queries.lock_request(scope, request_id)
    if before.state is State.ARRANGED:
        change_request(scope, before, {"state": State.OPEN.value, "arranged_at": None}, action=ARRANGE)


def note_arrived(scope: Scope, request_id: UUID, at: datetime) -> None:
    """Note that a helper is there; of several the first one counts, and of what was done before nothing changes but that.

    Raises:
        NotFound: it is not this station's.
        Conflict: it waits to be accepted, or was cancelled; or it is done and its month is closed.
    """
    before = queries.lock_request(scope, request_id)
    if before.state in {State.NEW, State.CANCELLED}:
        raise too_late(before, ARRIVE)
    first = min(at, before.arrived_at or at)
    values: dict[str, Any] = {"arrived_at": first, "arranged_at": min(before.arranged_at or first, first)}
    if before.state in {State.OPEN, State.ARRANGED}:
        values["state"] = State.RUNNING.value
    if before.arrived_at == first and "state" not in values:
        return
    change_request(scope, before, values, action=ARRIVE)
    audit.note(scope, ARRIVE, request_id)
    if before.done_at is not None:
        _count(scope, before, first, before.done_at, action=ARRIVE)


def note_done(scope: Scope, request_id: UUID, at: datetime) -> None:
    """Note that the service was done, and let it count on that day; nothing happens when that was so before.

    Whoever is there may still sign out when it was cancelled behind her back, because the recipient was erased: it counts nowhere.

    Raises:
        NotFound: it is not this station's.
        Conflict: it waits to be accepted.
    """
    before = queries.lock_request(scope, request_id)
    if before.state in {State.DONE, State.CANCELLED}:
        return
    if before.state is State.NEW:
        raise too_late(before, DONE)
    values = {"state": State.DONE.value, "done_at": at, "arranged_at": before.arranged_at or before.arrived_at or at}
    change_request(scope, before, values, action=DONE)
    _count(scope, before, before.arrived_at, at, action=DONE)
    audit.note(scope, DONE, request_id)


def note_undone(scope: Scope, request_id: UUID) -> None:
    """Note that the service was not done after all: it counts no more.

    Raises:
        NotFound: it is not this station's.
        Conflict: the month it counted in is closed.
    """
    before = queries.lock_request(scope, request_id)
    if before.state is not State.DONE:
        return
    state = State.RUNNING if before.arrived_at else State.ARRANGED
    change_request(scope, before, {"state": state.value, "done_at": None}, action=UNDO)
    tallies.take_back(scope, [request_id], action=UNDO)
    audit.note(scope, UNDO, request_id)


def _count(scope: Scope, it: RequestRow, arrived_at: datetime | None, done_at: datetime, *, action: str) -> None:
    on = _counted_on(scope, clock.local(done_at).date())
    is_in_time = it.wanted.is_urgent and arrived_in_time(it.asked_at, arrived_at)
    counts = [(CARE_DONE, True), (CARE_URGENT, it.wanted.is_urgent), (CARE_IN_TIME, is_in_time)]
    tallies.settle(scope, it.id, [Reached(indicator, it.id, on) for indicator, is_so in counts if is_so], action=action)


def _counted_on(scope: Scope, done_on: date) -> date:
    """Return the day it counts on: today, when paper brings what was done in a month that was closed by then."""
    book = find_book(scope, clock.month_of(done_on))
    return clock.today() if book is not None and book.closed_at is not None else done_on


register_words({ARRANGE: "派单", ARRIVE: "志愿者到达", DONE: "服务完成", UNDO: "撤销服务完成"}, group="服务需求")
