"""Work that is offered, as it is typed."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import cast

from wtforms.validators import Length

from portal.core import clock
from portal.core.text import clean_text, parse_count
from portal.placement.forms.gates import choices_of
from portal.placement.rules.openings import MAX_OFFERER, MAX_PAY, MAX_TITLE, MAX_WORDS, MOST_WANTED, OpeningDraft
from portal.placement.rules.work import HOURS, LIVINGS, PLACES
from portal.training.queries.courses import CourseRow
from portal.web.fields import ChoiceField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most

USUAL_DAYS = 30


def _in_a_month() -> date:
    return clock.today() + timedelta(days=USUAL_DAYS)


class OpeningForm(PortalForm):
    """Work that is offered."""

    version = VersionField()
    title = TextField("标题", [REQUIRED, Length(min=2, max=MAX_TITLE, message=f"标题应为 2 到 {MAX_TITLE} 个字")])
    course_id = ChoiceField("工作", [REQUIRED])
    offered_by = TextField("用工方", [at_most(MAX_OFFERER)])
    place = PickField("地点", [REQUIRED], choices=list(PLACES.items()))
    living = PickField("是否住家", [REQUIRED], choices=list(LIVINGS.items()))
    hours = PickField("工时", [REQUIRED], choices=list(HOURS.items()))
    wanted = ParsedField("招几人", [REQUIRED], parse=partial(parse_count, low=1, high=MOST_WANTED))
    pay = TextField("待遇", [at_most(MAX_PAY)])
    ends_on = DayField("公布到", [REQUIRED], default=_in_a_month)
    note = LongTextField("说明", [at_most(MAX_WORDS)])

    def offer(self, courses: Iterable[CourseRow]) -> None:
        """Set the work there is."""
        self.course_id.offer(choices_of(courses))

    def draft(self) -> OpeningDraft:
        """Return what was typed."""
        how = {"place": str(self.place.data), "living": str(self.living.data), "hours": str(self.hours.data)}
        words = {"offered_by": self.offered_by.data or "", "pay": self.pay.data or "", "note": self.note.data or ""}
        wanted, ends_on = cast(int, self.wanted.data), cast(date, self.ends_on.data)
        return OpeningDraft(title=str(self.title.data), course_id=int(self.course_id.data), wanted=wanted, ends_on=ends_on, **how, **words)


class CloseForm(PortalForm):
    """An offer is shown no longer."""

    version = VersionField()


class OpeningFilter(FilterForm):
    """Which offers."""

    sought = TextField("标题或拼音", [at_most(30)])
    over = ChoiceField("状态", [], choices=[("1", "已停止")], blank="正在公布")

    def sought_text(self) -> str:
        """Return what is looked for."""
        return clean_text(self.sought.data or "")
