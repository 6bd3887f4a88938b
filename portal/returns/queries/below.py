"""The units below, as far as the month of the one above depends on them."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.returns.queries.steps import map_digests
from portal.returns.rules.returns import Below, Outset, parts_of
from portal.tallies import queries as tallies
from portal.tallies.models import MonthBook, Tally
from portal.tallies.rules.months import MonthState
from portal.tenants.models import Tenant
from portal.tenants.queries.lines import map_lines
from portal.tenants.rules.moves import county_in

book, tally, tenant = (cast(Table, m.__table__) for m in (MonthBook, Tally, Tenant))
t, b = tenant.c, book.c
_COLUMNS = (t.id, t.code, t.name, t.path, t.status, t.opened_on, t.made_at, t.parent_id, t.level)


def list_below(scope: Scope, month: str) -> list[Below]:
    """Return the units just below the scope's as its month depends on them, ordered by code; none below a station."""
    if scope.level is Level.STATION:
        return []
    rows = db.session.execute(select(*_COLUMNS).where(t.parent_id == scope.tenant_id).order_by(t.code)).all()
    return _with_books(scope, rows, month)


def list_counted(scope: Scope, county_id: int, month: str) -> list[Below]:
    """Return the stations of a city, wherever they stand, whose month a county counts; the scope is the city's."""
    rows = db.session.execute(select(*_COLUMNS).where(t.city_id == scope.ids[0], t.level == "station").order_by(t.code)).all()
    return [one for one in _with_books(scope, rows, month, county_id=county_id) if one.is_counted_here]


def list_under(scope: Scope, path: str, month: str) -> list[Below]:
    """Return all units at or below a unit that stands at or below the scope, the lowest first."""
    inside = (t.path >= path, t.path < path[:-1] + "/")
    rows = db.session.execute(select(*_COLUMNS).where(*inside).order_by(func.length(t.path).desc(), t.code)).all()
    return sorted(_with_books(scope, rows, month), key=lambda one: -one.path.count("."))


def list_parts(scope: Scope, month: str) -> list[tuple[str, int, str]]:
    """Return (code, revision, digest) of the closed months just below the scope's own unit."""
    below = list_below(scope, month)
    return parts_of(below, map_digests(scope, [one.id for one in below], month))


def get_outset(scope: Scope, month: str) -> Outset:
    """Return all on which it depends whether the scope's own month may be submitted."""
    word = "县（市、区）" if scope.level is Level.CITY else "驿站"
    first = _first_month(scope)
    closed = frozenset(one for one in tallies.list_closed(scope) if one <= month)
    own = db.session.execute(select(t.opened_on, t.made_at).where(t.id == scope.tenant_id)).one()
    began: dict[str, Any] = {"opened_on": own.opened_on, "made_on": clock.local(own.made_at).date(), "first_month": first}
    return Outset(month, clock.today(), **began, closed=closed, below=list_below(scope, month), unit_word=word)


@prepared
def _earliest(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.min(b.month)).where(scope.owns(book))


@prepared
def _earliest_counted(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.min(tally.c.month)).where(scope.owns(tally), tally.c.tenant_id == bindparam("unit"), tally.c.value != 0)


def _first_month(scope: Scope) -> str:
    """Return the first month with a book at or below the scope, or with figures: a county also counts a station that has left it."""
    found = (
        db.session.scalar(_earliest(scope), scope.binds),
        db.session.scalar(_earliest_counted(scope), {**scope.binds, "unit": scope.tenant_id}),
    )
    return min((month for month in found if month), default="")


@prepared
def _books(scope: Scope) -> Select[*tuple[Any, ...]]:
    which = (b.tenant_id.in_(bindparam("units", expanding=True)), b.month == bindparam("month"))
    return select(b.tenant_id, b.state, b.revision, b.reports_to).where(scope.owns(book), *which)


@prepared
def _begun(scope: Scope) -> Select[*tuple[Any, ...]]:
    """The counties in which something was entered in a month, if only by a station."""
    rows = select(t.county_id).select_from(book).join(tenant, t.id == b.tenant_id)
    return rows.where(scope.owns(book), b.month == bindparam("month"), t.county_id.is_not(None)).distinct()


def _with_books(scope: Scope, rows: Sequence[Any], month: str, *, county_id: int = 0) -> list[Below]:
    """Put each unit together with its book, and with whether it is counted by a county; without one, by the unit it stands under."""
    ids = [row.id for row in rows]
    books = {row.tenant_id: row for row in db.session.execute(_books(scope), {**scope.binds, "units": ids, "month": month})}
    begun = set(db.session.scalars(_begun(scope), {**scope.binds, "month": month})) if scope.level is Level.CITY else set[int]()
    lines = map_lines(scope) if any(row.level == "station" for row in rows) else {}

    def one(row: Any) -> Below:
        kept = books.get(row.id)
        counted_by = row.parent_id
        if row.level == "station":
            counted_by = (kept and kept.reports_to) or county_in(month, lines.get(row.id, []), otherwise=row.parent_id)
        state, revision = (MonthState(kept.state), kept.revision) if kept else (MonthState.FILLING, 0)
        has_book = row.opened_on is None and (kept is not None or row.id in begun)
        began: dict[str, Any] = {"began_on": row.opened_on or clock.local(row.made_at).date(), "has_book": has_book}
        return Below(
            row.id,
            row.code,
            row.name,
            row.path,
            row.status,
            **began,
            state=state,
            is_counted_here=counted_by == (county_id or row.parent_id),
            revision=revision,
        )

    return [one(row) for row in rows]
