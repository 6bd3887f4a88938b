"""What a stranger writes: her wish, once, however often she presses."""

from enum import StrEnum

from portal.core.scope import Scope
from portal.tenants.services import codes
from portal.training.queries.wish_checks import find_asked, find_serials
from portal.training.rules.wishes import WishDraft
from portal.training.services import wishes
from portal.training.services.wish_rows import hold_station


class Outcome(StrEnum):
    """What became of a sign-up."""

    KEPT = "kept"
    AGAIN = "again"  # the very same form came twice
    KNOWN = "known"  # the same telephone asked for the same course before


def sign_up(scope: Scope, draft: WishDraft) -> Outcome:
    """Write a wish down and count the code it came by; one that is there already is left as it is.

    Raises:
        RuleBroken: an answer cannot be.
        Conflict: the month is closed.
    """
    hold_station(scope)
    if find_serials(scope, [draft.sheet_serial]):
        return Outcome.AGAIN
    if any(row.course_id == draft.told.course_id for row in find_asked(scope, [draft.told.phone])):
        return Outcome.KNOWN
    wishes.record_wishes(scope, [draft])
    codes.count_scan(draft.public_code)
    return Outcome.KEPT
