"""A station's shop in the demo: what came in, what volunteers took, what was given away, and what waits to be fetched."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from random import Random
from uuid import UUID

from portal.core.scope import Scope
from portal.demo.people import People
from portal.ledger import queries as books
from portal.shop.queries import redemptions as redemption_rows
from portal.shop.rules.redemptions import Basket, Proof, Taker, Taking
from portal.shop.rules.stock import Inflow, ItemDraft, MoveKind
from portal.shop.services import redemptions, stock
from portal.volunteer.queries import roll as volunteer_rows
from portal.volunteer.queries.roll import Helper
from portal.volunteer.rules.giving import Proof as KinProof
from portal.volunteer.rules.honours import Wording
from portal.volunteer.rules.roll import Particulars
from portal.volunteer.services import giving, honours, kinships, roll
from portal.volunteer.services.giving import Gift

Working = Callable[[date, Scope], AbstractContextManager[Scope]]
_GOODS = (  # code, name, unit, price, count, cost of all in fen
    ("A1", "大米（5 公斤）", "袋", 240, 40, 128_000),
    ("A2", "食用油（1.8 升）", "桶", 180, 30, 96_000),
    ("A3", "洗衣液", "瓶", 90, 36, 54_000),
    ("A4", "抽纸", "提", 60, 60, 66_000),
    ("A5", "洗手液", "瓶", 30, 8, 6_400),
)
_SLIP = Taking(Taker.SELF, Proof.PAPER)


def tell(working: Working, scope: Scope, people: People, months: list[date], until: date, poor_id: UUID) -> None:
    """Tell of a shop's year."""
    chance = Random(f"shop {people.station_code}")
    with working(months[0], scope) as at:
        items = [_buy(at, months[0], row) for row in _GOODS]
        stock.add_item(at, ItemDraft("F1", "理发一次", "service", "次", 40, 0))
    for first in months[3:]:
        day = first + timedelta(days=19)
        if day <= until:
            with working(day, scope) as at:
                _redeem(at, items, _rich(at, chance, 120)[:2])
    with working(until, scope) as at:
        _give(at, people, _rich(at, chance, 180))
        _redeem_for(at, items[3], poor_id)
        _certify(at, _rich(at, chance, 60)[:1], months[-4:][0], until)
        for helper in _rich(at, chance, 120)[:1]:
            redemptions.hold(at, Basket(((items[2], 1), (items[4], 1)), volunteer_id=helper.id))


def _buy(at: Scope, day: date, it: tuple[str, str, str, int, int, int]) -> UUID:
    code, name, unit, price_min, count, cost_fen = it
    item_id = stock.add_item(at, ItemDraft(code, name, "good", unit, price_min, 10))
    stock.receive(at, item_id, Inflow(MoveKind.PURCHASE, count, day, "永辉超市", f"发票 {code}-{day:%Y%m}", cost_fen))
    return item_id


def _rich(at: Scope, chance: Random, least_min: int) -> list[Helper]:
    """The volunteers who hold so many minutes and may spend them, in an order that is the same each time."""
    helpers = [one for one in volunteer_rows.list_helpers(at) if not one.is_receiver_only and one.member_group != "cadre"]
    held = books.balances_of(at, [one.account_id for one in helpers])
    rich = [one for one in helpers if held[one.account_id] >= least_min]
    return chance.sample(rich, len(rich))


def _redeem(at: Scope, items: Sequence[UUID], helpers: Sequence[Helper]) -> None:
    for helper, item_id in zip(helpers, (items[2], items[3]), strict=False):
        _hand(at, redemptions.hold(at, Basket(((item_id, 1),), volunteer_id=helper.id)))


def _redeem_for(at: Scope, item_id: UUID, poor_id: UUID) -> None:
    """The pool pays for who is poor."""
    if books.balance_of(at, _pool(at)) >= 60:
        _hand(at, redemptions.hold(at, Basket(((item_id, 1),), recipient_id=poor_id)))


def _pool(at: Scope) -> UUID:
    pool_id = books.find_pool(at)
    assert pool_id is not None
    return pool_id


def _hand(at: Scope, redemption_id: UUID) -> None:
    version = redemption_rows.get_redemption(at, redemption_id).version
    redemptions.hand_over(at, redemption_id, _SLIP, version=version)


def _give(at: Scope, people: People, rich: Sequence[Helper]) -> None:
    """One gives to her mother, one to the pool."""
    if len(rich) < 2:
        return
    candidate = people.receiver(Particulars(is_receiver_only=True))
    mother_id = roll.register_volunteer(at, candidate)
    bond = kinships.prove(at, rich[0].id, KinProof(mother_id, "parent", "household"))
    giving.give(at, rich[0].id, Gift(bond, 60), once=f"demo gift {people.station_code}")
    giving.donate(at, rich[1].id, 90, once=f"demo donation {people.station_code}")


def _certify(at: Scope, helpers: Sequence[Helper], first: date, until: date) -> None:
    for helper in helpers:
        honours.propose(at, helper.id, first=first, last=until, wording=Wording("郑雅琴", "许文英", "0591-83650000"))
