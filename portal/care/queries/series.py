"""Every SELECT on series of requests."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, func, or_, select

from portal.care.models import Facility, Recipient, RequestSeries
from portal.care.queries.recipients import is_sought_herself, is_sought_place, sought_values
from portal.care.rules.requests import Wanted
from portal.care.rules.series import Plan
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name

PAGE_ROWS = 25
series, recipient, facility = (cast(Table, m.__table__) for m in (RequestSeries, Recipient, Facility))
s, r, f = series.c, recipient.c, facility.c


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series as its station may see it.

    Args:
        served: the recipient's name, or the facility's.
        is_locked: she withdrew her consent or was erased; nothing is made for her meanwhile.
    """

    id: UUID
    plan: Plan
    served: str
    is_locked: bool
    made_until: date | None
    entered_at: datetime
    ended_at: datetime | None
    version: int

    def __repr__(self) -> str:
        return f"SeriesRow({self.id})"


def list_series(scope: Scope, *, is_ended: bool, text: str = "", page: int) -> tuple[list[SeriesRow], int]:
    """Return one page of 25 of the station's series, the latest first, and how many there are in all.

    Args:
        text: who is sought, by name, sound or the end of her number; empty leaves all.
    """
    binds = {**scope.binds, **sought_values(text), "skip": (page - 1) * PAGE_ROWS}
    rows = db.session.execute(_page(is_ended=is_ended, is_sought=bool(text))(scope), binds).all()
    return [_row(row) for row in rows], rows[0].total if rows else 0


def get_series(scope: Scope, series_id: UUID) -> SeriesRow:
    """Return one series of the station.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": series_id}).first()
    if row is None:
        raise NotFound
    return _row(row)


def lock_series(scope: Scope, series_id: UUID) -> SeriesRow:
    """Return one series of the station, held until this transaction ends.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    db.session.execute(_hold(scope), {**scope.binds, "which": series_id})
    return get_series(scope, series_id)


def list_due(scope: Scope, until: date) -> list[UUID]:
    """Return the running series of the station whose requests do not stand up to a day yet."""
    return list(db.session.execute(_due(scope), {**scope.binds, "until": until}).scalars())


def _rows(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    who = (r.id, r.city_id, r.tenant_id, r.name, r.consent_withdrawn_at, r.erased_at)
    hers = select(*who).where(scope.changes(recipient)).subquery("hers")
    places = select(f.id, f.city_id, f.tenant_id, f.name).where(scope.changes(facility)).subquery("places")
    known = (hers.c.name.label("her_name"), hers.c.consent_withdrawn_at, hers.c.erased_at, places.c.name.label("facility_name"))
    rows = select(series, *known, *columns).select_from(series)
    rows = rows.outerjoin(hers, and_(hers.c.city_id == s.city_id, hers.c.tenant_id == s.tenant_id, hers.c.id == s.recipient_id))
    rows = rows.outerjoin(places, and_(places.c.city_id == s.city_id, places.c.tenant_id == s.tenant_id, places.c.id == s.facility_id))
    return rows.where(scope.changes(series))


@cache
def _page(*, is_ended: bool, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        state = s.ended_at.is_not(None) if is_ended else s.ended_at.is_(None)
        rows = _rows(scope, func.count().over().label("total")).where(state)
        if is_sought:
            hers = select(r.id).where(scope.changes(recipient), is_sought_herself())
            places = select(f.id).where(scope.changes(facility), is_sought_place(f.name))
            rows = rows.where(or_(s.recipient_id.in_(hers), s.facility_id.in_(places)))
        return rows.order_by(s.entered_at.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(s.id == bindparam("which"))


@prepared
def _hold(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.id).where(scope.changes(series), s.id == bindparam("which")).with_for_update(key_share=True)


@prepared
def _due(scope: Scope) -> Select[*tuple[Any, ...]]:
    lacks = or_(s.made_until.is_(None), s.made_until < bindparam("until"))
    goes_on = or_(s.ends_on.is_(None), s.made_until.is_(None), s.ends_on > s.made_until)
    return select(s.id).where(scope.changes(series), s.ended_at.is_(None), lacks, goes_on).order_by(s.id)


def _row(row: Any) -> SeriesRow:
    when = (row.kind, row.starts_on, row.start_min, row.planned_min, False, row.helpers)
    wanted = Wanted(*when, place=row.place, community_code=row.community_code, note=row.note)
    plan = Plan(wanted, row.weekdays, row.ends_on, row.recipient_id, row.facility_id)
    is_withdrawn, is_erased = row.consent_withdrawn_at is not None, row.erased_at is not None
    name = row.facility_name if row.facility_id else row.her_name
    served = mask_name(name) if is_withdrawn and not is_erased else name
    return SeriesRow(row.id, plan, served, is_withdrawn or is_erased, row.made_until, row.entered_at, row.ended_at, row.version)
