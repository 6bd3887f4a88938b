"""What is typed of a study, and of what becomes of an opinion."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import FormField
from wtforms.form import Form

from portal.core.text import parse_count
from portal.people.rules import parse_person_name
from portal.problems.rules.studies import Heard, StudyDraft, Task
from portal.web.fields import ChoiceField, DayField, GridField, VersionField
from portal.web.forms import REQUIRED, LongTextField, ParsedField, PortalForm, TextField, at_most
from portal.web.seeking import TitleFilter

OPINION_ROWS = 4


def _year(raw: str) -> int:
    return parse_count(raw, low=2000, high=2099)


class StudyFilter(TitleFilter):
    """The studies that are listed."""

    q = TextField("主题或地点", [at_most(80)])
    year = ParsedField("年份", [], parse=_year)


class OpinionRow(Form):
    """One opinion."""

    words = TextField("意见", [REQUIRED, at_most(500)])
    said_by = TextField("谁提的", [at_most(60)])


class StudyForm(PortalForm):
    """A study, to be written down or amended; `version` is the one that was shown."""

    version = VersionField()
    topic = TextField("调研题目", [REQUIRED, at_most(80)])
    site = TextField("地点", [REQUIRED, at_most(100)])
    unit = ChoiceField("所在单位", [], blank="不在名单里")
    studied_on = DayField("日期", [REQUIRED])
    people = TextField("参加人员", [at_most(300)])
    findings = LongTextField("了解到的情况", [at_most(4000)])
    rows = GridField(FormField(OpinionRow), telling=("words", "said_by"), min_entries=OPINION_ROWS, max_entries=30, may_be_empty=True)

    def draft(self, units: Iterable[Any]) -> StudyDraft:
        """Return what was typed."""
        ids = {one.code: one.id for one in units}
        day: date = self.studied_on.data  # type: ignore[assignment]
        heard = tuple(Heard(row.form.words.data, row.form.said_by.data or "") for row in self.rows.filled())
        told = {"people": self.people.data or "", "findings": self.findings.data or ""}
        return StudyDraft(self.topic.data or "", self.site.data or "", day, **told, unit_id=ids.get(self.unit.data), opinions=heard)


class StudyVoidForm(PortalForm):
    """Why a study is taken out."""

    version = VersionField()
    reason = TextField("作废原因", [REQUIRED, at_most(200)])


class TaskForm(PortalForm):
    """Who sees to what an opinion asks, until when."""

    version = VersionField()
    owner_name = ParsedField("责任人", [REQUIRED], parse=parse_person_name)
    due_on = DayField("办理期限", [REQUIRED])

    def task(self) -> Task:
        """Return what was typed."""
        said: dict[str, Any] = {name: self[name].data for name in ("owner_name", "due_on")}
        return Task(**said)


class OpinionProblemForm(TaskForm):
    """The problem that an opinion becomes: at which unit, who answers for it, until when."""

    unit_code = ChoiceField("整改单位", [REQUIRED])
    title = TextField("问题", [REQUIRED, at_most(100)])


class NotedForm(PortalForm):
    """Nothing but the button."""

    version = VersionField()


class DoneForm(PortalForm):
    """What was done about a task."""

    version = VersionField()
    note = TextField("办理结果", [REQUIRED, at_most(500)])
