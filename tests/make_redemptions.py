"""爱心超市 for tests: what it has, what is reserved and handed over."""

from typing import Any
from uuid import UUID

from portal.shop.rules.redemptions import Basket, Proof, Taker, Taking
from portal.shop.rules.stock import Inflow, ItemDraft, MoveKind
from portal.shop.services import redemptions, stock
from portal.volunteer.rules.notice import NOTICE
from tests import make

BY_HAND = Taking(Taker.SELF, Proof.PAPER)


def item(code: str = "A01", *, station: str = make.LIANXIANG, count: int | None = 10, **changes: Any) -> UUID:
    """Put a good with its stock, or (None) a service, on the list of what a shop gives, and return its id."""
    kind = "service" if count is None else "good"
    usual: dict[str, Any] = {"code": code, "name": "洗衣液", "kind": kind, "unit": "瓶", "price_min": 60, "low_stock": 0}
    with make.working_at(station) as scope:
        item_id = stock.add_item(scope, ItemDraft(**{**usual, **changes}))
        if count:
            bought = Inflow(MoveKind.PURCHASE, count, make.clock.today(), "榕城超市", "FP-0316", 100 * count)
            stock.receive(scope, item_id, bought)
    return item_id


def rich(minutes: int = 300, code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Register a volunteer who has so many minutes, and return the id of her row."""
    volunteer_id = make.volunteer(code, **{"consent_version": NOTICE.version, **changes})
    make.hours(volunteer_id, code, worked_min=minutes)
    return volunteer_id


def redemption(
    volunteer_id: UUID | None = None,
    item_id: UUID | None = None,
    *,
    count: int = 1,
    code: str = make.LIANXIANG,
    taking: Taking | None = None,
) -> UUID:
    """Reserve something for a volunteer, hand it over when `taking` says to whom, and return the id of the redemption."""
    who, what = volunteer_id or rich(code=code), item_id or item(station=code)
    with make.working_at(code) as scope:
        made = redemptions.hold(scope, Basket(((what, count),), volunteer_id=who))
        if taking:
            redemptions.hand_over(scope, made, taking, version=1)
    return made
