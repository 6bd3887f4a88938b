"""Teachers and rooms."""

from datetime import date
from typing import Any, cast

from portal.core.text import parse_count
from portal.people.rules import parse_person_name, parse_phone
from portal.training.rules.registers import MAX_CAPACITY, RoomFacts, TeacherFacts
from portal.web.fields import DayField, VersionField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most


def parse_capacity(raw: str) -> int:
    """Return how many fit in.

    Raises:
        BadCount: not a whole number from 1 to 2,000.
    """
    return parse_count(raw, low=1, high=MAX_CAPACITY)


class RoomForm(PortalForm):
    """A room, to be added or amended; `version` is the one that was shown."""

    version = VersionField()
    name = TextField("教室名称", [REQUIRED, at_most(40)])
    capacity = ParsedField("最多容纳", [REQUIRED], parse=parse_capacity)
    place = TextField("地点", [at_most(100)])

    def facts(self) -> RoomFacts:
        """Return what was typed."""
        return RoomFacts(cast(str, self.name.data), cast(Any, self.capacity.data), self.place.data or "")


class TeacherForm(PortalForm):
    """A teacher, to be added or amended; `version` is the one that was shown."""

    version = VersionField()
    name = ParsedField("姓名", [REQUIRED], parse=parse_person_name)
    phone = ParsedField("联系电话", [], parse=parse_phone)
    employer = TextField("所在单位", [at_most(80)])
    subjects = TextField("能教什么", [at_most(100)])
    qualification = TextField("资格或职称", [at_most(100)])

    def facts(self) -> TeacherFacts:
        """Return what was typed."""
        texts = {name: self[name].data or "" for name in ("phone", "employer", "subjects", "qualification")}
        return TeacherFacts(cast(str, self.name.data), **texts)


class EndForm(PortalForm):
    """The last day of a room, or of a teacher."""

    version = VersionField()
    ended_on = DayField("结束日期", [REQUIRED])

    def day(self) -> date:
        """Return the day."""
        return cast(Any, self.ended_on.data)
