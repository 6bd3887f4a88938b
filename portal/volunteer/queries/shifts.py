"""Every SELECT on shifts; names are the station's alone."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.care.models import Recipient, ServiceRequest
from portal.core.db import Instant, db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.volunteer.models import Shift
from portal.volunteer.queries.notices import list_public
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST, PAGE_ROWS, Rows, a, account, first, v, volunteer
from portal.volunteer.rules.shifts import State

__all__ = [
    "TABS",
    "count_forgotten",
    "count_tabs",
    "get_shift",
    "hold_due",
    "hold_shifts",
    "list_board",
    "list_keyed",
    "list_of_request",
    "list_of_volunteer",
    "list_planned",
    "list_public",
    "list_today",
]
shift, request, recipient = (cast(Table, m.__table__) for m in (Shift, ServiceRequest, Recipient))
s = shift.c
_WHEN = (s.served_on, s.planned_start_min, s.planned_min, s.in_at, s.in_channel, s.out_at, s.out_channel, s.start_min, s.worked_min)
_SAID = (s.confirm_channel, s.confirmed_as, s.confirmer, s.confirmed_by, s.confirmed_at, s.sheet_row, s.verified_by, s.verified_at)
_END = (s.objection, s.public_until, s.service_id, s.stuck_reason, s.voided_at, s.void_reason, s.entered_by, s.version)
_SHIFT = (s.id, s.volunteer_id, s.request_id, s.kind, s.state, *_WHEN, *_SAID, *_END)
_HER = (v.name, v.phone, v.consent_withdrawn_at, v.erased_at, a.id.label("account_id"), a.number, a.person_id)
TABS = {
    "today": "今天/进行中",
    "confirm": "待确认",
    "verify": "待核实",
    "notice": "公示中",
    "disputed": "有争议",
    "credited": "已入账",
    "later": "以后的安排",
    "void": "已作废",
}
_STATE_OF = {
    "confirm": State.ENDED,
    "verify": State.CONFIRMED,
    "notice": State.VERIFIED,
    "disputed": State.DISPUTED,
    "credited": State.CREDITED,
    "void": State.VOID,
}
_OLDEST_FIRST = ("today", "confirm", "verify", "notice", "later")


def _shifts(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Shifts with their volunteer, and what they are for, when somebody asked for it."""
    asked = select(request.c.id, request.c.number, request.c.recipient_id).where(scope.owns(request)).subquery("asked")
    r = recipient.c
    served = select(r.id, r.name, r.phone, r.person_id, r.family_name, r.family_phone).where(scope.owns(recipient)).subquery("served")
    of = served.c
    theirs = (of.name.label("recipient"), of.phone.label("recipient_phone"), of.person_id.label("recipient_person_id"))
    said = (asked.c.number.label("request_number"), *theirs, of.family_name, of.family_phone)
    rows = select(*_SHIFT, *_HER, *said, *columns).select_from(shift)
    rows = rows.join(volunteer, and_(v.city_id == s.city_id, v.tenant_id == s.tenant_id, v.id == s.volunteer_id))
    rows = rows.join(first, HER_FIRST).join(account, HER_ACCOUNT)
    rows = rows.outerjoin(asked, asked.c.id == s.request_id).outerjoin(served, of.id == asked.c.recipient_id)
    return rows.where(scope.owns(shift), scope.owns(volunteer), scope.owns(first), scope.owns(account))


def _tab(name: str) -> Any:
    if name == "today":
        return (s.state == State.RUNNING) | ((s.state == State.PLANNED) & (s.served_on <= bindparam("today")))
    if name == "later":
        return (s.state == State.PLANNED) & (s.served_on > bindparam("today"))
    return s.state == _STATE_OF[name]


@cache
def _page(name: str) -> Any:
    order = (s.served_on, s.planned_start_min, s.id) if name in _OLDEST_FIRST else (s.served_on.desc(), s.id.desc())

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = _shifts(scope, func.count().over().label("total")).where(_tab(name))
        return rows.order_by(*order).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_board(scope: Scope, tab: str, *, today: date, page: int) -> Rows:
    """Return one page of 25 of a tab of the board; each row carries the total.

    Args:
        tab: one of TABS.
    """
    dated = {"today": today} if tab in {"today", "later"} else {}
    return db.session.execute(_page(tab)(scope), {**scope.binds, **dated, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _counts(scope: Scope) -> Select[*tuple[Any, ...]]:
    later = ((s.state == State.PLANNED) & (s.served_on > bindparam("today"))).label("is_later")
    open_ones = s.state.not_in((State.CREDITED, State.VOID))
    return select(s.state, later, func.count()).where(scope.owns(shift), open_ones).group_by(s.state, later)


def count_tabs(scope: Scope, today: date) -> dict[str, int]:
    """Return {tab: how many wait there}; what is over is not counted."""
    counts: dict[str, int] = dict.fromkeys(("today", "confirm", "verify", "notice", "disputed", "later"), 0)
    tabs: dict[str, str] = {state.value: tab for tab, state in _STATE_OF.items()}
    for state, is_later, count in db.session.execute(_counts(scope), {**scope.binds, "today": today}):
        counts["later" if is_later else tabs.get(state, "today")] += count
    return counts


@prepared
def _forgotten(scope: Scope) -> Select[*tuple[Any, ...]]:
    since = bindparam("since", type_=Instant)
    return select(func.count()).select_from(shift).where(scope.owns(shift), s.state == State.RUNNING, s.in_at < since)


def count_forgotten(scope: Scope, since: datetime) -> int:
    """Return how many signed in before an instant and have not signed out."""
    return db.session.execute(_forgotten(scope), {**scope.binds, "since": since}).scalar_one()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _shifts(scope).where(s.id == bindparam("which"))


def get_shift(scope: Scope, shift_id: UUID) -> Row[Any]:
    """Return one shift of the station, with its volunteer and whom it is for.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": shift_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.id).where(scope.changes(shift), s.id.in_(bindparam("which", expanding=True))).order_by(s.id).with_for_update()


@prepared
def _named(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _shifts(scope).where(s.id.in_(bindparam("which", expanding=True))).order_by(s.id)


def hold_shifts(scope: Scope, shift_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return shifts that nobody changes meanwhile, in the order of their ids.

    Raises:
        NotFound: one of them is not this station's.
    """
    ids = sorted(set(shift_ids))
    binds: dict[str, Any] = {**scope.binds, "which": ids}
    if len(db.session.execute(_held(scope), binds).all()) < len(ids):
        raise NotFound
    return db.session.execute(_named(scope), binds).all()


@prepared
def _due(scope: Scope) -> Select[*tuple[Any, ...]]:
    over = (s.state == State.VERIFIED, s.public_until < bindparam("today"))
    return select(s.id).where(scope.changes(shift), *over).order_by(s.id).with_for_update()


def hold_due(scope: Scope, today: date) -> Sequence[Row[Any]]:
    """Return the shifts whose notice is over and that nobody changes meanwhile."""
    ids = db.session.execute(_due(scope), {**scope.binds, "today": today}).scalars().all()
    return db.session.execute(_named(scope), {**scope.binds, "which": ids}).all() if ids else []


@prepared
def _of_request(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _shifts(scope).where(s.request_id == bindparam("which")).order_by(s.served_on, s.id)


def list_of_request(scope: Scope, request_id: UUID) -> Rows:
    """Return all shifts of a request, void ones too."""
    return db.session.execute(_of_request(scope), {**scope.binds, "which": request_id}).all()


@prepared
def _of_volunteer(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _shifts(scope, func.count().over().label("total")).where(s.volunteer_id == bindparam("who"))
    return rows.order_by(s.served_on.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_of_volunteer(scope: Scope, volunteer_id: UUID, *, page: int = 1) -> Rows:
    """Return one page of 25 of a volunteer's shifts, the latest first; each row carries the total."""
    return db.session.execute(_of_volunteer(scope), {**scope.binds, "who": volunteer_id, "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _today(scope: Scope) -> Select[*tuple[Any, ...]]:
    now = (s.state == State.RUNNING) | ((s.state == State.PLANNED) & (s.served_on == bindparam("today")))
    return _shifts(scope).where(now).order_by(s.planned_start_min, s.id)


def list_today(scope: Scope, today: date) -> Rows:
    """Return what is planned for today, and what runs."""
    return db.session.execute(_today(scope), {**scope.binds, "today": today}).all()


@prepared
def _on_days(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (s.volunteer_id.in_(bindparam("who", expanding=True)), s.served_on == bindparam("day"))
    return select(s.volunteer_id, s.planned_start_min, s.planned_min).where(scope.owns(shift), *named, s.state == State.PLANNED)


def list_planned(scope: Scope, volunteer_ids: Iterable[UUID], day: date) -> Rows:
    """Return (volunteer_id, planned_start_min, planned_min) of what volunteers are to do on a day."""
    return db.session.execute(_on_days(scope), {**scope.binds, "who": list(volunteer_ids), "day": day}).all()


@prepared
def _keyed(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.sheet_row).where(scope.owns(shift), s.sheet_row.in_(bindparam("rows", expanding=True)))


def list_keyed(scope: Scope, sheet_rows: Collection[str]) -> set[str]:
    """Return those of these rows of paper sheets that were keyed before."""
    return set(db.session.execute(_keyed(scope), {**scope.binds, "rows": list(sheet_rows)}).scalars()) if sheet_rows else set()
