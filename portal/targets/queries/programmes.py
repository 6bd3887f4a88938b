"""Programmes of a city, by year."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.targets.models import Programme

programme = cast(Table, Programme.__table__)
p = programme.c
_FACTS = (p.id, p.year, p.name, p.document, p.document_number, p.issued_by, p.issued_on, p.version)


@prepared
def _of_year(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_FACTS).where(scope.owns(programme), p.year == bindparam("year")).order_by(p.name, p.id)


def list_programmes(scope: Scope, year: int) -> Sequence[Row[Any]]:
    """Return the city's programmes of a year, by name."""
    return db.session.execute(_of_year(scope), {**scope.binds, "year": year}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_FACTS).where(scope.owns(programme), p.id == bindparam("which"))


def get_programme(scope: Scope, programme_id: UUID) -> Row[Any]:
    """Return one programme of the city.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": programme_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _years(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(p.year).where(scope.owns(programme)).distinct().order_by(p.year.desc())


def list_years(scope: Scope) -> list[int]:
    """Return the years there are programmes of, the latest first."""
    return list(db.session.scalars(_years(scope), scope.binds))
