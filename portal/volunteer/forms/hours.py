"""What is typed of hours: a signed paper sheet, why hours are taken back, a month."""

from collections.abc import Sequence
from typing import Any, cast

from wtforms import FormField, ValidationError
from wtforms.form import Form

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.paper_numbers import parse_number, serial_of
from portal.core.text import format_minutes, parse_count, parse_minutes
from portal.volunteer.forms.roll import RollField
from portal.volunteer.rules import shifts as rules
from portal.volunteer.rules.hours import DAY_MIN
from portal.volunteer.rules.roll import Enrolled
from portal.volunteer.rules.shifts import MAX_CONFIRMER, SHEET_ROWS, SIGNED_AS
from portal.web.fields import ChoiceField, ClockField, DayField, GridField, MonthField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most

MAX_ROWS = 30
LONGEST_NIGHT_MIN = 12 * 60  # an end before the beginning is of the next day, unless that makes it longer than this


class SignedRow(Form):
    """A signed row of a paper sheet: one volunteer's service."""

    number = ParsedField("行号", [], parse=lambda raw: parse_count(raw, low=1, high=MAX_ROWS))
    volunteer = RollField("志愿者", [REQUIRED])
    served_on = DayField("日期", [REQUIRED], default=clock.today)
    starts_at = ClockField("开始", [])
    ends_at = ClockField("结束", [])
    worked = ParsedField("时长", [], parse=parse_minutes)
    kind = ChoiceField("服务类别", [REQUIRED], choices=SERVICE_KINDS.items())
    confirmer = TextField("签名人", [REQUIRED, at_most(MAX_CONFIRMER)])
    confirmed_as = ChoiceField("签名人身份", [REQUIRED], choices=SIGNED_AS.items(), default="recipient", blank="")

    def validate_ends_at(self, _: ClockField) -> None:
        """Check that an end belongs to a beginning, and is not long before it."""
        if self.ends_at.data is None or self.ends_at.errors:
            return
        if self.starts_at.data is None:
            raise ValidationError("填了结束时间，也要填开始时间")
        if self.span_min() == 0:
            raise ValidationError("结束时间与开始时间相同，请核对")
        if cast(int, self.ends_at.data) < cast(int, self.starts_at.data) and self.span_min() > LONGEST_NIGHT_MIN:
            raise ValidationError("结束时间早于开始时间，请核对")

    def validate_worked(self, field: ParsedField) -> None:
        """Check that the length is known, and the same as the two times say."""
        if field.errors or self.ends_at.errors or self.starts_at.errors:
            return
        if field.data is None and self.ends_at.data is None:
            raise ValidationError("请填写时长，或开始和结束时间")
        if field.data is not None and self.ends_at.data is not None and cast(int, field.data) != self.span_min():
            raise ValidationError(f"与起止时间不符，起止之间是 {format_minutes(self.span_min())}")

    def span_min(self) -> int:
        """Return the minutes between the two times; an end before the beginning is of the next day."""
        starts_min, ends_min = cast(tuple[int | None, int | None], (self.starts_at.data, self.ends_at.data))
        return 0 if starts_min is None or ends_min is None else (ends_min - starts_min) % DAY_MIN


class HoursForm(PortalForm):
    """A paper sheet of signed service, keyed in one go."""

    serial = ParsedField("表号", [], parse=parse_number)
    rows = GridField(
        FormField(SignedRow), telling=("volunteer", "worked", "ends_at", "confirmer"), min_entries=SHEET_ROWS, max_entries=MAX_ROWS
    )

    def offer(self, roll: Sequence[Enrolled]) -> None:
        """Set whom every row may name."""
        for row in self.rows.entries:
            row.form.volunteer.roll = roll

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the fields; and a row of a numbered sheet has its number."""
        is_good = super().validate(*args, **kwargs)
        if not self.serial.data:
            return is_good
        nameless = [place for place, row in enumerate(self.rows.filled()) if not row.form.number.data and not row.form.number.errors]
        for place in nameless:
            self.rows.blame(place, "number", "请填写行号")
        return is_good and not nameless

    def signed(self) -> list[rules.SignedRow]:
        """Return the rows that were filled."""
        return [_signed(row.form, self.serial.data or "") for row in self.rows.filled()]


def rows_of_a_sheet() -> list[dict[str, Any]]:
    """Return the rows of a fresh screen: numbered as they are on paper."""
    return [{"number": n, "served_on": clock.today()} for n in range(1, SHEET_ROWS + 1)]


class ReversalForm(PortalForm):
    """Why hours are taken back."""

    reason = TextField("冲正原因", [REQUIRED, at_most(200)])


class HoursFilter(FilterForm):
    """What the list of service is narrowed to."""

    month = MonthField("月份", [])


def _signed(form: Any, serial: str) -> rules.SignedRow:
    chosen: Enrolled = form.volunteer.chosen
    worked_min = form.worked.data or form.span_min()
    said = (form.confirmed_as.data, form.confirmer.data, serial_of(serial, form.number.data) if serial else "")
    return rules.SignedRow(chosen.id, form.served_on.data, form.starts_at.data, worked_min, form.kind.data, *said)
