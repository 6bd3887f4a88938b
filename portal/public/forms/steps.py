"""The answer to one question, and the questions every form of several pages asks; what is not needed may be left out."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField

from portal.core.errors import RuleBroken
from portal.core.phones import parse_phone
from portal.people.rules import parse_person_name
from portal.tenants.rules.phone_checks import parse_sent_code, takes_codes
from portal.training.rules.wishes import MAX_PLACE
from portal.web.fields import ChoiceField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, Required, TextField, at_most

CHOSEN = Required("请选一项")


class StepForm(PortalForm):
    """The answer to one question."""

    def judge(self) -> None:
        """Refuse what is well formed and yet cannot be.

        Raises:
            RuleBroken: it says why.
        """

    def is_good(self) -> bool:
        """Say whether the answer will do; what will not stands at its field."""
        if not self.validate():
            return False
        try:
            self.judge()
        except RuleBroken as broken:
            self.blame(broken)
            return False
        return True


class NameForm(StepForm):
    """Her name."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)


class PhoneForm(StepForm):
    """Her telephone; a code can be sent to a mobile one alone."""

    phone = ParsedField("手机号码", [REQUIRED], parse=parse_phone)
    must_take_codes = False

    def judge(self) -> None:
        """Refuse a landline where a code is to be sent."""
        if self.must_take_codes and not takes_codes(str(self.phone.data)):
            raise RuleBroken("phone", "验证码只能发到手机，请填写手机号码；没有手机的，请到驿站登记")


class SentForm(StepForm):
    """The code that was sent."""

    sent_code = ParsedField("验证码", [REQUIRED], parse=parse_sent_code)


class HomeForm(StepForm):
    """Where she lives: from the list, in her own words, or both."""

    community = ChoiceField("社区（村）", [], blank="请选择")
    place = TextField("村、小区或地址", [at_most(MAX_PLACE)])

    def offer(self, communities: Iterable[Any]) -> None:
        """Offer the communities of the county, street by street."""
        self.community.offer([(it.code, it.name, it.street) for it in communities])

    def judge(self) -> None:
        """Want one of the two."""
        if not self.community.data and not self.place.data:
            raise RuleBroken("place", "请选择社区（村），找不到的请在这里写明")


class NoticeForm(StepForm):
    """The notice, and that she agrees."""

    notice = HiddenField()
    has_consented = BooleanField("我已阅读并同意以上告知", [Required("要先同意才能继续；不同意的，请点“返回”或关掉这一页")])
    version = 0

    def judge(self) -> None:
        """Refuse a consent to a notice that was replaced meanwhile."""
        if self.notice.data != str(self.version):
            raise RuleBroken("has_consented", "告知书刚刚更新，请看过新的内容再勾选同意")


class CheckForm(StepForm):
    """Her answers, to be sent."""


def names_of(form: type[StepForm]) -> tuple[str, ...]:
    """Return the names of the answers to a step."""
    return tuple(name for name, it in vars(form).items() if hasattr(it, "field_class"))
