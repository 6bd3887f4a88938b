"""One form for each step of asking for a service."""

from datetime import date, timedelta
from typing import cast

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.people.rules import parse_person_name
from portal.public.forms.steps import CHOSEN, CheckForm, HomeForm, NoticeForm, PhoneForm, SentForm, StepForm
from portal.public.rules import ASAP, AT_HOME, DAY_PARTS, DAYS_AHEAD, ON_A_DAY, WHOM
from portal.web.fields import DayField, PickField
from portal.web.forms import REQUIRED, ParsedField, TextField, at_most


class WhomForm(StepForm):
    """Who is to be served."""

    whom = PickField("为谁申请", [CHOSEN], choices=list(WHOM.items()))


class KindForm(StepForm):
    """What she needs; of what is in no list, in a few words."""

    kind = PickField("服务", [CHOSEN], choices=[(kind, SERVICE_KINDS[kind]) for kind in AT_HOME])
    detail = TextField("补充说明", [at_most(100)])

    def judge(self) -> None:
        """Want a word on what has no name here."""
        if self.kind.data == "other" and not self.detail.data:
            raise RuleBroken("detail", "请用几个字写明需要什么服务")


class WhenForm(StepForm):
    """At once, or on a day."""

    when = PickField("时间", [CHOSEN], choices=[(ASAP, "尽快"), (ON_A_DAY, "选一个日子")])


class DayForm(StepForm):
    """Which day, and which part of it."""

    day = DayField("日期", [REQUIRED])
    part = PickField("时段", [], choices=[("", "都可以"), *((part, words) for part, (words, _) in DAY_PARTS.items())], default="")

    def judge(self) -> None:
        """Refuse a day that is over, or far away."""
        today, day = clock.today(), cast(date, self.day.data)
        if day < today:
            raise RuleBroken("day", "这一天已经过去，请选今天或以后的日子")
        if day > today + timedelta(days=DAYS_AHEAD):
            raise RuleBroken("day", f"最多提前 {DAYS_AHEAD} 天申请，请检查日期")


class WhoForm(StepForm):
    """The one who asks, and the one who is served when that is somebody else."""

    served = ParsedField("被服务人的姓名", [], parse=parse_person_name)
    asker = ParsedField("您的姓名", [REQUIRED], parse=parse_person_name)
    names_other = False

    def judge(self) -> None:
        """Want the name of whoever is served."""
        if self.names_other and not self.served.data:
            raise RuleBroken("served", "必须填写")


FORMS: dict[str, type[StepForm]] = {
    "whom": WhomForm,
    "kind": KindForm,
    "when": WhenForm,
    "day": DayForm,
    "home": HomeForm,
    "who": WhoForm,
    "phone": PhoneForm,
    "sent": SentForm,
    "notice": NoticeForm,
    "check": CheckForm,
}
