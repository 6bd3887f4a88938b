"""Every SELECT on volunteers' service."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, case, exists, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import Transfer
from portal.ledger.rules import TransferKind
from portal.tallies.rules import Entry
from portal.volunteer.models import Service, Shift
from portal.volunteer.queries.roll import PAGE_ROWS, Rows, a, account, f, first, shown_name, v, volunteer
from portal.volunteer.rules.hours import entry_of

service, transfer = cast(Table, Service.__table__), cast(Table, Transfer.__table__)
shift = cast(Table, Shift.__table__)
s, t = service.c, transfer.c
back, earlier = service.alias("back"), transfer.alias("earlier")
used = account.alias("used")  # the account a transfer names; it may have been merged since
_SAME_TRANSFER = and_(t.city_id == s.city_id, t.id == s.transfer_id)
_ACCOUNT_OF = case((t.kind == TransferKind.REVERSE, t.debit_account_id), else_=t.credit_account_id)
_USED = and_(used.c.city_id == t.city_id, used.c.id == _ACCOUNT_OF)
_MAIN = func.coalesce(used.c.merged_into_id, used.c.id)
_SERVED = (s.id, s.served_on, s.start_min, s.kind, s.worked_min, s.reverses_id)


@dataclass(frozen=True, slots=True)
class Served:
    """A record of service with its volunteer, as her station may see it."""

    id: UUID
    served_on: date
    start_min: int | None
    kind: str
    worked_min: int
    reverses_id: UUID | None
    transfer_id: UUID
    volunteer_id: UUID
    name: str
    number: str
    is_reversed: bool


def _is_reversed(scope: Scope) -> Any:
    return exists().where(scope.changes(back), scope.changes(service), back.c.reverses_id == s.id).label("is_reversed")


def _credited(scope: Scope) -> tuple[Any, ...]:
    return scope.changes(service), scope.owns(transfer), scope.owns(used), s.worked_min > 0, ~_is_reversed(scope).element


@prepared
def _last_days(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(_MAIN, func.max(s.served_on)).select_from(service).join(transfer, _SAME_TRANSFER).join(used, _USED)
    return rows.where(*_credited(scope), _MAIN.in_(bindparam("accounts", expanding=True))).group_by(_MAIN)


def last_days(scope: Scope, account_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Return {account: the latest day of service at this station}."""
    ids = list(account_ids)
    return {row[0]: row[1] for row in db.session.execute(_last_days(scope), {**scope.binds, "accounts": ids})} if ids else {}


@prepared
def _shift_of(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(shift.c.id).where(scope.owns(shift), shift.c.service_id == bindparam("which"))


def time_of(scope: Scope, service_id: UUID) -> UUID:
    """Return the id under which the time of a record of service is kept: that of its shift, else its own."""
    return db.session.execute(_shift_of(scope), {**scope.binds, "which": service_id}).scalar() or service_id


@prepared
def _one_service(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _with_volunteer(scope, _is_reversed(scope)).where(s.id == bindparam("which"))


def get_service(scope: Scope, service_id: UUID) -> Served:
    """Return one record of service of the station, with its volunteer.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one_service(scope), {**scope.binds, "which": service_id}).first()
    if row is None:
        raise NotFound
    return _of_row(row)


@prepared
def _recent(scope: Scope) -> Select[*tuple[Any, ...]]:
    total = select(func.count()).select_from(service).where(*_month(scope)).scalar_subquery().correlate(None)
    sum_min = select(func.coalesce(func.sum(s.worked_min), 0)).where(*_month(scope)).scalar_subquery().correlate(None)
    rows = _with_volunteer(scope, _is_reversed(scope), total.label("total"), sum_min.label("sum_min")).where(*_month(scope)[1:])
    return rows.order_by(s.served_on.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_recent(scope: Scope, *, first: date, last: date, page: int) -> tuple[list[Served], int, int]:
    """Return one page of 25 of the station's service between the days, the latest first, how many there are, and their minutes."""
    binds = {**scope.binds, "first": first, "last": last, "skip": (page - 1) * PAGE_ROWS}
    rows = db.session.execute(_recent(scope), binds).all()
    return [_of_row(row) for row in rows], rows[0].total if rows else 0, rows[0].sum_min if rows else 0


def _month(scope: Scope) -> tuple[Any, ...]:
    return scope.changes(service), s.served_on >= bindparam("first"), s.served_on <= bindparam("last")


def _with_volunteer(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    named = (s.transfer_id, v.id.label("volunteer_id"), v.name, v.consent_withdrawn_at, v.erased_at, a.number)
    rows = select(*_SERVED, *named, *columns).select_from(service).join(transfer, _SAME_TRANSFER).join(used, _USED)
    rows = rows.join(volunteer, and_(v.city_id == s.city_id, v.tenant_id == s.tenant_id))
    rows = rows.join(account, and_(a.city_id == used.c.city_id, a.id == _MAIN)).where(v.id == _whose(scope))
    return rows.where(scope.changes(service), scope.owns(transfer), scope.owns(used), scope.owns(volunteer), scope.owns(account))


def _whose(scope: Scope) -> Any:
    """Who has the account a transfer names: whoever was registered with it, else whoever has the one it was merged into."""
    one, other = volunteer.alias("one"), volunteer.alias("other")
    direct = select(one.c.id).where(scope.owns(one), scope.owns(used), one.c.account_id == used.c.id).correlate(used)
    same = and_(f.city_id == other.c.city_id, f.id == other.c.account_id)
    merged = select(other.c.id).select_from(other).join(first, same).where(scope.owns(other), scope.owns(first), scope.owns(used))
    merged = merged.where(func.coalesce(f.merged_into_id, f.id) == _MAIN).correlate(used).order_by(other.c.id).limit(1)
    return func.coalesce(direct.scalar_subquery(), merged.scalar_subquery())


def _of_row(row: Row[Any]) -> Served:
    name = shown_name(row.name, row.consent_withdrawn_at, row.erased_at)
    what = (row.id, row.served_on, row.start_min, row.kind, row.worked_min, row.reverses_id, row.transfer_id)
    return Served(*what, row.volunteer_id, name, row.number, row.is_reversed)


@prepared
def _by_transfer(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.transfer_id, *_SERVED).where(scope.changes(service), s.transfer_id.in_(bindparam("transfers", expanding=True)))


def find_services(scope: Scope, transfer_ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return {transfer: its record of service}, of this station alone."""
    ids = list(transfer_ids)
    return {row.transfer_id: row for row in db.session.execute(_by_transfer(scope), {**scope.binds, "transfers": ids})} if ids else {}


@prepared
def _nameless(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (s.tenant_id == bindparam("tenant"), s.counted_on >= bindparam("first"), s.counted_on <= bindparam("last"))
    sums = (func.count().over().label("total"), func.sum(s.worked_min).over().label("total_min"))
    rows = select(s.served_on, s.kind, s.worked_min, *sums, s.id, s.counted_on).where(scope.owns(service), *chosen)
    return rows.order_by(s.counted_on.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_services(scope: Scope, *, tenant_id: int, first: date, last: date, page: int) -> Rows:
    """Return one page of 25 nameless rows behind a station's figure: (served_on, kind, worked_min, total, total_min, id, counted_on).

    The one counted last comes first.

    Args:
        tenant_id: the station, at or below the scope; of any other there are no rows.
    """
    binds = {**scope.binds, "tenant": tenant_id, "first": first, "last": last, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_nameless(scope), binds).all()


def count_entries(scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Yield what every record of service of a city adds to its month, for recounting."""
    for row in db.session.execute(select(s.tenant_id, s.counted_on, s.worked_min).where(scope.owns(service)), scope.binds):
        yield row.tenant_id, entry_of(row.counted_on, row.worked_min)


def list_unmatched(scope: Scope) -> Rows:
    """Return (id, kind, records) of a city's transfers that do not have exactly one record of service of the same minutes."""
    sums = select(s.transfer_id, func.count().label("records"), func.sum(s.worked_min).label("sum_min"))
    kept = sums.where(scope.owns(service)).group_by(s.transfer_id).subquery()
    signed = case((t.kind == TransferKind.REVERSE, -t.moved_min), else_=t.moved_min)
    earned = exists().where(scope.owns(earlier), scope.owns(transfer), earlier.c.id == t.reverses_id, earlier.c.kind == TransferKind.EARN)
    mine = (scope.owns(transfer), or_(t.kind == TransferKind.EARN, earned))
    records = func.coalesce(kept.c.records, 0)
    rows = select(t.id, t.kind, records.label("records")).outerjoin(kept, kept.c.transfer_id == t.id)
    wrong = or_(records != 1, kept.c.sum_min != signed)
    return db.session.execute(rows.where(*mine, wrong).order_by(t.id), scope.binds).all()


def list_stray(scope: Scope) -> Rows:
    """Return (id,) of a city's records of service whose transfer is of another kind, or takes back another transfer than theirs."""
    first = select(s.tenant_id, s.id, s.transfer_id, s.worked_min).where(scope.owns(service)).subquery()
    rows = select(s.id).join(transfer, _SAME_TRANSFER).outerjoin(first, and_(first.c.tenant_id == s.tenant_id, first.c.id == s.reverses_id))
    is_good = or_(
        and_(t.kind == TransferKind.EARN, s.reverses_id.is_(None)),
        and_(t.kind == TransferKind.REVERSE, first.c.transfer_id == t.reverses_id, first.c.worked_min == -s.worked_min),
    )
    strays = rows.where(scope.owns(service), scope.owns(transfer), ~func.coalesce(is_good, False))
    return db.session.execute(strays.order_by(s.id), scope.binds).all()
