"""What is typed of a wish: one woman's, why it is dropped, a search."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from wtforms import BooleanField
from wtforms.validators import DataRequired, ValidationError

from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.paper_numbers import parse_serial
from portal.core.text import BadInput, clean_text, to_ascii_digits
from portal.people.rules import ConsentChannel, parse_person_name, parse_phone
from portal.people.rules.reasons import ERASE_REASONS
from portal.tenants.forms.proof import ProofForm
from portal.training.queries.courses import CourseRow
from portal.training.queries.wishes import WishRow
from portal.training.rules.intake import Channel, Trade
from portal.training.rules.wish_checks import WishesBroken
from portal.training.rules.wish_sheets import Option, choose, parse_year
from portal.training.rules.wishes import (
    MAX_COLLECTOR,
    MAX_LIMITS,
    MAX_NOTE,
    MAX_PLACE,
    MAX_REASON,
    PRIORITIES,
    Collector,
    Told,
    WishDraft,
    WishState,
)
from portal.web.fields import ChoiceField, ChoicesField, DayField, MonthField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most
from portal.web.lost_text import refuse_lost

TRADES = [(trade.value, trade.label) for trade in Trade]
COLLECTORS = [(one.value, one.label) for one in Collector]
CHANNELS = [(one.value, one.label) for one in Channel]


class NamedField(TextField):
    """Something of a list, by its words or its number; `chosen` is which."""

    options: Sequence[Option] = ()
    chosen: str = ""

    def __init__(self, label: str, validators: list[Any], *, what: str, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.what = what

    def pre_validate(self, form: Any) -> None:
        """Find which is meant; nothing typed is left to `REQUIRED`."""
        if self.data:
            try:
                self.chosen = choose(self.data, self.options, self.what)
            except BadInput as bad:
                raise ValidationError(str(bad)) from bad


class ToldForm(PortalForm):
    """What she said, and may be amended; `version` is the one that was shown."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [REQUIRED], parse=parse_phone)
    born_year = ParsedField("出生年", [], parse=parse_year)
    community = NamedField("所在社区", [], what="社区")
    place = TextField("村或网格", [at_most(MAX_PLACE)])
    is_student = BooleanField("在校学生")
    course = ChoiceField("意向课程", [REQUIRED])
    skills = ChoicesField("已有技能", [], choices=TRADES)
    limits = TextField("困难或限制", [at_most(MAX_LIMITS)])
    note = LongTextField("备注", [at_most(MAX_NOTE)])
    priority = ChoiceField("重点人群", [], choices=PRIORITIES.items(), blank="不属于，或没有同意登记")
    has_priority_consent = BooleanField("她另外单独同意登记这一项")
    version = VersionField()

    def offer(self, courses: Sequence[CourseRow], communities: Sequence[Option], *, kept: int = 0) -> None:
        """Set what there is to choose from.

        Args:
            kept: the course it is for; it may stay though it is on offer no longer.
        """
        self.course.offer([(str(it.id), it.name, it.step.label) for it in courses if it.is_active or it.id == kept])
        self.community.options = communities

    def blame(self, broken: RuleBroken) -> None:
        """Put every reason at its field."""
        faults = broken.faults[0] if isinstance(broken, WishesBroken) else [broken]
        for fault in faults:
            super().blame(RuleBroken(fault.field, fault.message))

    def told(self) -> Told:
        """Return what was typed."""
        skills = tuple(Trade(value) for value, _ in TRADES if value in (self.skills.data or ()))
        texts = {name: getattr(self, name).data or "" for name in ("place", "limits", "note", "priority")}
        flags = {"is_student": bool(self.is_student.data), "has_priority_consent": bool(self.has_priority_consent.data)}
        lives = {"community_code": self.community.chosen or None, "born_year": self.born_year.data}
        name, phone = str(self.name.data), str(self.phone.data)
        return Told(name, phone, int(self.course.data), **lives, skills=skills, **texts, **flags)  # type: ignore[arg-type]


class WishForm(ToldForm):
    """A wish is written down; `notice` is the version of the notice she was shown."""

    collected_on = DayField("采集日期", [REQUIRED], default=clock.today)
    channel = ChoiceField("来源", [REQUIRED], choices=CHANNELS, blank="")
    collector = ChoiceField("采集人身份", [REQUIRED], choices=COLLECTORS, blank="")
    collector_name = TextField("采集人姓名", [at_most(MAX_COLLECTOR), refuse_lost])
    serial = ParsedField("表号和行号", [], parse=parse_serial)
    consent_channel = PickField("同意方式", [REQUIRED], choices=[(one.value, one.label) for one in ConsentChannel])
    has_consented = BooleanField("她已知道并同意以上内容", [DataRequired("没有她本人的同意，不能登记")])
    notice = VersionField()

    def show_notice(self, version: int) -> None:
        """Show the notice in force; consent to another one does not stand for it."""
        if self.notice.data != version:
            self.notice.data, self.notice.raw_data, self.has_consented.data = version, None, False

    def draft(self) -> WishDraft:
        """Return all that was typed."""
        kinds = (Channel(self.channel.data), Collector(self.collector.data))
        consent = (self.notice.data, str(self.consent_channel.data))
        day: date = self.collected_on.data  # type: ignore[assignment]  # a required DayField holds a day
        return WishDraft(self.told(), day, *kinds, *consent, self.collector_name.data or "", self.serial.data or "")


class DropForm(PortalForm):
    """Why a wish is given up."""

    reason = TextField("作废原因", [REQUIRED, at_most(MAX_REASON)], description="会留在记录里；不要写姓名、电话")
    version = VersionField()


class WishWithdrawalForm(PortalForm):
    """She takes her consent back."""

    reason = TextField("说明", [at_most(MAX_REASON)], description="可不填；不要写姓名、电话")
    version = VersionField()


class WishErasureForm(ProofForm):
    """Why a woman's data is erased; nothing brings it back."""

    why = PickField("删除原因", [REQUIRED], choices=ERASE_REASONS.items())
    is_sure = BooleanField("我已核对，知道删除后不能恢复", [DataRequired("请先核对，再勾选")])
    version = VersionField()


class LinkForm(PortalForm):
    """She is a trainee of the station already: nothing more is to be said."""


class WishSearch(FilterForm):
    """What the list is narrowed to. A name or a telephone is sent in the body: it has no business in an address."""

    sought = TextField("姓名、拼音或电话", [at_most(30)])
    state = ChoiceField("状态", [], choices=[(one.value, one.label) for one in WishState], blank="全部状态")
    course = ChoiceField("课程", [], blank="全部课程")
    channel = ChoiceField("来源", [], choices=CHANNELS, blank="全部来源")
    month = MonthField("采集月份", [])

    @staticmethod
    def sent() -> Any:
        """Return the body of a search, else the address."""
        return request.form if request.method == "POST" else request.args or None

    def sought_text(self) -> str:
        """Return the part of a name, or the digits of a telephone without what groups them."""
        text = clean_text(to_ascii_digits(self.sought.data or ""))
        digits = text.replace(" ", "").replace("-", "")
        return digits if digits.isdigit() else text


def fields_of(row: WishRow, communities: Sequence[Option]) -> dict[str, Any]:
    """Return what the form shows of a kept wish."""
    it = row.told
    names = ("name", "phone", "born_year", "place", "is_student", "limits", "note", "priority", "has_priority_consent")
    lives = next((one.label for one in communities if one.value == it.community_code), it.community_code or "")
    chosen = {"course": str(it.course_id), "community": lives, "skills": [skill.value for skill in it.skills]}
    return {**{name: getattr(it, name) for name in names}, **chosen, "version": row.version}
