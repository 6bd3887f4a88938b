"""Funds: money as clerks write it, what a fund may pay, and what a class cost."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, to_ascii_digits

MAX_BUDGET_FEN: Final = 1_000_000_000_000
MAX_COST_FEN: Final = 100_000_000_000
_YUAN: Final = re.compile(r"([0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]{1,2}))?(?: ?元)?")


class BadMoney(BadInput):
    """Not an amount of money, or one out of range."""


class Source(StrEnum):
    """Whose money it is."""

    BUDGET = "budget"
    FEDERATION = "federation"
    FOUNDATION = "foundation"
    COMPANY = "company"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _SOURCES[self]


class Item(StrEnum):
    """What was paid for."""

    TEACHING = "teaching"
    ROOM = "room"
    MATERIAL = "material"
    EXAM = "exam"
    CERTIFICATE = "certificate"
    HEALTH = "health"
    INSURANCE = "insurance"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _ITEMS[self]


_SOURCES: Final = {
    Source.BUDGET: "财政资金",
    Source.FEDERATION: "妇联经费",
    Source.FOUNDATION: "基金会",
    Source.COMPANY: "企业",
    Source.OTHER: "其他",
}
_ITEMS: Final = {
    Item.TEACHING: "授课",
    Item.ROOM: "场地",
    Item.MATERIAL: "教材",
    Item.EXAM: "考试",
    Item.CERTIFICATE: "证书",
    Item.HEALTH: "体检",
    Item.INSURANCE: "保险",
    Item.OTHER: "其他",
}


def parse_fen(raw: str, *, low: int = 1, high: int = MAX_COST_FEN) -> int:
    """Return an amount typed in yuan as fen, exactly.

    Args:
        raw: `1234.5`, `1,234.50`, `1234元`, full-width digits too.
        low: the fewest fen allowed.
        high: the most fen allowed.

    Raises:
        BadMoney: signed, with an exponent or more than two decimals, in the digits of another script, or out of range.
    """
    found = _YUAN.fullmatch(clean_text(to_ascii_digits(raw)))
    if not found:
        raise BadMoney("请填写金额，单位元，最多两位小数，如 1234.50")
    amount_fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
    if not low <= amount_fen <= high:
        raise BadMoney(f"金额应在 {format_yuan(low)} 元到 {format_yuan(high)} 元之间")
    return amount_fen


def format_yuan(amount_fen: int) -> str:
    """Return fen in yuan, `1,234.50`; a negative amount has its minus in front."""
    yuan, fen = divmod(abs(amount_fen), 100)
    return f"{'-' if amount_fen < 0 else ''}{yuan:,}.{fen:02d}"


@dataclass(frozen=True, slots=True)
class FundDraft:
    """What is written down of a fund.

    Args:
        donor: who gives it; a gift of a foundation or a company names one.
    """

    name: str
    source: Source
    donor: str
    year: int
    budget_fen: int
    note: str


@dataclass(frozen=True, slots=True)
class Purse:
    """How a fund stands before something is paid from it."""

    name: str
    year: int
    budget_fen: int
    spent_fen: int
    ended_on: date | None

    @property
    def left_fen(self) -> int:
        """What may still be paid from it."""
        return self.budget_fen - self.spent_fen


@dataclass(frozen=True, slots=True)
class Payment:
    """What a fund pays for a class.

    Args:
        voucher: the number of the paper it was paid by.
    """

    item: Item
    amount_fen: int
    paid_on: date
    voucher: str
    note: str


def check_fund(it: FundDraft, *, today: date, spent_fen: int = 0) -> None:
    """Refuse a fund that cannot be.

    Args:
        spent_fen: what was paid from it already.

    Raises:
        RuleBroken: a gift without a giver, a year far off, or a budget below what was paid.
    """
    if it.source in {Source.FOUNDATION, Source.COMPANY} and not it.donor:
        raise RuleBroken("donor", f"资金来源是{it.source.label}时，请写明出资单位")
    if not 2000 <= it.year <= today.year + 1:
        raise RuleBroken("year", f"年度应在 2000 到 {today.year + 1} 之间")
    if it.budget_fen < spent_fen:
        raise RuleBroken("budget_fen", f"已经支出 {format_yuan(spent_fen)} 元，预算不能比它少")


def check_payment(it: Payment, purse: Purse, *, today: date) -> None:
    """Refuse what a fund cannot have paid.

    Raises:
        RuleBroken: a day to come, or before the fund's year or after its end; more than is left of it.
    """
    if it.paid_on > today:
        raise RuleBroken("paid_on", "付款日期不能晚于今天")
    if it.paid_on.year < purse.year:
        raise RuleBroken("paid_on", f"“{purse.name}”是 {purse.year} 年的资金，付款日期不能在这以前")
    if purse.ended_on and it.paid_on > purse.ended_on:
        raise RuleBroken("fund_id", f"“{purse.name}”已于 {purse.ended_on} 停用，不能支付以后的费用，请选择别的资金")
    if it.amount_fen > purse.left_fen:
        raise RuleBroken("amount_fen", f"“{purse.name}”只剩 {format_yuan(max(purse.left_fen, 0))} 元，不够支付；请核对金额，或改用别的资金")


def check_end(ended_on: date, *, last_paid_on: date | None, year: int, today: date) -> None:
    """Refuse an end that cannot have been.

    Raises:
        RuleBroken: a day to come, before the fund's year, or before its last payment.
    """
    if ended_on > today:
        raise RuleBroken("ended_on", "停用日期不能晚于今天")
    if ended_on.year < year:
        raise RuleBroken("ended_on", f"这是 {year} 年的资金，停用日期不能在这以前")
    if last_paid_on and ended_on < last_paid_on:
        raise RuleBroken("ended_on", f"{last_paid_on} 还从这笔资金支付过费用，停用日期不能在这以前")
