"""What is typed of a request: who asks for what and when, whose it is, why it is given up, what a list is narrowed to."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from wtforms.validators import ValidationError

from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.rules.requests import MAX_HELPERS, MAX_NOTE, MAX_PLACE, MAX_REASON, Ask, Channel, Wanted
from portal.care.rules.served import Choice
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.text import BadInput, format_minutes, parse_count, parse_minutes
from portal.web.fields import ChoiceField, ClockField, DayField, MonthField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import SeekForm

KINDS = list(SERVICE_KINDS.items())
ASAP, ON_A_DAY = "asap", "day"
WHENS = [(ASAP, "尽快（应急）"), (ON_A_DAY, "指定日期")]
CHANNELS = [(one.value, one.label) for one in (Channel.PHONE, Channel.COUNTER)]
parse_helpers = partial(parse_count, low=1, high=MAX_HELPERS)


class RecipientField(TextField):
    """A recipient by name, pinyin or telephone; `chosen` is who was meant, `find` looks her up."""

    find: Callable[[str], Choice]
    chosen: Choice | None = None

    def pre_validate(self, form: Any) -> None:
        """Find who is meant; nothing typed is nobody."""
        if self.data:
            try:
                self.chosen = self.find(self.data)
            except BadInput as bad:
                raise ValidationError(str(bad)) from bad


class WantedForm(PortalForm):
    """When, where and how much is wanted; `version` is the one that was shown."""

    kind = ChoiceField("服务类别", [REQUIRED], choices=KINDS)
    when = PickField("什么时候", [REQUIRED], choices=WHENS, default=ON_A_DAY)
    wanted_on = DayField("日期", [], default=clock.today)
    start_at = ClockField("开始时间", [])
    planned = ParsedField("预计时长", [], parse=parse_minutes, show=format_minutes)
    helpers = ParsedField("需要几人", [REQUIRED], parse=parse_helpers, default=1)
    place = TextField("服务地点", [at_most(MAX_PLACE)])
    note = TextField("备注", [at_most(MAX_NOTE)])
    version = VersionField()

    def wanted(self, *, place: str = "", community_code: str | None = None) -> Wanted:
        """Return what was typed.

        Args:
            place: where it is when nobody typed another one; so with `community_code`.

        Raises:
            RuleBroken: no day was typed.
        """
        is_urgent = self.when.data == ASAP
        if not is_urgent and self.wanted_on.data is None:
            raise RuleBroken("wanted_on", "请填写日期，或选择“尽快”")
        on = clock.today() if is_urgent else self.wanted_on.data
        when = (str(self.kind.data), on, None if is_urgent else self.start_at.data, self.planned.data)
        where = {"place": self.place.data or place[:MAX_PLACE], "community_code": community_code}
        return Wanted(*when, is_urgent=is_urgent, helpers=self.helpers.data or 1, note=self.note.data or "", **where)  # type: ignore[arg-type]


class AskForm(WantedForm):
    """A request is written down."""

    recipient = RecipientField("服务对象", [])
    facility = ChoiceField("或本站场所", [], blank="不是本站场所")
    channel = PickField("怎样提出的", [REQUIRED], choices=CHANNELS, default=Channel.PHONE.value)

    def ask(self, places: dict[str, str]) -> Ask:
        """Return all that was typed.

        Args:
            places: {id: name} of the facilities that were offered.
        """
        hers, chosen = self.recipient.chosen, self.facility.data or ""
        wanted = self.wanted(place=hers.address, community_code=hers.community_code) if hers else self.wanted(place=places.get(chosen, ""))
        return Ask(wanted, Channel(self.channel.data), hers.id if hers else None, UUID(chosen) if chosen else None)


class AcceptForm(PortalForm):
    """Whose a request is that came by a code."""

    recipient = RecipientField("服务对象", [REQUIRED])
    version = VersionField()


class CancelForm(PortalForm):
    """Why a request is given up, or declined."""

    reason = TextField("原因", [REQUIRED, at_most(MAX_REASON)], description="会留在记录里；不要写姓名、电话")
    version = VersionField()


class RequestSearch(SeekForm):
    """What the list is narrowed to; who is sought is sought in all states."""

    sought = TextField("服务对象", [at_most(30)])
    day = DayField("服务日期", [])
    kind = ChoiceField("服务类别", [], choices=KINDS, blank="全部类别")


class MonthForm(FilterForm):
    """The month whose figures are shown."""

    month = MonthField("月份", [])


def fields_of(it: Wanted) -> dict[str, Any]:
    """Return what the form shows of what is wanted already."""
    when = {"when": ASAP if it.is_urgent else ON_A_DAY, "wanted_on": it.wanted_on, "start_at": it.start_min, "planned": it.planned_min}
    return {"kind": it.kind, **when, "helpers": it.helpers, "place": it.place, "note": it.note}
