"""What is typed of a facility, and of how many used it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from wtforms import FormField, HiddenField
from wtforms.form import Form

from portal.care.rules.facilities import FACILITY_KINDS, MAX_SEATS, MAX_VISITS, OLDEST_DAYS, FacilityDraft, Visits
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.text import parse_count
from portal.web.fields import ChoiceField, DayField, GridField, MonthField, VersionField
from portal.web.forms import REQUIRED, FilterForm, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter

MOST = 40  # more facilities no station has


def _heads(raw: str) -> int:
    return parse_count(raw, low=0, high=MAX_VISITS)


def _seats(raw: str) -> int:
    return parse_count(raw, low=1, high=MAX_SEATS)


class FacilityForm(PortalForm):
    """A facility, to be added or amended; `version` is the one that was shown."""

    kind = ChoiceField("类别", [REQUIRED], choices=list(FACILITY_KINDS.items()))
    name = TextField("名称", [REQUIRED, at_most(30)])
    seats = ParsedField("座位或床位", [], parse=_seats)
    hours = TextField("开放时间", [at_most(60)])
    opened_on = DayField("启用日期", [REQUIRED], default=clock.today)
    note = TextField("备注", [at_most(200)])
    version = VersionField()

    def draft(self) -> FacilityDraft:
        """Return what was typed."""
        said: dict[str, Any] = {name: self[name].data for name in ("kind", "name", "seats", "opened_on")}
        return FacilityDraft(**said, hours=self.hours.data or "", note=self.note.data or "")


class FacilityFilter(TitleFilter):
    """Which facilities."""

    q = TextField("名称", [at_most(30)])


class EndForm(PortalForm):
    """The last day of a facility; none when it is opened again."""

    ended_on = DayField("停用日期", [])
    version = VersionField()

    def day(self, before: date | None) -> date | None:
        """Return the last day; None when it had one, and is opened again."""
        return None if before else cast(Any, self.ended_on.data) or clock.today()


class VisitsRow(Form):
    """How many used one facility."""

    facility_id = HiddenField()
    version = VersionField()
    elders = ParsedField("60 岁以上", [], parse=_heads)
    others = ParsedField("其他人", [], parse=_heads)
    note = TextField("备注", [at_most(100)])


class DayForm(PortalForm):
    """The grid of a day: a row for each facility; an empty row says that nobody was there."""

    rows = GridField(FormField(VisitsRow), telling=("facility_id",), max_entries=MOST)

    def visits(self) -> list[Visits]:
        """Return what was typed of every row."""
        return [_visits_of(row.form) for row in self.rows.filled()]


def _visits_of(form: Any) -> Visits:
    try:
        facility_id = UUID(form.facility_id.data)
    except ValueError as error:
        raise NotFound from error
    return Visits(facility_id, form.elders.data or 0, form.others.data or 0, form.note.data or "", form.version.data)


def rows_of(facilities: Sequence[Any], kept: dict[UUID, Any]) -> list[dict[str, Any]]:
    """Return what the grid shows of a day."""
    return [_shown(it.id, kept.get(it.id)) for it in facilities]


def _shown(facility_id: UUID, row: Any) -> dict[str, Any]:
    said = {"elders": row.elders, "others": row.others, "note": row.note} if row else {}
    return {"facility_id": str(facility_id), "version": row.version if row else 0, **said}


class DayFilter(FilterForm):
    """Which day is keyed."""

    day = DayField("换一天", [])

    def asked(self) -> date:
        """Return the day of the address; nonsense, or a day that cannot be counted, is today."""
        today = clock.today()
        chosen: Any = self.checked().day.data or today
        return chosen if today - timedelta(days=OLDEST_DAYS) <= chosen <= today else today


class UseFilter(FilterForm):
    """Which month."""

    month = MonthField("月份", [])

    def days(self) -> tuple[str, date, date]:
        """Return the month and its first and last day; this one when none was asked for."""
        month = self.month.data or clock.month_of(clock.today())
        return (month, *clock.days_of(month))
