"""What is typed of a certificate of volunteer service: its days and who answers for it; hours are never typed."""

from wtforms.widgets import HiddenInput

from portal.core.text import to_ascii_digits
from portal.people.rules import parse_person_name
from portal.volunteer.rules.honours import HonourState, Wording
from portal.web.fields import ChoiceField, DayField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most


class DaysAsked(FilterForm):
    """The days whose service is looked at."""

    from_on = DayField("开始日期", [REQUIRED])
    until_on = DayField("结束日期", [REQUIRED])


class HonourForm(PortalForm):
    """The days of a certificate, and who answers for it."""

    from_on = DayField("开始日期", [REQUIRED], widget=HiddenInput())
    until_on = DayField("结束日期", [REQUIRED], widget=HiddenInput())
    in_charge = ParsedField("负责人", [REQUIRED], parse=parse_person_name)
    handler = ParsedField("经办人", [REQUIRED], parse=parse_person_name)
    contact = TextField("联系方式", [REQUIRED, at_most(40)])
    remarks = LongTextField("备注", [at_most(30)])

    def wording(self) -> Wording:
        """Return what the station writes on it."""
        contact = to_ascii_digits(self.contact.data or "")
        return Wording(str(self.in_charge.data), str(self.handler.data), contact, self.remarks.data or "")


class VersionForm(PortalForm):
    """A step without words; `version` is the one that was shown."""

    version = VersionField()


class EndForm(VersionForm):
    """Why a certificate is withdrawn or made void."""

    reason = TextField("原因", [REQUIRED, at_most(200)])


class HonourFilter(FilterForm):
    """What the list is narrowed to."""

    state = ChoiceField("状态", [], choices=[(one.value, one.label) for one in HonourState], blank="全部")
