"""Every SELECT on employers; a household's name and telephone are the station's alone."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, case, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.placement.models import Employer, Placement
from portal.placement.queries.seeking import seeking, sought

PAGE_ROWS = 25
MOST_OFFERED = 300
employer, placement = cast(Table, Employer.__table__), cast(Table, Placement.__table__)
e, p = employer.c, placement.c
_LISTED = (e.id, e.kind, e.name, e.phone, e.place, e.note, e.ended_on, e.version)


def _working(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    same = and_(p.city_id == e.city_id, p.tenant_id == e.tenant_id, p.employer_id == e.id)
    return scope.owns(placement), scope.owns(employer), same, p.ended_on.is_(None), p.voided_at.is_(None)


@cache
def _page(*, has_kind: bool, is_ended: bool, is_sought: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        working = select(func.count()).where(*_working(scope)).correlate(employer)
        chosen = [scope.owns(employer), e.ended_on.is_not(None) if is_ended else e.ended_on.is_(None)]
        chosen += [e.kind == bindparam("kind")] if has_kind else []
        chosen += [seeking((e.name, e.name_sound, e.phone))] if is_sought else []
        rows = select(*_LISTED, working.scalar_subquery().label("working"), func.count().over().label("total"))
        return rows.where(*chosen).order_by(e.kind, e.name, e.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_employers(scope: Scope, *, kind: str = "", text: str = "", is_ended: bool = False, page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 employers with how many women work there now; each row carries the total."""
    binds = {**scope.binds, **sought(text), "skip": (page - 1) * PAGE_ROWS, **({"kind": kind} if kind else {})}
    return db.session.execute(_page(has_kind=bool(kind), is_ended=is_ended, is_sought=bool(text))(scope), binds).all()


@prepared
def _offered(scope: Scope) -> Select[*tuple[Any, ...]]:
    used = (scope.owns(employer), e.ended_on.is_(None))
    first = case((e.id == bindparam("beside"), 0), else_=1)
    return select(e.id, e.kind, e.name, e.place).where(*used).order_by(first, e.added_at.desc(), e.id.desc()).limit(MOST_OFFERED)


def list_offered(scope: Scope, *, beside: UUID | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, kind, name, place) of the employers that take women on: one that was asked for, and those added last, 300 in all."""
    return db.session.execute(_offered(scope), {**scope.binds, "beside": beside or UUID(int=0)}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_LISTED).where(scope.changes(employer), e.id == bindparam("which"))


def get_employer(scope: Scope, employer_id: UUID) -> Row[Any]:
    """Return one employer of this very station.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": employer_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _double(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = (e.kind == bindparam("kind"), e.name == bindparam("called"), e.phone == bindparam("number"), e.ended_on.is_(None))
    return select(e.id).where(scope.changes(employer), *same, e.id != bindparam("beside")).limit(1)


def find_employer(scope: Scope, *, kind: str, name: str, phone: str, beside: UUID) -> UUID | None:
    """Return another employer of this kind, name and telephone."""
    binds = {**scope.binds, "kind": kind, "called": name, "number": phone, "beside": beside}
    return db.session.scalar(_double(scope), binds)


@prepared
def _placed(scope: Scope) -> Select[*tuple[Any, ...]]:
    here = (scope.changes(placement), p.employer_id == bindparam("which"), p.voided_at.is_(None))
    return select(p.id).where(*here).limit(1)


def has_placements(scope: Scope, employer_id: UUID) -> bool:
    """Say whether any woman works there, or did."""
    return db.session.scalar(_placed(scope), {**scope.binds, "which": employer_id}) is not None
