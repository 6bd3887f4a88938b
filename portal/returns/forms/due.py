"""What is typed of when months are due."""

import re
from datetime import date, timedelta
from typing import Any

from portal.core.errors import RuleBroken
from portal.core.text import parse_count
from portal.returns.rules.due import MAX_DAYS_AT_ONCE, DueRule
from portal.web.fields import ChoiceField, DayField, MonthField, PickField, parse_day
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, TextField, at_most

WORKED, FREE = "worked", "free"
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—+)\s*")
_NEXT = re.compile(r"[\n,，、;；]+")


def _workdays(raw: str) -> int:
    return parse_count(raw, low=1, high=20)


def _county_workdays(raw: str) -> int:
    return parse_count(raw, low=1, high=22)


class RuleForm(PortalForm):
    """By which working day months are due, from a month on."""

    since_month = MonthField("从哪个月的月报起", [REQUIRED])
    station_workdays = ParsedField("驿站", [REQUIRED], parse=_workdays)
    county_workdays = ParsedField("县区", [REQUIRED], parse=_county_workdays)
    reason = TextField("为什么改", [REQUIRED, at_most(200)])

    def rule(self) -> DueRule:
        """Return what was typed."""
        typed: Any = (self.since_month.data, self.station_workdays.data, self.county_workdays.data)
        return DueRule(*typed)


class RuleWithdrawalForm(PortalForm):
    """Why a rule by which nothing was due yet is taken back."""

    reason = TextField("为什么撤回", [REQUIRED, at_most(150)])


class DaysForm(PortalForm):
    """Days that the city declares to be worked or free, one a line, or pasted as a list."""

    days = LongTextField("哪些天", [REQUIRED, at_most(2000)])
    kind = PickField("这些天", [REQUIRED], choices=((FREE, "休息，不算工作日"), (WORKED, "上班，算工作日")))
    note = TextField("备注", [at_most(60)])

    def listed(self) -> list[date]:
        """Return the days, those of a range too.

        Raises:
            RuleBroken: a part is no day, or they are far too many.
        """
        parts = [part.strip() for part in _NEXT.split(self.days.data or "") if part.strip()]
        if not parts:
            raise RuleBroken("days", "必须填写")
        return [day for part in parts for day in _read_days(part)]


class ExceptionForm(PortalForm):
    """A later day for one unit and one month."""

    unit_code = ChoiceField("哪个单位", [REQUIRED])
    month = MonthField("哪个月的月报", [REQUIRED])
    due_on = DayField("宽限到哪一天", [REQUIRED])
    reason = TextField("为什么宽限", [REQUIRED, at_most(200)])


def _read_days(part: str) -> list[date]:
    ends = _BETWEEN.split(part)
    try:
        first, last = parse_day(ends[0]), parse_day(ends[-1])
    except ValueError as error:
        raise RuleBroken("days", f"“{part[:30]}”看不懂：{error}") from error
    count = (last - first).days + 1
    if len(ends) > 2 or count < 1:
        raise RuleBroken("days", f"“{part[:30]}”看不懂：起止日期请写成 2027-02-05 至 2027-02-11")
    if count > MAX_DAYS_AT_ONCE:
        raise RuleBroken("days", f"“{part[:30]}”超过 {MAX_DAYS_AT_ONCE} 天，请检查年份")
    return [first + timedelta(days=n) for n in range(count)]
