"""How many women live in a city's counties, as the city filled it in."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.standing.models import WomenCount
from portal.standing.rules.ranking import Women
from portal.tenants.models import Account, Tenant

women, tenant, account = (cast(Table, m.__table__) for m in (WomenCount, Tenant, Account))
w, t = women.c, tenant.c
PAGE_ROWS = 25
_SHOWN = (w.id, w.unit_id, w.year, w.women, w.source, w.set_at, w.version, account.c.display_name.label("setter"))


@prepared
def _counties(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = select(*_SHOWN).outerjoin(account, account.c.id == w.set_by).where(scope.owns(women), w.year == bindparam("year"))
    held = named.subquery()
    columns = [column for column in held.c if column.name != "year"]
    rows = select(t.code, t.name, *columns, func.count().over().label("total")).outerjoin(held, held.c.unit_id == t.id)
    chosen = rows.where(t.city_id == bindparam("city"), t.level == "county", t.status != "closed")
    return chosen.order_by(t.code)


def list_women(scope: Scope, year: int, *, page: int) -> Sequence[Row[Any]]:
    """Return one page of 25 of the counties of the scope's city, each with how many women live there; None where nobody filled it in."""
    rows = _counties(scope).limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    return db.session.execute(rows, {**scope.binds, "city": scope.ids[0], "year": year}).all()


def list_all(scope: Scope, year: int) -> Sequence[Row[Any]]:
    """Return what `list_women` returns, of every county."""
    return db.session.execute(_counties(scope), {**scope.binds, "city": scope.ids[0], "year": year}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_SHOWN).outerjoin(account, account.c.id == w.set_by).where(scope.owns(women), w.unit_id == bindparam("unit"))


def find_count(scope: Scope, unit_id: int, year: int) -> Row[Any] | None:
    """Return how many women live in a county in a year; None when nobody filled it in."""
    return db.session.execute(_one(scope).where(w.year == bindparam("year")), {**scope.binds, "unit": unit_id, "year": year}).first()


def find_source(scope: Scope, year: int) -> str:
    """Return from where the last count of a year was had, for the next one is probably from there too."""
    rows = select(w.source).where(scope.owns(women), w.year == bindparam("year")).order_by(w.set_at.desc(), w.id.desc()).limit(1)
    return db.session.scalar(rows, {**scope.binds, "year": year}) or ""


def get_held(scope: Scope, count_id: UUID) -> Row[Any]:
    """Return one count, changed by nobody else until this transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(select(women).where(scope.changes(women), w.id == count_id).with_for_update(), scope.binds).first()
    if row is None:
        raise NotFound
    return row


def map_women(scope: Scope, year: int) -> dict[int, Women]:
    """Return {county: how many women} of a year; where it is missing, of the latest year before."""
    rows = select(w.unit_id, w.women, w.year).where(scope.owns(women), w.year <= bindparam("year")).order_by(w.year)
    return {row.unit_id: Women(row.women, row.year) for row in db.session.execute(rows, {**scope.binds, "year": year})}


def list_years(scope: Scope) -> list[int]:
    """Return the years of which there are counts, the latest first."""
    return list(db.session.scalars(select(w.year).where(scope.owns(women)).distinct().order_by(w.year.desc()), scope.binds))
