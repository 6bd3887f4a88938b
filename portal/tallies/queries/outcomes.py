"""Reading outcomes: the nameless rows behind figures."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tallies.models import Outcome
from portal.tallies.rules import INDICATORS, Entry

OUTCOMES_PER_PAGE = 25
outcome = cast(Table, Outcome.__table__)
o = outcome.c


@prepared
def _of_subjects(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(outcome), o.voided_at.is_(None), o.subject_id.in_(bindparam("subjects", expanding=True)))
    columns = select(o.id, o.indicator, o.happened_on, o.value, o.subject_id, o.person_id, o.course_id, o.corrected_at)
    return columns.where(*mine).order_by(o.id).with_for_update()


def lock_outcomes(scope: Scope, subject_ids: Collection[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, indicator, happened_on, value, subject_id, person_id, course_id, corrected_at) of what the unit's own rows count for.

    They are held until this transaction ends; what was taken back is not among them.
    """
    return db.session.execute(_of_subjects(scope), {**scope.binds, "subjects": list(subject_ids)}).all()


@prepared
def _subject(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(o.subject_id).where(scope.changes(outcome), o.id == bindparam("which"), o.voided_at.is_(None))


def find_subject(scope: Scope, outcome_id: UUID) -> UUID | None:
    """Return the unit's own row that an outcome stands for; None when there is none, or it was taken back."""
    return db.session.scalar(_subject(scope), {**scope.binds, "which": outcome_id})


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    days = (o.happened_on >= bindparam("first"), o.happened_on <= bindparam("last"))
    mine = (scope.owns(outcome), o.tenant_id == bindparam("tenant"), o.indicator == bindparam("indicator"), o.voided_at.is_(None))
    sums = (func.count().over().label("total"), func.sum(o.value).over().label("total_value"))
    rows = select(o.id, o.happened_on, o.value, o.course_id, o.subject_id, *sums).where(*mine, *days)
    return rows.order_by(o.happened_on.desc(), o.id.desc()).limit(OUTCOMES_PER_PAGE).offset(bindparam("skip"))


def list_outcomes(scope: Scope, indicator: str, *, tenant_id: int, first: date, last: date, page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 nameless rows behind a figure, the latest first.

    Args:
        tenant_id: the unit, at or below the scope; of any other there are no rows.

    Returns:
        (id, happened_on, value, course_id, subject_id, total, total_value) rows; the last two are of all pages.
    """
    days = {"first": first, "last": last, "tenant": tenant_id, "skip": (page - 1) * OUTCOMES_PER_PAGE}
    return db.session.execute(_page(scope), {**scope.binds, "indicator": indicator, **days}).all()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    months = (o.month >= bindparam("first"), o.month <= bindparam("last"), o.voided_at.is_(None))
    columns = select(o.indicator, o.course_id, func.sum(o.value).label("value"))
    return columns.where(scope.owns(outcome), *months).group_by(o.indicator, o.course_id)


def count_outcomes(scope: Scope, *, first: str, last: str) -> dict[tuple[str, int | None], int]:
    """Return {(indicator code, course id): sum} of the outcomes at and below the scope in the months first..last."""
    rows = db.session.execute(_sums(scope), {**scope.binds, "first": first, "last": last})
    return {(row.indicator, row.course_id): row.value for row in rows}


def count_entries(scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Yield what every outcome of a city adds to its month, for recounting."""
    counted = select(o.tenant_id, o.happened_on, o.indicator, o.value).where(scope.owns(outcome), o.voided_at.is_(None))
    for tenant_id, happened_on, indicator, value in db.session.execute(counted, scope.binds):
        yield tenant_id, Entry(happened_on, INDICATORS[indicator], value)
