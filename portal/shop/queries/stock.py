"""Every SELECT on a shop and its items; nobody stands in them, so those above read them too."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.shop.models import Shop as ShopRow
from portal.shop.models import ShopItem, StockMove

shop, item, move = (cast(Table, m.__table__) for m in (ShopRow, ShopItem, StockMove))
i, m = item.c, move.c
_ITEM = (i.id, i.tenant_id, i.code, i.name, i.kind, i.unit, i.price_min, i.stock, i.low_stock, i.ended_on, i.version)


@dataclass(frozen=True, slots=True)
class Shop:
    """A station's shop with its two accounts of minutes."""

    id: UUID
    shop_account_id: UUID
    hold_account_id: UUID


@dataclass(frozen=True, slots=True)
class Item:
    """Something a shop gives.

    Args:
        stock: how many are left, reserved ones apart; None for a service.
    """

    id: UUID
    tenant_id: int
    code: str
    name: str
    kind: str
    unit: str
    price_min: int
    stock: int | None
    low_stock: int
    ended_on: date | None
    version: int

    @property
    def is_low(self) -> bool:
        """Whether it is to be bought anew."""
        return self.ended_on is None and self.stock is not None and self.low_stock > 0 and self.stock <= self.low_stock


@prepared
def _shop(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(shop.c.id, shop.c.shop_account_id, shop.c.hold_account_id).where(scope.changes(shop))


def find_shop(scope: Scope) -> Shop | None:
    """Return the station's shop; None before anything was done there."""
    row = db.session.execute(_shop(scope), scope.binds).first()
    return Shop(*row) if row else None


@cache
def _items(*, on_sale: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = (scope.owns(item), i.ended_on.is_(None) if on_sale else i.ended_on.is_not(None))
        return select(*_ITEM).where(*chosen).order_by(i.kind, i.code, i.id)

    return statement


def list_items(scope: Scope, *, on_sale: bool = True) -> list[Item]:
    """Return the items on sale, goods first, by their codes; or those that no longer are."""
    return [Item(*row) for row in db.session.execute(_items(on_sale=on_sale)(scope), scope.binds)]


@prepared
def _named(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_ITEM).where(scope.owns(item), i.id.in_(bindparam("items", expanding=True)))


def get_items(scope: Scope, item_ids: Collection[UUID]) -> dict[UUID, Item]:
    """Return {id: item} of the station's items, ended ones too.

    Raises:
        NotFound: one of them is not this station's.
    """
    wanted = set(item_ids)
    found = {row.id: Item(*row) for row in db.session.execute(_named(scope), {**scope.binds, "items": list(wanted)})} if wanted else {}
    if found.keys() != wanted:
        raise NotFound
    return found


def get_item(scope: Scope, item_id: UUID) -> Item:
    """Return one item.

    Raises:
        NotFound: it is not this station's.
    """
    return get_items(scope, [item_id])[item_id]


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(item), i.id.in_(bindparam("items", expanding=True)))
    return select(*_ITEM).where(*mine).order_by(i.id).with_for_update()


def hold_items(scope: Scope, item_ids: Collection[UUID]) -> dict[UUID, Item]:
    """Return {id: item} in a fixed order, moved by nobody else until this transaction ends; what is not the station's is not in it."""
    rows = db.session.execute(_held(scope), {**scope.binds, "items": list(set(item_ids))})
    return {row.id: Item(*row) for row in rows}


@prepared
def _goods_held(scope: Scope) -> Select[*tuple[Any, ...]]:
    counted = (scope.changes(item), i.stock.is_not(None), or_(i.ended_on.is_(None), i.stock > 0))
    return select(*_ITEM).where(*counted).order_by(i.id).with_for_update()


def hold_goods(scope: Scope) -> list[Item]:
    """Return all goods that can be on a shelf, moved by nobody else until this transaction ends."""
    return [Item(*row) for row in db.session.execute(_goods_held(scope), scope.binds)]


@prepared
def _last(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(move), m.item_id.in_(bindparam("items", expanding=True)))
    return select(m.item_id, func.max(m.seq)).where(*mine).group_by(m.item_id)


def count_moves(scope: Scope, item_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return {item: how many lines the stock book has of it}; an item without one is not in it."""
    ids = list(item_ids)
    return {row[0]: row[1] for row in db.session.execute(_last(scope), {**scope.binds, "items": ids})} if ids else {}


@prepared
def _of_redemption(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(move), m.redemption_id == bindparam("redemption"))
    return select(m.item_id, func.sum(m.change)).where(*mine).group_by(m.item_id).having(func.sum(m.change) < 0)


def list_taken(scope: Scope, redemption_id: UUID) -> dict[UUID, int]:
    """Return {item: how many} of what a redemption took out of the stock and did not bring back."""
    rows = db.session.execute(_of_redemption(scope), {**scope.binds, "redemption": redemption_id})
    return {row[0]: -int(row[1]) for row in rows}


@prepared
def _code(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(i.id).where(scope.changes(item), i.code == bindparam("typed"), i.id != bindparam("beside"))


def find_code(scope: Scope, code: str, *, beside: UUID) -> UUID | None:
    """Return another item of the station with this code."""
    return db.session.execute(_code(scope), {**scope.binds, "typed": code, "beside": beside}).scalar()
