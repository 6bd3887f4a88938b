"""What the county is asked, and what it answers."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from portal.placement.rules.gate import MAX_WORDS
from portal.placement.rules.work import is_work
from portal.training.queries.courses import CourseRow
from portal.web.fields import ChoiceField, DayField, PickField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, at_most

VERDICTS = [("grant", "同意放行一次"), ("refuse", "不同意")]


class AskForm(PortalForm):
    """What work she is to do, and why it cannot wait."""

    course_id = ChoiceField("工作", [REQUIRED])
    reason = LongTextField("为什么要先上岗", [REQUIRED, at_most(MAX_WORDS)])

    def offer(self, courses: Iterable[CourseRow]) -> None:
        """Set the work there is."""
        self.course_id.offer(choices_of(courses))


class DecisionForm(PortalForm):
    """What the county answers."""

    version = VersionField()
    verdict = PickField("审批意见", [REQUIRED], choices=VERDICTS)
    ends_on = DayField("有效到", [])
    words = LongTextField("给驿站的话", [REQUIRED, at_most(MAX_WORDS)])

    @property
    def is_granted(self) -> bool:
        """Whether she may pass."""
        return self.verdict.data == "grant"

    def until(self) -> date | None:
        """Return the last day on which she may start; a refusal has none."""
        return cast(Any, self.ends_on.data) if self.is_granted else None


class TakeBackForm(PortalForm):
    """What was asked is asked no longer."""

    version = VersionField()


def choices_of(courses: Iterable[CourseRow]) -> list[tuple[str, str, str]]:
    """Return the work of the catalogue, as a select offers it."""
    return [(str(row.id), row.name, row.trade.label) for row in courses if is_work(row.step, row.code)]
