"""Money as clerks write it, and what a fund may pay."""

from dataclasses import replace
from datetime import date

import pytest

from portal.core.errors import RuleBroken
from portal.training.rules.funds import (
    MAX_BUDGET_FEN,
    BadMoney,
    FundDraft,
    Item,
    Payment,
    Purse,
    Source,
    check_end,
    check_fund,
    check_payment,
    format_yuan,
    parse_fen,
)

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        ("1", 100),
        ("0.01", 1),
        ("1234.5", 123_450),
        ("1,234.50", 123_450),
        ("1234.56 元", 123_456),
        ("１，２３４．５０", 123_450),
        ("  12.30\u200b", 1_230),
        ("0007", 700),
        ("1,000,000", 100_000_000),
    ],
)
def test_money_is_read_exactly(raw: str, fen: int) -> None:
    assert parse_fen(raw) == fen


@pytest.mark.parametrize(
    "raw",
    ["", "0", "-5", "+5", "1e3", "NaN", "Infinity", "1.234", "1.", ".5", "1,23", "12,34.5", "1_000", "٣", "一百", "1 000", "¥5", "9" * 400],
)
def test_what_is_no_money_is_refused(raw: str) -> None:
    with pytest.raises(BadMoney):
        parse_fen(raw)


def test_a_budget_may_be_larger_than_a_payment() -> None:
    with pytest.raises(BadMoney, match=r"1,000,000,000\.00"):
        parse_fen("1000000001")
    assert parse_fen("1000000001", high=MAX_BUDGET_FEN) == 100_000_000_100


@pytest.mark.parametrize(("fen", "shown"), [(0, "0.00"), (1, "0.01"), (123_450, "1,234.50"), (-5, "-0.05")])
def test_money_is_shown_in_yuan(fen: int, shown: str) -> None:
    assert format_yuan(fen) == shown


DRAFT = FundDraft("专项", Source.BUDGET, "", 2026, 10_000, "")


@pytest.mark.parametrize(
    ("changes", "spent_fen", "field"),
    [
        ({"source": Source.FOUNDATION}, 0, "donor"),
        ({"source": Source.COMPANY}, 0, "donor"),
        ({"year": 2028}, 0, "year"),
        ({}, 10_001, "budget_fen"),
    ],
)
def test_a_fund_that_cannot_be(changes: dict[str, object], spent_fen: int, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_fund(replace(DRAFT, **changes), today=TODAY, spent_fen=spent_fen)
    assert broken.value.field == field


def test_a_fund_may_be_spent_to_the_last_fen() -> None:
    check_fund(DRAFT, today=TODAY, spent_fen=10_000)
    check_payment(Payment(Item.ROOM, 1, TODAY, "1", ""), Purse("专项", 2026, 10_000, 9_999, None), today=TODAY)


@pytest.mark.parametrize(
    ("paid_on", "amount_fen", "ended_on", "field"),
    [
        (date(2026, 3, 17), 1, None, "paid_on"),
        (date(2025, 12, 31), 1, None, "paid_on"),
        (date(2026, 3, 2), 1, date(2026, 3, 1), "fund_id"),
        (TODAY, 2, None, "amount_fen"),
    ],
)
def test_what_a_fund_cannot_have_paid(paid_on: date, amount_fen: int, ended_on: date | None, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_payment(Payment(Item.ROOM, amount_fen, paid_on, "1", ""), Purse("专项", 2026, 10_000, 9_999, ended_on), today=TODAY)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("ended_on", "last_paid_on"),
    [(date(2026, 3, 17), None), (date(2025, 12, 31), None), (date(2026, 3, 9), date(2026, 3, 10))],
)
def test_an_end_that_cannot_have_been(ended_on: date, last_paid_on: date | None) -> None:
    with pytest.raises(RuleBroken):
        check_end(ended_on, last_paid_on=last_paid_on, year=2026, today=TODAY)
