"""The grid of a day, one activity; a propagandist."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from wtforms import BooleanField, FormField
from wtforms.form import Form

from portal.core import clock
from portal.core.text import parse_count
from portal.people.rules import parse_person_name, parse_phone
from portal.stations.rules import GRID_ROWS, MAX_ATTENDANCES, MAX_GUESTS, Gathering, Guests, Recruit
from portal.web.fields import ChoiceField, ClockField, DayField, GridField, MonthField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import SeekForm

Kinds = Sequence[tuple[str, str]]


def _heads(raw: str) -> int:
    return parse_count(raw, low=0, high=MAX_ATTENDANCES)


class ActivityRow(Form):
    """One gathering."""

    kind_id = ChoiceField("类别", [REQUIRED])
    title = TextField("主题", [REQUIRED, at_most(100)])
    held_on = DayField("日期", [REQUIRED], default=clock.today)
    starts_at = ClockField("时间", [])
    place = TextField("地点", [at_most(100)])
    is_online = BooleanField("线上")
    attendances = ParsedField("人次", [REQUIRED], parse=_heads)
    women = ParsedField("其中女性", [REQUIRED], parse=_heads)
    note = TextField("备注", [at_most(1000)])


class ActivityForm(ActivityRow, PortalForm):
    """One activity, to be amended; `version` is the one that was shown."""

    version = VersionField()

    def gathering(self) -> Gathering:
        """Return what was typed."""
        return gathering_of(self)


class VoidForm(PortalForm):
    """Why an activity is taken out."""

    version = VersionField()
    reason = TextField("作废原因", [REQUIRED, at_most(200)])


class DayForm(PortalForm):
    """The grid: several gatherings in one go."""

    rows = GridField(
        FormField(ActivityRow), telling=("title", "attendances", "women", "place", "note"), min_entries=GRID_ROWS, max_entries=30
    )

    def offer(self, kinds: Kinds) -> None:
        """Set the kinds of every row."""
        for row in self.rows.entries:
            row.form.kind_id.offer(kinds)

    def gatherings(self) -> list[Gathering]:
        """Return the rows that were filled."""
        return [gathering_of(row.form) for row in self.rows.filled()]


def gathering_of(form: Any) -> Gathering:
    """Return a gathering from a checked row."""
    counts = {"attendances": form.attendances.data, "women": form.women.data}
    where = {"place": form.place.data or "", "is_online": bool(form.is_online.data), "note": form.note.data or ""}
    return Gathering(
        kind_id=int(form.kind_id.data), title=form.title.data, held_on=form.held_on.data, start_min=form.starts_at.data, **where, **counts
    )


def fields_of(it: Any) -> dict[str, Any]:
    """Return what a form shows of a kept gathering."""
    same = {name: getattr(it, name) for name in ("title", "held_on", "place", "is_online", "attendances", "women", "note", "version")}
    return {**same, "kind_id": str(it.kind_id), "starts_at": it.start_min}


class LogFilter(FilterForm):
    """What the list is narrowed to."""

    q = TextField("主题", [at_most(80)])
    month = MonthField("月份", [])
    kind = ChoiceField("类别", [], blank="全部类别")
    voided = BooleanField("含已作废")


def _guests(raw: str) -> int:
    return parse_count(raw, low=1, high=MAX_GUESTS)


class GuestRow(Form):
    """One organisation."""

    organisation = TextField("单位", [REQUIRED, at_most(60)])
    part = TextField("身份", [at_most(30)])
    heads = ParsedField("人数", [REQUIRED], parse=_guests)


class GuestsForm(PortalForm):
    """The organisations that came to an activity; `version` is the activity's that was shown."""

    version = VersionField()
    rows = GridField(
        FormField(GuestRow), telling=("organisation", "part", "heads"), min_entries=GRID_ROWS, max_entries=40, may_be_empty=True
    )

    def guests(self) -> list[Guests]:
        """Return the rows that were filled."""
        return [Guests(row.form.organisation.data, row.form.part.data or "", row.form.heads.data) for row in self.rows.filled()]


class GuestFilter(FilterForm):
    """The months of a list of guests."""

    first = MonthField("月份从", [])
    last = MonthField("至", [])

    def read(self, *, today: date) -> tuple[str, str]:
        """Return the months; this year until now when nothing is said, and when they run backwards, which is named at its field."""
        self.checked()
        usual = f"{today.year}-01", clock.month_of(today)
        first, last = self.first.data or usual[0], self.last.data or usual[1]
        if first > last:
            self.last.errors = ["结束月份不能早于开始月份"]
            first, last = usual
        self.first.data, self.last.data = first, last
        return first, last


class PropagandistFilter(SeekForm):
    """Who is sought among the propagandists."""

    sought = TextField("姓名、社区、拼音或电话尾号", [at_most(30)])


class PropagandistForm(PortalForm):
    """A propagandist, to be added or amended; `version` is the one that was shown."""

    version = VersionField()
    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [REQUIRED], parse=parse_phone)
    community = TextField("所在社区", [REQUIRED, at_most(80)])
    since_on = DayField("开始日期", [REQUIRED], default=clock.today)
    note = TextField("备注", [at_most(200)])

    def recruit(self) -> Recruit:
        """Return what was typed."""
        said = {name: self[name].data for name in ("name", "phone", "community", "since_on")}
        return Recruit(**said, note=self.note.data or "")


class EndForm(PortalForm):
    """The last day of a propagandist."""

    version = VersionField()
    until_on = DayField("结束日期", [REQUIRED])

    def day(self) -> date:
        """Return the day."""
        return cast(Any, self.until_on.data)
