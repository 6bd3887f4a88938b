"""What a shop may give, and what may stand in its stock book."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.core.errors import RuleBroken
from portal.core.text import BadInput
from portal.shop.rules.stock import ItemDraft, Loss, MoveKind, check_inflow, check_item, check_loss, parse_code
from portal.shop.rules.stocktakes import Counting, check_witness, lack_of
from tests.make_care import inflow, item_draft

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize("name", ["现金 10 元", "新年红包", "永辉购物卡", "50元代金券", "手机话费充值", "购 物 卡"])
def test_nothing_that_is_money_is_given_for_minutes(name: str) -> None:
    with pytest.raises(RuleBroken, match="不能用时间兑换") as caught:
        check_item(item_draft(name=name))
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    "it", [item_draft(), item_draft(name="理发一次", kind="service", unit="次", low_stock=0), item_draft(name="红枣 500 克")]
)
def test_goods_and_services_are(it: ItemDraft) -> None:
    check_item(it)


def test_a_service_has_no_stock_to_watch() -> None:
    with pytest.raises(RuleBroken, match="服务没有库存"):
        check_item(item_draft(kind="service"))


@pytest.mark.parametrize(("raw", "code"), [("a01", "A01"), (" ａ０１ ", "A01"), ("b 2", "B2")])
def test_a_code_is_read_kindly(raw: str, code: str) -> None:
    assert parse_code(raw) == code


@pytest.mark.parametrize("raw", ["", "大米", "A-1", "123456789", "A" * 10_000])
def test_what_is_no_code_is_refused(raw: str) -> None:
    with pytest.raises(BadInput):
        parse_code(raw)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cost_fen": None}, "cost_fen"),
        ({"kind": MoveKind.DONATION}, "cost_fen"),
        ({"kind": MoveKind.DONATION, "cost_fen": None, "source": "王秀兰"}, "source"),
        ({"source": "林小红"}, "source"),
        ({"source": "榕城超市 13800001234"}, "source"),
        ({"note": "电话 13800001234"}, "note"),
        ({"moved_on": date(2026, 3, 17)}, "moved_on"),
        ({"moved_on": date(2024, 3, 17)}, "moved_on"),
    ],
)
def test_what_came_in_has_its_paper_and_no_person(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_inflow(inflow(**changes), today=TODAY)
    assert caught.value.field == field


@pytest.mark.parametrize("source", ["榕城超市", "晋安区妇联", "爱心人士", "福州市慈善总会"])
def test_a_unit_or_a_nameless_giver_is_a_source(source: str) -> None:
    check_inflow(inflow(source=source, kind=MoveKind.DONATION, cost_fen=None), today=TODAY)


def test_no_more_is_lost_than_there_is() -> None:
    check_loss(Loss(3, TODAY, "受潮"), stock=3, unit="袋", today=TODAY)
    with pytest.raises(RuleBroken, match="只有 3 袋"):
        check_loss(Loss(4, TODAY, "受潮"), stock=3, unit="袋", today=TODAY)


LINE = Counting(UUID(int=1), UUID(int=2), "A01", "大米", "袋", expected=10, moves=1, counted=10, reason="", moves_now=1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LINE, ""),
        (replace(LINE, counted=9, reason="受潮"), ""),
        (replace(LINE, counted=9), "没有写原因：大米"),
        (replace(LINE, counted=None), "还没有填实有数：大米"),
        (replace(LINE, moves_now=2), "有进出：大米"),
    ],
)
def test_what_keeps_a_count_from_being_closed(line: Counting, words: str) -> None:
    assert words in lack_of([line])
    assert bool(words) == bool(lack_of([line]))


def test_nobody_counts_and_closes_alone() -> None:
    check_witness("", counted_by=1, done_by=2)
    check_witness("社区工作者", counted_by=1, done_by=1)
    for witness in ("", "13800001234"):
        with pytest.raises(RuleBroken):
            check_witness(witness, counted_by=1, done_by=1)
