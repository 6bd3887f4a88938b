"""What the roll of volunteers and the rules of a time bank are tested with."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update

from portal.core.db import db
from portal.volunteer.models import Volunteer
from portal.volunteer.rules.bank_rules import BankRules
from portal.volunteer.rules.marks import Mark
from portal.volunteer.rules.roll import Guardian
from portal.volunteer.services.bank_rules import set_rules
from portal.volunteer.services.marks import note_mark
from tests import make

GUARDIAN = Guardian("陈大山", "13700001111", "in_person", date(2026, 3, 1))


def bank_rules(effective_on: date = date(2026, 4, 1), **changes: Any) -> UUID:
    """Set rules of the city's time bank from a day on and return their id."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return set_rules(scope, BankRules(effective_on, **changes), reason="市级研究决定")


def mark(volunteer_id: UUID, **changes: Any) -> UUID:
    """Put training of a volunteer on record and return the id of the mark."""
    usual: dict[str, Any] = {"kind": "training", "happened_on": date(2026, 3, 2), "title": "助老护理培训", "trained_min": 120}
    with make.working_at(make.LIANXIANG) as scope:
        return note_mark(scope, volunteer_id, Mark(**{**usual, **changes}))


def agreed_to_the_first_notice(volunteer_id: UUID) -> None:
    """Let a volunteer have agreed to the first notice, as those did who were registered before the second."""
    table: Any = Volunteer.__table__
    with make.working_at(make.LIANXIANG) as scope:
        own = (scope.changes(table), table.c.id == volunteer_id)
        db.session.execute(update(table).where(*own).values(consent_version=1), scope.binds)
