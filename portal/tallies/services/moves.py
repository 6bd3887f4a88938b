"""A station whose figures another county counts from a month on: its books say so, and its figures go over."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, update

from portal.core import clock
from portal.core.clock import month_of
from portal.core.dates import month_words
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.text import format_hours
from portal.core.transaction import within
from portal.tallies import queries
from portal.tallies.models import MonthBook
from portal.tallies.queries.persons import Key, list_seen_months
from portal.tallies.rules import INDICATORS, Indicator, periods_of
from portal.tallies.services.figures import Figure, add
from portal.tallies.services.months import add_book, closed_words
from portal.tallies.services.persons import change_persons
from portal.tenants.rules.moves import BEGINNING, Order, Outlook, next_month
from portal.tenants.services.moves import register_mover, register_seer

book = cast(Table, MonthBook.__table__)


@register_mover
def move_figures(scope: Scope, order: Order) -> None:
    """Let the new county count the station's months from the order's on; the books of the months before name theirs already.

    Who writes in one of these months waits for us at its book, or we for her; then her row is counted where the book says. Other
    books are not touched: who holds one of these and wants another must not meet us there.

    Raises:
        Conflict: one of these months is closed at the station, or at a county whose figures would change.
    """
    with within(db.session(), scope, order.unit_path) as station:
        books = _hold(station, order, to_change=True)
        _refuse_closed(books, order, "这个驿站")
        _point(station, order)
    for county in sorted((order.joins, *order.leaves), key=lambda county: county.id):
        with within(db.session(), scope, county.path) as below:
            _refuse_closed(_hold(below, order, to_change=False), order, county.name)
    counted_by = {row.month: row.reports_to for row in books}
    add(scope, _moving(scope, order, counted_by))
    change_persons(scope, _moving_persons(scope, order, counted_by))


@register_seer
def foresee(scope: Scope, station_id: int) -> Outlook:
    """Return the station's figures before this month, of this month and after it, and who has closed this month or a later one."""
    today = month_of(clock.today())
    sums: Counter[tuple[int, str]] = Counter()
    for month, code, _, value in queries.list_station_values(scope, tenant_id=station_id, since=BEGINNING):
        sums[(month > today) - (month < today), code] += value
    past, present, coming = (tuple(_shown(it, sums[when, it.code]) for it in INDICATORS.values()) for when in (-1, 0, 1))
    heads = tuple((it.label, it.unit) for it in INDICATORS.values())
    return Outlook(heads, past, present, coming, queries.map_closed(scope, since=today))


def _shown(it: Indicator, value: int) -> str:
    return format_hours(value) if it.is_minutes else f"{value:,}"


def _hold(scope: Scope, order: Order, *, to_change: bool) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lock a tenant's books from the order's month on: nobody writes in them meanwhile, or at least nobody closes them.

    Who is about to make the first book of a month meets ours: it is there before she looks again.
    """
    known = {row.month for row in queries.lock_books(scope, since=order.since_month, to_change=to_change)}
    for month in order.held:
        if month not in known:
            add_book(scope, month)
    return queries.lock_books(scope, since=order.since_month, to_change=to_change)


def _point(scope: Scope, order: Order) -> None:
    """Write into the station's books who counts them from now on."""
    later = update(book).where(scope.changes(book), book.c.month >= bindparam("since"))
    db.session.execute(later.values(reports_to=bindparam("county")), {**scope.binds, "since": order.since_month, "county": order.joins.id})


def _moving(scope: Scope, order: Order, counted_by: Mapping[str, int | None]) -> Iterable[tuple[Figure, int]]:
    """Return what the counties' figures lose and gain, in the order in which their rows are locked."""
    moving: list[tuple[Figure, int]] = []
    for month, indicator, kind, value in queries.list_station_values(scope, tenant_id=order.unit_id, since=order.since_month):
        before = counted_by.get(month) or order.stands_under.id
        if before != order.joins.id:
            moving += [((before, month, indicator, kind), -value), ((order.joins.id, month, indicator, kind), value)]
    return sorted(moving)


def _moving_persons(scope: Scope, order: Order, counted_by: Mapping[str, int | None]) -> Counter[Key]:
    """Return which persons count less at one county and more at the other, in each period a month is part of."""
    moving: Counter[Key] = Counter()
    for indicator, month, person_id, value in list_seen_months(scope, tenant_id=order.unit_id, since=order.since_month):
        before = counted_by.get(month) or order.stands_under.id
        for period in periods_of(month) if before != order.joins.id else ():
            moving[before, indicator, period, person_id] -= value
            moving[order.joins.id, indicator, period, person_id] += value
    return moving


def _refuse_closed(books: Sequence[Row[*tuple[Any, ...]]], order: Order, whose: str) -> None:
    closed = [row for row in books if row.closed_at is not None]
    if not closed:
        return
    row = closed[-1]
    free = next_month(row.month)
    advice = f"请选择自{month_words(free)}起生效。" if free in order.held else "请联系管理员核对关账的月份。"
    words = f"{closed_words(row.month, row.closed_at, row.closed_by)}（{whose}），这个月的数字不能再改由别的县（市、区）统计。"
    raise Conflict(words, action="unit.move", advice=advice)
