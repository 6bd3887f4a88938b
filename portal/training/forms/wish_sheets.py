"""A paper sheet of wishes typed in, blank sheets asked for, an Excel file sent in."""

from typing import Any

from wtforms import BooleanField, FormField
from wtforms.form import Form
from wtforms.validators import DataRequired

from portal.core.errors import RuleBroken
from portal.core.paper_numbers import MOST_ROWS, parse_number, serial_of
from portal.core.text import parse_count
from portal.people.rules import ConsentChannel, parse_person_name, parse_phone
from portal.training.forms.wishes import CHANNELS, COLLECTORS, NamedField
from portal.training.rules.intake import Channel
from portal.training.rules.wish_checks import Notices, WishesBroken
from portal.training.rules.wish_sheets import PRINTED_ROWS, Offered, parse_group, parse_skills, parse_year
from portal.training.rules.wishes import MAX_COLLECTOR, MAX_LIMITS, MAX_PLACE, PRIORITIES, Collector, Told, WishDraft
from portal.web.fields import ChoiceField, DayField, GridField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most
from portal.web.lost_text import refuse_lost

_OF_SHEET = {"community", "collected_on", "has_consented"}  # what is wrong with the sheet is said once
MOST_SHEETS = 20


def _row_number(raw: str) -> int:
    return parse_count(raw, low=1, high=MOST_ROWS)


class PaperRow(Form):
    """One woman's row of a paper sheet."""

    number = ParsedField("行号", [], parse=_row_number)
    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("电话", [REQUIRED], parse=parse_phone)
    born_year = ParsedField("出生年", [], parse=parse_year)
    course = NamedField("意向课程", [REQUIRED], what="课程")
    skills = ParsedField("已有技能", [], parse=parse_skills)
    limits = TextField("困难/限制", [at_most(MAX_LIMITS)])
    priority = ParsedField("重点人群", [], parse=parse_group, show=lambda group: PRIORITIES.get(group, ""))
    has_priority_consent = BooleanField("同意")


class PaperForm(PortalForm):
    """A paper sheet: what stands at its top, and its rows."""

    sheet = ParsedField("表号", [], parse=parse_number)
    collected_on = DayField("采集日期", [REQUIRED])
    collector = ChoiceField("采集人身份", [REQUIRED], choices=COLLECTORS, default=Collector.GRID.value, blank="")
    collector_name = TextField("采集人姓名", [at_most(MAX_COLLECTOR), refuse_lost])
    community = NamedField("所在社区", [], what="社区")
    place = TextField("村或网格", [at_most(MAX_PLACE)])
    channel = ChoiceField("来源", [REQUIRED], choices=CHANNELS, default=Channel.GRID.value, blank="")
    rows = GridField(FormField(PaperRow), telling=("name", "phone"), min_entries=PRINTED_ROWS, max_entries=MOST_ROWS)
    has_consented = BooleanField("每一行都有本人签名", [DataRequired("没有本人签名的行不能录入，请把那一行清空")])

    def offer(self, offered: Offered) -> None:
        """Set what there is to choose from."""
        self.community.options = offered.communities
        for row in self.rows.entries:
            row.form.course.options = offered.courses

    def numbers(self) -> list[int]:
        """Return where on the screen the filled rows stand, from 1."""
        return [int(row.name.rpartition("-")[2]) + 1 for row in self.rows.filled()]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the fields; and a row of a numbered sheet has its number."""
        is_good = super().validate(*args, **kwargs)
        if not self.sheet.data:
            return is_good
        nameless = [place for place, row in enumerate(self.rows.filled()) if not row.form.number.data and not row.form.number.errors]
        for place in nameless:
            self.rows.blame(place, "number", "请填写行号")
        return is_good and not nameless

    def blame(self, broken: RuleBroken) -> None:
        """Put every reason at its cell, and what is wrong with the whole sheet at its top, once."""
        if not isinstance(broken, WishesBroken):
            super().blame(broken)
            return
        told = set[str]()
        for place, faults in broken.faults.items():
            for fault in faults:
                name = {"serial": "number"}.get(fault.field, fault.field)
                if name not in _OF_SHEET:
                    self.rows.blame(place, name, fault.message)
                elif name not in told:
                    told.add(name)
                    super().blame(RuleBroken(name, fault.message))

    def drafts(self, notices: Notices) -> list[WishDraft]:
        """Return the rows that were filled."""
        return [self._draft(row.form, notices) for row in self.rows.filled()]

    def _draft(self, row: Any, notices: Notices) -> WishDraft:
        lives: dict[str, Any] = {
            "community_code": self.community.chosen or None,
            "place": self.place.data or "",
            "born_year": row.born_year.data,
        }
        group: dict[str, Any] = {"priority": row.priority.data or "", "has_priority_consent": bool(row.has_priority_consent.data)}
        said: dict[str, Any] = {"skills": row.skills.data or (), "limits": row.limits.data or ""}
        told = Told(row.name.data, row.phone.data, int(row.course.chosen), **lives, **said, **group)
        day: Any = self.collected_on.data
        serial = serial_of(self.sheet.data, row.number.data) if self.sheet.data else ""
        kinds = (Channel(self.channel.data), Collector(self.collector.data))
        return WishDraft(told, day, *kinds, notices.on(day), ConsentChannel.PAPER.value, self.collector_name.data or "", serial)


def rows_of_a_sheet() -> list[dict[str, Any]]:
    """Return the rows of a fresh screen: numbered as they are on paper."""
    return [{"number": n} for n in range(1, PRINTED_ROWS + 1)]


class BlankForm(PortalForm):
    """How many blank sheets, and for which place."""

    count = ParsedField("张数", [REQUIRED], parse=lambda raw: parse_count(raw, low=1, high=MOST_SHEETS), default=1)
    place = TextField("村或网格", [at_most(MAX_PLACE)], description="可不填；填了就印在每张表上")

    def asked(self) -> dict[str, Any]:
        """Return what was typed."""
        return {"count": self.count.data, "place": self.place.data or ""}
