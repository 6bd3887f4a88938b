"""The stock book: every move a line, what is left never below nothing, nobody named in it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.shop.models import ShopItem
from portal.shop.queries import stock as rows
from portal.shop.queries import stocktakes as take_rows
from portal.shop.queries.stock_book import BookFilter, list_moves
from portal.shop.rules.stock import Loss, MoveKind
from portal.shop.rules.stocktakes import Counted
from portal.shop.services import stock, stocktakes
from tests import make, make_care

pytestmark = pytest.mark.usefixtures("session")
ALL = BookFilter(days=(date(2026, 1, 1), date(2026, 12, 31)))


def moves(scope: Scope, item_id: UUID) -> list[tuple[int, str, int, int]]:
    found = list_moves(scope, BookFilter(item_id=item_id), page=None)
    return sorted((it.seq, it.kind, it.change, it.left_count) for it in found)


def left(item_id: UUID) -> int | None:
    with make.working_at(make.LIANXIANG) as scope:
        return rows.get_item(scope, item_id).stock


def test_what_moves_is_a_line_with_what_is_left() -> None:
    item_id, redemption_id = make_care.shop_item(), uuid4()
    with make.working_at(make.LIANXIANG) as scope:
        gift: dict[str, Any] = {"kind": MoveKind.DONATION, "source": "晋安区妇联", "voucher": "清单 3", "cost_fen": None}
        stock.receive(scope, item_id, make_care.inflow(5, **gift))
        stock.take_out(scope, [(item_id, 2), (item_id, 1)], redemption_id=redemption_id)
        stock.lose(scope, item_id, Loss(1, date(2026, 3, 5), "受潮"))
    with make.working_at(make.LIANXIANG) as scope:
        stock.put_back(scope, redemption_id)
        stock.put_back(scope, redemption_id)  # nothing is left to be brought back
        kinds = [(1, "purchase", 10, 10), (2, "donation", 5, 15), (3, "redeem", -3, 12), (4, "loss", -1, 11), (5, "return", 3, 14)]
        assert moves(scope, item_id) == kinds
    assert left(item_id) == 14


def test_what_is_not_there_is_not_taken_and_who_asks_is_told_what_is() -> None:
    rice, salt = make_care.shop_item(stock=2), make_care.shop_item(code="N0", name="盐", stock=0)
    for wanted, words in (([(rice, 1), (rice, 2)], "“大米 5 公斤”只剩 2 袋，不够兑换 3 袋"), ([(rice, 1), (salt, 1)], "“盐”已经没有了")):
        with pytest.raises(Conflict, match=words), make.working_at(make.LIANXIANG) as scope:
            stock.take_out(scope, wanted, redemption_id=uuid4())
    assert left(rice) == 2


def test_a_service_has_no_stock_and_another_stations_item_is_none() -> None:
    service = make_care.shop_item(code="F1", kind="service", name="理发一次")
    theirs = make_care.shop_item(make.NEIGHBOUR)
    with make.working_at(make.LIANXIANG) as scope:
        assert stock.take_out(scope, [(service, 1)], redemption_id=uuid4())[service].price_min == 120
        assert moves(scope, service) == []
        with pytest.raises(NotFound):
            stock.take_out(scope, [(theirs, 1)], redemption_id=uuid4())
        with pytest.raises(Conflict, match="服务没有库存"):
            stock.receive(scope, service, make_care.inflow())


def test_an_item_that_was_ended_is_not_given_and_not_bought() -> None:
    item_id = make_care.shop_item()
    with make.working_at(make.LIANXIANG) as scope:
        stock.end_item(scope, item_id, version=1, is_ended=True)
        with pytest.raises(Conflict, match="已经停用，不能兑换"):
            stock.take_out(scope, [(item_id, 1)], redemption_id=uuid4())
        with pytest.raises(Conflict, match="不能入库"):
            stock.receive(scope, item_id, make_care.inflow())
        assert [it.id for it in rows.list_items(scope, on_sale=False)] == [item_id]


def test_a_shop_is_opened_once_with_two_accounts_and_counts_its_receipts() -> None:
    with make.working_at(make.LIANXIANG) as scope:
        shop = stock.shop_of(scope)
        assert stock.shop_of(scope) == shop
        assert books.balances_of(scope, [shop.shop_account_id, shop.hold_account_id]) == {shop.shop_account_id: 0, shop.hold_account_id: 0}
        assert [stock.next_receipt(scope) for _ in range(2)] == ["DH000001", "DH000002"]
    with make.working_at(make.NEIGHBOUR, "neighbour") as scope:
        assert stock.next_receipt(scope) == "DH000001"


def counted(scope: Scope, take_id: UUID, numbers: dict[str, tuple[int, str]], *, version: int) -> None:
    lines = {it.code: it.id for it in take_rows.list_lines(scope, take_id)}
    stocktakes.key_counts(scope, take_id, [Counted(lines[code], *said) for code, said in numbers.items()], version=version)


def test_a_count_becomes_lines_once_a_second_person_closes_it() -> None:
    rice, oil = make_care.shop_item(), make_care.shop_item(code="B01", name="食用油")
    with make.working_at(make.LIANXIANG) as scope:
        take_id = stocktakes.open_stocktake(scope)
        counted(scope, take_id, {"A01": (8, "两袋受潮"), "B01": (10, "")}, version=1)
        with pytest.raises(RuleBroken, match="监盘人"):
            stocktakes.finish(scope, take_id, witness="", version=2)
    make.add_role("neighbour", make.LIANXIANG, "manager")
    with make.working_at(make.LIANXIANG, "neighbour") as scope:
        with pytest.raises(Conflict, match="另一个账号"):
            counted(scope, take_id, {"A01": (1, "")}, version=2)
        assert stocktakes.finish(scope, take_id, witness="", version=2) == 1
        assert moves(scope, rice)[-1] == (2, "stocktake", -2, 8)
        assert len(moves(scope, oil)) == 1
        with pytest.raises(Conflict, match="已经结束"):
            stocktakes.finish(scope, take_id, witness="", version=3)


def test_what_was_redeemed_while_the_shelves_were_counted_is_counted_anew() -> None:
    rice = make_care.shop_item()
    with make.working_at(make.LIANXIANG) as scope:
        take_id = stocktakes.open_stocktake(scope)
        counted(scope, take_id, {"A01": (9, "少一袋")}, version=1)
        stock.take_out(scope, [(rice, 3)], redemption_id=uuid4())
        with pytest.raises(Conflict, match="清点期间有进出：大米 5 公斤"):
            stocktakes.finish(scope, take_id, witness="社区工作者", version=2)
    with make.working_at(make.LIANXIANG) as scope:
        assert stocktakes.recount(scope, take_id, version=2) == 1
        with pytest.raises(Conflict, match="还没有填实有数"):
            stocktakes.finish(scope, take_id, witness="社区工作者", version=3)
    with make.working_at(make.LIANXIANG) as scope:
        counted(scope, take_id, {"A01": (6, "")}, version=3)
        with pytest.raises(Conflict, match="没有写原因"):
            stocktakes.finish(scope, take_id, witness="社区工作者", version=4)
    with make.working_at(make.LIANXIANG) as scope:
        counted(scope, take_id, {"A01": (6, "少一袋")}, version=4)
        assert stocktakes.finish(scope, take_id, witness="社区工作者", version=5) == 1
        assert moves(scope, rice)[-1] == (3, "stocktake", -1, 6)


def test_one_count_at_a_time_and_one_given_up_changes_nothing() -> None:
    rice = make_care.shop_item()
    with make.working_at(make.LIANXIANG) as scope:
        take_id = stocktakes.open_stocktake(scope)
        with pytest.raises(Conflict, match="还没有完成"):
            stocktakes.open_stocktake(scope)
        stocktakes.drop(scope, take_id, version=1)
        assert stocktakes.open_stocktake(scope) != take_id
    assert left(rice) == 10


def test_verify_names_stock_that_is_not_what_its_lines_add_up_to(session: Session) -> None:
    item_id = make_care.shop_item()
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert [it for it in ledger.verify(scope) if it.subject_id == item_id] == []
    with make.working_at(make.LIANXIANG) as scope:
        db.session.execute(update(ShopItem).where(scope.changes(ShopItem), ShopItem.id == item_id).values(stock=11), scope.binds)
    with make.working_at(make.CITY, "fuzhou") as scope:
        (fault,) = [it for it in ledger.verify(scope) if it.subject_id == item_id]
    assert fault.message == "爱心超市“大米 5 公斤”（A01）的库存是 11，台账逐笔相加是 10"
