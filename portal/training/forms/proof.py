"""What is asked of the proof of free: a paper, or that a confirmation be taken back."""

from portal.web.fields import ChoiceField, VersionField
from portal.web.forms import FilterForm, PortalForm

STATES = ("待补", "齐全", "进行中")


class PaperForm(PortalForm):
    """Nothing is typed: the paper is asked for."""


class UndoForm(PortalForm):
    """A confirmation that is taken back; `version` is the one that was shown."""

    version = VersionField()


class ProofFilter(FilterForm):
    """What the list of classes is narrowed to."""

    state = ChoiceField("状态", [], blank="全部", choices=[(state, state) for state in STATES])
