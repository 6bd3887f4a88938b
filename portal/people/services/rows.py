"""The one way a station's row of somebody is changed: by its owner, as it was seen, and dated."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, update

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.people.rolls import Roll
from portal.people.rules.records import Record


def change_row(scope: Scope, roll: Roll, record: Record, values: Mapping[str, Any], *, action: str) -> None:
    """Change a row that nobody has changed since it was read.

    Raises:
        Conflict: somebody did.
    """
    c = roll.table.c
    own = (scope.changes(roll.table), c.id == bindparam("which"), c.version == bindparam("seen"))
    fresh = {**values, "version": record.version + 1, "touched_at": clock.now()}
    binds = {**scope.binds, "which": record.id, "seen": record.version}
    changed = db.session.execute(update(roll.table).where(*own).values(fresh), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise _overtaken(record, action)


def remove_row(scope: Scope, roll: Roll, record: Record, *, action: str) -> None:
    """Remove a row that nobody has changed since it was read: another one stands for the same person.

    Raises:
        Conflict: somebody did.
    """
    c = roll.table.c
    own = (scope.changes(roll.table), c.id == bindparam("which"), c.version == bindparam("seen"))
    binds = {**scope.binds, "which": record.id, "seen": record.version}
    removed = db.session.execute(delete(roll.table).where(*own), binds)
    if removed.rowcount != 1:  # type: ignore[attr-defined]
        raise _overtaken(record, action)


def _overtaken(record: Record, action: str) -> Conflict:
    message = "这条记录刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=record.id, advice="请看过最新内容后再办理。")
