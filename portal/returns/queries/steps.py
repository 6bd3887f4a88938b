"""What was done with months on their way, and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tallies.models import MonthFreeze, MonthStep
from portal.tallies.rules.months import Figures, Step
from portal.tenants.models import Account, Tenant

step, freeze, account, tenant = (cast(Table, m.__table__) for m in (MonthStep, MonthFreeze, Account, Tenant))
s, f = step.c, freeze.c


@dataclass(frozen=True, slots=True)
class Done:
    """A step as it is told.

    Args:
        who: her name; 平台 when it came from the command line.
        unit: for which unit she did it.
    """

    step: Step
    revision: int
    reason: str
    who: str
    unit: str
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """A month as it was frozen last."""

    revision: int
    figures: Figures
    digest: str
    at: datetime


@prepared
def _steps(scope: Scope) -> Select[*tuple[Any, ...]]:
    names = (account.c.display_name, tenant.c.name)
    columns = select(s.step, s.revision, s.reason, *names, s.done_at, s.done_by).select_from(step)
    told = columns.outerjoin(account, account.c.id == s.done_by).outerjoin(tenant, tenant.c.id == s.done_from)
    return told.where(scope.owns(step), s.tenant_id == bindparam("unit"), s.month == bindparam("month")).order_by(s.id)


def list_steps(scope: Scope, unit_id: int, month: str) -> list[Done]:
    """Return what was done with the month of a unit at or below the scope, the first step first."""
    rows = db.session.execute(_steps(scope), {**scope.binds, "unit": unit_id, "month": month})
    return [Done(Step(row.step), row.revision, row.reason, row[3] or "平台", row[4] or "", row.done_at, row.done_by) for row in rows]


@prepared
def _latest(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(f.revision, f.figures, f.persons, f.parts, f.digest, f.frozen_at)
    mine = (scope.owns(freeze), f.tenant_id == bindparam("unit"), f.month == bindparam("month"))
    return columns.where(*mine).order_by(f.revision.desc()).limit(1)


def find_frozen(scope: Scope, unit_id: int, month: str) -> Frozen | None:
    """Return how the month of a unit at or below the scope was frozen last."""
    row = db.session.execute(_latest(scope), {**scope.binds, "unit": unit_id, "month": month}).first()
    if row is None:
        return None
    figures, persons, parts = (tuple(tuple(cell) for cell in it) for it in (row.figures, row.persons, row.parts))
    return Frozen(row.revision, Figures(cast(Any, figures), cast(Any, persons), cast(Any, parts)), row.digest, row.frozen_at)


@prepared
def _digests(scope: Scope) -> Select[*tuple[Any, ...]]:
    which = (f.tenant_id.in_(bindparam("units", expanding=True)), f.month == bindparam("month"))
    return select(f.tenant_id, f.revision, f.digest).where(scope.owns(freeze), *which).order_by(f.tenant_id, f.revision)


def map_digests(scope: Scope, units: Iterable[int], month: str) -> dict[int, tuple[int, str]]:
    """Return {unit: (revision, digest)} of what was frozen last of these units at or below the scope."""
    rows: Sequence[Any] = db.session.execute(_digests(scope), {**scope.binds, "units": list(units), "month": month}).all()
    return {row.tenant_id: (row.revision, row.digest) for row in rows}
