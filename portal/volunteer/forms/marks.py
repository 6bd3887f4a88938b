"""What is typed of a volunteer's training and praise."""

from typing import Any

from portal.core.text import parse_minutes
from portal.volunteer.rules.marks import MARK_KINDS, Mark
from portal.web.fields import DayField, PickField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most


class MarkForm(PortalForm):
    """Training or praise."""

    kind = PickField("类别", [REQUIRED], choices=MARK_KINDS.items())
    happened_on = DayField("日期", [REQUIRED])
    title = TextField("名称", [REQUIRED, at_most(60)])
    trained = ParsedField("培训时长", [], parse=lambda raw: parse_minutes(raw, high=60_000))
    note = TextField("备注", [at_most(200)])

    def mark(self) -> Mark:
        """Return what was typed."""
        told: dict[str, Any] = {"happened_on": self.happened_on.data, "trained_min": self.trained.data}
        return Mark(self.kind.data, title=self.title.data or "", note=self.note.data or "", **told)


class MarkVoidForm(PortalForm):
    """Why training or praise is made void."""

    reason = TextField("作废原因", [REQUIRED, at_most(200)])
