"""What counties showed for their stars, and what the city gave for it; never who showed it."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.standing.models import StarEvidence
from portal.standing.rules.star_items import Subject
from portal.tenants.models import Tenant

evidence, tenant = (cast(Table, m.__table__) for m in (StarEvidence, Tenant))
e, t = evidence.c, tenant.c
_COLUMNS = (e.id, e.tenant_id, e.item, e.words, e.points, e.remark, e.shown_at, e.judged_at, e.version)


@prepared
def _rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    of_year = (e.subject == bindparam("subject"), e.year == bindparam("year"))
    return select(*_COLUMNS).where(scope.owns(evidence), *of_year).order_by(e.tenant_id, e.item)


def list_evidence(scope: Scope, subject: Subject, year: int) -> Sequence[Row[Any]]:
    """Return what was shown for a year by the counties at or below the scope."""
    return db.session.execute(_rows(scope), {**scope.binds, "subject": subject.value, "year": year}).all()


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    of_item = (e.subject == bindparam("subject"), e.year == bindparam("year"), e.item == bindparam("item"))
    return select(*_COLUMNS).where(scope.changes(evidence), *of_item).with_for_update()


def hold_evidence(scope: Scope, subject: Subject, year: int, item: str) -> Row[Any] | None:
    """Return what this very county showed for an item, which nobody changes meanwhile; None when it showed nothing."""
    return db.session.execute(_held(scope), {**scope.binds, "subject": subject.value, "year": year, "item": item}).first()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_COLUMNS, e.subject, e.year, t.name.label("county"), t.path).join(tenant, t.id == e.tenant_id)
    return rows.where(scope.owns(evidence), e.id == bindparam("which"))


def get_evidence(scope: Scope, evidence_id: UUID) -> Row[Any]:
    """Return one thing that was shown at or below the scope, with its county.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": evidence_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _waiting(scope: Scope) -> Select[*tuple[Any, ...]]:
    unseen = (e.points.is_(None), or_(e.judged_at.is_(None), e.shown_at > e.judged_at))
    rows = select(e.subject, e.year, func.count()).where(scope.owns(evidence), *unseen)
    return rows.group_by(e.subject, e.year).order_by(e.year, e.subject)


def count_waiting(scope: Scope) -> dict[tuple[Subject, int], int]:
    """Return {(subject, year): how much was shown and not looked at yet}; what was given back waits for its county."""
    return {(Subject(subject), year): count for subject, year, count in db.session.execute(_waiting(scope), scope.binds)}
