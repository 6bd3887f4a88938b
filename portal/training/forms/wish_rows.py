"""A wish as a row of an Excel sheet tells it: words or printed numbers, as the paper has them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms.validators import DataRequired

from portal.core.paper_numbers import parse_serial
from portal.people.rules import ConsentChannel, parse_person_name, parse_phone
from portal.training.forms.wishes import CHANNELS, COLLECTORS, NamedField
from portal.training.rules.intake import Channel
from portal.training.rules.wish_checks import Notices
from portal.training.rules.wish_sheets import GROUPS, Offered, Option, parse_group, parse_skills, parse_year, parse_yes
from portal.training.rules.wishes import MAX_COLLECTOR, MAX_LIMITS, MAX_NOTE, MAX_PLACE, Collector, Told, WishDraft
from portal.web.fields import DayField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most
from portal.web.importing import NO, YES
from portal.web.lost_text import refuse_lost


class CellField(ParsedField):
    """A cell that is best chosen from a few words, and may be written otherwise."""

    def __init__(self, label: str, validators: list[Any], *, options: Sequence[Option], **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.options = options


_YES_NO = (Option(YES, YES), Option(NO, NO))
_PEOPLE, _WAYS = ([Option(value, label) for value, label in some] for some in (COLLECTORS, CHANNELS))


class WishRowForm(PortalForm):
    """One woman's row."""

    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [REQUIRED], parse=parse_phone)
    course = NamedField("意向课程", [REQUIRED], what="课程")
    collected_on = DayField("采集日期", [REQUIRED])
    collector = NamedField("采集人身份", [REQUIRED], what="采集人身份")
    collector_name = TextField("采集人姓名", [at_most(MAX_COLLECTOR), refuse_lost])
    channel = NamedField("来源", [REQUIRED], what="来源")
    community = NamedField("所在社区", [], what="社区")
    place = TextField("村或网格", [at_most(MAX_PLACE)])
    born_year = ParsedField("出生年", [], parse=parse_year)
    is_student = CellField("在校学生", [], options=_YES_NO, parse=parse_yes)
    skills = ParsedField("已有技能", [], parse=parse_skills)
    limits = TextField("困难或限制", [at_most(MAX_LIMITS)])
    priority = CellField("重点人群", [], options=GROUPS, parse=parse_group)
    has_priority_consent = CellField("同意登记重点人群", [], options=_YES_NO, parse=parse_yes)
    has_consented = CellField("本人已签告知书", [DataRequired("没有本人签名的告知书，不能导入")], options=_YES_NO, parse=parse_yes)
    serial = ParsedField("表号和行号", [], parse=parse_serial)
    note = TextField("备注", [at_most(MAX_NOTE)])

    def offer(self, offered: Offered) -> None:
        """Set what there is to choose from."""
        self.course.options, self.community.options = offered.courses, offered.communities
        self.collector.options, self.channel.options = _PEOPLE, _WAYS

    def draft(self, notices: Notices) -> WishDraft:
        """Return the wish; she signed the notice that was in force on its day."""
        day: date = self.collected_on.data  # type: ignore[assignment]  # a required DayField holds a day
        consent = (notices.on(day), ConsentChannel.PAPER.value)
        came = (self.collector_name.data or "", self.serial.data or "")
        return WishDraft(self._told(), day, Channel(self.channel.chosen), Collector(self.collector.chosen), *consent, *came)

    def _told(self) -> Told:
        lives: dict[str, Any] = {"community_code": self.community.chosen or None, "born_year": self.born_year.data}
        texts: dict[str, Any] = {name: self[name].data or "" for name in ("place", "limits", "priority", "note")}
        flags: dict[str, Any] = {name: bool(self[name].data) for name in ("is_student", "has_priority_consent")}
        said: dict[str, Any] = {"skills": self.skills.data or ()}
        return Told(str(self.name.data), str(self.phone.data), int(self.course.chosen), **lives, **texts, **flags, **said)
