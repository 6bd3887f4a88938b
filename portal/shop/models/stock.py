"""What a shop has: items, every move of their stock, and the counts that are held against it; nobody is named.

Source: S0-24.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, child_of
from portal.ledger.models import TimeAccount


class Shop(Owned):
    """A station's shop: the account that takes its minutes, and the one that keeps what is reserved."""

    __table_args__ = (UniqueConstraint("city_id", "tenant_id"), CheckConstraint("last_receipt >= 0", "last_receipt"))

    shop_account_id: Mapped[UUID] = child_of(TimeAccount)
    hold_account_id: Mapped[UUID] = child_of(TimeAccount)
    last_receipt: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]


class ShopItem(Owned):
    """Something a shop gives for minutes: a good with its stock, or a service."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "code"),
        CheckConstraint("kind in ('good', 'service')", "kind"),
        CheckConstraint("length(name) between 1 and 40", "name"),
        CheckConstraint("length(unit) between 1 and 6", "unit"),
        CheckConstraint("length(code) between 1 and 8", "code"),
        CheckConstraint("price_min between 1 and 60000", "price_min"),
        CheckConstraint("(kind = 'good') = (stock is not null)", "stock"),
        CheckConstraint("stock >= 0", "enough"),
        CheckConstraint("low_stock between 0 and 100000", "low_stock"),
        Index(None, "city_id", "tenant_id", "ended_on"),
    )

    code: Mapped[str] = mapped_column(String(8))  # what is keyed, and printed on sheets
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    unit: Mapped[str] = mapped_column(String(6))
    price_min: Mapped[int]
    stock: Mapped[int | None]  # what its moves add up to; reserved goods are out of it already
    low_stock: Mapped[int] = mapped_column(default=0)
    ended_on: Mapped[date | None]
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Stocktake(Owned):
    """A count of the shelves; what differs becomes moves once a second person has looked."""

    __table_args__ = (
        CheckConstraint("state in ('open', 'done', 'dropped')", "state"),
        CheckConstraint("length(witness) <= 30", "witness"),
        Index(None, "city_id", "tenant_id", "taken_on"),
    )

    taken_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(8))
    witness: Mapped[str] = mapped_column(String(30), default="")  # in what capacity: 社区工作者, 志愿者代表
    counted_by: Mapped[int]
    counted_at: Mapped[datetime]
    done_by: Mapped[int | None]
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class StocktakeLine(Owned):
    """What was expected and what was counted of one item."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "stocktake_id", "item_id"),
        CheckConstraint("expected >= 0 and moves >= 0", "expected"),
        CheckConstraint("counted between 0 and 1000000", "counted"),
        CheckConstraint("length(reason) <= 100", "reason"),
    )

    stocktake_id: Mapped[UUID] = child_of(Stocktake)
    item_id: Mapped[UUID] = child_of(ShopItem)
    expected: Mapped[int]
    moves: Mapped[int]  # how many lines of the stock book that takes in; when more have come, the shelf is counted anew
    counted: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(100), default="")


class StockMove(Owned):
    """One line of the stock book; triggers refuse to change or remove it."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "item_id", "seq"),
        CheckConstraint("kind in ('purchase', 'donation', 'redeem', 'return', 'stocktake', 'loss')", "kind"),
        CheckConstraint("change <> 0 and change between -1000000 and 1000000", "change"),
        CheckConstraint("left_count >= 0", "left_count"),
        CheckConstraint("kind not in ('purchase', 'donation') or length(voucher) > 0", "voucher"),
        CheckConstraint("length(source) <= 60", "source"),
        CheckConstraint("length(note) <= 200", "note"),
        CheckConstraint("cost_fen between 0 and 1000000000", "cost_fen"),
        Index(None, "city_id", "tenant_id", "moved_on", "id"),
    )

    item_id: Mapped[UUID] = child_of(ShopItem)
    seq: Mapped[int]  # which move of the item it is, from 1
    kind: Mapped[str] = mapped_column(String(10))
    change: Mapped[int]
    left_count: Mapped[int]
    moved_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(60), default="")  # the supplier, or the unit that gave it; nobody's name
    voucher: Mapped[str] = mapped_column(String(40), default="")  # invoice, receipt or list of what came in
    cost_fen: Mapped[int | None]
    redemption_id: Mapped[UUID | None]
    stocktake_id: Mapped[UUID | None] = child_of(Stocktake)
    note: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[int]
    entered_at: Mapped[datetime]
