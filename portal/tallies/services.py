"""Figures kept exact in the transaction of the rows they count; months that close."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict
from portal.core.scope import Level, Scope
from portal.tallies import queries
from portal.tallies.models import MonthBook, Tally
from portal.tallies.rules import Entry, add_up
from portal.tenants.queries import find_display_name, find_opening, list_below

tally, book = cast(Table, Tally.__table__), cast(Table, MonthBook.__table__)
Counter = Callable[[Scope], Iterable[tuple[int, Entry]]]
_counters: list[Counter] = []


def register_counter(counter: Counter) -> Counter:
    """Let a package recount its rows: it yields (tenant_id, entry) for each row of a city that counts."""
    if counter not in _counters:
        _counters.append(counter)
    return counter


def post(scope: Scope, entries: Iterable[Entry], *, action: str) -> None:
    """Add the entries to the figures of their months, in this transaction.

    Args:
        entries: what the rows written in this transaction add; the values of voided rows negative.
        action: what is done, for the audit, should it be refused.

    Raises:
        Conflict: a month is closed; it says which, by whom and when.
    """
    sums = add_up(entries)
    for month in sorted({month for month, _, _ in sums}):
        require_open(scope, month, action=action)
    if sums:
        db.session.execute(_upsert(db.engine.dialect.name), _rows(scope, sums))


def require_open(scope: Scope, month: str, *, action: str) -> None:
    """Hold the tenant's month open until this transaction ends.

    Raises:
        Conflict: it is closed, or from before the tenant was opened.
    """
    found = queries.find_book(scope, month, locked=True)
    if found is None:
        _refuse_before_opening(scope, month, action=action)
        row = {**scope.stamp(book), "id": uuid7(), "month": month, "closed_at": None, "closed_by": None}
        db.session.execute(insert_or(book).on_conflict_do_nothing(), [row])
        found = queries.find_book(scope, month, locked=True)
    if found is not None and found.closed_at is not None:
        message = _closed_words(month, found.closed_at, found.closed_by)
        raise Conflict(message, action=action, advice="请在未关账的月份登记更正，并注明更正的是哪一条。")


def _refuse_before_opening(scope: Scope, month: str, *, action: str) -> None:
    """Whoever was opened after a month changes nothing of it: those above may have closed it before she had a book of her own."""
    opened_on = find_opening(scope)
    if opened_on and month < clock.month_of(opened_on):
        day = f"{opened_on.year}年{opened_on.month}月{opened_on.day}日"
        raise Conflict(f"本单位{day}揭牌，不能登记揭牌以前月份的内容。", action=action, advice="请检查日期。")


def _closed_words(month: str, closed_at: datetime, closed_by: int) -> str:
    year, number = month.split("-")
    when, who = clock.local(closed_at), find_display_name(closed_by) or "平台"
    return f"{year}年{int(number)}月已由{who}于{when.year}年{when.month}月{when.day}日关账，不能再登记、修改或作废这个月的内容。"


def close_month(scope: Scope, month: str) -> bool:
    """Close the tenant's own month; False when it was closed before.

    It waits for the transactions that hold the month open, so each row is counted or refused.
    """
    row = {**scope.stamp(book), "id": uuid7(), "month": month, "closed_at": None, "closed_by": None}
    db.session.execute(insert_or(book).on_conflict_do_nothing(), [row])
    still_open = update(book).where(scope.changes(book), book.c.month == bindparam("which"), book.c.closed_at.is_(None))
    values: dict[str, Any] = {"closed_at": bindparam("moment"), "closed_by": bindparam("account")}
    binds = {**scope.binds, "which": month, "moment": clock.now(), "account": scope.account_id}
    is_new = db.session.execute(still_open.values(values), binds).rowcount == 1  # type: ignore[attr-defined]
    if is_new:
        audit.note(scope, "month.close", note=month)
    return is_new


def recount(scope: Scope) -> dict[tuple[int, str, str, int], int]:
    """Count a city's figures anew from the rows: {(tenant, month, indicator, kind): value}, without zeros."""
    paths = {path[-1]: path for path in _paths(scope)}
    sums: dict[tuple[int, str, str, int], int] = {}
    for counter in _counters:
        for tenant_id, entry in counter(scope):
            for owner in _owners(paths.get(tenant_id, (scope.ids[0], tenant_id))):
                key = (owner, clock.month_of(entry.on), entry.indicator.code, entry.kind_id)
                sums[key] = sums.get(key, 0) + entry.value
    return {key: value for key, value in sums.items() if value}


def differences(scope: Scope) -> list[tuple[tuple[int, str, str, int], int, int]]:
    """Name every figure of a city that is not what its rows say: ((tenant, month, indicator, kind), kept, counted)."""
    kept, counted = queries.kept(scope), recount(scope)
    return [
        (key, kept.get(key, 0), counted.get(key, 0)) for key in sorted(kept.keys() | counted.keys()) if kept.get(key) != counted.get(key)
    ]


def _paths(scope: Scope) -> Iterable[tuple[int, ...]]:
    return (tuple(int(i) for i in row.path[:-1].split(".")) for row in list_below(scope))


def _owners(ids: tuple[int, ...]) -> tuple[int, ...]:
    """Whose rows a tenant's entry is added to, the most contended last."""
    return ids if len(ids) == Level.CITY else tuple(reversed(ids[1:]))


def _rows(scope: Scope, sums: dict[tuple[str, str, int], int]) -> list[dict[str, Any]]:
    city = scope.ids[0]
    return [
        {"city_id": city, "tenant_id": owner, "month": month, "indicator": indicator, "kind_id": kind, "value": value}
        for owner in _owners(scope.ids)
        for (month, indicator, kind), value in sums.items()
    ]


@cache
def _upsert(_dialect: str) -> Any:  # kept for each database, since building it costs more than running it
    new = insert_or(tally)
    return new.on_conflict_do_update(
        index_elements=["city_id", "tenant_id", "month", "indicator", "kind_id"], set_={"value": tally.c.value + new.excluded.value}
    )
