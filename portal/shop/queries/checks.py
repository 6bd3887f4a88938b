"""超市核查: what looks like goods taken in another's name, without a voucher, or signed for by somebody else; all from rows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Integer, Select, Table, bindparam, case, distinct, exists, func, or_, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.ledger.models import Transfer
from portal.shop.models import StockMove
from portal.shop.queries.redemptions import PAGE_ROWS, Rows, clerk, d, i, item, line, n, redemption, redemptions_of
from portal.shop.rules.redemptions import PROXY_HOLDERS, State
from portal.volunteer.models import Service

move, service, transfer = cast(Table, StockMove.__table__), cast(Table, Service.__table__), cast(Table, Transfer.__table__)
m, s, t = move.c, service.c, transfer.c
_LIVE = (State.HELD.value, State.HANDED.value)
_HANDED = d.state == State.HANDED.value
_HOLDER = func.coalesce(d.volunteer_id, d.recipient_id)
_TOTAL = func.count().over().label("total")


def _paged(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return rows.order_by(d.held_at.desc(), d.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows, *_ = redemptions_of(scope, _TOTAL)
    return _paged(rows.where(d.state == State.HELD.value, d.held_at < bindparam("until"), d.held_at >= bindparam("since")))


@prepared
def _proxies(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Hand-overs to somebody who fetched for several within the days that are looked at."""
    recent = (_HANDED, d.taker == "proxy", d.proxy_name != "", d.handed_at >= bindparam("since"), d.handed_at < bindparam("until"))
    busy = select(d.proxy_name).where(scope.owns(redemption), *recent).group_by(d.proxy_name)
    busy = busy.having(func.count(distinct(_HOLDER)) >= PROXY_HOLDERS).correlate(None)
    rows, *_ = redemptions_of(scope, _TOTAL)
    rows = rows.where(*recent, d.proxy_name.in_(busy)).order_by(d.proxy_name, d.handed_at.desc(), d.id)
    return rows.limit(PAGE_ROWS).offset(bindparam("skip"))


@prepared
def _sheets(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Rows of one paper sheet that one proxy took for several."""
    other = redemption.alias("other")
    o = other.c
    serial, same = func.substr(d.sheet_row, 1, func.length(d.sheet_row) - 3), func.substr(o.sheet_row, 1, func.length(o.sheet_row) - 3)
    twice = exists().where(
        scope.owns(other),
        scope.owns(redemption),
        o.taker == "proxy",
        o.proxy_name == d.proxy_name,
        o.state == State.HANDED.value,
        same == serial,
        func.coalesce(o.volunteer_id, o.recipient_id) != _HOLDER,
    )
    days = (d.handed_at >= bindparam("since"), d.handed_at < bindparam("until"))
    rows, *_ = redemptions_of(scope, _TOTAL)
    rows = rows.where(_HANDED, d.taker == "proxy", d.proxy_name != "", d.sheet_row.is_not(None), *days, twice)
    return rows.order_by(d.sheet_row.desc(), d.id).limit(PAGE_ROWS).offset(bindparam("skip"))


@prepared
def _own(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Hand-overs by whoever keyed the hours that were spent, or by somebody of the same name as who took them."""
    credited = (
        scope.owns(service),
        scope.owns(transfer),
        scope.owns(redemption),
        t.id == s.transfer_id,
        t.credit_account_id == d.account_id,
    )
    keyed = exists().where(*credited, s.credited_by == d.handed_by, s.worked_min > 0)
    hands = select(clerk.c.id).where(scope.owns(redemption), clerk.c.id == d.handed_by, clerk.c.display_name == d.proxy_name)
    days = (d.handed_at >= bindparam("since"), d.handed_at < bindparam("until"))
    rows, *_ = redemptions_of(scope, _TOTAL)
    return _paged(rows.where(_HANDED, *days, or_(keyed, hands.correlate(redemption).exists())))


LISTS: dict[str, Callable[[Scope], Any]] = {"held": _held, "proxies": _proxies, "sheets": _sheets, "own": _own}


def list_suspects(scope: Scope, which: str, *, since: datetime, until: datetime, page: int) -> tuple[Rows, int]:
    """Return one page of 25 redemptions of one of the lists, and how many there are in all.

    Args:
        which: a key of LISTS.
        since, until: the instants between which they were held or handed over.
    """
    binds = {"since": since, "until": until, "skip": (page - 1) * PAGE_ROWS}
    rows = db.session.execute(LISTS[which](scope), {**scope.binds, **binds}).all()
    return rows, rows[0].total if rows else 0


@prepared
def _items(scope: Scope) -> Select[*tuple[Any, ...]]:
    of_line = (scope.owns(line), scope.owns(redemption), scope.owns(item), n.item_id == i.id, d.id == n.redemption_id, d.state.in_(_LIVE))
    lines = select(func.coalesce(func.sum(n.count), 0)).where(*of_line).correlate(item).scalar_subquery()
    costs = select(func.coalesce(func.sum(n.count * n.price_min), 0)).where(*of_line).correlate(item).scalar_subquery()
    gone = select(func.coalesce(func.sum(-m.change), 0)).where(
        scope.owns(move), scope.owns(item), m.item_id == i.id, m.redemption_id.is_not(None)
    )
    out = case((i.stock.is_not(None), gone.correlate(item).scalar_subquery()), else_=None).cast(Integer)
    columns = (lines.label("redeemed"), costs.label("redeemed_min"), out.label("went_out"), _TOTAL)
    rows = select(i.id, i.code, i.name, i.unit, i.kind, *columns).where(scope.owns(item))
    return rows.order_by(i.code, i.id).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_items(scope: Scope, *, page: int) -> tuple[Rows, int]:
    """Return one page of 25 items: how many were redeemed and for how many minutes, and how many went out of the stock for it."""
    rows = db.session.execute(_items(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()
    return rows, rows[0].total if rows else 0


@prepared
def _numbers(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(redemption).where(scope.owns(redemption))


def count_numbers(scope: Scope) -> int:
    """Return how many redemptions there are; each has a receipt number, and no number is without one."""
    return int(db.session.execute(_numbers(scope), scope.binds).scalar_one())
