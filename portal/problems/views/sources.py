"""From a problem back to what it was found with: a month, a sheet, a study."""

import re
from typing import Any

from flask import url_for

from portal.core.scope import Level, Scope
from portal.problems.rules.problems import Source

_MONTH = re.compile(r"(20[0-9]{2})(?:-|年)(0?[1-9]|1[0-2])(?![0-9])")
_ways: dict[Source, tuple[str, str, str]] = {}


def register_way(source: Source, *, endpoint: str, key: str, permission: str) -> None:
    """Name the page of what problems of a source were found with.

    Args:
        key: what its id is called in the address.
        permission: what it takes to open it.
    """
    _ways[source] = (endpoint, key, permission)


def way_to(row: Any, scope: Scope, code: str) -> str:
    """Return the address of what a problem was found with; empty when there is none, or none for this person."""
    source = Source(row.source)
    if source is Source.RETURN:
        return _month_of(row, scope, code)
    if not row.source_id or source not in _ways:
        return ""
    endpoint, key, permission = _ways[source]
    is_above = source is Source.STUDY and scope.level > Level[row.raised_level.upper()]  # a study is read where it was made, and above
    return "" if is_above or permission not in scope.permissions else url_for(endpoint, code=code, **{key: row.source_id})


def _month_of(row: Any, scope: Scope, code: str) -> str:
    found = _MONTH.search(row.source_words)
    if not found or "return.read" not in scope.permissions:
        return ""
    month = f"{found[1]}-{int(found[2]):02d}"
    if row.tenant_id == scope.tenant_id:
        return url_for("returns.own", code=code, month=month)
    return url_for("returns.one", code=code, unit_code=row.unit_code, month=month)
