"""Who answers for a target at a unit, now and before."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.targets.models import TargetPerson
from portal.targets.rules.completions import Person

person = cast(Table, TargetPerson.__table__)
p = person.c


@prepared
def _on(scope: Scope) -> Select[*tuple[Any, ...]]:
    day = bindparam("day")
    hers = (p.target_id.in_(bindparam("which", expanding=True)), p.since_on <= day, p.until_on.is_(None) | (p.until_on >= day))
    return select(p.target_id, p.unit_id, p.name, p.post).where(scope.owns(person), *hers).order_by(p.since_on, p.id)


def map_persons(scope: Scope, target_ids: Iterable[UUID], *, on: date) -> dict[tuple[UUID, int], Person]:
    """Return {(target, unit): who answers for it on a day}."""
    rows = db.session.execute(_on(scope), {**scope.binds, "which": list(target_ids), "day": on})
    return {(row.target_id, row.unit_id): Person(row.name, row.post) for row in rows}


@prepared
def _history(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(p.id, p.unit_id, p.name, p.post, p.since_on, p.until_on)
    hers = (scope.owns(person), p.target_id == bindparam("which"), p.unit_id == bindparam("unit"))
    return columns.where(*hers).order_by(p.since_on.desc(), p.id.desc())


def list_history(scope: Scope, target_id: UUID, unit_id: int) -> Sequence[Row[Any]]:
    """Return everybody who ever answered for a target at a unit, the latest first."""
    return db.session.execute(_history(scope), {**scope.binds, "which": target_id, "unit": unit_id}).all()
