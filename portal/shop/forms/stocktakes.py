"""What is typed of a count of the shelves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import FormField, HiddenField
from wtforms.form import Form

from portal.core.errors import NotFound
from portal.core.text import parse_count
from portal.shop.rules.stocktakes import MAX_COUNTED, Counted, Counting
from portal.web.fields import GridField, VersionField
from portal.web.forms import ParsedField, PortalForm, TextField, at_most

MOST = 2000


def _pieces(raw: str) -> int:
    return parse_count(raw, low=0, high=MAX_COUNTED)


class LineRow(Form):
    """What was counted of one item."""

    line_id = HiddenField()
    counted = ParsedField("实有", [], parse=_pieces)
    reason = TextField("不符的原因", [at_most(100)])


class CountForm(PortalForm):
    """The grid of a count; `version` is the one that was shown."""

    rows = GridField(FormField(LineRow), telling=("line_id",), max_entries=MOST)
    version = VersionField()

    def counted(self) -> list[Counted]:
        """Return what was typed of every line."""
        return [_counted_of(row.form) for row in self.rows.filled()]


class StepForm(PortalForm):
    """A count is opened, given up, or some of it is to be done anew."""

    version = VersionField()


class FinishForm(StepForm):
    """A count is closed."""

    witness = TextField("监盘人的身份", [at_most(30)])


def _counted_of(form: Any) -> Counted:
    try:
        line_id = UUID(form.line_id.data)
    except ValueError as error:
        raise NotFound from error
    return Counted(line_id, form.counted.data, form.reason.data or "")


def rows_of(lines: Sequence[Counting]) -> list[dict[str, Any]]:
    """Return what the grid shows of a count."""
    return [{"line_id": str(it.id), "counted": it.counted, "reason": it.reason} for it in lines]
