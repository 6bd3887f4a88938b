"""What is typed when a month is ranked and published."""

from collections.abc import Iterable
from typing import Any

from wtforms import Form, FormField, HiddenField

from portal.standing.rules.ranking import MAX_REASON
from portal.web.fields import GridField, VersionField
from portal.web.forms import LongTextField, PortalForm, TextField, at_most

MOST_COUNTIES = 200


class LeftOutRow(Form):
    """A county, and why it is not ranked this month; most are."""

    code = HiddenField()
    reason = TextField("不参加的原因", [at_most(MAX_REASON)])


class LeftOutField(GridField):
    """A row for each county, none of which need be filled."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check what was filled, if anything was."""
        return not self.filled() or super().validate(form, extra_validators)


class ReckoningForm(PortalForm):
    """Which revision was seen, who is left out, and why it is made anew."""

    seen = VersionField()
    reason = LongTextField("为什么重新计算", [at_most(MAX_REASON)])
    rows = LeftOutField(FormField(LeftOutRow), label="不参加排名的县", telling=("reason",), max_entries=MOST_COUNTIES)

    def left_out(self) -> dict[str, str]:
        """Return {county's code: why it is left out}."""
        return {str(row.form.code.data or ""): row.form.reason.data for row in self.rows.filled() if row.form.reason.data}


class PublicationForm(PortalForm):
    """Nothing but that it is meant."""


def rows_of(counties: Iterable[Any], left_out: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows the form shows at first."""
    return [{"code": it.code, "reason": left_out.get(it.code, "")} for it in counties]
