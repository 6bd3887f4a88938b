"""What packages hold of a volunteer: it goes into her copy, follows her when two records are joined, and is blanked with her."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.core.scope import Scope
from portal.people.rolls import Sheet

Sheets = Callable[[Scope, UUID], Sequence[Sheet]]
Blank = Callable[[Scope, UUID], None]
Move = Callable[[Scope, UUID, UUID], None]
Words = Callable[[Scope, UUID], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Belonging:
    """One package's rows of a volunteer.

    Args:
        sheets: (scope, volunteer) → what of them stands in the copy she may ask for.
        blank: (scope, volunteer) takes out of them what tells of her, when she is erased; what is counted stays.
        move: (scope, from, to) hangs them on the record that stays, when two are found to be of one woman.
        remains: (scope, volunteer) → what of them stays when she is erased, in words for the counter.
        open_ones: (scope, volunteer) → what of them must be brought to an end before she may be erased, in words for the counter.
    """

    sheets: Sheets
    blank: Blank
    move: Move
    remains: Words | None = None
    open_ones: Words | None = None


_belongings: list[Belonging] = []


def register_belonging(
    *, sheets: Sheets, blank: Blank, move: Move, remains: Words | None = None, open_ones: Words | None = None
) -> Belonging:
    """Let a package tell what it holds of a volunteer."""
    it = Belonging(sheets, blank, move, remains, open_ones)
    if it not in _belongings:
        _belongings.append(it)
    return it


def list_sheets(scope: Scope, volunteer_id: UUID) -> list[Sheet]:
    """Return what all packages add to her copy."""
    return [sheet for it in _belongings for sheet in it.sheets(scope, volunteer_id)]


def list_remains(scope: Scope, volunteer_id: UUID) -> list[str]:
    """Return what all packages keep of her, without her name, when she is erased."""
    return [words for it in _belongings if it.remains for words in it.remains(scope, volunteer_id)]


def list_open(scope: Scope, volunteer_id: UUID) -> list[str]:
    """Return what of her must be brought to an end before she may be erased; empty when nothing stands against it."""
    return [words for it in _belongings if it.open_ones for words in it.open_ones(scope, volunteer_id)]


def blank_all(scope: Scope, volunteer_id: UUID) -> None:
    """Blank what all packages hold of her."""
    for it in _belongings:
        it.blank(scope, volunteer_id)


def move_all(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang what all packages hold of one record on the one that stays."""
    for it in _belongings:
        it.move(scope, from_id, to_id)
