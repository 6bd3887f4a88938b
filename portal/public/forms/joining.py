"""One form for each step of a sign-up for training."""

from collections.abc import Iterable

from wtforms import BooleanField

from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, to_ascii_digits
from portal.public.forms.steps import CHOSEN, CheckForm, HomeForm, NameForm, NoticeForm, PhoneForm, SentForm, StepForm
from portal.training.queries.courses import CourseRow
from portal.training.rules.courses import Step
from portal.training.rules.intake import Trade
from portal.training.rules.wish_checks import OLDEST_YEARS
from portal.training.rules.wishes import PRIORITIES
from portal.web.fields import ChoicesField, PickField
from portal.web.forms import ParsedField


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
