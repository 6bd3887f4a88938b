"""What the gate and the pages of work must know of a trainee."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.placement.models import Placement
from portal.placement.queries.seeking import seeking, sought
from portal.training import queries as cases
from portal.training.models import Enrolment, Intake, Trainee
from portal.training.queries import Case
from portal.training.rules.enrolments import EnrolmentState
from portal.training.rules.intake import Branch

MOST_FOUND = 25
trainee, intake, enrolment, placement = (cast(Table, m.__table__) for m in (Trainee, Intake, Enrolment, Placement))
t, i, e, p = trainee.c, intake.c, enrolment.c, placement.c


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(t.id).where(scope.changes(trainee), t.id == bindparam("which")).with_for_update()


def hold_trainee(scope: Scope, trainee_id: UUID) -> Case:
    """Return a trainee of the station; until the transaction ends nobody places her, withdraws or erases.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    db.session.execute(_held(scope), {**scope.binds, "which": trainee_id})
    return cases.get_trainee(scope, trainee_id)


@prepared
def _found(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (scope.owns(trainee), t.erased_at.is_(None), t.consent_withdrawn_at.is_(None), seeking((t.name, t.name_sound, t.phone)))
    return select(t.id, t.name, t.phone, t.community, t.wish).where(*hers).order_by(t.name, t.id).limit(MOST_FOUND + 1)


def find_women(scope: Scope, text: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, name, phone, community, wish) of at most 26 trainees who may be dealt with; nobody when nothing is looked for."""
    return db.session.execute(_found(scope), {**scope.binds, **sought(text)}).all() if text else []


@prepared
def _referable(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Who has a skill, or learnt one, and was never placed. Source: S2-15."""
    same = and_(i.city_id == t.city_id, i.tenant_id == t.tenant_id, i.id == t.intake_id)
    learnt = select(e.trainee_id).where(scope.changes(enrolment), e.state == EnrolmentState.COMPLETED.value)
    placed = select(p.trainee_id).where(scope.changes(placement), p.voided_at.is_(None))
    can = (or_(i.branch == Branch.REFER.value, t.id.in_(learnt)), t.id.not_in(placed))
    hers = (scope.changes(trainee), scope.changes(intake), t.erased_at.is_(None), t.consent_withdrawn_at.is_(None), *can)
    rows = select(t.id, t.name, t.phone, t.community, t.wish, i.taken_on, func.count().over().label("total")).select_from(trainee)
    return rows.join(intake, same).where(*hers).order_by(i.taken_on, t.id).limit(MOST_FOUND)


def list_referable(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, name, phone, community, wish, taken_on, total) of those to be referred to work, who came first on top."""
    return db.session.execute(_referable(scope), scope.binds).all()
