"""What is typed of a problem: as it is raised, amended, mended, looked at again."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from wtforms import FormField
from wtforms.form import Form
from wtforms.validators import Length

from portal.core import clock
from portal.problems.rules.problems import (
    MAX_DETAIL,
    MAX_NOTE,
    MAX_OWNER,
    MAX_TITLE,
    MAX_WORDS,
    MOST_AT_ONCE,
    USUAL_DAYS,
    Content,
    Finding,
    Source,
    State,
)
from portal.web.fields import ChoiceField, DayField, GridField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter

GRID_ROWS = 6
OVERDUE = "overdue"
Units = Sequence[tuple[str, str] | tuple[str, str, str]]
_SOURCES = [(one.value, one.label) for one in Source]
_STATES = [(OVERDUE, "已逾期"), *((one.value, one.label) for one in State)]
OWNER = Length(min=2, max=MAX_OWNER, message=f"请填写姓名，2 到 {MAX_OWNER} 个字")


def usual_due() -> date:
    """Return the day that is offered for a new problem."""
    return clock.today() + timedelta(days=USUAL_DAYS)


class ProblemRow(Form):
    """One problem."""

    unit_code = ChoiceField("整改单位", [REQUIRED])
    source = ChoiceField("来源", [REQUIRED], choices=_SOURCES)
    source_words = TextField("出处", [at_most(MAX_WORDS)])
    title = TextField("问题", [REQUIRED, at_most(MAX_TITLE)])
    detail = LongTextField("具体情况和整改要求", [at_most(MAX_DETAIL)])
    owner_name = TextField("责任人", [REQUIRED, OWNER])
    due_on = DayField("整改期限", [REQUIRED], default=usual_due)


class ProblemForm(ProblemRow, PortalForm):
    """One problem to be raised."""

    def finding(self) -> Finding:
        """Return what was typed."""
        return _typed(self)


class ProblemsForm(PortalForm):
    """The grid: several problems in one go."""

    rows = GridField(FormField(ProblemRow), telling=("title", "detail", "owner_name"), min_entries=GRID_ROWS, max_entries=MOST_AT_ONCE)

    def offer(self, units: Units) -> None:
        """Set the units of every row."""
        for row in self.rows.entries:
            row.form.unit_code.offer(units)

    def findings(self) -> list[Finding]:
        """Return the rows that were filled."""
        return [_typed(row.form) for row in self.rows.filled()]


def finding_of(form: Any, *, unit_code: str, source: Source, source_id: UUID | None, source_words: str) -> Finding:
    """Return a problem from a checked row, and what it was found with."""
    said = (form.title.data, form.detail.data or "", form.owner_name.data, form.due_on.data)
    return Finding(unit_code, source, source_id, source_words, *said)


def _typed(form: Any) -> Finding:
    of: dict[str, Any] = {
        "unit_code": form.unit_code.data,
        "source": Source(form.source.data),
        "source_words": form.source_words.data or "",
    }
    return finding_of(form, **of, source_id=None)


class AmendForm(PortalForm):
    """Better words for a problem."""

    version = VersionField()
    title = TextField("问题", [REQUIRED, at_most(MAX_TITLE)])
    detail = LongTextField("具体情况和整改要求", [at_most(MAX_DETAIL)])
    owner_name = TextField("责任人", [REQUIRED, OWNER])

    def content(self) -> Content:
        """Return what was typed."""
        return Content(self.title.data or "", self.detail.data or "", self.owner_name.data or "")


class FixForm(PortalForm):
    """How it shows that a problem is mended."""

    version = VersionField()
    proof = LongTextField("整改情况", [REQUIRED, at_most(MAX_NOTE)])


class RecheckForm(PortalForm):
    """What somebody else holds of it."""

    version = VersionField()
    verdict = PickField("复核结果", [REQUIRED], choices=[("accept", "通过，销号"), ("send_back", "不通过，退回整改")])
    note = LongTextField("复核意见", [at_most(MAX_NOTE)])

    @property
    def is_good(self) -> bool:
        """Whether the problem is over."""
        return self.verdict.data == "accept"


class PostponeForm(PortalForm):
    """More time, and why."""

    version = VersionField()
    due_on = DayField("新的整改期限", [REQUIRED])
    reason = LongTextField("延期原因", [REQUIRED, at_most(MAX_NOTE)])


class WithdrawForm(PortalForm):
    """Why it was no problem."""

    version = VersionField()
    reason = LongTextField("撤回原因", [REQUIRED, at_most(MAX_NOTE)])


class ProblemFilter(TitleFilter):
    """What the list is narrowed to."""

    q = TextField("问题", [at_most(80)])
    unit = ChoiceField("单位", [], blank="全部单位")
    source = ChoiceField("来源", [], blank="全部来源", choices=_SOURCES)
    state = ChoiceField("办理", [], blank="全部", choices=_STATES)

    def offer(self, units: Iterable[tuple[str, str] | tuple[str, str, str]]) -> None:
        """Set the units to choose from."""
        self.unit.offer(units)
