"""Control figures: what the books of each city add up to, by plain SQL on one connection; and one sealed number to try."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, case, func, select

from portal.backup.rules import Figures
from portal.core.clock import month_of
from portal.core.db import Base, db
from portal.core.scope import Scope
from portal.people.models import Person

MONTHS = 12


def add_up(connection: Connection, *, until: date) -> Figures:
    """Return the sums of every city's ledger, of its month figures, and of the roll-up of the twelve months that end with a day."""
    first, last = _year(until)
    return {
        "first": first,
        "last": last,
        "ledger": _by_city(connection, _ledger()),
        "tallies": _nested(connection, _tallies()),
        "roll_up": _nested(connection, _roll_up(first, last)),
    }


def find_sealed(scope: Scope) -> Row[UUID, str, bytes] | None:
    """Return (id, document_kind, number_sealed) of one person of the city whose number was not destroyed."""
    p = Person
    kept = select(p.id, p.document_kind, p.number_sealed).where(scope.owns(p), p.erased_at.is_(None))
    return db.session.execute(kept.order_by(p.id).limit(1), scope.binds).first()


def _year(until: date) -> tuple[str, str]:
    months = until.year * 12 + until.month - MONTHS
    return f"{months // 12:04d}-{months % 12 + 1:02d}", month_of(until)


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _ledger() -> Select[*tuple[Any, ...]]:
    """How many transfers, the minutes they moved, and what all accounts but the issuers' hold."""
    transfer, account, city = _table("transfer"), _table("time_account"), _table("tenant")
    t, gives, takes = transfer.c, account.alias("gives"), account.alias("takes")
    held = case((takes.c.kind == "issuer", 0), else_=t.moved_min) - case((gives.c.kind == "issuer", 0), else_=t.moved_min)
    sums = select(city.c.code, func.count().label("transfers"), func.sum(t.moved_min).label("moved_min"), func.sum(held).label("held_min"))
    joined = sums.select_from(transfer).join(city, city.c.id == t.city_id)
    for side, column in ((gives, t.debit_account_id), (takes, t.credit_account_id)):
        joined = joined.join(side, (side.c.city_id == t.city_id) & (side.c.id == column))
    return joined.group_by(city.c.code).order_by(city.c.code)


def _tallies() -> Select[*tuple[Any, ...]]:
    tally, city = _table("tally").c, _table("tenant")
    sums = select(city.c.code, tally.indicator, func.sum(tally.value).label("value")).join(city, city.c.id == tally.city_id)
    return sums.group_by(city.c.code, tally.indicator).order_by(city.c.code, tally.indicator)


def _roll_up(first: str, last: str) -> Select[*tuple[Any, ...]]:
    """A city's total is its counties' rows, which hold their stations', and its own."""
    tally, city, unit = _table("tally").c, _table("tenant"), _table("tenant").alias("unit")
    sums = select(city.c.code, tally.indicator, func.sum(tally.value).label("value")).join(city, city.c.id == tally.city_id)
    chosen = sums.join(unit, unit.c.id == tally.tenant_id).where(unit.c.level.in_(("city", "county")), tally.month.between(first, last))
    return chosen.group_by(city.c.code, tally.indicator).order_by(city.c.code, tally.indicator)


def _by_city(connection: Connection, statement: Select[*tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    rows = connection.execute(statement).mappings()
    return {str(row["code"]): {name: int(value) for name, value in row.items() if name != "code"} for row in rows}


def _nested(connection: Connection, statement: Select[*tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for code, indicator, value in connection.execute(statement):
        found.setdefault(code, {})[indicator] = int(value)
    return found
