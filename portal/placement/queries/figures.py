"""What the figures of work are made of."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.placement.models import Employer, FollowUp, Placement

placement, employer, follow = (cast(Table, m.__table__) for m in (Placement, Employer, FollowUp))
p, e, f = placement.c, employer.c, follow.c


@prepared
def _placements(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(e.city_id == p.city_id, e.tenant_id == p.tenant_id, e.id == p.employer_id)
    rows = select(p.id, p.started_on, p.ended_on, p.place, p.left_cause, p.income_band, e.kind).select_from(placement).join(employer, same)
    return rows.where(scope.owns(placement), scope.owns(employer), p.voided_at.is_(None))


def list_placements(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, started_on, ended_on, place, left_cause, income_band, kind) of all placements of the station that were not voided."""
    return db.session.execute(_placements(scope), scope.binds).all()


@prepared
def _answers(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(f.placement_id, f.day, f.outcome).where(scope.owns(follow))


def map_answers(scope: Scope) -> dict[tuple[UUID, int], str]:
    """Return {(placement, mark): outcome} of all follow-ups of the station."""
    return {(row.placement_id, row.day): row.outcome for row in db.session.execute(_answers(scope), scope.binds)}
