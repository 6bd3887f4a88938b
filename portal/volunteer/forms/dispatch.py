"""Who is sent to a request."""

from collections.abc import Sequence
from uuid import UUID

from portal.volunteer.rules.dispatch import Rating
from portal.web.fields import ChoicesField, VersionField
from portal.web.forms import PortalForm


class FinishForm(PortalForm):
    """A step without words; `version` is that of the request."""

    version = VersionField()


class SendForm(PortalForm):
    """The volunteers who were ticked; `version` is that of the request."""

    volunteers = ChoicesField("志愿者", [])
    version = VersionField()

    def offer(self, ratings: Sequence[Rating]) -> None:
        """Set whom there is to choose from."""
        self.volunteers.offer([(str(it.candidate.id), it.candidate.name) for it in ratings])

    def chosen(self) -> list[UUID]:
        """Return who was ticked."""
        return [UUID(one) for one in self.volunteers.data or ()]
