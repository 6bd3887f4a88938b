"""Reading months and the figures kept for them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tallies.models import MonthBook, Tally

tally, book = cast(Table, Tally.__table__), cast(Table, MonthBook.__table__)
t = tally.c


@prepared
def _book(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(book.c.month, book.c.closed_at, book.c.closed_by, book.c.reports_to)
    return columns.where(scope.changes(book), book.c.month == bindparam("month"))


@prepared
def _book_locked(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _book(scope).with_for_update(read=True)


@prepared
def _values(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (t.month >= bindparam("first"), t.month <= bindparam("last"), t.tenant_id.in_(bindparam("tenants", expanding=True)))
    sums = select(t.tenant_id, t.indicator, t.kind_id, func.sum(t.value).label("value")).where(scope.owns(tally), *chosen)
    return sums.group_by(t.tenant_id, t.indicator, t.kind_id)


@prepared
def _by_month(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (t.month >= bindparam("first"), t.month <= bindparam("last"), t.tenant_id.in_(bindparam("tenants", expanding=True)))
    return select(t.tenant_id, t.month, t.indicator, t.kind_id, t.value).where(scope.owns(tally), *chosen)


@prepared
def _course(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (t.month >= bindparam("first"), t.month <= bindparam("last"), t.tenant_id.in_(bindparam("tenants", expanding=True)))
    sums = select(t.month, func.sum(t.value).label("value")).where(scope.owns(tally), t.indicator == bindparam("indicator"), *chosen)
    return sums.group_by(t.month)


@prepared
def _months(scope: Scope) -> Select[*tuple[Any, ...]]:
    chosen = (t.tenant_id == bindparam("tenant"), t.month >= bindparam("first"), t.month <= bindparam("last"))
    return select(t.month, t.indicator, t.kind_id, t.value).where(scope.owns(tally), *chosen)


def find_book(scope: Scope, month: str, *, locked: bool = False) -> Row[Any] | None:
    """Return (month, closed_at, closed_by, reports_to) of the tenant's own month; `locked`, nobody closes it meanwhile."""
    statement = _book_locked(scope) if locked else _book(scope)
    return db.session.execute(statement, {**scope.binds, "month": month}).first()


def lock_books(scope: Scope, *, since: str, to_change: bool) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (month, closed_at, closed_by, reports_to) of the tenant's own months from one on, held until this transaction ends.

    Args:
        to_change: nobody writes in them meanwhile; else nobody closes them.
    """
    columns = select(book.c.month, book.c.closed_at, book.c.closed_by, book.c.reports_to)
    mine = columns.where(scope.changes(book), book.c.month >= bindparam("since")).order_by(book.c.month)
    return db.session.execute(mine.with_for_update(read=not to_change), {**scope.binds, "since": since}).all()


def map_reports(scope: Scope) -> dict[tuple[int, str], int]:
    """Return {(tenant, month): the county that counts it} of all books at or below the scope that name one."""
    named = select(book.c.tenant_id, book.c.month, book.c.reports_to).where(scope.owns(book), book.c.reports_to.is_not(None))
    return {(row.tenant_id, row.month): row.reports_to for row in db.session.execute(named, scope.binds)}


def map_closed(scope: Scope, *, since: str) -> dict[str, set[int]]:
    """Return {month: the tenants at or below the scope that closed it} from a month on."""
    closed = select(book.c.month, book.c.tenant_id).where(scope.owns(book), book.c.closed_at.is_not(None), book.c.month >= since)
    found: dict[str, set[int]] = defaultdict(set)
    for row in db.session.execute(closed, scope.binds):
        found[row.month].add(row.tenant_id)
    return dict(found)


def list_closed(scope: Scope) -> set[str]:
    """Return the tenant's own closed months."""
    closed = select(book.c.month).where(scope.changes(book), book.c.closed_at.is_not(None))
    return set(db.session.scalars(closed, scope.binds))


def sum_values(scope: Scope, *, tenants: Iterable[int], first: str, last: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (tenant_id, indicator, kind_id, value) sums over the months first..last of tally rows of these tenants.

    A county's rows hold its stations' too, a city's its own alone (see `Tally`). The tenants must come from the scope's own subtree,
    or be stations that it counted in these very months.
    """
    binds = {**scope.binds, "tenants": list(tenants), "first": first, "last": last}
    return db.session.execute(_values(scope), binds).all()


def list_values_of(scope: Scope, *, tenants: Iterable[int], first: str, last: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (tenant_id, month, indicator, kind_id, value) of tally rows of these tenants; for them holds what `sum_values` says."""
    binds = {**scope.binds, "tenants": list(tenants), "first": first, "last": last}
    return db.session.execute(_by_month(scope), binds).all()


def map_course(scope: Scope, indicator: str, *, tenants: Iterable[int], first: str, last: str) -> dict[str, int]:
    """Return {month: what these tenants' rows of an indicator add up to}; for them holds what `sum_values` says."""
    binds = {**scope.binds, "indicator": indicator, "tenants": list(tenants), "first": first, "last": last}
    return {row.month: int(row.value) for row in db.session.execute(_course(scope), binds)}


def list_values(scope: Scope, *, first: str, last: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (month, indicator, kind_id, value) of the tally rows of the scope's own tenant in the months first..last."""
    return db.session.execute(_months(scope), {**scope.binds, "tenant": scope.tenant_id, "first": first, "last": last}).all()


def list_station_values(scope: Scope, *, tenant_id: int, since: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (month, indicator, kind_id, value) of one tenant's tally rows from a month on; the caller has found it within her scope."""
    rows = select(t.month, t.indicator, t.kind_id, t.value).where(scope.owns(tally), t.tenant_id == bindparam("tenant"))
    later = rows.where(t.month >= bindparam("since"), t.value != 0)
    return db.session.execute(later, {**scope.binds, "tenant": tenant_id, "since": since}).all()


def kept(scope: Scope) -> dict[tuple[int, str, str, int], int]:
    """Return every figure of the city as kept: {(tenant, month, indicator, kind): value}, without zeros."""
    rows = db.session.execute(select(t.tenant_id, t.month, t.indicator, t.kind_id, t.value).where(scope.owns(tally)), scope.binds)
    found: dict[tuple[int, str, str, int], int] = defaultdict(int)
    for row in rows:
        if row.value:
            found[row.tenant_id, row.month, row.indicator, row.kind_id] = row.value
    return dict(found)
