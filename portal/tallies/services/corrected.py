"""Rows that a correction counts otherwise: nobody changes them a second time where they stand."""

from collections.abc import Callable
from uuid import UUID

from portal.core.errors import Conflict
from portal.core.scope import Scope

Asker = Callable[[Scope, UUID], bool]
_askers: list[Asker] = []


def register_corrections(asker: Asker) -> Asker:
    """Let a package above say whether a row of the unit's own counts otherwise by its corrections."""
    if asker not in _askers:
        _askers.append(asker)
    return asker


def refuse_corrected(scope: Scope, subject_id: UUID, *, action: str) -> None:
    """Refuse to change a row that a correction counts otherwise: it would count twice what was wrong once.

    Its month was closed when it was corrected and has been opened again, or the row is taken back in another month.

    Raises:
        Conflict: a correction of it stands.
    """
    if any(asked(scope, subject_id) for asked in _askers):
        raise why_corrected(action, subject_id)


def why_corrected(action: str, subject_id: UUID | None = None) -> Conflict:
    """Return the refusal of whoever would change what a correction counts otherwise."""
    message = "这条记录已经登记了更正，不能再直接修改、作废或冲正，否则会重复扣减。"
    advice = "请先在“更正”里撤销那条更正；更正所在的月份已经关账的，请对原记录再登记一条更正。"
    return Conflict(message, action=action, subject_id=subject_id, advice=advice)
