"""What is typed of a formula of the ranking."""

from typing import Any

from wtforms import Form, FormField

from portal.core.text import parse_count
from portal.standing.rules.formulas import MOST_ITEMS, MOST_WORKDAYS, Basis, Formula, Item
from portal.standing.rules.measures import choices
from portal.web.fields import ChoiceField, GridField, MonthField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most

SPARE_ROWS = 8


class ItemRow(Form):
    """One item."""

    measure = ChoiceField("指标", [REQUIRED])
    basis = ChoiceField("口径", [REQUIRED], choices=[(it.value, it.label) for it in Basis])
    weight = ParsedField("权重", [REQUIRED], parse=lambda raw: parse_count(raw.rstrip("%％"), low=1, high=100))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure.offer(choices())


class FormulaForm(PortalForm):
    """A formula from a month on."""

    since_month = MonthField("从哪个月起用", [REQUIRED])
    reason = TextField("为什么这样定", [REQUIRED, at_most(200)])
    least_base = ParsedField("比率的最低基数", [REQUIRED], parse=lambda raw: parse_count(raw, low=0, high=100_000))
    objection_workdays = ParsedField("公示几个工作日", [REQUIRED], parse=lambda raw: parse_count(raw, low=1, high=MOST_WORKDAYS))
    rows = GridField(FormField(ItemRow), label="指标", telling=("measure", "weight"), min_entries=SPARE_ROWS, max_entries=MOST_ITEMS)

    def formula(self) -> Formula:
        """Return what was typed."""
        rows = [row.form for row in self.rows.filled()]
        items = tuple(Item(row.measure.data, Basis(row.basis.data), row.weight.data) for row in rows)
        typed: dict[str, Any] = {name: getattr(self, name).data for name in ("since_month", "least_base", "objection_workdays")}
        return Formula(**typed, items=items)


class FormulaWithdrawalForm(PortalForm):
    """Why a formula is taken back."""

    reason = TextField("为什么撤回", [REQUIRED, at_most(150)])


def fields_of(it: Formula | None, since_month: str) -> dict[str, Any]:
    """Return what the form shows at first: the formula in force, from a month on."""
    shown = it or Formula(since_month, ())
    rows = [{"measure": item.measure, "basis": item.basis.value, "weight": item.weight} for item in shown.items]
    spare = [{} for _ in range(SPARE_ROWS - len(rows))]
    return {
        "since_month": since_month,
        "least_base": shown.least_base,
        "objection_workdays": shown.objection_workdays,
        "rows": [*rows, *spare] if rows else None,
    }
