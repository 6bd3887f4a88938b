"""SQL written by hand, for what runs too often to be built: it says its scope as every statement does, and gets the session's."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect

from portal.core.db import Reach, db, reach_of
from portal.core.scope import Scope, ScopeError

_NAMED = re.compile(r"\b(?:FROM|JOIN|UPDATE) (\w+) AS (\w+)")
_BORN = re.compile(r"\bINSERT INTO (\w+) \(city_id, [\w, ]+\) SELECT :scope_city,")
_ASKED = re.compile(r"\bWHERE ((?:\w+\.city_id = :scope_city(?: AND |(?=\)|$)))+)")
# What takes the demand back, or gives the row away.
_LOOSE = re.compile(r"(?i)\b(or|not|do update)\b|\bset (?:(?!\bwhere\b).)*\bcity_id\b|--|/\*")
Change = Callable[[Any], Any]


class Written:
    """A write of a city's rows in one step or several; a step that finds nothing to write is the last one.

    The guard sees no further than to statements that were built. What it asks of those is asked here of the words, when they are loaded:
    each owned table stands as `FROM | JOIN | UPDATE table AS x`, its `WHERE` begins with `x.city_id = :scope_city`, a new row with it too.

    Args:
        sqlite: the steps there, with values as `:name`.
        postgresql: the same there.
        columns: {name: column} of the values that a database may keep in a form of its own, as ids and instants.

    Raises:
        ScopeError: a statement names a table without its scope.
    """

    def __init__(self, *, sqlite: Sequence[str], postgresql: Sequence[str], columns: Mapping[str, Any]) -> None:
        self._steps = {"sqlite": [_checked(sql) for sql in sqlite], "postgresql": [_for_psycopg(_checked(sql)) for sql in postgresql]}
        self._columns = columns
        self._changes: dict[str, list[tuple[str, Change]]] = {}

    def run(self, scope: Scope, values: Mapping[str, Any]) -> bool:
        """Write in the session's transaction, and say whether every step wrote something.

        Raises:
            ScopeError: the session works within another scope.
        """
        ours: Scope | None = db.session.info.get("scope")
        if ours is None or ours.path != scope.path:
            raise ScopeError("these values are another scope's")
        connection = db.session.connection()
        dialect = connection.dialect
        kept = {name: change(values[name]) for name, change in self._changes_for(dialect)}
        all_values = {**values, **kept, "scope_city": scope.ids[0]}
        return all(connection.exec_driver_sql(sql, all_values).rowcount > 0 for sql in self._steps[dialect.name])

    def _changes_for(self, dialect: Dialect) -> list[tuple[str, Change]]:
        """What brings values into the form in which this database keeps them."""
        if dialect.name not in self._changes:
            made = [(name, column.type.dialect_impl(dialect).bind_processor(dialect)) for name, column in self._columns.items()]
            self._changes[dialect.name] = [(name, change) for name, change in made if change]
        return self._changes[dialect.name]


def _for_psycopg(sql: str) -> str:
    return re.sub(r":(\w+)", r"%(\1)s", sql.replace("%", "%%"))


def _checked(sql: str) -> str:
    """Return the statement on one line, when each owned table in it says its scope."""
    sql = " ".join(sql.split())
    bare = re.sub("'[^']*'", "''", sql)  # what stands in quotes is a value
    owned = [(table, alias) for table, alias in _NAMED.findall(bare) if reach_of(table)]
    named = Counter(word.lower() for word in re.findall(r"\w+", bare) if reach_of(word))
    if named != Counter([*(table for table, _ in owned), *_BORN.findall(bare)]) or any(reach_of(word) is not Reach.CITY for word in named):
        raise ScopeError(f"each owned table is a city's, and stands as FROM, JOIN or UPDATE table AS x: {sql}")
    asked = [alias for said in _ASKED.findall(bare) for alias in re.findall(r"(\w+)\.city_id", said)]
    if _LOOSE.search(bare) or Counter(alias for _, alias in owned) != Counter(asked):
        raise ScopeError(f"each owned table's WHERE begins with x.city_id = :scope_city, and goes on with AND alone: {sql}")
    return sql
