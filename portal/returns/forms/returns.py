"""What is typed about one month on its way."""

from typing import Any

from portal.returns.rules.returns import MAX_REASON
from portal.tenants.forms.proof import ProofForm
from portal.web.fields import ChoicesField, VersionField
from portal.web.forms import REQUIRED, LongTextField, PortalForm, at_most


class SeenForm(PortalForm):
    """A step without words; `revision` is the one that was shown."""

    revision = VersionField()

    def seen(self) -> int:
        """Return the revision that was shown."""
        return int(self.revision.data)


class ReturnForm(SeenForm):
    """Why a month is returned."""

    reason = LongTextField("退回原因", [REQUIRED, at_most(MAX_REASON)])


class ReopenForm(ProofForm):
    """Why a month is opened again, with the password once more."""

    revision = VersionField()
    reason = LongTextField("重新打开的原因", [REQUIRED, at_most(MAX_REASON)])

    def seen(self) -> int:
        """Return the revision that was shown."""
        return int(self.revision.data)


class AcceptForm(PortalForm):
    """Which of the months that wait are accepted."""

    chosen = ChoicesField("待审核的月报", [REQUIRED])

    def picked(self) -> list[tuple[str, str, int]]:
        """Return (unit code, month, revision) of each that was ticked."""
        told: list[Any] = [value.split(":") for value in self.chosen.data or ()]
        return [(code, month, int(revision)) for code, month, revision in told]
