"""What a closed month should have counted: of an activity, of another row, of what has none."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField

from portal.core.dates import month_words
from portal.core.text import format_minutes, parse_count, parse_minutes
from portal.returns.queries.corrections import Filter
from portal.returns.rules.corrections import MOST_VALUE, MOST_WHAT, CountedRow, Counts, Draft, Missed, Subject, Values, activity_values
from portal.tallies.rules import Indicator
from portal.web.fields import Choice, ChoiceField, DayField, MonthField, PickField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, ParsedField, PortalForm, TextField, at_most

_ONLINE = [("0", "线下"), ("1", "线上")]


def _heads(raw: str) -> int:
    return parse_count(raw, low=0, high=MOST_VALUE)


def month_choices(months: Iterable[str]) -> list[Choice]:
    """Return months as they are chosen from."""
    return [(month, month_words(month)) for month in months]


class CorrectionForm(PortalForm):
    """In which month a correction counts, and why."""

    month = ChoiceField("计入月份", [REQUIRED], blank="")
    reason = LongTextField("更正原因", [REQUIRED, at_most(500)])

    def offer(self, months: Iterable[str]) -> None:
        """Set the months it may count in."""
        self.month.offer(month_choices(months))

    @property
    def why(self) -> dict[str, Any]:
        """What every correction says."""
        return {"month": self.month.data, "reason": self.reason.data}


class RowForm(CorrectionForm):
    """A row that should not have counted, or that should after all."""

    verdict = PickField("更正为", [REQUIRED], choices=[("away", "本不该计，整条扣除"), ("back", "恢复计入，按原记录的数")], default="away")

    def draft(self, row: CountedRow) -> Draft:
        """Return what was asked for."""
        return Draft(**self.why, subject=row.subject, subject_id=row.id, is_away=self.verdict.data == "away")


class ActivityRowForm(CorrectionForm):
    """The right numbers of an activity, or that it should not have counted."""

    verdict = PickField("更正为", [REQUIRED], choices=[("set", "按下面的数字计"), ("away", "本不该计，整场扣除")], default="set")
    attendances = ParsedField("人次", [], parse=_heads)
    women = ParsedField("其中女性", [], parse=_heads)
    is_online = PickField("方式", [REQUIRED], choices=_ONLINE, default="0")

    def validate(self, extra_validators: Any = None) -> bool:
        """Want the numbers, unless the whole of it is taken away."""
        is_well = super().validate(extra_validators)
        return is_well and (self.verdict.data == "away" or _filled(self.attendances, self.women))

    def draft(self, row: CountedRow) -> Draft:
        """Return what was asked for."""
        is_away = self.verdict.data == "away"
        counts = None if is_away else Counts(_said(self.attendances), _said(self.women), self.is_online.data == "1")
        return Draft(**self.why, subject=Subject.ACTIVITY, subject_id=row.id, is_away=is_away, counts=counts)


class MissedForm(CorrectionForm):
    """A figure that was reported too low or too high, without a row of its own."""

    happened_on = DayField("发生日期", [REQUIRED])
    what = TextField("漏报（多报）的是什么", [REQUIRED, at_most(MOST_WHAT)])
    sign = PickField("更正为", [REQUIRED], choices=[("add", "漏报，加上"), ("sub", "多报，减去")], default="add")
    value = ParsedField("数量", [REQUIRED], parse=_heads)

    def draft(self, it: Indicator) -> Draft:
        """Return what was asked for."""
        value = _said(self.value) if self.sign.data == "add" else -_said(self.value)
        return _missed(self, {(it.code, 0): value})


class MissedTimeForm(MissedForm):
    """The same of a figure of time."""

    value = ParsedField("时长", [REQUIRED], parse=lambda raw: parse_minutes(raw, high=MOST_VALUE), show=format_minutes)


class MissedActivityForm(CorrectionForm):
    """An activity that was not logged in its month, or one too many."""

    happened_on = DayField("举办日期", [REQUIRED])
    kind_id = ChoiceField("类别", [REQUIRED])
    what = TextField("活动主题", [REQUIRED, at_most(MOST_WHAT)])
    sign = PickField("更正为", [REQUIRED], choices=[("add", "漏报一场，加上"), ("sub", "多报一场，减去")], default="add")
    attendances = ParsedField("人次", [REQUIRED], parse=_heads)
    women = ParsedField("其中女性", [REQUIRED], parse=_heads)
    is_online = PickField("方式", [REQUIRED], choices=_ONLINE, default="0")

    @property
    def counts(self) -> Counts:
        """What it would have counted."""
        return Counts(_said(self.attendances), _said(self.women), self.is_online.data == "1")

    def draft(self, _: Indicator) -> Draft:
        """Return what was asked for."""
        sign = 1 if self.sign.data == "add" else -1
        held = activity_values(int(_said(self.kind_id)), _said(self.happened_on), self.counts)
        return _missed(self, {cell: sign * value for cell, value in held.items()})


class VoidForm(PortalForm):
    """Why a correction is taken back."""

    reason = TextField("撤销原因", [REQUIRED, at_most(200)])


class CorrectionFilter(FilterForm):
    """What the list is narrowed to."""

    corrects = MonthField("更正的月份", [])
    month = MonthField("计入月份", [])
    voided = BooleanField("含已撤销")

    def chosen(self) -> Filter:
        """Return what was asked for; nonsense is as if it were not there."""
        self.checked()
        return Filter(self.corrects.data or "", self.month.data or "", bool(self.voided.data))


def _missed(form: Any, values: Values) -> Draft:
    return Draft(**form.why, subject=Subject.MISSING, missed=Missed(form.happened_on.data, form.what.data, values))


def _said(field: Any) -> Any:
    """Return what was typed, as its field read it."""
    return field.data


def _filled(*fields: Any) -> bool:
    for field in fields:
        if field.data is None and not field.errors:
            field.errors = [*field.errors, "必须填写"]
    return not any(field.errors for field in fields)
