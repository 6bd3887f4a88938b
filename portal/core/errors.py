"""What the house says no with: one family, turned into answers in one place (`portal.web.errors`)."""

from collections.abc import Iterable
from functools import reduce
from uuid import UUID


class PortalError(Exception):
    """A request that is not carried out; its message is for the clerk."""

    status = 500

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


class NotFound(PortalError):
    """No such thing, or none for her: the two look alike."""

    status = 404

    def __init__(self, message: str = "没有找到这个页面或这条记录。") -> None:
        super().__init__(message)


class Refused(PortalError):
    """Her role does not allow it here."""

    status = 403


class Throttled(PortalError):
    """Too many tries; later again."""

    status = 429


class RuleBroken(PortalError):
    """What was typed breaks a rule; the message belongs to a field of the form."""

    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Conflict(PortalError):
    """A rule of the domain, or somebody else, stands against it now; the attempt is kept in the audit.

    Args:
        message: what happened, for the clerk.
        action: what was tried, as the audit names it.
        subject_id: the row it was tried on.
        link: (text, url) of what stands in the way.
        hers: what of the message is a person's, her name or a number that leads to it: the audit, read from above, says `××`.
    """

    status = 409

    def __init__(
        self,
        message: str,
        *,
        action: str = "",
        subject_id: UUID | None = None,
        link: tuple[str, str] | None = None,
        advice: str = "",
        hers: Iterable[str] = (),
    ) -> None:
        super().__init__(message, advice=advice)
        self.action, self.subject_id, self.link = action, subject_id, link
        self.nameless = reduce(lambda words, one: words.replace(one, "××") if one else words, hers, message)
