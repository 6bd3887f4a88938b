"""爱心超市: minutes and stock move together, a number for each, and each of the three frauds meets its control."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from portal.care.models import Recipient
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.ledger import services as ledger
from portal.ledger.rules import Posting, TransferKind
from portal.people.rules import Document, DocumentKind
from portal.shop.models import Redemption, RedemptionLine
from portal.shop.queries import checks
from portal.shop.queries import redemptions as queries
from portal.shop.queries.payers import get_payer
from portal.shop.queries.stock import get_items
from portal.shop.rules.redemptions import Basket, Proof, Taker, Taking
from portal.shop.services import redemptions
from portal.tallies.queries import figures
from portal.tenants.models import Account
from portal.volunteer.models import Volunteer
from tests import make, make_care, make_roll
from tests.make_redemptions import BY_HAND, item, redemption, rich

pytestmark = pytest.mark.usefixtures("session")
PROXY = Taking(Taker.PROXY, Proof.PAPER, "林小明", "儿子")


def stands(volunteer_id: UUID, item_id: UUID) -> tuple[int, int | None]:
    """Return (minutes left, pieces left)."""
    with make.working_at(make.LIANXIANG) as scope:
        return get_payer(scope, volunteer_id=volunteer_id).balance_min, get_items(scope, [item_id])[item_id].stock


def written(volunteer_id: UUID, **values: Any) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.changes(Volunteer), Volunteer.id == volunteer_id)
        db.session.execute(update(Volunteer).where(*own).values(values), scope.binds)


def kept(redemption_id: UUID) -> Any:
    with make.working_at(make.LIANXIANG) as scope:
        return queries.get_redemption(scope, redemption_id)


def counted() -> int:
    """Return how many redemptions stand in the figures of the month."""
    with make.working_at(make.LIANXIANG) as scope:
        return figures.kept(scope).get((scope.tenant_id, "2026-03", "redeemed", 0), 0)


def faults() -> list[str]:
    with make.working_at(make.CITY, "fuzhou") as scope:
        return [it.message for it in ledger.verify(scope)]


def test_minutes_and_goods_go_together_and_come_back_together() -> None:
    her, soap = rich(300), item(count=10)
    held = redemption(her, soap, count=2)
    assert (stands(her, soap), kept(held).state, kept(held).left_min) == ((180, 8), "held", 180)
    with make.working_at(make.LIANXIANG) as scope:
        redemptions.hand_over(scope, held, PROXY, version=1)
    row = kept(held)
    assert counted() == 1
    assert (row.state, row.taker, row.proxy_name, row.proof, stands(her, soap)) == ("handed", "proxy", "林小明", "paper", (180, 8))
    with make.working_at(make.LIANXIANG) as scope:
        redemptions.take_back(scope, held, reason="包装破损", version=2)
    assert (kept(held).state, stands(her, soap), counted(), faults()) == ("returned", (300, 10), 0, [])


def test_what_is_void_is_back_at_once_and_keeps_its_number() -> None:
    her, soap = rich(300), item(count=1)
    held = redemption(her, soap)
    with make.working_at(make.LIANXIANG) as scope:
        redemptions.void(scope, held, reason="选错了", version=1)
    again = redemption(her, soap)
    assert stands(her, soap) == (240, 0)
    assert [kept(one).number for one in (held, again)] == ["DH000001", "DH000002"]
    assert faults() == []


def short_of_minutes(her: UUID, soap: UUID) -> Basket:
    return Basket(((soap, 6),), volunteer_id=her)


def short_of_stock(her: UUID, soap: UUID) -> Basket:
    return Basket(((soap, 4), (soap, 1)), volunteer_id=her)


@pytest.mark.parametrize(("basket", "words"), [(short_of_minutes, "还差 1小时"), (short_of_stock, "4")])
def test_what_is_short_is_said_and_nothing_is_taken_not_even_a_number(basket: Callable[[UUID, UUID], Basket], words: str) -> None:
    her = rich(300)
    soap = item(count=9 if basket is short_of_minutes else 4)
    with pytest.raises(Conflict, match=words), make.working_at(make.LIANXIANG) as scope:
        redemptions.hold(scope, basket(her, soap))
    assert stands(her, soap) == (300, 9 if basket is short_of_minutes else 4)
    assert kept(redemption(her, soap)).number == "DH000001"


def hold(her: UUID, what: UUID, count: int = 1, name: str = "lianxiang") -> UUID:
    with make.working_at(make.LIANXIANG, name) as scope:
        return redemptions.hold(scope, Basket(((what, count),), volunteer_id=her))


def test_a_service_is_for_who_is_old_enough_or_was_given_the_minutes() -> None:
    her, haircut = rich(300), item("F01", count=None, name="理发", unit="次")
    with pytest.raises(Conflict, match="出生日期还没有登记"):
        hold(her, haircut)
    written(her, born_on=date(1966, 3, 17))
    with pytest.raises(Conflict, match="年满 60 岁"):
        hold(her, haircut)
    written(her, born_on=date(1966, 3, 16))
    assert kept(hold(her, haircut)).state == "held"
    written(her, born_on=date(1990, 1, 1), is_receiver_only=True)
    assert kept(hold(her, haircut)).state == "held"
    assert faults() == []


def test_where_the_city_sets_no_age_nobody_is_asked_when_she_was_born() -> None:
    her, haircut = rich(300), item("F01", count=None, name="理发", unit="次")
    make_roll.bank_rules(date(2026, 3, 16), own_use_age=0)
    assert kept(hold(her, haircut)).state == "held"


def test_who_can_only_donate_redeems_nothing() -> None:
    her, soap = rich(300), item()
    written(her, member_group="cadre")
    make_roll.bank_rules(date(2026, 4, 1), donate_only=("cadre",))
    assert kept(hold(her, soap)).state == "held"
    with clock.pretending(datetime(2026, 4, 2, 2, tzinfo=UTC)), pytest.raises(Conflict, match="只能捐入公益时间池"):
        hold(her, soap)


def aid(recipient_id: UUID, what: UUID, count: int) -> UUID:
    with make.working_at(make.LIANXIANG) as scope:
        return redemptions.hold(scope, Basket(((what, count),), recipient_id=recipient_id))


def test_the_pool_pays_for_the_poor_and_no_more_than_it_has_or_a_month_allows() -> None:
    donor, rice = rich(1200), item("M01", count=30)
    with make.working_at(make.LIANXIANG) as scope:
        account_id = get_payer(scope, volunteer_id=donor).account_id
        assert account_id
        ledger.post(scope, [Posting(account_id, ledger.pool(scope), 720, TransferKind.DONATE, "gift")], action="test")
    poor, other, unproved = (
        make_care.recipient(name=name, phone=f"1360000222{n}", aid="low_income") for n, name in enumerate(("林阿婆", "陈阿公", "王阿婆"))
    )
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.changes(Recipient), Recipient.id == unproved)
        db.session.execute(update(Recipient).where(*own).values(aid_seen_at=None), scope.binds)
    with pytest.raises(Conflict, match="困难证明"):
        aid(unproved, rice, 1)
    first = aid(poor, rice, 9)
    with pytest.raises(Conflict, match="这个月还可以用 1小时，这次超出 1小时"):
        aid(poor, rice, 2)
    with pytest.raises(Conflict, match="公益时间池有 3小时，这次要 4小时，还差 1小时"):
        aid(other, rice, 4)
    with make.working_at(make.LIANXIANG) as scope:
        redemptions.void(scope, first, reason="不要了", version=1)
    assert kept(aid(poor, rice, 10)).recipient_id == poor
    assert faults() == []


def test_nobody_serves_herself_at_the_counter_nor_fetches_for_others() -> None:
    her, soap = rich(300, name="连翔站长"), item()
    other = redemption(rich(300, name="王秀兰", phone="13900001111"), soap)
    with make.working_at(make.LIANXIANG) as scope:
        db.session.execute(update(Account).where(Account.id == scope.account_id).values(display_name="连翔站长"))
    with pytest.raises(Conflict, match="不能给自己办理"):
        hold(her, soap)
    mine = hold(her, soap, name="lianxiang_helper")
    with pytest.raises(Conflict, match="不能给自己办理"), make.working_at(make.LIANXIANG) as scope:
        redemptions.hand_over(scope, mine, BY_HAND, version=1)
    with pytest.raises(RuleBroken, match="经办人不能代领"), make.working_at(make.LIANXIANG) as scope:
        redemptions.hand_over(scope, other, replace(PROXY, proxy_name="连翔站长"), version=1)


def test_the_document_that_is_shown_is_held_against_the_sealed_one() -> None:
    number = make.resident_number(7, born="19500101")
    made = redemption(rich(300, document=Document(DocumentKind.RESIDENT_ID, number)))
    shown = Taking(Taker.SELF, Proof.DOCUMENT, last_four=number[-4:].lower())
    with pytest.raises(Conflict, match="后四位与登记的不一致"), make.working_at(make.LIANXIANG) as scope:
        redemptions.hand_over(scope, made, replace(shown, last_four="9999"), version=1)
    with make.working_at(make.LIANXIANG) as scope:
        redemptions.hand_over(scope, made, shown, version=1)
    assert kept(made).proof == "document"
    nobody = redemption(rich(300, name="王秀兰", phone="13900001111"), item("B02"))
    with pytest.raises(RuleBroken, match="不能用这种方式"), make.working_at(make.LIANXIANG) as scope:
        redemptions.hand_over(scope, nobody, shown, version=1)


def test_another_station_can_neither_hold_nor_end_it() -> None:
    her, soap = rich(300), item()
    made = redemption(her, soap)
    for work in (
        lambda scope: redemptions.hold(scope, Basket(((soap, 1),), volunteer_id=her)),
        lambda scope: redemptions.void(scope, made, reason="x", version=1),
        lambda scope: redemptions.hand_over(scope, made, BY_HAND, version=1),
    ):
        with pytest.raises(NotFound), make.working_at(make.NEIGHBOUR, "neighbour") as scope:
            work(scope)
    mine = rich(300, make.NEIGHBOUR, name="王秀兰", phone="13900001111")
    with pytest.raises(NotFound), make.working_at(make.NEIGHBOUR, "neighbour") as scope:
        redemptions.hold(scope, Basket(((soap, 1),), volunteer_id=mine))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "void"}, "DH000001（void）与它的转账或明细不符"),
        ({"total_min": 61}, "与它的转账或明细不符"),
        ({"number": "DH000009"}, ""),
    ],
)
def test_verify_names_a_redemption_that_was_changed_by_hand(values: dict[str, Any], words: str) -> None:
    made = redemption(taking=BY_HAND)
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.changes(Redemption), Redemption.id == made)
        db.session.execute(update(Redemption).where(*own).values(values), scope.binds)
    found = faults()
    assert any(words in it for it in found) if words else found == []


def test_verify_names_goods_and_numbers_without_a_redemption() -> None:
    made = redemption()
    with make.working_at(make.LIANXIANG) as scope:
        for table in (RedemptionLine, Redemption):
            column = table.redemption_id if table is RedemptionLine else table.id
            db.session.execute(delete(table).where(scope.changes(table), column == made), scope.binds)
    found = " ".join(faults())
    for words in ("（兑换预留）没有对应的兑换", "没有对应的兑换明细", "兑换单已编到第 1 号，实有 0 笔兑换"):
        assert words in found


def suspects(which: str) -> list[str]:
    now = clock.now()
    with make.working_at(make.LIANXIANG) as scope:
        rows, _ = checks.list_suspects(scope, which, since=now - timedelta(days=30), until=now + timedelta(days=1), page=1)
        return sorted(row.name for row in rows)


def test_one_who_fetches_for_three_is_listed_and_so_are_rows_of_one_sheet() -> None:
    soap = item(count=30)
    names = ("陈秀英", "王秀兰", "林阿妹")
    hers = [rich(300, name=name, phone=f"1390000111{n}") for n, name in enumerate(names)]
    for n, one in enumerate(hers):
        assert (suspects("proxies"), suspects("sheets")) == ([], [] if n < 2 else sorted(names[:2]))
        redemption(one, soap, taking=replace(PROXY, sheet_row=f"260316-KHTM-0{n + 1}"))
    assert (suspects("proxies"), suspects("sheets")) == (sorted(names), sorted(names))
    assert suspects("own") == sorted(names)
