"""What the audit is narrowed to, out of the address."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from portal.audit import words
from portal.core import clock
from portal.tenants.queries.audit import Chosen
from portal.web.fields import ChoiceField, DayField
from portal.web.forms import FilterForm, ParsedField, TextField, at_most

USUAL_DAYS = 30
_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)  # beyond them there is no instant in UTC, or soon none


def _subject(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise ValueError("编号是 32 位的字母和数字，可以从记录里复制") from None


class AuditFilter(FilterForm):
    """Days, who, what, how it ended, on which record."""

    first = DayField("日期从", [])
    last = DayField("至", [])
    person = TextField("操作人", [at_most(40)])
    group = ChoiceField("事项", [], blank="全部事项")
    result = ChoiceField("结果", [], blank="全部结果", choices=tuple(words.RESULTS.items()))
    subject = ParsedField("对象编号", [], parse=_subject)

    def read(self) -> Chosen:
        """Return what is asked for; days that make no range are named at their field, and the usual ones stand in."""
        self.group.offer((name, name) for name in words.groups())
        self.checked()
        first, last = self._days()
        actions = words.actions_of(self.group.data) if self.group.data else None
        said: dict[str, Any] = {"result": self.result.data or "", "person": self.person.data or "", "subject": self.subject.data}
        return Chosen(_midnight(first), _midnight(min(last, _LATEST) + timedelta(days=1)), actions, **said)

    def _days(self) -> tuple[date, date]:
        last = clock.today()
        usual = (last - timedelta(days=USUAL_DAYS), last)
        days: tuple[date, date] = (cast(Any, self.first.data) or usual[0], cast(Any, self.last.data) or usual[1])
        if days[0] > days[1] and not self.has_bad_days:
            self.last.errors = ["结束日期不能早于开始日期"]
        days = usual if self.has_bad_days else days
        for field, day in zip((self.first, self.last), days, strict=True):
            cast(Any, field).data = day
        return days

    @property
    def has_bad_days(self) -> bool:
        """Whether the days were not understood."""
        return bool(self.first.errors or self.last.errors)


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, _EARLIEST), time(), clock.SHANGHAI)
