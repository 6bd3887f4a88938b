"""What is typed of 提升方案: as it is ordered or made, its steps, its end."""

from typing import Any

from wtforms import FormField
from wtforms.form import Form

from portal.problems.forms.problems import OWNER
from portal.problems.rules.plans import MAX_NOTE, MAX_OUTCOME, MAX_STEP, MAX_TITLE, MAX_WEAKNESS, MOST_STEPS, PlanDraft, PlanState, PlanStep
from portal.web.fields import DayField, GridField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, TextField, at_most

SPARE_ROWS = 5


class PlanStepRow(Form):
    """One thing to do."""

    words = TextField("措施", [REQUIRED, at_most(MAX_STEP)])
    owner_name = TextField("责任人", [REQUIRED, OWNER])
    due_on = DayField("完成期限", [REQUIRED])

    def step(self) -> PlanStep:
        """Return what was typed."""
        due: Any = self.due_on.data
        return PlanStep(self.words.data or "", self.owner_name.data or "", due)


class PlanOrderForm(PortalForm):
    """A plan that a county is asked for; its steps are the county's to write."""

    title = TextField("方案名称", [REQUIRED, at_most(MAX_TITLE)])
    weakness = LongTextField("薄弱在哪里", [REQUIRED, at_most(MAX_WEAKNESS)])
    due_on = DayField("完成期限", [REQUIRED])

    def draft(self) -> PlanDraft:
        """Return what was typed."""
        due: Any = self.due_on.data
        return PlanDraft(self.title.data or "", self.weakness.data or "", due)


class PlanForm(PlanOrderForm):
    """A plan with its steps."""

    rows = GridField(FormField(PlanStepRow), label="措施", telling=("words", "owner_name"), min_entries=SPARE_ROWS, max_entries=MOST_STEPS)

    def draft(self) -> PlanDraft:
        """Return what was typed."""
        bare = super().draft()
        return PlanDraft(bare.title, bare.weakness, bare.due_on, steps_of(self))


class PlanStepsForm(PortalForm):
    """More steps."""

    version = VersionField()
    rows = GridField(FormField(PlanStepRow), label="措施", telling=("words", "owner_name"), min_entries=SPARE_ROWS, max_entries=MOST_STEPS)


class StepDoneForm(PortalForm):
    """How it shows that a step is done."""

    version = VersionField()
    note = LongTextField("完成情况", [REQUIRED, at_most(MAX_NOTE)])


class PlanEndForm(PortalForm):
    """What came of a plan."""

    version = VersionField()
    state = PickField("结果", [REQUIRED], choices=[("done", "完成：措施都已办完"), ("ended", "终止：不再做了")])
    outcome = LongTextField("成效或原因", [REQUIRED, at_most(MAX_OUTCOME)])

    @property
    def end(self) -> PlanState:
        """How it ends."""
        return PlanState(str(self.state.data))


def steps_of(form: Any) -> tuple[PlanStep, ...]:
    """Return the rows that were filled."""
    return tuple(row.form.step() for row in form.rows.filled())
