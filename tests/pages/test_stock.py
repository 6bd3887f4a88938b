"""/t/<station>/shop/stock and …/stocktakes: what the shop gives, its stock book, and the counts held against it."""

from typing import Any
from uuid import UUID

import pytest

from portal.shop.queries import stock as rows
from portal.shop.queries.stocktakes import find_open, list_lines
from tests import make, make_care
from tests.browse import Browser

LIST, TAKES = f"/t/{make.LIANXIANG}/shop/stock/", f"/t/{make.LIANXIANG}/shop/stocktakes/"
NEW, BOOK = f"{LIST}new", f"{LIST}book"
RICE = {"kind": "good", "code": "ａ01", "name": "大米 5 公斤", "unit": "袋", "price_min": "2小时", "low_stock": "3"}
BOUGHT = {"kind": "purchase", "count": "10", "moved_on": "2026-03-02", "source": "榕城超市", "voucher": "发票 0001", "cost_fen": "300"}


def item(browse: Browser, **changes: Any) -> UUID:
    with browse.app.app_context():
        return make_care.shop_item(**changes)


def stock_of(browse: Browser, item_id: UUID) -> int | None:
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        return rows.get_item(scope, item_id).stock


def test_a_good_is_listed_bought_and_booked(browse: Browser) -> None:
    browse.sign_in("lianxiang")
    assert "还没有物品和服务" in browse.get(LIST).text
    assert browse.fill(NEW, RICE).location == LIST
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        item_id = rows.list_items(scope)[0].id
    assert browse.fill(f"{LIST}{item_id}/in", BOUGHT).status_code == 303
    assert browse.fill(f"{LIST}{item_id}/loss", {"count": "8", "moved_on": "2026-03-03", "reason": "受潮"}).status_code == 303
    page = browse.get(LIST).text
    for words in ("A01", "2小时／袋", "库存偏低"):
        assert words in page
    for words in ("榕城超市", "发票 0001", "300.00", "+10", "-8", "受潮"):
        assert words in browse.get(BOOK).text
    assert browse.get(f"{BOOK}.xlsx?month=2026-03").data[:2] == b"PK"
    assert "库存偏低" in browse.get(f"/t/{make.LIANXIANG}/").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "50元代金券"}, "不能用时间兑换"),
        ({"code": "大米"}, "1 到 8 位字母或数字"),
        ({"price_min": "0"}, "时长应在"),
        ({"kind": "service"}, "服务没有库存"),
        ({"name": "x" * 10_000}, "最多 40 个字"),
    ],
)
def test_what_may_not_be_given_is_refused_at_its_field(browse: Browser, form: dict[str, str], words: str) -> None:
    answer = browse.sign_in("lianxiang").fill(NEW, {**RICE, **form})
    assert (answer.status_code, words in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"cost_fen": ""}, "请填写发票上的金额"),
        ({"voucher": ""}, "必须填写"),
        ({"source": "王秀兰"}, "个人捐赠的写“爱心人士”"),
        ({"count": "１００００１"}, "1 到 100000"),
        ({"moved_on": "2027-01-01"}, "还没有到"),
    ],
)
def test_what_comes_in_needs_its_paper(browse: Browser, form: dict[str, str], words: str) -> None:
    item_id = item(browse)
    answer = browse.sign_in("lianxiang").fill(f"{LIST}{item_id}/in", {**BOUGHT, **form})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert stock_of(browse, item_id) == 10


def test_those_above_read_and_do_not_write_and_outsiders_find_nothing(browse: Browser) -> None:
    item_id = item(browse)
    for name in ("jinan_clerk", "fuzhou_reader", "lianxiang_helper"):
        browse.sign_in(name)
        for page in (LIST, BOOK, TAKES):
            assert browse.get(page).status_code == 200
        assert browse.post(f"{LIST}{item_id}/in", BOUGHT).status_code == 403
        assert browse.post(f"{TAKES}new").status_code == 403
    for page in (LIST, BOOK, TAKES):
        assert browse.sign_in("neighbour").get(page).status_code == 404
    assert browse.get(f"/t/{make.NEIGHBOUR}/shop/stock/{item_id}/in").status_code == 404


def test_an_item_is_amended_as_it_was_seen_and_the_same_delivery_sent_twice_is_one(browse: Browser) -> None:
    item_id = item(browse)
    browse.sign_in("lianxiang")
    assert browse.fill(f"{LIST}{item_id}/edit", {**RICE, "price_min": "90分"}).status_code == 303
    assert browse.post(f"{LIST}{item_id}/edit", {**RICE, "version": "1"}).status_code == 409
    assert browse.fill(NEW, RICE).status_code == 422  # the code is taken
    form = {**BOUGHT, "once": "e" * 32}
    assert [browse.post(f"{LIST}{item_id}/in", form).status_code for _ in range(2)] == [303, 303]
    assert stock_of(browse, item_id) == 20
    assert browse.fill(f"{LIST}{item_id}/end", {}).status_code == 303
    assert "大米" in browse.get(f"{LIST}?ended=1").text
    assert browse.fill(f"{LIST}{item_id}/in", BOUGHT).status_code == 409


def test_the_shelves_are_counted_and_somebody_stands_by(browse: Browser) -> None:
    item_id = item(browse)
    browse.sign_in("lianxiang")
    take = browse.fill(f"{TAKES}new", {}).location
    again = browse.fill(f"{TAKES}new", {})
    assert (again.status_code, take in again.text) == (409, True)
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        line_id = list_lines(scope, find_open(scope) or UUID(int=0))[0].id
    keyed = {"rows-0-line_id": f"{line_id}", "rows-0-counted": "9", "rows-0-reason": "", "version": "1"}
    assert browse.post(f"{take}/count", keyed).location == take
    assert browse.post(f"{take}/count", keyed).status_code == 409
    assert "没有写原因" in browse.get(take).text
    assert browse.post(f"{take}/count", {**keyed, "version": "2", "rows-0-reason": "一袋受潮"}).status_code == 303
    alone = browse.fill(f"{take}/finish", {"witness": ""})
    assert (alone.status_code, "监盘人的身份" in alone.text) == (422, True)
    assert browse.fill(f"{take}/finish", {"witness": "社区工作者"}).location == take
    assert "监盘：社区工作者" in browse.get(TAKES).text
    assert stock_of(browse, item_id) == 9
    assert browse.post(f"{take}/drop", {"version": "4"}).status_code == 409


@pytest.mark.parametrize("line_id", ["x", "00000000-0000-0000-0000-000000000001"])
def test_a_line_that_is_none_is_not_found(browse: Browser, line_id: str) -> None:
    item(browse)
    browse.sign_in("lianxiang")
    take = browse.fill(f"{TAKES}new", {}).location
    assert browse.post(f"{take}/count", {"rows-0-line_id": line_id, "rows-0-counted": "9", "version": "1"}).status_code == 404
