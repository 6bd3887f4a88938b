"""What is typed of a fund, and of what it paid."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from wtforms import FormField
from wtforms.form import Form

from portal.core import clock
from portal.core.text import parse_count
from portal.training.rules.funds import MAX_BUDGET_FEN, FundDraft, Item, Payment, Source, format_yuan, parse_fen
from portal.web.fields import ChoiceField, DayField, GridField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most

COST_ROWS = 6


class MoneyField(ParsedField):
    """An amount in yuan; its data are fen."""

    def __init__(self, label: str, validators: list[Any], *, low: int = 1, high: int | None = None, **kwargs: Any) -> None:
        bounds = {"low": low, **({"high": high} if high is not None else {})}
        super().__init__(label, validators, parse=partial(parse_fen, **bounds), show=format_yuan, **kwargs)


def _year(raw: str) -> int:
    return parse_count(raw, low=2000, high=2099)


def _this_year() -> int:
    return clock.today().year


class FundForm(PortalForm):
    """A fund, to be added or amended; `version` is the one that was shown."""

    version = VersionField()
    name = TextField("资金名称", [REQUIRED, at_most(60)])
    source = ChoiceField("资金来源", [REQUIRED], choices=[(it.value, it.label) for it in Source])
    donor = TextField("出资单位", [at_most(80)])
    year = ParsedField("年度", [REQUIRED], parse=_year, default=_this_year)
    budget_fen = MoneyField("预算", [REQUIRED], high=MAX_BUDGET_FEN)
    note = TextField("备注", [at_most(500)])

    def draft(self) -> FundDraft:
        """Return what was typed."""
        said: dict[str, Any] = {name: self[name].data for name in ("name", "year", "budget_fen")}
        return FundDraft(**said, source=Source(self.source.data), donor=self.donor.data or "", note=self.note.data or "")


class EndForm(PortalForm):
    """The last day of a fund."""

    version = VersionField()
    ended_on = DayField("停用日期", [REQUIRED])


class CostRow(Form):
    """One payment."""

    item = ChoiceField("项目", [REQUIRED], choices=[(it.value, it.label) for it in Item])
    fund_id = ChoiceField("资金", [REQUIRED])
    amount_fen = MoneyField("金额（元）", [REQUIRED])
    paid_on = DayField("付款日期", [REQUIRED], default=clock.today)
    voucher = TextField("凭证号", [REQUIRED, at_most(60)])
    note = TextField("说明", [at_most(200)])

    def payment(self) -> tuple[UUID, Payment]:
        """Return what was typed, with the fund that paid."""
        said: dict[str, Any] = {name: self[name].data for name in ("amount_fen", "paid_on")}
        return UUID(self.fund_id.data), Payment(
            item=Item(self.item.data), **said, voucher=self.voucher.data or "", note=self.note.data or ""
        )


class CostsForm(PortalForm):
    """The grid: several payments for one class in one go."""

    rows = GridField(FormField(CostRow), telling=("amount_fen", "voucher", "note"), min_entries=COST_ROWS, max_entries=20)

    def offer(self, funds: Iterable[Any]) -> None:
        """Set the funds of every row."""
        choices = [(str(it.id), f"{it.name}（{it.year}，余 {format_yuan(it.budget_fen - it.spent_fen)} 元）") for it in funds]
        for row in self.rows.entries:
            row.form.fund_id.offer(choices)

    def payments(self) -> list[tuple[UUID, Payment]]:
        """Return the rows that were filled."""
        return [row.form.payment() for row in self.rows.filled()]


class VoidForm(PortalForm):
    """Why a payment is taken back."""

    reason = TextField("作废原因", [REQUIRED, at_most(200)])


class FundFilter(FilterForm):
    """What the list is narrowed to."""

    year = ChoiceField("年度", [], blank="全部年度")

    def offer(self, years: Iterable[int]) -> None:
        """Set the years there are."""
        self.year.offer((str(year), f"{year} 年") for year in years)
