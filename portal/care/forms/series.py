"""What is typed of a series: what comes again on which weekdays, a day left out, its end."""

from typing import Any, cast
from uuid import UUID

from portal.care.forms.requests import KINDS, RecipientField, parse_helpers
from portal.care.rules.requests import MAX_NOTE, MAX_PLACE, MAX_REASON, Wanted
from portal.care.rules.series import WEEKDAYS, Plan
from portal.core import clock
from portal.core.text import format_minutes, parse_minutes
from portal.web.fields import ChoiceField, ChoicesField, ClockField, DayField, VersionField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import SeekForm


class SeriesSearch(SeekForm):
    """Whose series are looked for."""

    sought = TextField("服务对象", [at_most(30)])


class SeriesForm(PortalForm):
    """A request that comes again."""

    recipient = RecipientField("服务对象", [])
    facility = ChoiceField("或本站场所", [], blank="不是本站场所")
    kind = ChoiceField("服务类别", [REQUIRED], choices=KINDS)
    weekdays = ChoicesField("每周哪几天", [REQUIRED], choices=WEEKDAYS.items())
    start_at = ClockField("开始时间", [])
    planned = ParsedField("每次时长", [], parse=parse_minutes, show=format_minutes)
    helpers = ParsedField("每次几人", [REQUIRED], parse=parse_helpers, default=1)
    starts_on = DayField("从哪天起", [REQUIRED], default=clock.today)
    ends_on = DayField("到哪天止", [])
    place = TextField("服务地点", [at_most(MAX_PLACE)])
    note = TextField("备注", [at_most(MAX_NOTE)])

    def plan(self, places: dict[str, str]) -> Plan:
        """Return all that was typed.

        Args:
            places: {id: name} of the facilities that were offered.
        """
        hers, chosen = self.recipient.chosen, self.facility.data or ""
        at = hers.address[:MAX_PLACE] if hers else places.get(chosen, "")
        when: tuple[Any, ...] = (str(self.kind.data), self.starts_on.data, self.start_at.data, self.planned.data)
        where = {"place": self.place.data or at, "community_code": hers.community_code if hers else None}
        wanted = Wanted(*when, helpers=self.helpers.data or 1, note=self.note.data or "", **where)  # type: ignore[arg-type]
        weekdays = "".join(sorted(set(self.weekdays.data or ())))
        return Plan(wanted, weekdays, cast(Any, self.ends_on.data), hers.id if hers else None, UUID(chosen) if chosen else None)


class SkipForm(PortalForm):
    """A day is left out."""

    day = DayField("哪一天", [REQUIRED])
    reason = TextField("原因", [REQUIRED, at_most(MAX_REASON)], description="会留在记录里；不要写姓名、电话")


class EndForm(PortalForm):
    """A series ends."""

    from_on = DayField("从哪天起停", [REQUIRED], default=clock.today)
    reason = TextField("原因", [REQUIRED, at_most(MAX_REASON)], description="会留在记录里；不要写姓名、电话")
    version = VersionField()
