"""Several at once, on databases of their own: minutes, goods and numbers are given once, and never one without the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.ledger import services as ledger
from portal.shop.queries.payers import get_payer
from portal.shop.queries.redemptions import RedemptionFilter, list_redemptions
from portal.shop.queries.stock import get_items
from portal.shop.rules.redemptions import Basket
from portal.shop.services import redemptions
from tests import make
from tests.databases import BOTH, committed
from tests.make_redemptions import BY_HAND, item, rich

CROWD = 6


@pytest.fixture(scope="module", params=BOTH)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "busy_shop", tick=False) as app:
        yield app


def all_at_once(app: Flask, work: Callable[[Scope, int], Any]) -> list[Any]:
    """Return what each of the crowd got, or how she was refused."""
    start = Barrier(CROWD)

    def run(n: int) -> Any:
        with app.app_context():
            start.wait(10)
            try:
                with make.working_at(make.LIANXIANG) as scope:
                    return work(scope, n)
            except Conflict as refusal:
                return refusal

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def refused(results: list[Any]) -> list[str]:
    return [it.message for it in results if isinstance(it, Exception)]


def test_the_last_minutes_the_last_piece_and_one_hand_over_are_given_once(busy: Flask) -> None:
    with busy.app_context():
        her, soap, last = rich(60), item(count=CROWD), item("B01", count=1)
        others = [rich(120, name="王秀兰", phone=f"1390000111{n}") for n in range(CROWD)]
    words = refused(all_at_once(busy, lambda scope, _: redemptions.hold(scope, Basket(((soap, 1),), volunteer_id=her))))
    assert (len(words), all("还差 1小时" in it for it in words)) == (CROWD - 1, True)
    got = all_at_once(busy, lambda scope, n: redemptions.hold(scope, Basket(((last, 1), (soap, 1)), volunteer_id=others[n])))
    assert len(refused(got)) == CROWD - 1
    won = next(it for it in got if not isinstance(it, Exception))
    assert len(refused(all_at_once(busy, lambda scope, _: redemptions.hand_over(scope, won, BY_HAND, version=1)))) == CROWD - 1
    with busy.app_context():
        with make.working_at(make.LIANXIANG) as scope:
            rows, total = list_redemptions(scope, RedemptionFilter(), page=1)
            assert sorted(row.number for row in rows) == [f"DH{n + 1:06d}" for n in range(total)] == ["DH000001", "DH000002"]
            stocks = get_items(scope, [soap, last])
            assert (stocks[soap].stock, stocks[last].stock) == (CROWD - 2, 0)
            assert sorted(get_payer(scope, volunteer_id=one).balance_min for one in (her, *others)) == [0, 0] + [120] * (CROWD - 1)
        with make.working_at(make.CITY, "fuzhou") as scope:
            assert ledger.verify(scope) == []


def test_what_is_held_voided_and_spent_elsewhere_at_once_meets_no_deadlock(busy: Flask) -> None:
    with busy.app_context():
        hers = [rich(600, name="林阿妹", phone=f"1390000222{n}") for n in range(2)]
        goods = [item(f"C0{n}", count=30) for n in range(2)]

    def work(scope: Scope, n: int) -> None:
        chosen = ((goods[n % 2], 1), (goods[1 - n % 2], 1))
        made = redemptions.hold(scope, Basket(chosen, volunteer_id=hers[n % 2]))
        if n % 3:
            redemptions.void(scope, made, reason="不要了", version=1)

    assert refused(all_at_once(busy, work)) == []
    with busy.app_context(), make.working_at(make.CITY, "fuzhou") as scope:
        assert ledger.verify(scope) == []
