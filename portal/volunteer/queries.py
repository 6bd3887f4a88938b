"""Every SELECT on volunteers and their service."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, case, exists, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import TimeAccount, Transfer
from portal.ledger.rules import TransferKind
from portal.tallies.rules import Entry
from portal.volunteer.models import Service, Volunteer
from portal.volunteer.rules import Enrolled, entry_of

PAGE_ROWS = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
volunteer, service, account, transfer = (cast(Table, m.__table__) for m in (Volunteer, Service, TimeAccount, Transfer))
v, s, a, t = volunteer.c, service.c, account.c, transfer.c
back = service.alias("back")
_SAME_ACCOUNT = and_(a.city_id == v.city_id, a.id == v.account_id)
_SAME_TRANSFER = and_(t.city_id == s.city_id, t.id == s.transfer_id)
_ACCOUNT_OF = case((t.kind == TransferKind.REVERSE, t.debit_account_id), else_=t.credit_account_id)
_WRITTEN = (v.id, v.account_id, v.name, v.phone, v.note, v.is_known_elsewhere, v.registered_on, v.version)
_CONSENT = (v.consent_version, v.consent_channel, v.consented_at)
_SERVED = (s.id, s.served_on, s.start_min, s.kind, s.worked_min, s.reverses_id)


@cache
def _page(*, is_search: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        sought = [column.like(bindparam("pattern"), escape="\\") for column in (v.name, v.phone, a.number)]
        chosen = [scope.owns(volunteer), scope.owns(account), *([or_(*sought)] if is_search else [])]
        rows = select(*_WRITTEN, a.number, func.count().over().label("total")).join(account, _SAME_ACCOUNT).where(*chosen)
        return rows.order_by(a.number.desc(), v.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_volunteers(scope: Scope, *, sought: str, page: int) -> Rows:
    """Return one page of 25 of the station's volunteers, the latest number first; each row carries the total.

    Args:
        sought: a part of the name, of the telephone or of the number; empty for all.
    """
    literal = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS} | ({"pattern": f"%{literal}%"} if literal else {})
    return db.session.execute(_page(is_search=bool(literal))(scope), {**scope.binds, **binds}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_WRITTEN, *_CONSENT, a.number, a.person_id).join(account, _SAME_ACCOUNT)
    return columns.where(scope.owns(volunteer), scope.owns(account), v.id == bindparam("which"))


def get_volunteer(scope: Scope, volunteer_id: UUID) -> Row[Any]:
    """Return one volunteer of the station.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": volunteer_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _roll(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(v.id, v.account_id, a.number, v.name).join(account, _SAME_ACCOUNT)
    return columns.where(scope.owns(volunteer), scope.owns(account)).order_by(v.name, a.number)


def list_roll(scope: Scope) -> list[Enrolled]:
    """Return all volunteers of the station, for choosing one of them."""
    return [Enrolled(*row) for row in db.session.execute(_roll(scope), scope.binds)]


@prepared
def _double(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = or_(v.account_id == bindparam("account"), and_(v.phone == bindparam("phone"), v.name == bindparam("name")))
    return select(v.id).where(scope.owns(volunteer), same).order_by(v.id).limit(1)


def find_double(scope: Scope, *, account_id: UUID | None, name: str, phone: str) -> UUID | None:
    """Return the station's volunteer who has this account, or this very name and telephone."""
    binds = {**scope.binds, "account": account_id, "name": name, "phone": phone}
    return db.session.execute(_double(scope), binds).scalar()


def _is_reversed(scope: Scope) -> Any:
    return exists().where(scope.changes(back), scope.changes(service), back.c.reverses_id == s.id).label("is_reversed")


@prepared
def _last_days(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = t.credit_account_id.in_(bindparam("accounts", expanding=True))
    own = (scope.changes(service), scope.owns(transfer), named, s.worked_min > 0, ~_is_reversed(scope).element)
    rows = select(t.credit_account_id, func.max(s.served_on)).select_from(service).join(transfer, _SAME_TRANSFER)
    return rows.where(*own).group_by(t.credit_account_id)


def last_days(scope: Scope, account_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Return {account: the latest day of service at this station}."""
    ids = list(account_ids)
    return {row[0]: row[1] for row in db.session.execute(_last_days(scope), {**scope.binds, "accounts": ids})} if ids else {}


@prepared
def _served(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (t.credit_account_id.in_(bindparam("accounts", expanding=True)), s.served_on.in_(bindparam("days", expanding=True)))
    own = (scope.changes(service), scope.owns(transfer), s.worked_min > 0, ~_is_reversed(scope).element)
    rows = select(t.credit_account_id, s.served_on, func.sum(s.worked_min)).select_from(service).join(transfer, _SAME_TRANSFER)
    return rows.where(*own, *named).group_by(t.credit_account_id, s.served_on)


def sum_served(scope: Scope, *, account_ids: Iterable[UUID], days: Iterable[date]) -> dict[tuple[UUID, date], int]:
    """Return {(account, day): minutes} registered at this station, without what was taken back."""
    binds = {**scope.binds, "accounts": list(account_ids), "days": list(days)}
    return {(row[0], row[1]): row[2] for row in db.session.execute(_served(scope), binds)}


@prepared
def _one_service(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = select(*_SERVED, s.transfer_id, v.id.label("volunteer_id"), v.name, a.number, _is_reversed(scope)).select_from(service)
    return _with_volunteer(scope, named).where(s.id == bindparam("which"))


def get_service(scope: Scope, service_id: UUID) -> Row[Any]:
    """Return one record of service of the station, with its volunteer.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one_service(scope), {**scope.binds, "which": service_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _recent(scope: Scope) -> Select[*tuple[Any, ...]]:
    total = select(func.count()).select_from(service).where(*_month(scope)).scalar_subquery().correlate(None)
    sum_min = select(func.coalesce(func.sum(s.worked_min), 0)).where(*_month(scope)).scalar_subquery().correlate(None)
    named = select(
        *_SERVED, v.id.label("volunteer_id"), v.name, a.number, _is_reversed(scope), total.label("total"), sum_min.label("sum_min")
    )
    rows = _with_volunteer(scope, named.select_from(service)).where(*_month(scope)[1:])
    return rows.order_by(s.served_on.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_recent(scope: Scope, *, first: date, last: date, page: int) -> Rows:
    """Return one page of 25 of the station's service between the days, the latest first, with names; total and sum_min on each row."""
    binds = {**scope.binds, "first": first, "last": last, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_recent(scope), binds).all()


def _month(scope: Scope) -> tuple[Any, ...]:
    return scope.changes(service), s.served_on >= bindparam("first"), s.served_on <= bindparam("last")


def _with_volunteer(scope: Scope, rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    hers = and_(v.city_id == s.city_id, v.tenant_id == s.tenant_id, v.account_id == _ACCOUNT_OF)
    own = (scope.changes(service), scope.owns(transfer), scope.owns(volunteer), scope.owns(account))
    return rows.join(transfer, _SAME_TRANSFER).join(volunteer, hers).join(account, _SAME_ACCOUNT).where(*own)


@prepared
def _by_transfer(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(s.transfer_id, *_SERVED).where(scope.changes(service), s.transfer_id.in_(bindparam("transfers", expanding=True)))


def find_services(scope: Scope, transfer_ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return {transfer: its record of service}, of this station alone."""
    ids = list(transfer_ids)
    return {row.transfer_id: row for row in db.session.execute(_by_transfer(scope), {**scope.binds, "transfers": ids})} if ids else {}


@prepared
def _nameless(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (s.tenant_id == bindparam("tenant"), s.served_on >= bindparam("first"), s.served_on <= bindparam("last"))
    sums = (func.count().over().label("total"), func.sum(s.worked_min).over().label("total_min"))
    rows = select(s.served_on, s.kind, s.worked_min, *sums).where(scope.owns(service), *chosen)
    return rows.order_by(s.served_on.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_services(scope: Scope, *, tenant_id: int, first: date, last: date, page: int) -> Rows:
    """Return one page of 25 nameless rows behind a station's figure: (served_on, kind, worked_min, total, total_min), the latest first.

    Args:
        tenant_id: the station, at or below the scope; of any other there are no rows.
    """
    binds = {**scope.binds, "tenant": tenant_id, "first": first, "last": last, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_nameless(scope), binds).all()


def count_entries(scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Yield what every record of service of a city adds to its month, for recounting."""
    for row in db.session.execute(select(s.tenant_id, s.served_on, s.worked_min).where(scope.owns(service)), scope.binds):
        yield row.tenant_id, entry_of(row.served_on, row.worked_min)


def list_unmatched(scope: Scope) -> Rows:
    """Return (id, kind, records) of a city's transfers that do not have exactly one record of service of the same minutes."""
    sums = select(s.transfer_id, func.count().label("records"), func.sum(s.worked_min).label("sum_min"))
    kept = sums.where(scope.owns(service)).group_by(s.transfer_id).subquery()
    signed = case((t.kind == TransferKind.REVERSE, -t.moved_min), else_=t.moved_min)
    mine = (scope.owns(transfer), t.kind.in_((TransferKind.EARN, TransferKind.REVERSE)))
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
