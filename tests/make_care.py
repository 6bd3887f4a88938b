"""What stands round a request for care and a shop: somebody who is served, a facility, something to be had for minutes."""

from datetime import date
from typing import Any
from uuid import UUID

from portal.care.rules.facilities import FacilityDraft, Visits
from portal.care.rules.notice import NOTICE
from portal.care.rules.recipients import Aid, Draft
from portal.care.services import facilities
from portal.care.services import recipients as roll
from portal.people.rules import ConsentChannel
from portal.shop.rules.stock import Inflow, ItemDraft, MoveKind
from portal.shop.services import stock as stock_book
from portal.shop.services import stocktakes
from tests import make


def recipient_draft(**changes: Any) -> Draft:
    """Return somebody who may be put on the roll of those who are served."""
    lives: dict[str, Any] = {
        "name": "林阿婆",
        "phone": "13600002222",
        "born_on": date(1948, 5, 1),
        "address": "3 幢 201",
        "lives_alone": True,
    }
    family: dict[str, Any] = {"family_name": "林小红", "family_phone": "13700003333", "family_relation": "女儿"}
    consent: dict[str, Any] = {"consent_version": NOTICE.version, "consent_channel": ConsentChannel.IN_PERSON}
    return Draft(**{**lives, **family, **consent, **changes})


def recipient(code: str = make.LIANXIANG, *, aid: str = "", **changes: Any) -> UUID:
    """Put one elder on a station's roll and return the id of her row; with `aid`, the pool pays for her."""
    with make.working_at(code) as scope:
        recipient_id = roll.register(scope, recipient_draft(**changes))
        if aid:
            roll.note_aid(scope, recipient_id, Aid(aid, "低保证", ConsentChannel.IN_PERSON), version=1)
        return recipient_id


def facility_draft(**changes: Any) -> FacilityDraft:
    """Return a facility that may be registered."""
    usual: dict[str, Any] = {"kind": "canteen", "name": "爱心餐厅", "seats": 40, "hours": "11:00–13:00", "note": ""}
    usual["opened_on"] = date(2026, 1, 5)
    return FacilityDraft(**{**usual, **changes})


def facility(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Register one facility and return its id."""
    with make.working_at(code) as scope:
        return facilities.add_facility(scope, facility_draft(**changes))


def visits(facility_id: UUID, code: str = make.LIANXIANG, *, day: date = date(2026, 3, 5), elders: int = 12, others: int = 3) -> None:
    """Note how many used a facility on a day on which nothing was noted yet."""
    with make.working_at(code) as scope:
        facilities.count_day(scope, day, [Visits(facility_id, elders, others, "", 0)])


def item_draft(**changes: Any) -> ItemDraft:
    """Return something a shop may give."""
    usual: dict[str, Any] = {"code": "A01", "name": "大米 5 公斤", "kind": "good", "unit": "袋", "price_min": 120, "low_stock": 3}
    return ItemDraft(**{**usual, **changes})


def inflow(count: int = 10, **changes: Any) -> Inflow:
    """Return what may have come in: bought goods."""
    usual: dict[str, Any] = {
        "kind": MoveKind.PURCHASE,
        "moved_on": date(2026, 3, 2),
        "source": "榕城超市",
        "voucher": "发票 0001",
        "cost_fen": 30_000,
    }
    usual["count"] = count
    return Inflow(**{**usual, **changes})


def shop_item(station: str = make.LIANXIANG, *, stock: int = 10, **changes: Any) -> UUID:
    """Put one item on a shop's list, with so many bought, and return its id; a service has no stock."""
    it = item_draft(**(changes if changes.get("kind") != "service" else {"low_stock": 0, "unit": "次", **changes}))
    with make.working_at(station) as scope:
        item_id = stock_book.add_item(scope, it)
        if it.kind == "good" and stock:
            stock_book.receive(scope, item_id, inflow(stock))
        return item_id


def stocktake(station: str = make.LIANXIANG) -> UUID:
    """Open a count of a shop with one more good on its shelves, and return its id."""
    shop_item(station, code="PD01", name="盘点用的盐")
    with make.working_at(station) as scope:
        return stocktakes.open_stocktake(scope)
