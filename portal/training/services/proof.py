"""That a woman confirmed to have paid nothing is taken back, when it was noted by mistake."""

from typing import cast
from uuid import UUID

from portal.audit.words import register_words
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.training.queries import enrolments as queries
from portal.training.services.seats import change_enrolment

UNDO = "proof.undo"


def take_confirmation_back(scope: Scope, enrolment_id: UUID, *, version: int) -> UUID:
    """Take back a confirmation that was noted by mistake; return the class it was of.

    Raises:
        NotFound: no such enrolment of this station.
        Conflict: nothing was confirmed, or somebody changed it meanwhile.
    """
    row = queries.get_enrolment(scope, enrolment_id)
    if row.free_confirmed_on is None:
        raise Conflict("她的免费确认已经取消。", action=UNDO, subject_id=enrolment_id)
    change_enrolment(scope, enrolment_id, version, {"free_confirmed_on": None, "free_way": ""}, action=UNDO)
    return cast(UUID, row.class_id)


register_words({UNDO: "取消免费确认", "proof.print": "打印三免台账"}, group="三免台账")
