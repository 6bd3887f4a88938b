"""/t/<unit>/shop/…: choose, reserve, hand over, void, bring back, print; what is refused says why."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from portal.shop.queries.sheets import list_sheets
from portal.tallies import services as tallies
from tests import make, make_codes
from tests.browse import Browser
from tests.make_redemptions import BY_HAND, item, redemption, rich

SHOP = f"/t/{make.LIANXIANG}/shop"
GOOD = {"taker": "self", "proof": "paper", "has_slip": "y"}


def page_of(redemption_id: UUID, *rest: str) -> str:
    return "/".join([SHOP, "redemptions", str(redemption_id), *rest])


def held_by(browse: Browser, her: UUID, codes: str = "A01*2") -> str:
    """Reserve by keying codes, and return the address of the redemption."""
    done = browse.fill(f"{SHOP}/volunteers/{her}", {"codes": codes})
    assert done.status_code == 303, done.text
    return str(done.location)


def test_from_a_name_to_a_receipt(browse: Browser) -> None:
    with browse.app.app_context():
        her = rich(300, name="陈秀英")
        item(count=5)
    browse.sign_in("lianxiang_helper")
    assert f"/shop/volunteers/{her}" in browse.post(f"{SHOP}/", {"sought": "cxy"}).text
    assert "兑换后还剩 <strong>3小时" in browse.post(f"{SHOP}/volunteers/{her}/sum", {"codes": "a01×2"}).text
    page = held_by(browse, her)
    assert "DH000001" in browse.get(f"{SHOP}/").text
    assert browse.fill(f"{page}/hand-over", GOOD).status_code == 303
    receipt = browse.get(f"{page}/receipt").text
    for words in ("DH000001", "陈**", "洗衣液", "2小时", "3小时", "领取人签名", "lianxiang_helper 的使用人"):
        assert words in receipt
    assert "陈秀英" not in receipt
    assert "已交付" in browse.get(page).text
    assert browse.fill(f"{page}/return", {"reason": "包装破损"}).status_code == 303
    assert "5 瓶" in browse.get(f"{SHOP}/volunteers/{her}").text
    assert browse.post(f"{page}/receipt/pdf").status_code == 303


def test_a_double_click_is_one_and_a_second_hand_over_is_told_so(browse: Browser) -> None:
    with browse.app.app_context():
        her = rich(300)
        item(count=5)
    form = {"codes": "A01", "once": "a" * 32}
    first, second = (browse.sign_in("lianxiang").post(f"{SHOP}/volunteers/{her}", form) for _ in range(2))
    assert (first.status_code, first.location) == (303, second.location)
    assert "4 瓶" in browse.get(f"{SHOP}/volunteers/{her}").text
    assert browse.post(f"{first.location}/hand-over", {**GOOD, "version": "1"}).status_code == 303
    again = browse.post(f"{first.location}/hand-over", {**GOOD, "version": "1"})
    assert (again.status_code, "已交付，不能再交付" in again.text) == (409, True)
    assert browse.post(f"{first.location}/void", {"reason": "不要了", "version": "2"}).status_code == 409


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({}, 422, "还没有选任何物品"),
        ({"codes": "A01*6"}, 409, "还差 1小时"),
        ({"codes": "A01*9"}, 409, "还差"),
        ({"codes": "Z9"}, 422, "没有编号是“Z9”的物品"),
        ({"codes": "A01*0"}, 422, "不是编号"),
        ({"codes": "x" * 10_000}, 422, "不是编号"),
        ({"rows-0-code": "A01", "rows-0-count": "１２"}, 409, "还差"),
        ({"rows-0-code": "nope\x00", "rows-0-count": "1"}, 422, "还没有选任何物品"),
        ({"rows-0-code": "A01", "rows-0-count": "1001"}, 422, "1000"),
    ],
)
def test_what_cannot_be_reserved_says_why(browse: Browser, sent: dict[str, str], status: int, words: str) -> None:
    with browse.app.app_context():
        her = rich(300)
        item(count=8)
    answer = browse.sign_in("lianxiang").post(f"{SHOP}/volunteers/{her}", sent)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "必须填写"),
        ({"taker": "self", "proof": "paper"}, "请先收到领取人签了名的兑换单"),
        ({"taker": "self", "proof": "document", "last_four": "0024"}, "请从列表中选择"),
        ({**GOOD, "taker": "proxy"}, "请填写代领人姓名"),
        ({**GOOD, "taker": "proxy", "proxy_name": "林小明"}, "代领人与她的关系"),
        ({**GOOD, "taker": "proxy", "proxy_name": "陈秀英", "proxy_relation": "邻居"}, "代领人就是她本人"),
        ({"taker": "self", "proof": "code", "code": "000000"}, "请从列表中选择"),
    ],
)
def test_nothing_is_handed_over_without_a_proof(browse: Browser, sent: dict[str, str], words: str) -> None:
    with browse.app.app_context():
        page = page_of(redemption(rich(name="陈秀英")))
    answer = browse.sign_in("lianxiang").post(f"{page}/hand-over", {"version": "1", **sent})
    assert (answer.status_code, words in answer.text) == (422, True), answer.text
    assert "已预留" in browse.get(page).text


@pytest.fixture
def phone(browse: Browser) -> Iterator[make_codes.Phone]:
    """A telephone that keeps what is sent to it."""
    before, sender = browse.app.extensions["portal.sender"], make_codes.Phone()
    browse.app.extensions["portal.sender"] = sender
    yield sender
    browse.app.extensions["portal.sender"] = before


def test_a_code_sent_to_her_telephone_hands_over_once(browse: Browser, phone: make_codes.Phone) -> None:
    with browse.app.app_context():
        page = page_of(redemption(rich()))
    assert browse.sign_in("lianxiang").post(f"{page}/code").status_code == 303
    sent = {"taker": "proxy", "proof": "code", "proxy_name": "林小明", "proxy_relation": "儿子", "version": "1", "once": "b" * 32}
    wrong = browse.post(f"{page}/hand-over", {**sent, "code": "12", "once": "e" * 32})
    assert (wrong.status_code, "6 位数字" in wrong.text) == (422, True)
    missed = browse.post(f"{page}/hand-over", {**sent, "code": "000000", "once": "f" * 32})
    assert (missed.status_code, "验证码不对" in missed.text) == (422, True)
    for _ in range(2):
        assert browse.post(f"{page}/hand-over", {**sent, "code": phone.sent[-1][1]}).status_code == 303
    assert "本人手机验证码" in browse.get(page).text


def test_who_is_of_another_station_is_not_there(browse: Browser) -> None:
    with browse.app.app_context():
        her, soap = rich(), item()
        made = redemption(her, soap, taking=BY_HAND)
    browse.sign_in("neighbour")
    base = f"/t/{make.NEIGHBOUR}/shop"
    for path in (
        f"/volunteers/{her}",
        f"/recipients/{her}",
        *(f"/redemptions/{made}{rest}" for rest in ("", "/hand-over", "/void", "/receipt")),
    ):
        assert browse.get(base + path).status_code == 404, path
    assert browse.get(f"{SHOP}/").status_code == 404


def test_a_stale_page_and_a_closed_month_are_refused(browse: Browser) -> None:
    with browse.app.app_context():
        made, handed = redemption(rich()), redemption(rich(name="王秀兰", phone="13900001111"), item("B02"), taking=BY_HAND)
    browse.sign_in("lianxiang")
    assert browse.post(f"{page_of(made)}/void", {"reason": "不要了", "version": "7"}).status_code == 409
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-03")
    for page, sent in (
        (page_of(made, "hand-over"), {**GOOD, "version": "1"}),
        (page_of(handed, "return"), {"reason": "坏了", "version": "2"}),
    ):
        answer = browse.post(page, sent)
        assert (answer.status_code, "关账" in answer.text) == (409, True), answer.text


def keyed(*rows: dict[str, str], sheet: str) -> dict[str, Any]:
    body = {"sheet": sheet, "once": "c" * 32}
    for n, row in enumerate(rows):
        body |= {f"rows-{n}-{name}": value for name, value in {"number": str(n + 1), **row}.items()}
    return body


def test_a_paper_sheet_is_keyed_once_and_all_or_nothing(browse: Browser) -> None:
    with browse.app.app_context():
        rich(300, name="陈秀英"), rich(60, name="王秀兰", phone="13900001111")
        item(count=5)
    browse.sign_in("lianxiang")
    assert browse.fill(f"{SHOP}/sheets/blank", {"count": "1"}).status_code == 303
    with browse.app.app_context(), make.working_at(make.LIANXIANG) as scope:
        serial = list_sheets(scope, page=1)[0][0].serial
    good = {"volunteer": "陈秀英", "codes": "A01*2", "is_signed": "y"}
    poor = {"volunteer": "王秀兰", "codes": "A01*3"}
    answer = browse.post(f"{SHOP}/sheets/key", keyed(good, {**poor, "is_signed": "y"}, {**poor, "codes": "Q"}, sheet=serial))
    assert answer.status_code == 422
    for words in ("还差 2小时", "没有编号是“Q”的物品"):
        assert words in answer.text
    assert "没有签名" in browse.post(f"{SHOP}/sheets/key", keyed({**good, "is_signed": ""}, sheet=serial)).text.replace(
        "没有本人签名", "没有签名"
    )
    proxy = {"volunteer": "王秀兰", "codes": "A01", "proxy_name": "陈秀英", "proxy_relation": "邻居"}
    assert browse.post(f"{SHOP}/sheets/key", keyed(good, proxy, sheet=serial)).status_code == 303
    assert "2 / 12" in browse.get(f"{SHOP}/sheets/").text
    again = browse.post(f"{SHOP}/sheets/key", {**keyed(good, sheet=serial), "once": "d" * 32})
    assert (again.status_code, "第 1 行已经录入过" in again.text) == (422, True)
    assert browse.post(f"{SHOP}/sheets/key", keyed(good, sheet="260316-AAAA")).status_code in {409, 422}


@pytest.mark.parametrize("show", ["", "proxies", "sheets", "own", "items", "nonsense"])
def test_the_checks_open(browse: Browser, show: str) -> None:
    with browse.app.app_context():
        redemption(rich(), taking=BY_HAND)
    page = browse.sign_in("lianxiang").get(f"{SHOP}/checks/?show={show}")
    assert page.status_code == 200
    assert ("DH000001" in page.text) == (show == "own")
    assert ("一致" in page.text) == (show == "items")
    assert browse.sign_in("lianxiang_helper").get(f"{SHOP}/checks/").status_code == 403
