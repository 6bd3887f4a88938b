"""Rows for the lists of care and of the shop's stock: n at a time, told apart by how many there were before."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.care.queries.facilities import list_facilities
from portal.care.queries.recipients import find_recipients
from portal.care.rules.facilities import Visits
from portal.care.services import facilities as facility_services
from portal.care.services import recipients as recipient_services
from portal.shop.services import stock, stocktakes
from tests import make, make_care, make_requests


def recipients(n: int) -> None:
    """Put n elders on the roll."""
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            recipient_services.register(scope, make_care.recipient_draft(phone=f"1360000{n:02d}{i:02d}", community_code=make.LIANXIANG))


def one_recipient() -> dict[str, Any]:
    """Return the address of the elder for whom `requests_of_one` asks."""
    return {"recipient_id": _one()}


def requests_of_one(n: int) -> None:
    """Ask n times for one elder."""
    recipient_id = _one() or make_care.recipient()
    for _ in range(n):
        make_requests.service_request(recipient_id=recipient_id)


def _one() -> UUID | None:
    with make.working_at(make.LIANXIANG) as scope:
        return next((it.id for it in find_recipients(scope, "林阿婆")), None)


def facilities(n: int) -> None:
    """Register n facilities."""
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            facility_services.add_facility(scope, make_care.facility_draft(name=f"餐厅 {n}-{i}"))


def uses(n: int) -> None:
    """Let n elders each be counted in one more facility of today, which is the first of its name."""
    facilities(n)
    with make.working_at(make.LIANXIANG) as scope:
        fresh = [it for it in list_facilities(scope) if it.name.startswith(f"餐厅 {n}-")]
        for it in fresh:
            facility_services.count_day(scope, date(2026, 3, 16), [Visits(it.id, 5, 1, "", 0)])


def shop_items(n: int) -> None:
    """Put n goods on the shop's list, each bought once."""
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            item_id = stock.add_item(scope, make_care.item_draft(code=f"M{n:02d}{i:02d}"))
            stock.receive(scope, item_id, make_care.inflow(moved_on=date(2026, 3, 16) - timedelta(days=i % 10)))


def counts(n: int) -> None:
    """Open n counts of a shop with one good, one after the other; all are given up."""
    with make.working_at(make.LIANXIANG) as scope:
        stock.receive(scope, stock.add_item(scope, make_care.item_draft(code=f"PD{n:02d}")), make_care.inflow())
        for _ in range(n):
            stocktakes.drop(scope, stocktakes.open_stocktake(scope), version=1)
