"""What the board is narrowed to, from the address."""

from portal.core import clock
from portal.returns.rules.board import Mark
from portal.web.fields import ChoiceField, MonthField
from portal.web.forms import FilterForm

_ASKED = (Mark.LATE, Mark.RETURNED, Mark.OPEN, Mark.SUBMITTED, Mark.ACCEPTED, Mark.ARCHIVED, Mark.STOPPED)


class BoardFilter(FilterForm):
    """Which months up to, and which units."""

    until = MonthField("到哪个月", [])
    mark = ChoiceField("状态", [], choices=[(mark.value, mark.label) for mark in _ASKED], blank="全部")

    @property
    def last_month(self) -> str:
        """The last month shown: the running one at the latest, and none before the portal can know any."""
        now = clock.month_of(clock.today())
        return min(max(self.until.data or now, "2001-01"), now)

    @property
    def wanted(self) -> Mark | None:
        """The mark that a unit must have somewhere; None for any."""
        return Mark(self.mark.data) if self.mark.data else None
