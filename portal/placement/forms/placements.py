"""Placements, their end, what is learnt of them, and what work is wished."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from wtforms import ValidationError

from portal.core import clock
from portal.people.rules import ConsentChannel
from portal.placement.forms.gates import choices_of
from portal.placement.rules.work import (
    ANY,
    CAUSES,
    HOURS,
    INCOMES,
    KINDS,
    LIVINGS,
    MAX_CONTRACT,
    MAX_NOTE,
    OUTCOMES,
    PLACES,
    SATISFACTION,
    Answer,
    Job,
    JobWishDraft,
    Leaving,
)
from portal.training.queries.courses import CourseRow
from portal.training.rules.intake import Trade
from portal.web.fields import ChoiceField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, PortalForm, TextField, at_most

CHANNELS = [(it.value, it.label) for it in ConsentChannel]
BANDS = list(INCOMES.items())


class PlacementForm(PortalForm):
    """Where and how she works from a day on."""

    employer = ChoiceField("用工单位", [REQUIRED])
    course_id = ChoiceField("工作", [REQUIRED])
    started_on = DayField("上岗日期", [REQUIRED], default=clock.today)
    contract_on = DayField("合同日期", [REQUIRED], default=clock.today)
    contract_number = TextField("合同编号", [at_most(MAX_CONTRACT)])
    place = PickField("地点", [REQUIRED], choices=list(PLACES.items()))
    living = PickField("是否住家", [REQUIRED], choices=list(LIVINGS.items()))
    hours = PickField("工时", [REQUIRED], choices=list(HOURS.items()))
    income_band = ChoiceField("月收入", [], choices=BANDS, blank="不登记")
    income_consent = ChoiceField("她同意登记收入", [], choices=CHANNELS, blank="没有问，或不同意")
    note = TextField("备注", [at_most(MAX_NOTE)])

    def offer(self, courses: Iterable[CourseRow], employers: Sequence[Any]) -> None:
        """Set the work there is, and who takes women on."""
        self.course_id.offer(choices_of(courses))
        self.employer.offer((str(row.id), row.name, KINDS[row.kind]) for row in employers)

    def employer_id(self) -> UUID:
        """Return who takes her."""
        return UUID(str(self.employer.data))

    def job(self) -> Job:
        """Return what was typed."""
        texts: dict[str, Any] = {"contract_number": self.contract_number.data or "", "note": self.note.data or ""}
        said: dict[str, Any] = {name: self[name].data for name in ("started_on", "contract_on", "place", "living", "hours")}
        income: dict[str, Any] = {"income_band": self.income_band.data or "", "income_consent": _channel(self.income_consent.data)}
        return Job(course_id=int(str(self.course_id.data)), **said, **income, **texts)


class EndForm(PortalForm):
    """When and why she left."""

    version = VersionField()
    ended_on = DayField("离岗日期", [REQUIRED], default=clock.today)
    left_cause = ChoiceField("离岗原因", [REQUIRED], choices=list(CAUSES.items()))
    left_note = TextField("说明", [at_most(MAX_NOTE)])

    def leaving(self) -> Leaving:
        """Return what was typed."""
        return Leaving(cast(Any, self.ended_on.data), str(self.left_cause.data), self.left_note.data or "")


class VoidForm(PortalForm):
    """Why a placement never was."""

    version = VersionField()
    reason = TextField("作废原因", [REQUIRED, at_most(MAX_NOTE)])


class FollowUpForm(PortalForm):
    """What was learnt when somebody asked after her."""

    version = VersionField()
    done_on = DayField("回访日期", [REQUIRED], default=clock.today)
    outcome = PickField("结果", [REQUIRED], choices=list(OUTCOMES.items()))
    satisfaction = ChoiceField("满意度", [], choices=list(SATISFACTION.items()), blank="没有问")
    left_on = DayField("离岗日期", [])
    left_cause = ChoiceField("离岗原因", [], choices=list(CAUSES.items()), blank="没有离岗")
    income_band = ChoiceField("月收入", [], choices=BANDS, blank="不登记")
    income_consent = ChoiceField("她同意登记收入", [], choices=CHANNELS, blank="没有问，或不同意")
    note = TextField("备注", [at_most(MAX_NOTE)])

    def validate_left_on(self, field: DayField) -> None:
        """Who left has a last day, who works has none."""
        self._match(field)

    def validate_left_cause(self, field: ChoiceField) -> None:
        """Who left has a cause, who works has none."""
        self._match(field)

    def _match(self, field: Any) -> None:
        is_left = self.outcome.data == "left"
        if is_left and not field.data:
            raise ValidationError("已离岗的，请填写这一项")
        if field.data and not is_left:
            raise ValidationError("没有离岗，不填这一项")

    def answer(self) -> Answer:
        """Return what was typed."""
        note = self.note.data or ""
        leaving = Leaving(cast(Any, self.left_on.data), str(self.left_cause.data), note) if self.outcome.data == "left" else None
        told: dict[str, Any] = {"satisfaction": int(self.satisfaction.data) if self.satisfaction.data else None, "leaving": leaving}
        income: dict[str, Any] = {"income_band": self.income_band.data or "", "income_consent": _channel(self.income_consent.data)}
        return Answer(done_on=cast(Any, self.done_on.data), outcome=str(self.outcome.data), note=note, **told, **income)


class JobWishForm(PortalForm):
    """What work she wishes."""

    version = VersionField()
    trade = ChoiceField("工种", [REQUIRED], choices=[(it.value, it.label) for it in Trade])
    place = PickField("地点", [REQUIRED], choices=[*PLACES.items(), *ANY.items()])
    living = PickField("是否住家", [REQUIRED], choices=[*LIVINGS.items(), *ANY.items()])
    hours = PickField("工时", [REQUIRED], choices=[*HOURS.items(), *ANY.items()])
    told_on = DayField("登记日期", [REQUIRED], default=clock.today)
    note = TextField("备注", [at_most(MAX_NOTE)])

    def draft(self) -> JobWishDraft:
        """Return what was typed."""
        chosen = {name: str(self[name].data) for name in ("place", "living", "hours")}
        return JobWishDraft(trade=Trade(self.trade.data), told_on=cast(Any, self.told_on.data), note=self.note.data or "", **chosen)


def _channel(value: str | None) -> ConsentChannel | None:
    return ConsentChannel(value) if value else None
