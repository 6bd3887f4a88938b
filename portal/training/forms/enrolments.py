"""Who is enrolled, who leaves, who confirmed that she paid nothing."""

from typing import Any, cast
from uuid import UUID

from portal.core import clock
from portal.core.text import clean_text, to_ascii_digits
from portal.training.rules.enrolments import Cause, FreeWay, Refresher
from portal.web.fields import ChoiceField, ChoicesField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, PortalForm, TextField, at_most


class EnrolForm(PortalForm):
    """Trainees to be enrolled, and, when they are trained once more, why. A name is sought in the body, never in the address."""

    sought = TextField("姓名、拼音或电话尾号", [at_most(30)])
    trainees = ChoicesField("学员", [])
    cause = ChoiceField("回炉原因", [], choices=[(it.value, it.label) for it in Cause], blank="不是回炉，第一次学")
    entry_id = ChoiceField("没有通过的考试", [], blank="请选择")
    note = TextField("说明", [at_most(200)])

    def sought_text(self) -> str:
        """Return the part of a name, or the digits of a telephone without what groups them."""
        text = clean_text(to_ascii_digits(self.sought.data or ""))
        digits = text.replace(" ", "").replace("-", "")
        return digits if digits.isdigit() else text

    def ids(self) -> list[UUID]:
        """Return who was ticked, as far as it can be read."""
        return ids_of(self.trainees.data)

    def refresher(self) -> Refresher | None:
        """Return why they are trained once more."""
        entry_id = UUID(self.entry_id.data) if self.entry_id.data and self.cause.data == Cause.EXAM else None
        return Refresher(Cause(self.cause.data), entry_id, self.note.data or "") if self.cause.data else None


class LeaveForm(PortalForm):
    """Why somebody leaves a class."""

    version = VersionField()
    reason = TextField("退出原因", [REQUIRED, at_most(200)])


class FreeForm(PortalForm):
    """Who confirmed that she paid nothing, and how."""

    confirmed_on = DayField("确认日期", [REQUIRED], default=clock.today)
    way = PickField("确认方式", [REQUIRED], choices=[(it.value, it.label) for it in FreeWay], default=FreeWay.SIGNED.value)
    enrolments = ChoicesField("已确认的学员", [])

    def given(self) -> dict[str, Any]:
        """Return the day and the way."""
        return {"on": cast(Any, self.confirmed_on.data), "way": FreeWay(self.way.data)}

    def ids(self) -> list[UUID]:
        """Return who was ticked."""
        return ids_of(self.enrolments.data)


def ids_of(values: Any) -> list[UUID]:
    """Return the ids among what was sent, each once; what is none is left out."""
    found = dict.fromkeys(_id(value) for value in values or ())
    return [it for it in found if it is not None]


def _id(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
