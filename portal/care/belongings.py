"""What packages hold of a recipient: it goes into her copy, follows her when two records are joined, and is blanked with her."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.core.scope import Scope
from portal.people.rolls import Sheet

Sheets = Callable[[Scope, UUID], Sequence[Sheet]]
Blank = Callable[[Scope, UUID], None]
Move = Callable[[Scope, UUID, UUID], None]
Remains = Callable[[Scope, UUID], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Belonging:
    """One package's rows of a recipient.

    Args:
        sheets: (scope, recipient) → what of them stands in the copy she may ask for.
        move: (scope, from, to) hangs them on the record that stays, when two are found to be of one person.
        blank: (scope, recipient) takes out of them what tells of her, when she is erased; what is counted stays.
        remains: (scope, recipient) → what of them stays when she is erased, in words for the counter.
    """

    sheets: Sheets
    move: Move
    blank: Blank | None = None
    remains: Remains | None = None


_belongings: list[Belonging] = []


def register_belonging(*, sheets: Sheets, move: Move, blank: Blank | None = None, remains: Remains | None = None) -> Belonging:
    """Let a package tell what it holds of a recipient."""
    it = Belonging(sheets, move, blank, remains)
    if it not in _belongings:
        _belongings.append(it)
    return it


def list_sheets(scope: Scope, recipient_id: UUID) -> list[Sheet]:
    """Return what all packages add to her copy."""
    return [sheet for it in _belongings for sheet in it.sheets(scope, recipient_id)]


def list_remains(scope: Scope, recipient_id: UUID) -> list[str]:
    """Return what all packages keep of her, without her name, when she is erased."""
    return [words for it in _belongings if it.remains for words in it.remains(scope, recipient_id)]


def blank_all(scope: Scope, recipient_id: UUID) -> None:
    """Blank what all packages hold of her."""
    for it in _belongings:
        if it.blank:
            it.blank(scope, recipient_id)


def move_all(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang what all packages hold of one record on the one that stays."""
    for it in _belongings:
        it.move(scope, from_id, to_id)
