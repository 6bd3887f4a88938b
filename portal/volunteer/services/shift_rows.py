"""The rows of shifts: written, changed, and who may not work with them; other modules say when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, insert, update

from portal.care.queries.requests import lock_request
from portal.care.services import requests
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.people import queries as people
from portal.people.rules.records import require_hers
from portal.volunteer.models import Shift
from portal.volunteer.queries import shifts as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.doers import list_doers
from portal.volunteer.rules.dispatch import is_enough
from portal.volunteer.rules.roll import refusal_to_serve
from portal.volunteer.rules.shifts import UNDER_WAY, State, is_same_person

shift = cast(Table, Shift.__table__)
_NEW = insert(shift)
_NOBODY = frozenset({"本人", "家人", "家属"})  # who confirmed, when nobody was named
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("request_id", "planned_start_min", "planned_min", "in_at", "out_at", "start_min", "worked_min")),
    **dict.fromkeys(("in_channel", "out_channel", "confirm_channel", "confirmed_as", "confirmer", "void_reason", "stuck_reason"), ""),
    **dict.fromkeys(("confirmed_by", "confirmed_at", "sheet_row", "verified_by", "verified_at", "public_until", "service_id")),
    **dict.fromkeys(("voided_by", "voided_at")),
    "version": 1,
}


def add(scope: Scope, rows: Sequence[dict[str, Any]]) -> None:
    """Write new shifts; what a row does not say is empty."""
    own = {**scope.stamp(shift), **_EMPTY, "entered_by": scope.account_id, "entered_at": clock.now()}
    db.session.execute(_NEW, [{**own, **row} for row in rows])


def change(scope: Scope, shift_ids: Iterable[UUID], values: dict[str, Any]) -> None:
    """Change shifts that are held."""
    own = (scope.changes(shift), shift.c.id.in_(bindparam("which", expanding=True)))
    fresh = update(shift).where(*own).values({**values, "version": shift.c.version + 1})
    db.session.execute(fresh, {**scope.binds, "which": list(shift_ids)})


def hold(scope: Scope, shift_id: UUID, *states: State, action: str) -> Row[Any]:
    """Return a shift that nobody changes meanwhile.

    What it is for is held before it: whoever cancels a request calls its shifts off, and comes from that side. So is her account: whoever
    joins two volunteers moves their minutes, then their shifts.

    Raises:
        NotFound: it is not this station's.
        Conflict: it stands elsewhere than in one of the states.
    """
    seen = queries.get_shift(scope, shift_id)
    if seen.request_id:
        lock_request(scope, seen.request_id)
    books.hold_accounts(scope, [seen.account_id])
    row = queries.hold_shifts(scope, [shift_id])[0]
    require_state(row, *states, action=action)
    return row


def require_willing(row: Any, *, action: str) -> None:
    """Refuse to go on with a volunteer who withdrew her consent or was erased.

    Raises:
        Conflict: she did, or was.
    """
    require_hers(row.consent_withdrawn_at, row.erased_at, action=action, subject_id=row.id)


def require_state(row: Any, *states: State, action: str) -> None:
    """Refuse what is not in one of the states any more.

    Raises:
        Conflict: somebody was here before.
    """
    if State(row.state) not in states:
        message = f"这条服务现在是“{State(row.state).label}”，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=row.id, advice="请刷新，看过最新情况再办理。")


def hold_doers(scope: Scope, days: Mapping[UUID, date], *, action: str, fields: Mapping[UUID, str]) -> dict[UUID, Row[Any]]:
    """Return volunteers who may serve, whose accounts are held from here on.

    Args:
        days: {volunteer: the day on which she serves}.
        fields: where in the form each was named.

    Raises:
        NotFound: one of them is not this station's.
        Conflict: one of them withdrew her consent or was erased.
        RuleBroken: the city's rules do not let one of them serve on that day.
    """
    found = list_doers(scope, days)
    if len(found) < len(days):
        raise NotFound
    books.hold_accounts(scope, {row.account_id for row in found.values()})
    rules = {day: rules_on(scope, day) for day in set(days.values())}
    for row in found.values():
        require_hers(row.consent_withdrawn_at, row.erased_at, action=action, subject_id=row.id)
        if refusal := refusal_to_serve(cast(Any, row), rules[days[row.id]], days[row.id]):
            raise RuleBroken(fields.get(row.id, "volunteer"), refusal)
    return found


def refuse_self_service(scope: Scope, row: Any, *, action: str) -> None:
    """Refuse service of a volunteer to herself.

    Args:
        row: a shift with its volunteer and whom it is for.

    Raises:
        Conflict: the recipient has her document, or her name and her telephone.
    """
    both = (row.recipient == row.name and row.recipient_phone == row.phone) if row.recipient else False
    if both or _is_one_person(scope, row.person_id, row.recipient_person_id):
        message = "服务对象就是这位志愿者本人，自己服务自己的时间不能记时长。"
        raise Conflict(message, action=action, subject_id=row.id, advice="请作废这条记录；派错了人的，请改派别的志愿者。")


def _is_one_person(scope: Scope, one: UUID | None, other: UUID | None) -> bool:
    return one is not None and other is not None and (one == other or other in people.list_family(scope, one))


def names_of(row: Any) -> tuple[str, ...]:
    """Return whom a shift knows by name: none of them stands in a reason that others read."""
    known = (row.name, row.recipient, row.family_name, row.confirmer)
    return tuple(name for name in known if name and len(name) > 1 and name not in _NOBODY)


def refuse_own_account(row: Any, clerk: tuple[str, str], *, action: str) -> None:
    """Refuse a clerk who is the volunteer herself.

    Args:
        clerk: (display name, sign-in name) of the acting account.

    Raises:
        Conflict: her name or her telephone is the volunteer's.
    """
    if is_same_person(*clerk, other_name=row.name, other_phone=row.phone):
        message = "您就是这位志愿者本人，自己的服务时长不能由自己确认或核实。"
        raise Conflict(message, action=action, subject_id=row.id, advice="请由本站另一位工作人员办理。")


def starts_at_of(row: Any) -> datetime:
    """Return the minute at which a shift began."""
    return clock.local(row.in_at).replace(second=0, microsecond=0)


def tell_request(scope: Scope, request_id: UUID | None) -> None:
    """Tell the request of a shift how it stands now: nobody comes any more, or as many as were asked for have ended.

    While fewer have, it goes on: others may be sent, or `dispatch.finish` says that it is done with fewer.
    """
    if request_id is None:
        return
    live = [row for row in queries.list_of_request(scope, request_id) if row.state != State.VOID]
    if not live:
        requests.note_undone(scope, request_id)
        requests.note_unarranged(scope, request_id)
    elif is_enough(((row.volunteer_id, row.state not in UNDER_WAY) for row in live), lock_request(scope, request_id).wanted.helpers):
        requests.note_done(scope, request_id, max(row.out_at for row in live))
