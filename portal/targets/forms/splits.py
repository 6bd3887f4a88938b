"""The matrix of a target's parts as it is typed: a field for each unit and month."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field

from portal.targets.rules.aims import Aim
from portal.targets.rules.amounts import parse_amount, show_typed
from portal.targets.rules.splits import Row
from portal.web.fields import VersionField
from portal.web.forms import ParsedField, PortalForm, TextField

EVEN = "even"


class SplitForm(PortalForm):
    """The matrix; `action` says whether it is saved as typed or filled evenly."""

    version = VersionField()
    action = TextField("操作", [])

    rows: Sequence[Row]
    months: Sequence[str]

    @property
    def is_even(self) -> bool:
        """Whether the button was that of an even split: then nothing that was typed counts."""
        return self.action.data == EVEN

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the fields; what an even split overwrites need not be well formed."""
        return super().validate(*args, **kwargs) or self.is_even

    def cell(self, unit: Row, month: str) -> Field:
        """Return the field of a unit and a month."""
        return self[_name(unit.id, month)]

    def parts(self) -> dict[int, dict[str, int]]:
        """Return what was typed; an empty cell, or one that makes no sense, is nought."""
        return {unit.id: {month: self.cell(unit, month).data or 0 for month in self.months} for unit in self.rows}


def split_form(aim: Aim, rows: Sequence[Row], *, version: int) -> SplitForm:
    """Return the form of a target's matrix.

    Args:
        rows: the units that take part.
    """

    def parse(raw: str) -> int:
        return parse_amount(raw, is_minutes=aim.is_minutes)

    def show(value: int) -> str:
        return show_typed(value, is_minutes=aim.is_minutes) if value else ""

    cells = {
        _name(unit.id, month): ParsedField(f"{unit.name} {int(month[5:])} 月", [], parse=parse, show=show)
        for unit in rows
        for month in aim.months
    }
    shown: dict[str, Any] = {_name(unit.id, month): aim.parts.get(unit.id, {}).get(month, 0) for unit in rows for month in aim.months}
    return type("MatrixForm", (SplitForm,), {**cells, "rows": rows, "months": aim.months})(data={**shown, "version": version})


def _name(unit_id: int, month: str) -> str:
    return f"u{unit_id}_{month.replace('-', '_')}"
