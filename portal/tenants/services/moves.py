"""A station comes under another county, or is counted by another one: its access changes at once, its figures from a month on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Table, delete, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.core import clock
from portal.core.dates import month_words
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.core.transaction import within
from portal.tenants import queries as directory
from portal.tenants.models import ReportingLine, Tenant, TenantChange
from portal.tenants.queries import TenantRow, lines
from portal.tenants.rules import moves as rules
from portal.tenants.rules.moves import Change, Order, Outlook, Wish

line, tenant, change = (cast(Table, m.__table__) for m in (ReportingLine, Tenant, TenantChange))
Mover = Callable[[Scope, Order], None]
Seer = Callable[[Scope, int], Outlook]
_movers: list[Mover] = []
_seers: list[Seer] = []


def register_mover(mover: Mover) -> Mover:
    """Let a package that keeps figures move them too: it is called before the tree changes, within the same transaction."""
    if mover not in _movers:
        _movers.append(mover)
    return mover


def register_seer(seer: Seer) -> Seer:
    """Name the package that shows beforehand which of a station's figures an order is about."""
    _seers[:] = [seer]
    return seer


def foresee(scope: Scope, station_id: int) -> Outlook:
    """Return the figures an order would be about; the caller has found the station within her scope."""
    return _seers[0](scope, station_id)


def get_station(scope: Scope, code: str) -> TenantRow:
    """Return a station of this city.

    Raises:
        NotFound: there is none; whether it stands in another city is not told.
    """
    row = directory.get_below(scope, code)
    if row.level != "station":
        raise NotFound
    return row


def order_change(scope: Scope, code: str, wish: Wish, *, version: int) -> None:
    """Move a station to another county, or let another county count it, from this month or the next one on.

    Args:
        version: how many orders about it she has seen.

    Raises:
        NotFound: it is not a station of this city.
        RuleBroken: the month or the county cannot be.
        Conflict: somebody ordered something meanwhile, it is closed, or a month whose figures would go over is closed.
    """
    station = get_station(scope, code)
    now = lines.lock_unit(station.id)
    _refuse_overtaken(station, version)
    if now.status == "closed":
        raise Conflict(f"{station.name}已撤销，不能再调整隶属或报送。", action=f"unit.{wish.kind}")
    order = _order(scope, station, now, wish)
    for mover in _movers:
        mover(scope, order)
    _draw(order)
    if wish.kind is Change.MOVE:
        _put_under(order)
    _remember(scope, station, order, wish)


def _order(scope: Scope, station: TenantRow, now: Any, wish: Wish) -> Order:
    counties, drawn, this_month = lines.map_counties(scope), lines.list_lines(station.id), clock.month_of(clock.today())
    if wish.county_id not in counties:
        raise NotFound
    target = replace(counties[wish.county_id], status=lines.lock_county(wish.county_id))
    then = rules.counties_from(wish.since_month, drawn, otherwise=now.county_id)
    rules.check_wish(wish, target, this_month=this_month, stands_under=now.county_id, counts_then=then)
    leaves = tuple(counties[one] for one in sorted(then - {target.id}))
    held = sorted({wish.since_month, rules.next_month(this_month)}) if now.status != "preparing" else ()
    return Order(station.id, now.path, counties[now.county_id], wish.since_month, target, leaves, tuple(held))


def _draw(order: Order) -> None:
    """Keep the lines: what was stays, what was to come is overtaken."""
    drawn = lines.list_lines(order.unit_id)
    after = rules.lines_after(drawn, stands_under=order.stands_under.id, since_month=order.since_month, county_id=order.joins.id)
    db.session.execute(delete(line).where(line.c.tenant_id == order.unit_id))
    rows = [{"tenant_id": order.unit_id, "since_month": it.since_month, "county_id": it.county_id} for it in after]
    db.session.execute(insert(line), rows)


def _put_under(order: Order) -> None:
    place = {"parent_id": order.joins.id, "county_id": order.joins.id, "path": f"{order.joins.path}{order.unit_id}."}
    db.session.execute(update(tenant).where(tenant.c.id == order.unit_id).values(place))


def _remember(scope: Scope, station: TenantRow, order: Order, wish: Wish) -> None:
    """Write the order into the unit's history, and into the audit of everybody it touches."""
    before = (order.stands_under,) if wish.kind is Change.MOVE else order.leaves
    names = "、".join(county.name for county in before)
    what = {"kind": wish.kind, "before": names[:120], "after": order.joins.name, "since_month": wish.since_month, "reason": wish.reason}
    row = {"id": uuid7(), "tenant_id": station.id, **what, "account_id": scope.account_id, "at": clock.now()}
    db.session.execute(insert(change), [row])
    note = f"{station.code} {names}→{order.joins.name} 数字自{wish.since_month}"
    audit.note(scope, f"unit.{wish.kind}", note=note)
    for path in sorted({order.unit_path, order.joins.path, *(county.path for county in (*before, *order.leaves))}):
        with within(db.session(), scope, path) as below:
            audit.note(below, f"unit.{wish.kind}", note=note)


def _refuse_overtaken(station: TenantRow, version: int) -> None:
    if lines.count_orders(station.id) == version:
        return
    last = lines.list_orders(station.id)
    words = "这个页面已经过期，没有保存。"
    if last:
        it, at = last[0], clock.local(last[0].at)
        what = f"转到{it.after}" if it.kind == Change.MOVE else f"改由{it.after}统计"
        who = it.display_name or "平台"
        words = f"{station.name}已由{who}于{at:%Y-%m-%d %H:%M}{what}（数字自{month_words(it.since_month)}起），您这一次没有保存。"
    raise Conflict(words, action="unit.move", advice="请看过最新情况后再决定。")
