"""Studies for tests."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.core.db import db
from portal.problems.models import Study
from portal.problems.queries import studies as queries
from portal.problems.rules.studies import Heard, StudyDraft
from portal.problems.services import studies as services
from tests import make

MARCH = date(2026, 3, 10)


def study(code: str = make.CITY, *opinions: str, topic: str = "师资") -> UUID:
    """Write a study of a city or a county down, with one opinion unless told otherwise."""
    draft = StudyDraft(topic, "连翔社区驿站", MARCH, opinions=tuple(Heard(it) for it in opinions or ("缺讲师",)))
    with make.working_at(code, "fuzhou" if code == make.CITY else "jinan") as scope:
        return services.write_study(scope, draft)


def known(code: str) -> UUID:
    """Return the unit's first study, which is written when it has none."""
    with make.working_at(code) as scope:
        found = db.session.scalar(select(Study.id).where(scope.changes(Study)).order_by(Study.id).limit(1), scope.binds)
    return found or study(code)


def opinions(study_id: UUID, code: str = make.CITY) -> list[Any]:
    """Return what was heard in a study."""
    with make.working_at(code) as scope:
        return list(queries.list_opinions(scope, study_id))


def known_opinion(code: str) -> UUID:
    """Return the first opinion of the unit's first study."""
    return opinions(known(code), code)[0].id


def studies(n: int) -> None:
    """Write n studies of the city down."""
    for i in range(n):
        study(topic=f"师资 {n}-{i}")
