"""What a roll-up is narrowed to, out of the address."""

from collections.abc import Iterable
from datetime import date

from wtforms import HiddenField

from portal.reports import rules
from portal.reports.rules.tags import SETS
from portal.web.fields import Choice, ChoiceField, MonthField
from portal.web.forms import FilterForm


class MonthsFilter(FilterForm):
    """A range of months."""

    first = MonthField("月份从", [])
    last = MonthField("至", [])

    def read(self, *, today: date) -> tuple[str, str]:
        """Return the months; those that make no range are named at their field, and the usual range stands in."""
        self.checked()
        usual = rules.usual_range(today)
        first, last = self.first.data or usual[0], self.last.data or usual[1]
        if not self.has_bad_range and (why := rules.why_no_range(first, last)):
            self.last.errors = [why]
        self.first.data, self.last.data = usual if self.has_bad_range else (first, last)
        return self.first.data, self.last.data

    @property
    def has_bad_range(self) -> bool:
        """Whether the months were not understood."""
        return bool(self.first.errors or self.last.errors)


class RangeFilter(MonthsFilter):
    """Months, a table, a kind of activity, and the order of the lines."""

    table = ChoiceField("表", [], choices=list(rules.TABLES.items()), blank="")
    kind = ChoiceField("活动类别", [], blank="全部类别")
    sort = HiddenField()

    def read_with(self, kinds: Iterable[Choice], *, today: date) -> rules.Chosen:
        """Return what is asked for; nonsense is named at its field, or the usual stands in."""
        self.kind.offer(kinds)
        first, last = self.read(today=today)
        self.table.data = table = self.table.data if self.table.data in rules.TABLES else rules.DAILY
        kind = int(self.kind.data) if self.kind.data and table == rules.DAILY else None  # no other table is kept apart by kind
        self.sort.data = rules.sort_key(self.sort.data)
        return rules.Chosen(first, last, kind, self.sort.data, table)


class TagFilter(MonthsFilter):
    """Months, and one set of tags."""

    tag_set = ChoiceField("专项", [], choices=list(SETS.items()), blank="")

    def read_set(self) -> str:
        """Return the set asked for, 五送 unless one of the others is."""
        self.tag_set.data = self.tag_set.data if self.tag_set.data in SETS else next(iter(SETS))
        return self.tag_set.data
