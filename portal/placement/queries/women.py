"""What the gate and the pages of work must know of a trainee."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.placement.queries.seeking import seeking, sought
from portal.training import queries as cases
from portal.training.models import Trainee
from portal.training.queries import Case

MOST_FOUND = 25
trainee = cast(Table, Trainee.__table__)
t = trainee.c


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
