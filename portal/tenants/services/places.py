"""Places come from the snapshot of the division codes, once."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, insert

from portal.core.db import db
from portal.tenants import queries
from portal.tenants.divisions import Division, parent_of, read_snapshot
from portal.tenants.models import Division as Row

division = cast(Table, Row.__table__)


def load_snapshot(name: str) -> int:
    """Add the places of one snapshot that are not there yet (`fuzhou`, `linqing`); return how many were added.

    Raises:
        LookupError: no such snapshot.
    """
    return add_places(read_snapshot(name))


def add_places(places: Iterable[Division]) -> int:
    """Add the places that are not there yet; return how many were added."""
    known = queries.list_codes()
    rows = [{"code": p.code, "level": p.level, "name": p.name, "parent_code": parent_of(p.code)} for p in places if p.code not in known]
    if rows:
        db.session.execute(insert(division), rows)
    return len(rows)
