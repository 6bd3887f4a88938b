"""Every SELECT on requests; they name who is served, so they are the station's alone."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, func, or_, select

from portal.care.models import Facility, Recipient, ServiceRequest
from portal.care.queries.recipients import is_sought_herself, is_sought_place, sought_values
from portal.care.rules.requests import AMENDABLE, DISPATCHABLE, Channel, State, Wanted, minutes_since
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name, mask_phone

PAGE_ROWS = 25
request, recipient, facility = (cast(Table, m.__table__) for m in (ServiceRequest, Recipient, Facility))
q, r, f = request.c, recipient.c, facility.c
_HERS = (r.id, r.city_id, r.tenant_id, r.name, r.phone, r.family_name, r.family_phone, r.born_on, r.community_code)
_STATE = (r.consent_withdrawn_at, r.erased_at)
_LATEST_FIRST = frozenset({State.DONE, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What the list of requests is narrowed to; None and no text leave all.

    Args:
        text: a part of the recipient's name, its pinyin, or the end of her telephone.
    """

    state: State | None = None
    day: date | None = None
    kind: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as its station may see it; who withdrew her consent is masked.

    Args:
        served: whose it is: the recipient's name, the facility's, or that of whoever asked by a code.
        phone: by which whoever is served is reached; empty for a facility.
        family: (name, telephone) of whoever speaks for her.
        born_on: of the recipient; so with `community_code`, where she lives.
        entered_by: 0: nobody of the station; it came by a code, or of a series.
    """

    id: UUID
    number: str
    wanted: Wanted
    state: State
    channel: Channel
    recipient_id: UUID | None
    facility_id: UUID | None
    series_id: UUID | None
    served: str
    phone: str
    family: tuple[str, str]
    born_on: date | None
    community_code: str | None
    is_locked: bool
    asker: str
    asker_phone: str
    phone_checked_at: datetime | None
    asked_at: datetime
    arranged_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    cancel_reason: str
    entered_by: int
    version: int

    def __repr__(self) -> str:
        return f"RequestRow({self.number})"

    @property
    def is_amendable(self) -> bool:
        """Whether it may still be amended, or cancelled."""
        return self.state in AMENDABLE

    @property
    def is_dispatchable(self) -> bool:
        """Whether helpers may be sent."""
        return self.state in DISPATCHABLE and not self.is_locked

    @property
    def has_clock(self) -> bool:
        """Whether its minutes say anything: a series makes its requests days ahead."""
        return self.series_id is None

    def waited_min(self, moment: datetime | None) -> int | None:
        """Return the minutes from the asking to a moment; None when that has not come."""
        return None if moment is None else minutes_since(self.asked_at, moment)


def list_requests(scope: Scope, chosen: RequestFilter, *, page: int) -> tuple[list[RequestRow], int]:
    """Return one page of 25 of the station's requests and how many there are in all; what is over has the latest first."""
    given = {"state": chosen.state and chosen.state.value, "day": chosen.day, "kind": chosen.kind}
    binds = {name: value for name, value in given.items() if value is not None} | sought_values(chosen.text)
    is_over = chosen.state in _LATEST_FIRST or bool(chosen.text)
    rows = db.session.execute(
        _page(frozenset(binds), is_over=is_over)(scope), {**scope.binds, **binds, "skip": (page - 1) * PAGE_ROWS}
    ).all()
    return [_row(row) for row in rows], rows[0].total if rows else 0


def get_request(scope: Scope, request_id: UUID) -> RequestRow:
    """Return one request of the station.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": request_id}).first()
    if row is None:
        raise NotFound
    return _row(row)


def lock_request(scope: Scope, request_id: UUID) -> RequestRow:
    """Return one request of the station, held until this transaction ends.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    db.session.execute(_hold(scope), {**scope.binds, "which": request_id})
    return get_request(scope, request_id)


def list_of_recipient(scope: Scope, recipient_id: UUID) -> list[RequestRow]:
    """Return all requests of a recipient, the latest first."""
    return [_row(row) for row in db.session.execute(_of_recipient(scope), {**scope.binds, "which": recipient_id})]


def list_of_series(scope: Scope, series_id: UUID, *, since: date) -> list[RequestRow]:
    """Return the requests of a series from a day on, day by day."""
    return [_row(row) for row in db.session.execute(_of_series(scope), {**scope.binds, "which": series_id, "since": since})]


def count_states(scope: Scope) -> dict[State, int]:
    """Return how many requests of the station there are in each state."""
    counts = {State(state): count for state, count in db.session.execute(_states(scope), scope.binds)}
    return {state: counts.get(state, 0) for state in State}


def find_latest_number(scope: Scope, head: str) -> str | None:
    """Return the greatest number that begins so, of those the station gave out."""
    return db.session.execute(_latest(scope), {**scope.binds, "head": f"{head}%"}).scalar()


def _rows(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    hers = select(*_HERS, *_STATE).where(scope.changes(recipient)).subquery("hers")
    places = select(f.id, f.city_id, f.tenant_id, f.name).where(scope.changes(facility)).subquery("places")
    known = [column.label(f"hers_{column.name}") for column in hers.c if column.name not in ("id", "city_id", "tenant_id")]
    rows = select(request, *known, places.c.name.label("facility_name"), *columns).select_from(request)
    rows = rows.outerjoin(hers, and_(hers.c.city_id == q.city_id, hers.c.tenant_id == q.tenant_id, hers.c.id == q.recipient_id))
    rows = rows.outerjoin(places, and_(places.c.city_id == q.city_id, places.c.tenant_id == q.tenant_id, places.c.id == q.facility_id))
    return rows.where(scope.changes(request))


@cache
def _page(given: frozenset[str], *, is_over: bool) -> Any:
    conditions = {"state": q.state == bindparam("state"), "day": q.wanted_on == bindparam("day"), "kind": q.kind == bindparam("kind")}
    ahead = (q.wanted_on, q.is_urgent.desc(), func.coalesce(q.start_min, 0), q.asked_at, q.id)
    order = (q.wanted_on.desc(), q.asked_at.desc(), q.id.desc()) if is_over else ahead

    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        hers = select(r.id).where(scope.changes(recipient), is_sought_herself())
        places = select(f.id).where(scope.changes(facility), is_sought_place(f.name))
        sought = [or_(q.recipient_id.in_(hers), q.facility_id.in_(places))] if "pattern" in given else []
        rows = _rows(scope, func.count().over().label("total")).where(*sought, *(conditions[it] for it in sorted(given & set(conditions))))
        return rows.order_by(*order).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(q.id == bindparam("which"))


@prepared
def _hold(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(q.id).where(scope.changes(request), q.id == bindparam("which")).with_for_update()


@prepared
def _of_recipient(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(q.recipient_id == bindparam("which")).order_by(q.wanted_on.desc(), q.id.desc())


@prepared
def _of_series(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(q.series_id == bindparam("which"), q.wanted_on >= bindparam("since")).order_by(q.wanted_on).limit(60)


@prepared
def _states(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(q.state, func.count()).where(scope.changes(request)).group_by(q.state)


@prepared
def _latest(scope: Scope) -> Select[*tuple[Any, ...]]:
    given = select(q.number).where(scope.changes(request), q.number.like(bindparam("head")))
    return given.order_by(func.length(q.number).desc(), q.number.desc()).limit(1)


def _row(row: Any) -> RequestRow:
    served, phone, is_locked = _served(row)
    family = ("", "") if is_locked else (row.hers_family_name or "", row.hers_family_phone or "")
    when = (row.kind, row.wanted_on, row.start_min, row.planned_min, row.is_urgent, row.helpers)
    wanted = Wanted(*when, place=row.place, community_code=row.community_code, note=row.note)
    names = ("asked_at", "arranged_at", "arrived_at", "done_at", "cancel_reason", "entered_by", "version")
    lives: dict[str, Any] = {"born_on": row.hers_born_on, "community_code": row.hers_community_code}
    who: dict[str, Any] = {"served": served, "phone": phone, "family": family, "is_locked": is_locked, **lives}
    ids = {"recipient_id": row.recipient_id, "facility_id": row.facility_id, "series_id": row.series_id}
    came = {"asker": row.asker, "asker_phone": row.asker_phone, "phone_checked_at": row.phone_checked_at}
    state = {"state": State(row.state), "channel": Channel(row.channel)}
    return RequestRow(row.id, row.number, wanted, **state, **ids, **who, **came, **{name: getattr(row, name) for name in names})


def _served(row: Any) -> tuple[str, str, bool]:
    """Return who is served, her telephone, and whether nobody may work with her record."""
    if row.facility_id is not None:
        return row.facility_name, "", False
    if row.recipient_id is None:
        return row.asker, row.asker_phone, False
    is_withdrawn = row.hers_consent_withdrawn_at is not None and row.hers_erased_at is None
    name = mask_name(row.hers_name) if is_withdrawn else row.hers_name
    phone = mask_phone(row.hers_phone) if is_withdrawn and row.hers_phone else row.hers_phone
    return name, phone, is_withdrawn or row.hers_erased_at is not None
