"""What is typed of a finding: how it came to be, and what is held of it."""

from collections.abc import Iterable
from typing import Any

from portal.training.rules.finding_kinds import Kind
from portal.web.fields import ChoiceField, VersionField
from portal.web.forms import REQUIRED, FilterForm, LongTextField, PortalForm, at_most

STATES = ("open", "explained", "gone", "closed")


class ExplanationForm(PortalForm):
    """How rows that look wrong came to be; `version` is the one that was shown."""

    version = VersionField()
    explanation = LongTextField("情况说明", [REQUIRED, at_most(500)])


class ClosingForm(PortalForm):
    """What is held of a finding; `version` is the one that was shown."""

    version = VersionField()
    verdict = LongTextField("核销意见", [REQUIRED, at_most(500)])


class CheckForm(PortalForm):
    """Nothing is typed: the check is asked for."""


class FindingFilter(FilterForm):
    """What the list is narrowed to."""

    station = ChoiceField("驿站", [], blank="全部驿站")
    kind = ChoiceField("类别", [], blank="全部类别", choices=[(kind.value, kind.label) for kind in Kind])
    state = ChoiceField("办理", [], blank="", choices=[(state, state) for state in ("", *STATES)])

    def offer(self, stations: Iterable[Any]) -> None:
        """Set the stations to choose from."""
        self.station.offer((it.code, it.name) for it in stations)
