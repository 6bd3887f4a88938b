"""What the demand is narrowed to."""

from portal.web.fields import ChoiceField
from portal.web.forms import FilterForm


class DemandFilter(FilterForm):
    """One course, or all."""

    course = ChoiceField("课程", [], blank="全部课程")

    def course_id(self) -> int | None:
        """Return the course that was chosen."""
        return int(self.course.data) if self.course.data else None
