"""Who may touch which rows: the tenant a request works for, and the criteria that say so."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Integer, ScalarSelect, Select, String, Update, and_, bindparam, inspect, select

from portal.core.db import Base, Reach, reach_of

Statement = TypeVar("Statement", Select[*tuple[Any, ...]], Update)


class ScopeError(RuntimeError):
    """A statement or a row says nothing of its scope, or goes beyond it."""


class Level(IntEnum):
    """How many ids a tenant's path has."""

    CITY = 1
    COUNTY = 2
    STATION = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """The tenant a request works for, what it may do there, and for whom.

    Args:
        path: the tenant's line of ids, `city.county.station.`; the platform's is `0.`
        permissions: the names of what the person may do at this tenant.
        account_id: who works; 0 is the portal itself.
        address: where the request comes from, for the audit.
    """

    path: str
    permissions: frozenset[str] = frozenset()
    account_id: int = 0
    address: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"([0-9]+\.){1,3}", self.path):  # it is written literally into SET LOCAL
            raise ValueError(self.path)

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids from the city down to this tenant."""
        return tuple(int(part) for part in self.path[:-1].split("."))

    @property
    def tenant_id(self) -> int:
        """The id of the tenant itself."""
        return self.ids[-1]

    @property
    def level(self) -> Level:
        """Whether this tenant is a city, a county or a station."""
        return Level(self.path.count("."))

    def owns(self, rows: type[Base] | FromClause) -> ColumnElement[bool]:
        """The criterion of a SELECT: what this tenant and, unless personal, those below it own."""
        reach, column = self._look(rows)
        if reach is not Reach.SUBTREE or self.level is Level.STATION:
            return self.changes(rows)
        if self.level is Level.CITY:
            return _in_city(column)
        return and_(_in_city(column), column.tenant_id.in_(_below()))

    def changes(self, rows: type[Base] | FromClause) -> ColumnElement[bool]:
        """The criterion of an UPDATE or DELETE: what this very tenant owns."""
        reach, column = self._look(rows)
        if reach is Reach.CITY:
            return _in_city(column)
        return and_(_in_city(column), column.tenant_id == bindparam("scope_tenant", type_=Integer))

    def stamp(self, rows: type[Base] | FromClause) -> dict[str, int]:
        """The owner columns of a new row."""
        reach, _ = self._look(rows)
        city = {"city_id": self.ids[0]}
        return city if reach is Reach.CITY else {**city, "tenant_id": self.ids[-1]}

    @property
    def binds(self) -> dict[str, int | str]:
        """The values behind `owns` and `changes`; every execution brings them, the guard compares them."""
        return {"scope_city": self.ids[0], "scope_tenant": self.ids[-1], "scope_low": self.path, "scope_high": self.path[:-1] + "/"}

    def _look(self, rows: Any) -> tuple[Reach, Any]:
        table: Any = inspect(rows).selectable
        reach = reach_of(getattr(table, "element", table).name)
        if reach is None or "city_id" not in table.c:
            raise ScopeError(f"{table} is not owned")
        if reach is Reach.TENANT and self.level is not Level.STATION:
            raise ScopeError(f"{table} is personal: only its own station reads or writes it")
        return reach, table.c


def _in_city(column: Any) -> ColumnElement[bool]:
    return column.city_id == bindparam("scope_city", type_=Integer)  # no value: a kept statement must not remember whose it was


@cache
def _below() -> ScalarSelect[int]:
    """The tenants from this one down; always the same object, by which the guard knows it."""
    tenant = Base.metadata.tables["tenant"].c
    low, high = bindparam("scope_low", type_=String), bindparam("scope_high", type_=String)
    return select(tenant.id).where(tenant.path >= low, tenant.path < high).scalar_subquery()


def prepared(build: Callable[[Scope], Statement]) -> Callable[[Scope], Statement]:
    """Build a statement once per level; run it with `scope.binds` (building costs more than running)."""
    kept: dict[Level, Statement] = {}

    def statement(scope: Scope) -> Statement:
        if scope.level not in kept:
            kept[scope.level] = build(scope)
        return kept[scope.level]

    return statement
