"""Who is there: in a lesson, at a piece of service."""

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core.phones import parse_phone
from portal.public.forms.steps import CHOSEN
from portal.public.rules import parse_volunteer_number
from portal.web.fields import PickField
from portal.web.forms import REQUIRED, ParsedField, PortalForm


class ArrivalForm(PortalForm):
    """Who is there, in a lesson that is on."""

    phone = ParsedField("报名时留的手机号码", [REQUIRED], parse=parse_phone)


class VolunteerForm(PortalForm):
    """A volunteer, by two things that only she and her station know together."""

    number = ParsedField("志愿者编号", [REQUIRED], parse=parse_volunteer_number)
    phone = ParsedField("登记时留的电话号码", [REQUIRED], parse=parse_phone)


class ShiftForm(PortalForm):
    """A shift of hers begins or ends; which one, the pressed button says."""


class StartForm(ShiftForm):
    """What she does that nobody planned."""

    kind = PickField("做什么服务", [CHOSEN], choices=list(SERVICE_KINDS.items()))
