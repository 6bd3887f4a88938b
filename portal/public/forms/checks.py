"""What is typed where a telephone is checked before anything is shown: a confirmation, an objection."""

from portal.core.errors import RuleBroken
from portal.core.phones import parse_phone
from portal.public.forms.steps import CHOSEN
from portal.tenants.rules.phone_checks import takes_codes
from portal.volunteer.rules.disputes import MAX_REASON
from portal.web.fields import PickField
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, at_most

NO_MOBILE = "验证码只能发到手机，请填写手机号码；没有手机的，请到驿站办理"


def require_mobile(phone: str) -> None:
    """Refuse a landline.

    Raises:
        RuleBroken: it takes no codes.
    """
    if not takes_codes(phone):
        raise RuleBroken("phone", NO_MOBILE)


class WayForm(PortalForm):
    """To which of the telephones on record the code is sent."""

    way = PickField("验证码发到哪个手机", [CHOSEN])


class ReasonForm(PortalForm):
    """What is not right."""

    reason = LongTextField("哪里不对", [REQUIRED, at_most(MAX_REASON)])


class ObjectionForm(ReasonForm):
    """What is not right, and who says so."""

    phone = ParsedField("您的手机号码", [REQUIRED], parse=parse_phone)
