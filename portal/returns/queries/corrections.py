"""Every SELECT on corrections: of a row, of a month, of the units below."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.clock import days_of
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.returns.models import Correction, CorrectionLine
from portal.returns.rules.corrections import Cell
from portal.tallies.rules import INDICATORS, Entry
from portal.tenants.models import Tenant

PAGE_ROWS = 25
correction, line, tenant = cast(Table, Correction.__table__), cast(Table, CorrectionLine.__table__), cast(Table, Tenant.__table__)
c, n = correction.c, line.c
SAME = and_(n.city_id == c.city_id, n.tenant_id == c.tenant_id, n.correction_id == c.id)
_SHOWN = (
    *(c.id, c.tenant_id, c.month, c.corrects_month, c.corrects_revision, c.happened_on, c.subject, c.subject_id),
    *(c.what, c.reason, c.made_by, c.made_at, c.voided_by, c.voided_at, c.void_reason),
    *(tenant.c.code.label("unit_code"), tenant.c.name.label("unit_name")),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of corrections is narrowed to; empty leaves all."""

    corrects_month: str = ""
    month: str = ""
    with_voided: bool = False


@prepared
def _on(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(correction), scope.changes(line), c.voided_at.is_(None), c.subject_id.in_(bindparam("rows", expanding=True)))
    sums = select(n.indicator, n.kind_id, func.sum(n.value).label("value")).join(correction, SAME).where(*mine)
    return sums.group_by(n.indicator, n.kind_id)


def sum_on(scope: Scope, ids: Collection[UUID]) -> dict[Cell, int]:
    """Return what the corrections of these rows of the unit's own add, those voided left out."""
    rows = db.session.execute(_on(scope), {**scope.binds, "rows": list(ids)})
    return {(row.indicator, row.kind_id): int(row.value) for row in rows}


def is_corrected(scope: Scope, subject_id: UUID) -> bool:
    """Say whether a row of the unit's own counts otherwise by its corrections."""
    return any(sum_on(scope, [subject_id]).values())


@prepared
def _of_month(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(correction), scope.changes(line), c.voided_at.is_(None), c.corrects_month == bindparam("corrected"))
    sums = select(n.indicator, n.kind_id, func.sum(n.value).label("value")).join(correction, SAME).where(*mine)
    return sums.group_by(n.indicator, n.kind_id)


def sum_of_month(scope: Scope, month: str) -> dict[Cell, int]:
    """Return what was corrected of a closed month of the unit's own so far."""
    rows = db.session.execute(_of_month(scope), {**scope.binds, "corrected": month})
    return {(row.indicator, row.kind_id): int(row.value) for row in rows}


@prepared
def _posted(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(correction), scope.changes(line), c.voided_at.is_(None), c.month == bindparam("counted"))
    sums = select(n.indicator, n.kind_id, func.sum(n.value).label("value")).join(correction, SAME).where(*mine)
    return sums.group_by(n.indicator, n.kind_id)


def sum_posted(scope: Scope, month: str) -> dict[Cell, int]:
    """Return what the unit's own corrections of other months add to a month."""
    rows = db.session.execute(_posted(scope), {**scope.binds, "counted": month})
    return {(row.indicator, row.kind_id): int(row.value) for row in rows}


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_SHOWN).join(tenant, tenant.c.id == c.tenant_id).where(scope.owns(correction), c.id == bindparam("which"))


def get_correction(scope: Scope, correction_id: UUID) -> Row[Any]:
    """Return a correction at or below the scope.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": correction_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _later(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(correction), c.voided_at.is_(None), c.subject_id.in_(bindparam("rows", expanding=True)))
    return select(c.id).where(*mine, c.id > bindparam("which")).order_by(c.id).limit(1)


def find_later(scope: Scope, correction_id: UUID, ids: Collection[UUID]) -> UUID | None:
    """Return a later correction of the same row, which began with what this one left."""
    return db.session.scalar(_later(scope), {**scope.binds, "rows": list(ids), "which": correction_id})


@prepared
def _lines(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(n.correction_id, n.indicator, n.kind_id, n.value)
    return columns.where(scope.owns(line), n.correction_id.in_(bindparam("corrections", expanding=True))).order_by(n.id)


def map_lines(scope: Scope, ids: Collection[UUID]) -> dict[UUID, dict[Cell, int]]:
    """Return {correction: what it adds} of corrections at or below the scope."""
    found: dict[UUID, dict[Cell, int]] = {}
    for row in db.session.execute(_lines(scope), {**scope.binds, "corrections": list(ids)}):
        found.setdefault(row.correction_id, {})[row.indicator, row.kind_id] = row.value
    return found


@cache
def _listed(*, has_corrects: bool, has_month: bool, with_voided: bool, is_whole: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(correction)]
        chosen += [c.corrects_month == bindparam("corrected")] if has_corrects else []
        chosen += [c.month == bindparam("counted")] if has_month else []
        chosen += [] if with_voided else [c.voided_at.is_(None)]
        total = select(func.count()).select_from(correction).where(*chosen).scalar_subquery().correlate(None)
        rows = select(*_SHOWN, total.label("total")).join(tenant, tenant.c.id == c.tenant_id).where(*chosen)
        rows = rows.order_by(c.month.desc(), c.id.desc())
        return rows if is_whole else rows.limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_corrections(scope: Scope, chosen: Filter, *, page: int | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 corrections at and below the scope, or all of them, the latest month first; each carries the total."""
    shape = {"has_corrects": bool(chosen.corrects_month), "has_month": bool(chosen.month), "with_voided": chosen.with_voided}
    binds: dict[str, Any] = {**scope.binds, **({"skip": (page - 1) * PAGE_ROWS} if page else {})}
    binds |= {"corrected": chosen.corrects_month} if chosen.corrects_month else {}
    binds |= {"counted": chosen.month} if chosen.month else {}
    return db.session.execute(_listed(**shape, is_whole=page is None)(scope), binds).all()


@cache
def _counting(*, has_kind: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        months = (c.month >= bindparam("first"), c.month <= bindparam("last"))
        mine = [scope.changes(correction), scope.changes(line), c.voided_at.is_(None), n.indicator == bindparam("code"), *months]
        mine += [n.kind_id == bindparam("kind")] if has_kind else []
        sums = (func.count().over().label("total"), func.sum(n.value).over().label("total_value"))
        rows = select(*_SHOWN, n.value, *sums).join(line, SAME).join(tenant, tenant.c.id == c.tenant_id)
        return rows.where(*mine).order_by(c.month.desc(), c.id.desc()).limit(PAGE_ROWS)

    return statement


def list_counting(scope: Scope, code: str, *, first: str, last: str, kind_id: int | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the last 25 of the unit's own corrections that a figure counts in these months, each with the number and the sum of all."""
    binds = {**scope.binds, "first": first, "last": last, "code": code, **({"kind": kind_id} if kind_id is not None else {})}
    return db.session.execute(_counting(has_kind=kind_id is not None)(scope), binds).all()


@prepared
def _corrected(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(c.corrects_month).where(scope.changes(correction), c.voided_at.is_(None)).distinct()


def list_corrected(scope: Scope) -> set[str]:
    """Return which months of the unit's own were corrected; what is put right in one that was opened again would count twice."""
    return set(db.session.scalars(_corrected(scope), scope.binds))


def count_entries(scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Yield what every correction of a city adds to the month it counts in, for recounting."""
    live = (scope.owns(correction), scope.owns(line), c.voided_at.is_(None))
    rows = select(c.tenant_id, c.month, n.indicator, n.kind_id, n.value).join(correction, SAME).where(*live)
    for row in db.session.execute(rows, scope.binds):
        yield row.tenant_id, Entry(days_of(row.month)[0], INDICATORS[row.indicator], row.value, row.kind_id)
