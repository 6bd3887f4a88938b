"""A paper sheet of the shop keyed on one screen, and blank ones asked for."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FormField
from wtforms.form import Form

from portal.core.errors import RuleBroken
from portal.core.paper_numbers import MOST_ROWS, parse_number
from portal.core.text import BadInput, parse_count
from portal.people.rules import parse_person_name
from portal.shop.rules.codes import parse_codes, show_codes
from portal.shop.rules.sheets import MOST_SHEETS, PRINTED_ROWS, KeyedRow, RowsBroken
from portal.volunteer.forms.roll import RollField
from portal.volunteer.rules.roll import Enrolled
from portal.web.fields import GridField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most

_CELLS = {"number", "volunteer", "codes", "is_signed", "proxy_name", "proxy_relation"}


def _sheet_number(raw: str) -> str:
    try:
        return parse_number(raw)
    except BadInput as bad:
        raise BadInput("表号印在表的右上角，如 260316-KHTM，请对照纸质表再看一遍") from bad


class SheetRow(Form):
    """One row of the sheet."""

    number = ParsedField("行号", [REQUIRED], parse=lambda raw: parse_count(raw, low=1, high=MOST_ROWS))
    volunteer = RollField("志愿者", [REQUIRED])
    codes = ParsedField("物品", [REQUIRED], parse=parse_codes, show=show_codes)
    is_signed = BooleanField("本人签名")
    proxy_name = ParsedField("代领人", [], parse=parse_person_name)
    proxy_relation = TextField("关系", [at_most(20)])


class SheetForm(PortalForm):
    """A sheet: its number, and its rows."""

    sheet = ParsedField("表号", [REQUIRED], parse=_sheet_number)
    rows = GridField(FormField(SheetRow), telling=("volunteer", "codes"), min_entries=PRINTED_ROWS, max_entries=MOST_ROWS)

    def offer(self, roll: Sequence[Enrolled]) -> None:
        """Set whom every row may name."""
        for row in self.rows.entries:
            row.form.volunteer.roll = roll

    def keyed(self) -> list[KeyedRow]:
        """Return the rows that were filled."""
        return [_row_of(row.form) for row in self.rows.filled()]

    def blame(self, broken: RuleBroken) -> None:
        """Put every reason at its cell."""
        if not isinstance(broken, RowsBroken):
            super().blame(broken)
            return
        for place, (field, message) in broken.faults.items():
            self.rows.blame(place, field if field in _CELLS else "volunteer", message)


def _row_of(form: Any) -> KeyedRow:
    chosen: Enrolled = form.volunteer.chosen
    proxy = (form.proxy_name.data or "", form.proxy_relation.data or "")
    return KeyedRow(form.number.data, chosen.id, form.codes.data or (), bool(form.is_signed.data), *proxy)


def rows_of_a_sheet() -> list[dict[str, Any]]:
    """Return the rows of a fresh screen: numbered as they are on paper."""
    return [{"number": n} for n in range(1, PRINTED_ROWS + 1)]


class BlankSheetForm(PortalForm):
    """How many blank sheets."""

    count = ParsedField("张数", [REQUIRED], parse=lambda raw: parse_count(raw, low=1, high=MOST_SHEETS), default=1)
