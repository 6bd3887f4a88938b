"""The second lock: the session refuses what does not carry its scope, in words and in values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from weakref import WeakSet

from sqlalchemy import BindParameter, ColumnClause, FromClause, Select, TableClause, inspect
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Delete, Insert, Update, UpdateBase
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, TextClause, UnaryExpression
from sqlalchemy.sql.selectable import CTE, AliasedReturnsRows, SelectBase

from portal.core.db import Base, Reach, reach_of
from portal.core.scope import Level, Scope, ScopeError

_OWNER = {"city_id", "tenant_id"}
# What SQLAlchemy writes into a statement as it stands, and values that no execution brings.
_UNSEEN = ("_prefixes", "_suffixes", "_hints", "_statement_hints", "_params")
_checked: dict[Level, WeakSet[Any]] = {level: WeakSet() for level in Level}  # statements kept by `prepared` are walked once


def check_statement(state: ORMExecuteState) -> None:
    """Refuse a statement on owned rows without the session's scope (a `do_orm_execute` listener)."""
    scope: Scope | None = state.session.info.get("scope")
    statement: Any = state.statement
    rows: Any = state.parameters if isinstance(state.parameters, list) else [state.parameters or {}]
    if state.execution_options.get("trusted"):
        return
    if state.is_column_load:
        _check_reload(scope, state)
        return
    if isinstance(statement, Insert) and reach_of(_name(statement.table)):
        _check_rows(scope, statement.table, rows)
    elif isinstance(statement, Update) and reach_of(_name(statement.table)) and any(_OWNER & row.keys() for row in rows):
        raise ScopeError("a row keeps its owner")
    if scope and any(row.get(name, value) != value for row in rows for name, value in scope.binds.items()):
        raise ScopeError("these binds are another scope's")
    if scope is None or statement not in _checked[scope.level]:
        _check(statement, scope, {})
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


def _check_reload(scope: Scope | None, state: ORMExecuteState) -> None:
    """An object met under one scope does not fill itself again under another one."""
    row: Any = cast(Any, state.load_options)._refresh_state  # noqa: SLF001 - SQLAlchemy has no public name for it
    table = row.mapper.local_table
    if not reach_of(table.name):
        return
    key = dict(zip((column.name for column in table.primary_key), row.identity, strict=True))
    if scope is None or any(key[name] != value for name, value in _surely_ours(scope, table).items()):
        raise ScopeError(f"{table.name}: this object is another scope's")


def _surely_ours(scope: Scope, table: FromClause) -> dict[str, int]:
    """What the owner of a readable row is, as far as its key tells; rows from below share the city alone."""
    stamp = scope.stamp(table)
    is_own = scope.level is Level.STATION or reach_of(_name(table)) is Reach.TENANT
    return stamp if is_own else {"city_id": stamp["city_id"]}


def _check(node: Any, scope: Scope | None, seen: dict[int, Any]) -> None:
    """Walk a statement to its leaves; a part met before (a SELECT names its FROM once for each column) is not walked again."""
    if id(node) in seen:
        return
    seen[id(node)] = node
    if _is_raw(node):
        raise ScopeError("text hides its tables; only a listed module may say trusted=True")
    if isinstance(node, (Select, Update, Delete)):
        _check_where(node, scope)
    if isinstance(node, (Insert, Update)):
        _check_values(node)
    for child in node.get_children():
        _check(child, scope, seen)


def _is_raw(node: Any) -> bool:
    """Whether a part is written into the statement as it stands, so that nobody sees which tables it names, or whose rows."""
    if isinstance(node, ColumnClause):
        return node.is_literal and node.name != "*"
    if isinstance(node, (BinaryExpression, UnaryExpression)):
        return isinstance(node.operator, operators.custom_op) and re.search(r"[\w\s()]", node.operator.opstring) is not None
    if isinstance(node, (SelectBase, UpdateBase, CTE)):
        return any(getattr(node, name, None) for name in _UNSEEN)
    return isinstance(node, (TextClause, ExecutableDDLElement))


def _check_values(node: Any) -> None:
    """An owner is given as a parameter, where it is compared, and never changed."""
    reach = reach_of(_name(node.table))
    named, several = _names(node._values), node._multi_values  # noqa: SLF001 - SQLAlchemy has no public names for them
    if several:
        raise ScopeError(f"{_name(node.table)}: an insert takes its rows as parameters")
    if reach and (named & _OWNER or getattr(node, "select", None) is not None):
        raise ScopeError(f"{_name(node.table)}: a row keeps its owner, and is born with scope.stamp(...) as parameters")
    conflict: Any = getattr(node, "_post_values_clause", None)
    if reach and hasattr(conflict, "update_values_to_set"):
        _check_conflict(node, conflict, _OWNER if reach is not Reach.CITY else {"city_id"})


def _check_conflict(node: Any, conflict: Any, owner: set[str]) -> None:
    """An upsert meets a row of its own owner, and leaves it there."""
    if not owner <= _names(conflict.inferred_target_elements) or _names(conflict.update_values_to_set) & _OWNER:
        raise ScopeError(f"{_name(node.table)}: index_elements name the owner, set_ does not")


def _check_where(node: Any, scope: Scope | None) -> None:
    """Each owned table a statement names, at each depth, has its criterion in that statement's own WHERE."""
    said = _conditions(node.whereclause)
    for table in {table for table in _tables(node) if _is_owned(table)}:
        if scope is None:
            raise ScopeError(f"{_name(table)}: there is no scope")
        enough = [scope.changes(table)] if isinstance(node, (Update, Delete)) else [scope.owns(table), scope.changes(table)]
        if not any(_conditions(criterion) <= said for criterion in enough):
            raise ScopeError(f"{_name(table)}: say .where(scope.owns(...)), or scope.changes(...) to write")


def _conditions(clause: Any) -> set[tuple[Any, ...]]:
    """What a WHERE surely demands: its parts under AND, as (table, column, operator, open bind or subtree)."""
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        return set[tuple[Any, ...]]().union(*(_conditions(part) for part in clause.clauses))
    if not isinstance(clause, BinaryExpression):
        return set()
    left, right = cast(Any, clause.left), cast(Any, clause.right)
    value = right.key if isinstance(right, BindParameter) and right.required else right
    return {(getattr(left, "table", None), getattr(left, "name", None), clause.operator, value)}


def _tables(node: Any) -> Iterator[Any]:
    """What one statement reads or writes; an UPDATE or DELETE takes more tables in by merely naming their columns."""
    for part in _own_parts(node, {}):
        yield part
        if isinstance(part, ColumnClause) and not isinstance(node, Select):
            yield part.table


def _own_parts(node: Any, seen: dict[int, Any]) -> Iterator[Any]:
    """All parts of one statement, each once, not of the SELECTs inside it."""
    for child in node.get_children():
        if id(child) not in seen:
            seen[id(child)] = child
            yield child
            if not isinstance(child, (Select, AliasedReturnsRows)):
                yield from _own_parts(child, seen)


def _is_owned(part: Any) -> bool:
    return isinstance(_bare(part), TableClause) and reach_of(_name(part)) is not None


def _bare(table: Any) -> Any:
    """The table behind any number of aliases."""
    while isinstance(table, AliasedReturnsRows):
        table = table.element
    return table


def _name(table: Any) -> str:
    return _bare(table).name


def _names(columns: Any) -> set[str]:
    return {getattr(column, "name", column) for column in columns or ()}


def _has_moved(row: Any) -> bool:
    return any(inspect(row).attrs[name].history.deleted for name in _OWNER if hasattr(row, name))
