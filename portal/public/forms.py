"""One form for each step of a sign-up; every answer may be left out that is not needed."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField

from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.phones import parse_phone
from portal.core.text import BadInput, clean_text, to_ascii_digits
from portal.people.rules import parse_person_name
from portal.tenants.rules.phone_checks import parse_sent_code, takes_codes
from portal.training.queries.courses import CourseRow
from portal.training.rules.courses import Step
from portal.training.rules.intake import Channel, Trade
from portal.training.rules.wish_checks import OLDEST_YEARS
from portal.training.rules.wishes import MAX_PLACE, PRIORITIES
from portal.web.fields import ChoiceField, ChoicesField, PickField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, Required, TextField, at_most

CHOSEN = Required("请选一项")


class BadYear(BadInput):
    """Not a year in which somebody who signs up was born."""


def parse_born_year(raw: str) -> int:
    """Return a year of birth, `1985` or `1985年`.

    Raises:
        BadYear: unreadable, or nobody can have been born in it.
    """
    text, this_year = clean_text(to_ascii_digits(raw)).removesuffix("年"), clock.today().year
    if not (text.isascii() and text.isdigit() and len(text) == 4) or not this_year - OLDEST_YEARS <= int(text) <= this_year:
        raise BadYear(f"请填写 4 位年份，如 1985，在 {this_year - OLDEST_YEARS} 到 {this_year} 之间")
    return int(text)


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


class TradeForm(StepForm):
    """What she wants to learn, roughly."""

    trade = PickField("类别", [CHOSEN])

    def offer(self, courses: Iterable[CourseRow]) -> None:
        """Offer the trades that have a course."""
        found = dict.fromkeys(course.trade for course in on_offer(courses))
        self.trade.offer([(trade.value, trade.label) for trade in Trade if trade in found])


class CourseForm(StepForm):
    """The course."""

    course = PickField("课程", [CHOSEN])

    def offer(self, courses: Iterable[CourseRow], trade: str) -> None:
        """Offer the courses of her trade."""
        self.course.offer([(str(it.id), it.name) for it in on_offer(courses) if it.trade.value == trade])


def on_offer(courses: Iterable[CourseRow]) -> list[CourseRow]:
    """Return the courses anybody may ask for; 回炉 belongs to an exam that was failed or to a complaint."""
    return [it for it in courses if it.step is not Step.REFRESHER]


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


class AboutForm(StepForm):
    """What she can do, and how old she is if she likes to say."""

    skills = ChoicesField("已经会做的", [], choices=[(it.value, it.label) for it in Trade])
    born_year = ParsedField("出生年份", [], parse=parse_born_year)
    is_student = BooleanField("我是在校学生")


class GroupForm(StepForm):
    """A group that programmes favour, if she likes to say, with a consent of its own."""

    priority = PickField("您属于下面哪一类", [], choices=[("", "不填"), *PRIORITIES.items()], default="")
    may_priority = BooleanField("我单独同意驿站记录这一项")

    def judge(self) -> None:
        """Want both or neither."""
        if self.priority.data and not self.may_priority.data:
            raise RuleBroken("may_priority", "没有您的单独同意，这一项不能记录。请勾选同意，或选“不填”，不影响报名")


class NoticeForm(StepForm):
    """The notice, and that she agrees."""

    notice = HiddenField()
    has_consented = BooleanField("我已阅读并同意以上告知", [Required("要先同意才能报名；不同意的，请点“返回”或关掉这一页")])
    version = 0

    def judge(self) -> None:
        """Refuse a consent to a notice that was replaced meanwhile."""
        if self.notice.data != str(self.version):
            raise RuleBroken("has_consented", "告知书刚刚更新，请看过新的内容再勾选同意")


class CheckForm(StepForm):
    """Her answers, to be sent."""


class ArrivalForm(PortalForm):
    """Who is there, in a lesson that is on."""

    phone = ParsedField("报名时留的手机号码", [REQUIRED], parse=parse_phone)


class CodeForm(PortalForm):
    """A code that is to hang somewhere."""

    channel = ChoiceField("放在哪里", [REQUIRED], choices=[(it.value, it.label) for it in Channel])
    label = TextField("具体位置", [REQUIRED, at_most(40)])


class ClassCodeForm(PortalForm):
    """A code for a class that is planned or runs."""

    which = ChoiceField("培训班", [REQUIRED])
    channel = ChoiceField("放在哪里", [REQUIRED], choices=[(it.value, it.label) for it in Channel])
    label = TextField("具体位置", [at_most(40)])


def names_of(form: type[StepForm]) -> tuple[str, ...]:
    """Return the names of the answers to a step."""
    return tuple(name for name, it in vars(form).items() if hasattr(it, "field_class"))


FORMS: dict[str, type[StepForm]] = {
    "trade": TradeForm,
    "course": CourseForm,
    "name": NameForm,
    "phone": PhoneForm,
    "sent": SentForm,
    "home": HomeForm,
    "about": AboutForm,
    "group": GroupForm,
    "notice": NoticeForm,
    "check": CheckForm,
}
