"""Several at one shelf at once, on databases of their own: what is there is given once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.shop.queries import stock as rows
from portal.shop.queries import stocktakes as take_rows
from portal.shop.services import stock, stocktakes
from portal.shop.services.stock_faults import list_faults
from tests import make, make_care
from tests.databases import BOTH, committed

CROWD = 6


@pytest.fixture(scope="module", params=BOTH)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "shelf", tick=False) as app:
        yield app


def all_at_once(app: Flask, work: Callable[[Scope], Any]) -> list[Any]:
    """Return what each of the crowd got, or how she was refused."""
    start = Barrier(CROWD)

    def run(_: int) -> Any:
        with app.app_context():
            start.wait(10)
            try:
                with make.working_at(make.LIANXIANG) as scope:
                    return work(scope)
            except Conflict as refusal:
                return refusal

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def won(results: list[Any]) -> list[Any]:
    return [it for it in results if not isinstance(it, Conflict)]


def test_of_six_who_want_the_last_two_pieces_two_get_one_and_four_are_told(shop: Flask) -> None:
    with shop.app_context():
        last: UUID = make_care.shop_item(code="L02", name="最后两袋", stock=2)
    results = all_at_once(shop, lambda scope: stock.take_out(scope, [(last, 1)], redemption_id=uuid4()))
    assert len(won(results)) == 2
    assert {it.message for it in results if isinstance(it, Conflict)} == {"“最后两袋”已经没有了，不够兑换 1 袋，这一次没有兑换。"}
    with shop.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert (rows.get_item(scope, last).stock, rows.count_moves(scope, [last])) == (0, {last: 3})
    assert_straight(shop)


def test_what_comes_in_at_one_moment_is_numbered_one_by_one(shop: Flask) -> None:
    with shop.app_context():
        item_id = make_care.shop_item(code="IN6", stock=0)
    assert len(won(all_at_once(shop, lambda scope: stock.receive(scope, item_id, make_care.inflow(1))))) == CROWD
    with shop.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert rows.get_item(scope, item_id).stock == CROWD
    assert_straight(shop)


def test_a_shop_is_opened_once_and_no_receipt_has_the_number_of_another(shop: Flask) -> None:
    results = all_at_once(shop, lambda scope: (stock.shop_of(scope), stock.next_receipt(scope)))
    assert len({it[0] for it in results}) == 1
    assert len({it[1] for it in results}) == CROWD


def test_one_of_several_counts_is_opened(shop: Flask) -> None:
    with shop.app_context():
        make_care.shop_item(code="CNT")
    results = all_at_once(shop, stocktakes.open_stocktake)
    (take_id,) = won(results)
    assert {it.subject_id for it in results if isinstance(it, Conflict)} == {take_id}
    with shop.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert take_rows.get_stocktake(scope, take_id).lines >= 1


def assert_straight(app: Flask) -> None:
    with app.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        assert list(list_faults(scope)) == []
