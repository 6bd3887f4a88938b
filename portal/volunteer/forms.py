"""What is typed at the counter: a volunteer, the hours of a day, why hours are taken back, a search."""

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import BooleanField, FormField
from wtforms.form import Form
from wtforms.validators import DataRequired, ValidationError

from portal.core import clock
from portal.core.text import BadInput, clean_text, parse_minutes, to_ascii_digits
from portal.people.rules import BadDocument, ConsentChannel, Document, DocumentKind, parse_document, parse_person_name, parse_phone
from portal.volunteer.rules import GRID_ROWS, SERVICE_KINDS, Candidate, Enrolled, Work, find_on_roll
from portal.web.fields import ChoiceField, ClockField, DayField, GridField, MonthField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most

MAX_ROWS = 30


class VolunteerForm(PortalForm):
    """What may be amended later; `version` is the one that was shown."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [REQUIRED], parse=parse_phone)
    note = LongTextField("备注", [at_most(500)])
    version = VersionField()

    def words(self) -> dict[str, str]:
        """Return what was typed."""
        return {"name": str(self.name.data), "phone": str(self.phone.data), "note": self.note.data or ""}


class RegistrationForm(VolunteerForm):
    """Somebody becomes a volunteer; `notice` is the version of the notice she was shown."""

    document_kind = ChoiceField("证件类型", [], choices=[(kind.value, kind.label) for kind in DocumentKind], blank="没有出示证件")
    number = TextField("证件号码", [])
    consent_channel = PickField("同意方式", [REQUIRED], choices=[(one.value, one.label) for one in ConsentChannel])
    has_consented = BooleanField("她已知道并同意以上内容", [DataRequired("没有她本人的同意，不能登记")])
    notice = VersionField()

    def validate_number(self, _: TextField) -> None:
        """Check the number as the document of its kind demands; neither of the two stands alone."""
        if self.number.data and not self.document_kind.data:
            raise ValidationError("填写了号码，请选择证件类型")
        if self.document_kind.data and not self.document_kind.errors:
            try:
                self._document()
            except BadDocument as bad:
                raise ValidationError(str(bad)) from bad

    def show_notice(self, version: int) -> None:
        """Show the notice in force; consent to another one does not stand for it."""
        if self.notice.data != version:
            self.notice.data, self.notice.raw_data, self.has_consented.data = version, None, False

    def candidate(self) -> Candidate:
        """Return all that was typed."""
        document = self._document() if self.document_kind.data else None
        version, channel = self.notice.data, ConsentChannel(self.consent_channel.data)
        return Candidate(**self.words(), document=document, consent_version=version, consent_channel=channel)

    def _document(self) -> Document:
        return parse_document(DocumentKind(self.document_kind.data), self.number.data or "", today=clock.today())


class RollField(TextField):
    """A volunteer of the station, by name or number, with the roll to choose from."""

    roll: Sequence[Enrolled] = ()
    chosen: Enrolled | None = None

    def pre_validate(self, form: Any) -> None:
        """Find who is meant; nothing typed is left to `REQUIRED`."""
        if not self.data:
            return
        try:
            self.chosen = find_on_roll(self.roll, self.data)
        except BadInput as bad:
            raise ValidationError(str(bad)) from bad


class HoursRow(Form):
    """One volunteer's service."""

    volunteer = RollField("志愿者", [REQUIRED])
    served_on = DayField("日期", [REQUIRED], default=clock.today)
    starts_at = ClockField("开始时间", [])
    worked = ParsedField("时长", [REQUIRED], parse=parse_minutes)
    kind = ChoiceField("服务类别", [REQUIRED], choices=SERVICE_KINDS.items())


class HoursForm(PortalForm):
    """The grid: the hours of several volunteers in one go."""

    rows = GridField(FormField(HoursRow), telling=("volunteer", "worked"), min_entries=GRID_ROWS, max_entries=MAX_ROWS)

    def offer(self, roll: Sequence[Enrolled]) -> None:
        """Set whom every row may name."""
        for row in self.rows.entries:
            row.form.volunteer.roll = roll

    def works(self) -> list[Work]:
        """Return the rows that were filled."""
        return [_work_of(row.form) for row in self.rows.filled()]


class ReversalForm(PortalForm):
    """Why hours are taken back."""

    reason = TextField("冲正原因", [REQUIRED, at_most(200)])


class VolunteerSearch(FilterForm):
    """Whom the list is narrowed to. A name or a telephone is sent in the body: it has no business in an address."""

    sought = TextField("姓名、电话或编号", [at_most(30)])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search."""
        return request.form if request.method == "POST" else None

    def sought_text(self) -> str:
        """Return the part of a name, or the digits without what groups them."""
        text = clean_text(to_ascii_digits(self.sought.data or "")) if self.validate() else ""
        compact = text.replace(" ", "").replace("-", "").upper()
        return compact if compact.isascii() and compact.removeprefix("V").isdigit() else text


class HoursFilter(FilterForm):
    """What the list of service is narrowed to."""

    month = MonthField("月份", [])


def _work_of(form: Any) -> Work:
    chosen: Enrolled = form.volunteer.chosen
    return Work(chosen.account_id, form.served_on.data, form.starts_at.data, form.worked.data, form.kind.data)
