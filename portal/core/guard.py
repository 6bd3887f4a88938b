"""The second lock: the session refuses what does not carry its scope, in words and in values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakSet

from sqlalchemy import BindParameter, FromClause, Select, TableClause
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, TextClause
from sqlalchemy.sql.selectable import AliasedReturnsRows

from portal.core.db import Base, reach_of
from portal.core.scope import Level, Scope, ScopeError

_OWNER = {"city_id", "tenant_id"}
_checked: dict[Level, WeakSet[Any]] = {level: WeakSet() for level in Level}  # statements kept by `prepared` are walked once


def check_statement(state: ORMExecuteState) -> None:
    """Refuse a statement on owned rows without the session's scope (a `do_orm_execute` listener)."""
    scope: Scope | None = state.session.info.get("scope")
    statement: Any = state.statement
    rows: Any = state.parameters if isinstance(state.parameters, list) else [state.parameters or {}]
    if state.execution_options.get("trusted") or state.is_column_load:
        return
    if isinstance(statement, Insert) and reach_of(_name(statement.table)):
        _check_rows(scope, statement.table, rows)
    elif isinstance(statement, Update) and reach_of(_name(statement.table)) and any(_OWNER & row.keys() for row in rows):
        raise ScopeError("a row keeps its owner")
    elif scope and any(row.get(name, value) != value for row in rows for name, value in scope.binds.items()):
        raise ScopeError("these binds are another scope's")
    if scope is None or statement not in _checked[scope.level]:
        _check(statement, scope)
        if scope:
            _checked[scope.level].add(statement)


def check_flush(session: Session, *_: Any) -> None:
    """Refuse to flush a row of another tenant (a `before_flush` listener)."""
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Base) and row.reach:
            _check_rows(session.info.get("scope"), row.__table__, [{name: getattr(row, name) for name in _OWNER if hasattr(row, name)}])
            if _has_moved(row):
                raise ScopeError(f"{type(row).__name__} would change its owner")


def _check_rows(scope: Scope | None, table: FromClause, rows: Sequence[Mapping[str, Any]]) -> None:
    if scope is None or any(not scope.stamp(table).items() <= row.items() for row in rows):
        raise ScopeError(f"{table}: each row carries scope.stamp(...), and an insert takes its rows as parameters")


def _check(node: Any, scope: Scope | None) -> None:
    if isinstance(node, TextClause) or (getattr(node, "is_literal", False) and node.name != "*"):
        raise ScopeError("text hides its tables; only a listed module may say trusted=True")
    if isinstance(node, (Select, Update, Delete)):
        _check_where(node, scope)
    if isinstance(node, (Insert, Update)):
        _check_values(node)
    for child in node.get_children():
        _check(child, scope)


def _check_values(node: Any) -> None:
    """An owner is given as a parameter, where it is compared, and never changed."""
    named = {getattr(column, "name", column) for column in node._values or ()}  # noqa: SLF001  # SQLAlchemy has no public name for it
    if reach_of(_name(node.table)) and (named & _OWNER or getattr(node, "select", None) is not None):
        raise ScopeError(f"{_name(node.table)}: a row keeps its owner, and is born with scope.stamp(...) as parameters")


def _check_where(node: Any, scope: Scope | None) -> None:
    """Each owned table a statement names, at each depth, has its criterion in that statement's own WHERE."""
    said = _conditions(node.whereclause)
    for table in {part for part in _own_parts(node) if _is_owned(part)}:
        if scope is None:
            raise ScopeError(f"{_name(table)}: there is no scope")
        enough = [scope.changes(table)] if isinstance(node, (Update, Delete)) else [scope.owns(table), scope.changes(table)]
        if not any(_conditions(criterion) <= said for criterion in enough):
            raise ScopeError(f"{_name(table)}: say .where(scope.owns(...)), or scope.changes(...) to write")


def _conditions(clause: Any) -> set[tuple[Any, ...]]:
    """What a WHERE surely demands: its parts under AND, as (table, column, operator, names of open binds)."""
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        return set[tuple[Any, ...]]().union(*(_conditions(part) for part in clause.clauses))
    if not isinstance(clause, BinaryExpression):
        return set()
    left, right = clause.left, clause.right
    names = frozenset(b.key for b in visitors.iterate(right) if isinstance(b, BindParameter) and b.required)
    return {(getattr(left, "table", None), getattr(left, "name", None), clause.operator, names)}


def _own_parts(node: Any) -> Iterator[Any]:
    """All parts of one statement, not of the SELECTs inside it."""
    for child in node.get_children():
        yield child
        if not isinstance(child, (Select, AliasedReturnsRows)):
            yield from _own_parts(child)


def _is_owned(part: Any) -> bool:
    table: Any = part.element if isinstance(part, AliasedReturnsRows) else part
    return isinstance(table, TableClause) and reach_of(table.name) is not None


def _name(table: Any) -> str:
    return getattr(table, "element", table).name


def _has_moved(row: Any) -> bool:
    return any(row._sa_instance_state.attrs[name].history.deleted for name in _OWNER if hasattr(row, name))  # noqa: SLF001  # the cheap way to `inspect(row)`
