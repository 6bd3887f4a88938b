"""What a stranger writes: a wish, a request for a service, an objection; each once, however often she presses."""

from enum import StrEnum
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.care.queries.requests import get_request
from portal.care.rules.requests import Ask
from portal.care.services import request_rows, requests
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.people.services.naming import without_names
from portal.public import queries
from portal.tenants.services import codes
from portal.training.queries.wish_checks import find_asked, find_serials
from portal.training.rules.wishes import WishDraft
from portal.training.services import wishes
from portal.training.services.wish_rows import hold_station
from portal.volunteer.queries.shifts import get_shift
from portal.volunteer.rules.shifts import State
from portal.volunteer.services import shift_rows
from portal.volunteer.services.disputes import raise_dispute

OBJECT = "shift.object"


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


def ask_once(scope: Scope, it: Ask, code: str) -> str:
    """Write down what is asked for and count the code it came by; what was asked before in the very same words stands already.

    Returns:
        The number of the request.

    Raises:
        RuleBroken: it cannot be asked for.
    """
    request_rows.hold_station(scope)
    if known := queries.find_same_request(scope, it):
        return known
    request_id = requests.ask(scope, it)
    codes.count_scan(code)
    return get_request(scope, request_id).number


def object_to(scope: Scope, shift_id: UUID, reason: str) -> None:
    """Object to hours: those on the notice are disputed, those before it stay as they are and the station is told.

    Whoever the shift knows by name is taken out of it, so that nobody finds out by trying whether a name is hers.

    Args:
        reason: at most 200 characters.

    Raises:
        NotFound: they are not this station's.
        RuleBroken: the reason holds somebody's number.
        Conflict: they are credited already, or disputed.
    """
    row = get_shift(scope, shift_id)
    nameless = without_names(scope, reason)
    for name in sorted(shift_rows.names_of(row), key=len, reverse=True):
        nameless = nameless.replace(name, "××")
    if row.state not in {State.ENDED, State.CONFIRMED}:
        raise_dispute(scope, shift_id, nameless, "code")
        return
    check_reason(nameless)
    shift_rows.hold(scope, shift_id, State.ENDED, State.CONFIRMED, action=OBJECT)
    shift_rows.change(scope, [shift_id], {"objection": nameless})
    audit.note(scope, OBJECT, shift_id)


register_words({OBJECT: "服务对象有异议"}, group="志愿者")
