"""What a shop may give for minutes, and what may stand in its stock book.

Source: S0-24 (积分换物品、换服务); minutes are never money.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, has_long_number, to_ascii_digits

GOOD, SERVICE = "good", "service"
ITEM_KINDS: Final = {GOOD: "物品", SERVICE: "服务"}
MAX_PIECES, MAX_PRICE_MIN, MAX_LOW, OLDEST_DAYS = 100_000, 60_000, 100_000, 366
MONEY_WORDS: Final = (
    "现金",
    "现钞",
    "人民币",
    "红包",
    "礼金",
    "提现",
    "购物卡",
    "购物券",
    "储值",
    "预付卡",
    "充值",
    "话费",
    "礼品卡",
    "代金券",
    "消费券",
    "抵用券",
    "优惠券",
)
# A gift is booked under the unit that gave it; who gave as a person is not named.
NAMELESS: Final = ("爱心人士", "爱心居民", "匿名")
_UNIT: Final = re.compile(
    "公司|集团|妇联|社区|村|委|会|店|超市|商行|局|校|园|院|行|中心|站|所|厂|部|队|社|馆|机构|单位|基地|平台|市场|药房|农场|银行"
)
_CODE: Final = re.compile(r"[A-Z0-9]{1,8}")


class MoveKind(StrEnum):
    """What a line of the stock book stands for."""

    PURCHASE = "purchase"
    DONATION = "donation"
    REDEEM = "redeem"
    RETURN = "return"
    STOCKTAKE = "stocktake"
    LOSS = "loss"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return MOVE_KINDS[self]


MOVE_KINDS: Final = {
    MoveKind.PURCHASE: "采购入库",
    MoveKind.DONATION: "捐赠入库",
    MoveKind.REDEEM: "兑换",
    MoveKind.RETURN: "兑换退回",
    MoveKind.STOCKTAKE: "盘点调整",
    MoveKind.LOSS: "报损",
}
IN_KINDS: Final = {kind: MOVE_KINDS[kind] for kind in (MoveKind.PURCHASE, MoveKind.DONATION)}


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """Something a shop gives, as typed.

    Args:
        code: as `parse_code` gives it; what is keyed, and printed on sheets.
        kind: a good, which has a stock, or a service.
        price_min: what one of it costs, in minutes.
        low_stock: from this count down it is to be bought anew; 0 for never.
    """

    code: str
    name: str
    kind: str
    unit: str
    price_min: int
    low_stock: int


@dataclass(frozen=True, slots=True)
class Inflow:
    """What came in.

    Args:
        kind: bought, or given.
        source: the supplier, or the unit that gave it.
        voucher: number of the invoice, or of the list or receipt of a gift.
        cost_fen: what was paid; None for a gift.
    """

    kind: MoveKind
    count: int
    moved_on: date
    source: str
    voucher: str
    cost_fen: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost, broken or out of date.

    Args:
        reason: why, for whoever reads the stock book.
    """

    count: int
    moved_on: date
    reason: str


def parse_code(raw: str) -> str:
    """Return an item's code: up to eight letters and digits.

    Raises:
        BadInput: it is none.
    """
    code = clean_text(to_ascii_digits(raw)).replace(" ", "").upper()
    if not _CODE.fullmatch(code):
        raise BadInput("编号用 1 到 8 位字母或数字，如 A01")
    return code


def check_item(it: ItemDraft) -> None:
    """Refuse what would make money of minutes.

    Raises:
        RuleBroken: its name or unit smells of money, or a service has a stock to watch.
    """
    for field, said in (("name", it.name), ("unit", it.unit)):
        if found := next((word for word in MONEY_WORDS if word in said.replace(" ", "")), ""):
            raise RuleBroken(field, f"“{found}”等同于钱，不能用时间兑换；爱心超市只换物品和服务")
    if it.kind == SERVICE and it.low_stock:
        raise RuleBroken("low_stock", "服务没有库存，这里请留空")


def check_inflow(it: Inflow, *, today: date) -> None:
    """Refuse what cannot have come in like this.

    Raises:
        RuleBroken: a purchase without its cost, a gift with one or of a named person, a day to come or long past.
    """
    _check_day(it.moved_on, today)
    if it.kind is MoveKind.PURCHASE and it.cost_fen is None:
        raise RuleBroken("cost_fen", "采购入库请填写发票上的金额；没有花钱的，选“捐赠入库”")
    if it.kind is MoveKind.DONATION and it.cost_fen is not None:
        raise RuleBroken("cost_fen", "捐赠没有花钱，这里请留空")
    if it.source not in NAMELESS and (len(it.source) < 4 or not _UNIT.search(it.source)):
        words = "供货单位" if it.kind is MoveKind.PURCHASE else "捐赠单位"
        raise RuleBroken("source", f"请写{words}的名称，如“榕城超市”；个人捐赠的写“爱心人士”，台账里不写姓名")
    for field, said in (("source", it.source), ("note", it.note)):
        _refuse_number(field, said)


def check_loss(it: Loss, *, stock: int, unit: str, today: date) -> None:
    """Refuse to lose what is not there.

    Raises:
        RuleBroken: more than the stock, a day to come or long past.
    """
    _check_day(it.moved_on, today)
    _refuse_number("reason", it.reason)
    if it.count > stock:
        raise RuleBroken("count", f"现有库存只有 {stock} {unit}，不能报损更多；数目对不上请用盘点")


def _check_day(day: date, today: date) -> None:
    if day > today:
        raise RuleBroken("moved_on", "日期还没有到")
    if day < today - timedelta(days=OLDEST_DAYS):
        raise RuleBroken("moved_on", "日期太早，请检查年份")


def _refuse_number(field: str, said: str) -> None:
    if has_long_number(said):
        raise RuleBroken(field, "这里不要写电话或证件号码，库存台账不记个人信息")
