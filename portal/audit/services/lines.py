"""The audit's writes: lines in the transaction of the action, so that one cannot be without the other."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from portal.audit.queries import audit_line
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope

_NEW_LINES = insert(audit_line)


def note(scope: Scope, action: str, *subject_ids: UUID | None, result: str = "done", note: str = "") -> None:
    """Write one line for each subject.

    Args:
        action: a verb of the house, `activity.log`.
        note: what a reader of the audit needs; nothing personal, at most 300 characters.
    """
    db.session.execute(_NEW_LINES, [line_of(scope, action, subject, result, note) for subject in subject_ids or (None,)])


def note_refusal(scope: Scope, conflict: Conflict) -> None:
    """Write the line of an attempt that was refused."""
    note(scope, conflict.action, conflict.subject_id, result="refused", note=conflict.nameless)


def line_of(scope: Scope, action: str, subject_id: UUID | None, result: str, note: str) -> dict[str, Any]:
    """Return the columns of a line that is written now."""
    row = {"id": uuid7(), "account_id": scope.account_id, "action": action, "result": result, "subject_id": subject_id}
    return {**scope.stamp(audit_line), **row, "note": note[:300], "address": scope.address, "at": clock.now()}
