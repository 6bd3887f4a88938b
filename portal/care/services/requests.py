"""Every write on requests: asked, accepted, amended, cancelled; their clock stands beside."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.models import Facility, Recipient, ServiceRequest
from portal.care.queries import requests as queries
from portal.care.queries.requests import RequestRow
from portal.care.rules.requests import Ask, Channel, State, Wanted, check_ask, check_wanted
from portal.care.services.request_clock import note_arranged, note_arrived, note_done, note_sent, note_unarranged, note_undone
from portal.care.services.request_rows import change_request, give_number, hold_station, overtaken, too_late, wanted_columns, written
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import require_hers
from portal.tenants.services.codes import end_codes_of

__all__ = [
    "accept",
    "amend",
    "ask",
    "cancel",
    "follow_cancelling",
    "give_up_of",
    "note_arranged",
    "note_arrived",
    "note_done",
    "note_sent",
    "note_unarranged",
    "note_undone",
    "require_served",
]
ASK, ACCEPT, AMEND, CANCEL = "request.ask", "request.accept", "request.amend", "request.cancel"
request, recipient, facility = (cast(Table, m.__table__) for m in (ServiceRequest, Recipient, Facility))
_NEW = insert(request)
_followers: list[Callable[[Scope, UUID, str], None]] = []


def follow_cancelling(follow: Callable[[Scope, UUID, str], None]) -> None:
    """Name what is done with a request that is cancelled, (scope, request, reason): whoever was sent is called off."""
    if follow not in _followers:
        _followers.append(follow)


def ask(scope: Scope, it: Ask) -> UUID:
    """Write down what somebody asks for; what came by a code waits until the station accepts it.

    Raises:
        RuleBroken: it cannot be asked for, see `check_ask`.
        NotFound: the recipient or the facility is not this station's.
        Conflict: the recipient withdrew her consent, or was erased.
    """
    check_ask(it, today=clock.today())
    require_served(scope, it.recipient_id, it.facility_id, action=ASK)
    hold_station(scope)
    state, request_id = State.NEW if it.channel is Channel.CODE else State.OPEN, uuid7()
    db.session.execute(_NEW, [{**written(scope, it, state=state, number=give_number(scope)), "id": request_id}])
    audit.note(scope, ASK, request_id)
    return request_id


def require_served(scope: Scope, recipient_id: UUID | None, facility_id: UUID | None, *, action: str) -> None:
    """Refuse to serve whom the station does not know, or must not work with; note that she was dealt with.

    Raises:
        NotFound: neither the recipient nor the facility is this station's.
        Conflict: she withdrew her consent, or was erased.
        RuleBroken: the facility was closed.
    """
    if recipient_id is not None:
        r = recipient.c
        hers = select(r.consent_withdrawn_at, r.erased_at).where(scope.changes(recipient), r.id == bindparam("which"))
        row = _found(db.session.execute(hers, {**scope.binds, "which": recipient_id}).first())
        require_hers(row.consent_withdrawn_at, row.erased_at, action=action, subject_id=recipient_id)
        touched = update(recipient).where(scope.changes(recipient), r.id == bindparam("which")).values(touched_at=clock.now())
        db.session.execute(touched, {**scope.binds, "which": recipient_id})
    if facility_id is not None:
        own = select(facility.c.ended_on).where(scope.changes(facility), facility.c.id == bindparam("which"))
        row = _found(db.session.execute(own, {**scope.binds, "which": facility_id}).first())
        if row.ended_on is not None and row.ended_on < clock.today():
            raise RuleBroken("facility", "这个场所已经停用，请选择别的场所")


def accept(scope: Scope, request_id: UUID, recipient_id: UUID, *, version: int) -> None:
    """Take a request over that came by a code, for somebody on the roll of recipients.

    Raises:
        NotFound: the request or the recipient is not this station's.
        Conflict: it was decided meanwhile, or the recipient's record is locked.
    """
    require_served(scope, recipient_id, None, action=ACCEPT)  # she before what was asked for her, as her erasure does
    before = _seen(scope, request_id, version, ACCEPT)
    if before.state is not State.NEW:
        raise too_late(before, ACCEPT)
    change_request(scope, before, {"state": State.OPEN.value, "recipient_id": recipient_id}, action=ACCEPT)
    audit.note(scope, ACCEPT, request_id)


def amend(scope: Scope, request_id: UUID, wanted: Wanted, *, version: int) -> None:
    """Change when, where and how much is wanted; the clock goes on.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it cannot be, see `check_wanted`.
        Conflict: somebody is there already, it is over, or it was changed meanwhile.
    """
    before = _seen(scope, request_id, version, AMEND)
    if not before.is_amendable:
        raise too_late(before, AMEND)
    check_wanted(wanted, today=clock.today(), kept_on=before.wanted.wanted_on)
    if before.series_id is not None and wanted.wanted_on != before.wanted.wanted_on:
        raise RuleBroken("wanted_on", "定期需求的这一天不能改期；请停这一次，再单独登记一条")
    change_request(scope, before, wanted_columns(wanted), action=AMEND)
    audit.note(scope, AMEND, request_id)


def cancel(scope: Scope, request_id: UUID, *, reason: str, version: int | None = None) -> None:
    """Give a request up, or decline one that came by a code; whoever was sent is called off.

    Args:
        version: as it was seen; None when nobody looked.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason names somebody.
        Conflict: somebody is there already, it is over, or it was changed meanwhile.
    """
    before = _seen(scope, request_id, version, CANCEL)
    if not before.is_amendable:
        raise too_late(before, CANCEL)
    check_reason(reason, before.served if before.recipient_id or before.asker else "")
    _give_up(scope, before, reason)


def give_up_of(scope: Scope, recipient_id: UUID, reason: str) -> None:
    """Give up whatever is not done for a recipient who is erased; who is there already may still sign out, and it counts nowhere."""
    for request_id in sorted(it.id for it in queries.list_of_recipient(scope, recipient_id)):
        before = queries.lock_request(scope, request_id)
        if before.state not in {State.DONE, State.CANCELLED}:
            _give_up(scope, before, reason)


def _give_up(scope: Scope, before: RequestRow, reason: str) -> None:
    request_id = before.id
    change_request(scope, before, {"state": State.CANCELLED.value, "cancel_reason": reason}, action=CANCEL)
    end_codes_of(scope, request_id)
    for follow in _followers:
        follow(scope, request_id, reason)
    audit.note(scope, CANCEL, request_id, note=reason)


def _seen(scope: Scope, request_id: UUID, version: int | None, action: str) -> RequestRow:
    before = queries.lock_request(scope, request_id)
    if version is not None and before.version != version:
        raise overtaken(request_id, action)
    return before


def _found(row: Any) -> Any:
    if row is None:
        raise NotFound
    return row


register_words(
    {
        ASK: "登记服务需求",
        ACCEPT: "受理扫码需求",
        AMEND: "修改服务需求",
        CANCEL: "取消服务需求",
    },
    group="服务需求",
)
