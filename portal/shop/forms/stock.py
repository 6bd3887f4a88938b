"""What is typed of an item, and of what moves its stock."""

from datetime import date
from functools import partial
from typing import Any, cast
from uuid import UUID

from portal.core import clock
from portal.core.text import format_minutes, parse_count, parse_minutes
from portal.shop.queries.stock_book import BookFilter
from portal.shop.rules.stock import (
    IN_KINDS,
    ITEM_KINDS,
    MAX_LOW,
    MAX_PIECES,
    MAX_PRICE_MIN,
    MOVE_KINDS,
    Inflow,
    ItemDraft,
    Loss,
    MoveKind,
    parse_code,
)
from portal.training.forms.funds import MoneyField
from portal.web.fields import ChoiceField, DayField, MonthField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter

MAX_COST_FEN = 1_000_000_000
_price = partial(parse_minutes, low=1, high=MAX_PRICE_MIN)


def _low(raw: str) -> int:
    return parse_count(raw, low=0, high=MAX_LOW)


def _pieces(raw: str) -> int:
    return parse_count(raw, low=1, high=MAX_PIECES)


class ItemForm(PortalForm):
    """Something a shop gives, to be added or amended; `version` is the one that was shown."""

    kind = PickField("类别", [REQUIRED], choices=list(ITEM_KINDS.items()))
    code = ParsedField("编号", [REQUIRED], parse=parse_code)
    name = TextField("名称", [REQUIRED, at_most(40)])
    unit = TextField("单位", [REQUIRED, at_most(6)])
    price_min = ParsedField("兑换时间", [REQUIRED], parse=_price, show=format_minutes)
    low_stock = ParsedField("低库存提醒", [], parse=_low)
    version = VersionField()

    def draft(self) -> ItemDraft:
        """Return what was typed."""
        said: dict[str, Any] = {name: self[name].data for name in ("code", "name", "kind", "unit", "price_min")}
        said["low_stock"] = self.low_stock.data or 0
        return ItemDraft(**said)


class ItemFilter(TitleFilter):
    """Which items."""

    q = TextField("名称或编号", [at_most(40)])


class EndForm(PortalForm):
    """An item is given no longer, or again."""

    version = VersionField()


class InflowForm(PortalForm):
    """What came in."""

    kind = PickField("来源", [REQUIRED], choices=[(kind.value, words) for kind, words in IN_KINDS.items()])
    count = ParsedField("数量", [REQUIRED], parse=_pieces)
    moved_on = DayField("入库日期", [REQUIRED], default=clock.today)
    source = TextField("供货或捐赠单位", [REQUIRED, at_most(60)])
    voucher = TextField("发票号、清单号或收据号", [REQUIRED, at_most(40)])
    cost_fen = MoneyField("发票金额", [], low=0, high=MAX_COST_FEN)
    note = TextField("备注", [at_most(200)])

    def inflow(self) -> Inflow:
        """Return what was typed."""
        said: dict[str, Any] = {name: self[name].data for name in ("count", "moved_on", "source", "voucher", "cost_fen")}
        return Inflow(MoveKind(self.kind.data), **said, note=self.note.data or "")


class LossForm(PortalForm):
    """What is broken, lost or out of date."""

    count = ParsedField("数量", [REQUIRED], parse=_pieces)
    moved_on = DayField("日期", [REQUIRED], default=clock.today)
    reason = TextField("原因", [REQUIRED, at_most(200)])

    def loss(self) -> Loss:
        """Return what was typed."""
        return Loss(cast(int, self.count.data), cast(date, self.moved_on.data), str(self.reason.data))


class BookSearch(FilterForm):
    """Which lines of the stock book; all of one item, else those of a month."""

    month = MonthField("月份", [])
    kind = ChoiceField("种类", [], choices=[(kind.value, words) for kind, words in MOVE_KINDS.items()], blank="全部种类")
    item = ChoiceField("物品", [], blank="全部物品")

    def chosen(self) -> BookFilter:
        """Return which lines; this month's when nothing is said."""
        item_id = UUID(self.item.data) if self.item.data else None
        days = clock.days_of(self.month.data) if self.month.data else None
        if days is None and item_id is None:
            days = clock.days_of(clock.month_of(clock.today()))
        return BookFilter(days, self.kind.data or "", item_id)
