"""Minutes spent in a shop: reserved, handed over, or given back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.care.models import Recipient
from portal.core.db import Personal, child_of
from portal.ledger.models import TimeAccount, Transfer
from portal.shop.models.stock import ShopItem
from portal.volunteer.models import Volunteer


class Redemption(Personal):
    """What somebody takes from the shop for minutes of her own account, or a poor elder for minutes of the pool."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "number"),
        UniqueConstraint("city_id", "tenant_id", "sheet_row"),
        CheckConstraint("state in ('held', 'handed', 'void', 'returned')", "state"),
        CheckConstraint("(volunteer_id is null) <> (recipient_id is null)", "whose"),
        CheckConstraint("total_min between 1 and 1000000", "total_min"),
        CheckConstraint("taker in ('', 'self', 'proxy')", "taker"),
        CheckConstraint("proof in ('', 'code', 'document', 'paper')", "proof"),
        CheckConstraint(
            "state not in ('handed', 'returned') or (proof <> '' and taker <> '' and redeem_transfer_id is not null)", "proved"
        ),
        CheckConstraint("length(proxy_name) <= 30", "proxy_name"),
        CheckConstraint("length(proxy_relation) <= 20", "proxy_relation"),
        CheckConstraint("length(end_reason) <= 200", "end_reason"),
        Index(None, "city_id", "tenant_id", "state", "held_at"),
        Index(None, "city_id", "tenant_id", "volunteer_id"),
        Index(None, "city_id", "tenant_id", "recipient_id"),
    )

    number: Mapped[str] = mapped_column(String(20))  # of the receipt
    account_id: Mapped[UUID] = child_of(TimeAccount)  # who pays: her own account, or the pool
    volunteer_id: Mapped[UUID | None] = child_of(Volunteer)
    recipient_id: Mapped[UUID | None] = child_of(Recipient)
    state: Mapped[str] = mapped_column(String(10))
    total_min: Mapped[int]
    hold_transfer_id: Mapped[UUID] = child_of(Transfer)
    redeem_transfer_id: Mapped[UUID | None] = child_of(Transfer)
    taker: Mapped[str] = mapped_column(String(6), default="")
    proxy_name: Mapped[str] = mapped_column(String(30), default="")
    proxy_relation: Mapped[str] = mapped_column(String(20), default="")
    proof: Mapped[str] = mapped_column(String(10), default="")  # how it was seen that it is she, or that she sent the proxy
    sheet_row: Mapped[str | None] = mapped_column(String(30))  # serial of the paper sheet and the row on it
    held_by: Mapped[int]
    held_at: Mapped[datetime]
    handed_by: Mapped[int | None]
    handed_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)


class RedemptionLine(Personal):
    """One item of a redemption, at the price of its day."""

    __table_args__ = (
        CheckConstraint("count between 1 and 1000", "count"),
        CheckConstraint("price_min between 1 and 60000", "price_min"),
        Index(None, "city_id", "tenant_id", "redemption_id"),
    )

    redemption_id: Mapped[UUID] = child_of(Redemption)
    item_id: Mapped[UUID] = child_of(ShopItem)
    count: Mapped[int]
    price_min: Mapped[int]
