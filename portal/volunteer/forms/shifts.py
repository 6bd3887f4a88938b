"""What is typed of a shift: when she came and went, who confirms it, why it is void, what is objected to, which ones are verified."""

from datetime import date, datetime
from typing import Any, cast

from wtforms import HiddenField

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.text import parse_count, parse_minutes
from portal.volunteer.forms.roll import RollField
from portal.volunteer.rules.disputes import CHANNELS, DECIDED, MAX_REASON, Verdict
from portal.volunteer.rules.shifts import CONFIRM_CHANNELS, CONFIRMED_AS, MAX_CONFIRMER, Confirmation
from portal.web.fields import ChoiceField, ClockField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, TextField, at_most
from portal.web.lost_text import refuse_lost
from portal.web.seeking import TitleFilter
from portal.web.undoing import IdsField

MOST_SHEETS = 20
_BY_HAND = ("counter", "phone", "paper")


class SignForm(PortalForm):
    """When she came or went; empty, it is now."""

    day = DayField("日期", [])
    at = ClockField("时间", [])

    def instant(self) -> datetime | None:
        """Return what was typed; None for now. A time alone is one of today."""
        day, minute = cast(tuple[date | None, int | None], (self.day.data, self.at.data))
        return None if minute is None else clock.instant_of(day or clock.today(), minute)


class StepForm(SignForm):
    """She comes, or goes: which of the two is said by the page, so that two who press on an old page do not undo each other."""

    step = HiddenField(default="in")

    @property
    def is_out(self) -> bool:
        """Whether she goes."""
        return self.step.data == "out"


class StartForm(SignForm):
    """A volunteer signs in whom nobody had planned for."""

    volunteer = RollField("志愿者", [REQUIRED])
    kind = ChoiceField("服务类别", [REQUIRED], choices=SERVICE_KINDS.items())


class ConfirmForm(PortalForm):
    """Who says that it was so, and how she was asked."""

    confirmed_as = PickField("由谁确认", [REQUIRED], choices=CONFIRMED_AS.items(), default="recipient")
    confirmer = TextField("确认人姓名", [REQUIRED, at_most(MAX_CONFIRMER), refuse_lost])
    channel = PickField("怎样确认", [REQUIRED], choices=[(it, CONFIRM_CHANNELS[it]) for it in _BY_HAND], default="counter")

    def confirmation(self) -> Confirmation:
        """Return what was typed."""
        return Confirmation(str(self.channel.data), str(self.confirmed_as.data), self.confirmer.data or "")


class VoidForm(PortalForm):
    """Why a shift counts for nothing."""

    reason = TextField("作废原因", [REQUIRED, at_most(200)])


class ObjectionForm(PortalForm):
    """What somebody objects to, written down by the station."""

    channel = PickField("怎样提出", [REQUIRED], choices=[(it, CHANNELS[it]) for it in ("counter", "phone")], default="counter")
    reason = LongTextField("异议内容", [REQUIRED, at_most(MAX_REASON)])


class DisputeFilter(TitleFilter):
    """Which disputes: by station, number and state."""

    q = TextField("驿站或志愿者编号", [at_most(40)])
    state = ChoiceField("状态", [], choices=[(it.value, it.label) for it in Verdict], blank="全部状态")


class DecisionForm(PortalForm):
    """What the county decides."""

    verdict = PickField("裁定", [REQUIRED], choices=[(it.value, it.label) for it in DECIDED])
    new_min = ParsedField("裁定后的时长", [], parse=parse_minutes)
    reason = LongTextField("裁定理由", [REQUIRED, at_most(MAX_REASON)])
    version = VersionField()

    def decided(self) -> dict[str, Any]:
        """Return what was typed."""
        said = {"reason": self.reason.data or "", "new_min": self.new_min.data, "version": self.version.data}
        return {"verdict": Verdict(self.verdict.data), **said}


class VerifyForm(PortalForm):
    """Which shifts are verified."""

    ids = IdsField("要核实的服务", [], choices=[])


class BlankForm(PortalForm):
    """How many blank sheets, and what for."""

    count = ParsedField("张数", [REQUIRED], parse=lambda raw: parse_count(raw, low=1, high=MOST_SHEETS), default=1)
    place = TextField("地点或活动", [at_most(40)], description="可不填；填了就印在每张表上")

    def asked(self) -> dict[str, Any]:
        """Return what was typed."""
        return {"count": self.count.data, "place": self.place.data or ""}


class PlainForm(PortalForm):
    """A button."""
