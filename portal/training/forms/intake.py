"""What is typed at the counter: a new trainee, a change of what is written, a search."""

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import BooleanField, ValidationError
from wtforms.validators import DataRequired

from portal.core import clock
from portal.core.text import clean_text, to_ascii_digits
from portal.people.rules import BadDocument, ConsentChannel, Document, DocumentKind, parse_document, parse_person_name, parse_phone
from portal.training.queries import Case
from portal.training.queries.courses import map_courses
from portal.training.queries.wishes import WishRow
from portal.training.rules.intake import MAX_NOTE, Admission, Branch, Channel, Particulars, Trade
from portal.training.rules.wishes import PRIORITIES
from portal.web.fields import ChoiceField, ChoicesField, DayField, MonthField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most

TRADES = [(trade.value, trade.label) for trade in Trade]


class TraineeForm(PortalForm):
    """What may be amended later; `version` is the one that was shown."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [REQUIRED], parse=parse_phone)
    community = TextField("所在社区", [at_most(80)])
    wish = ChoiceField("意向工种", [REQUIRED], choices=TRADES)
    skills = ChoicesField("已有技能", [], choices=TRADES)
    note = LongTextField("备注", [at_most(MAX_NOTE)])
    is_student = BooleanField("在校学生")
    priority = ChoiceField("重点人群", [], choices=PRIORITIES.items(), blank="不属于，或没有同意登记")
    has_priority_consent = BooleanField("她另外单独同意登记这一项")
    version = VersionField()

    def particulars(self) -> Particulars:
        """Return what was typed."""
        skills = tuple(Trade(value) for value, _ in TRADES if value in (self.skills.data or ()))
        texts = {name: self[name].data or "" for name in ("community", "note", "priority")}
        flags: dict[str, Any] = {name: bool(self[name].data) for name in ("is_student", "has_priority_consent")}
        return Particulars(
            name=str(self.name.data), phone=str(self.phone.data), wish=Trade(self.wish.data), skills=skills, **texts, **flags
        )


class AdmissionForm(TraineeForm):
    """A woman is taken in; `notice` is the version of the notice she was shown."""

    document_kind = ChoiceField("证件类型", [REQUIRED], choices=[(kind.value, kind.label) for kind in DocumentKind], blank="")
    number = TextField("证件号码", [REQUIRED])
    taken_on = DayField("登记日期", [REQUIRED], default=clock.today)
    channel = ChoiceField("来源", [REQUIRED], choices=[(one.value, one.label) for one in Channel], blank="")
    consent_channel = PickField("同意方式", [REQUIRED], choices=[(one.value, one.label) for one in ConsentChannel])
    has_consented = BooleanField("她已知道并同意以上内容", [DataRequired("没有她本人的同意，不能登记")])
    notice = VersionField()

    def validate_number(self, field: TextField) -> None:
        """Check the number as the document of its kind demands."""
        if self.document_kind.errors:
            return
        try:
            self._document(str(field.data))
        except BadDocument as bad:
            raise ValidationError(str(bad)) from bad

    def show_notice(self, version: int) -> None:
        """Show the notice in force; consent to another one does not stand for it."""
        if self.notice.data != version:
            self.notice.data, self.notice.raw_data, self.has_consented.data = version, None, False

    def admission(self) -> Admission:
        """Return all that was typed."""
        return Admission(
            document=self._document(str(self.number.data)),
            particulars=self.particulars(),
            taken_on=self.taken_on.data,  # type: ignore[arg-type]  # a required DayField holds a day
            channel=Channel(self.channel.data),
            consent_version=self.notice.data,
            consent_channel=ConsentChannel(self.consent_channel.data),
        )

    def _document(self, number: str) -> Document:
        return parse_document(DocumentKind(self.document_kind.data), number, today=clock.today())


class TraineeFilter(FilterForm):
    """What the list is narrowed to. A name or a telephone is sent in the body: it has no business in an address."""

    sought = TextField("姓名或电话尾号", [at_most(30)])
    month = MonthField("登记月份", [])
    branch = ChoiceField("去向", [], choices=[(branch.value, branch.label) for branch in Branch], blank="全部去向")

    @staticmethod
    def sent() -> Any:
        """Return the body of a search, else the address."""
        return request.form if request.method == "POST" else request.args or None

    def sought_text(self) -> str:
        """Return the part of a name, or the digits of a telephone without what groups them."""
        text = clean_text(to_ascii_digits(self.sought.data or ""))
        digits = text.replace(" ", "").replace("-", "")
        return digits if digits.isdigit() else text


class IntakeFilter(FilterForm):
    """What the nameless rows are narrowed to."""

    month = MonthField("登记月份", [])


def fields_of(case: Case) -> dict[str, Any]:
    """Return what the form shows of a kept trainee."""
    it = case.particulars
    texts = {name: getattr(it, name) for name in ("name", "phone", "community", "note")}
    group = {"priority": it.priority, "has_priority_consent": bool(it.priority), "is_student": it.is_student}
    return {**texts, **group, "wish": it.wish.value, "skills": [skill.value for skill in it.skills], "version": case.version}


def fields_of_wish(row: WishRow, communities: Mapping[str, str]) -> dict[str, Any]:
    """Return what the intake form shows of a wish: what she said is not typed a second time.

    Args:
        communities: {code: name} of the county.
    """
    it = row.told
    said = {name: getattr(it, name) for name in ("name", "phone", "note", "priority", "has_priority_consent", "is_student")}
    named: dict[str, Any] = {**said, "community": communities.get(it.community_code or "", it.place)}
    course = map_courses().get(it.course_id)
    wish = course.trade.value if course else None
    return {**named, "wish": wish, "skills": [skill.value for skill in it.skills], "channel": row.channel.value}
