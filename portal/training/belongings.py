"""What packages hold of a trainee: it goes into her copy, follows her when two records are joined, and is blanked with her."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.core.scope import Scope
from portal.people.rolls import Sheet
from portal.tallies import services as tallies

Sheets = Callable[[Scope, UUID], Sequence[Sheet]]
Blank = Callable[[Scope, UUID], None]
Move = Callable[[Scope, UUID, UUID], None]
Remains = Callable[[Scope, UUID], Sequence[str]]
Subjects = Callable[[Scope, Collection[UUID]], Collection[tuple[UUID, UUID]]]
Follow = Callable[[Scope, UUID, Collection[UUID], UUID], None]


@dataclass(frozen=True, slots=True)
class Belonging:
    """One package's rows of a trainee.

    Args:
        sheets: (scope, trainee) → what of them stands in the copy she may ask for.
        blank: (scope, trainee) takes out of them what tells of her, when she is erased; what is counted stays.
        move: (scope, from, to) hangs them on the record that stays, when two are found to be of one woman.
        remains: (scope, trainee) → what of them stays when she is erased, in words for the counter.
        subjects: (scope, trainees) → (trainee, row) of those of them that count with the person she is.
        follow: (scope, trainee, persons she was held for, person she is) tells what the city knows by its key of a person.
    """

    sheets: Sheets
    blank: Blank
    move: Move | None = None
    remains: Remains | None = None
    subjects: Subjects | None = None
    follow: Follow | None = None


_belongings: list[Belonging] = []


def register_belonging(
    *,
    sheets: Sheets,
    blank: Blank,
    move: Move | None = None,
    remains: Remains | None = None,
    subjects: Subjects | None = None,
    follow: Follow | None = None,
) -> Belonging:
    """Let a package tell what it holds of a trainee; one with rows that hang on hers must say how they move."""
    it = Belonging(sheets, blank, move, remains, subjects, follow)
    if it not in _belongings:
        _belongings.append(it)
    return it


def list_sheets(scope: Scope, trainee_id: UUID) -> list[Sheet]:
    """Return what all packages add to her copy."""
    return [sheet for it in _belongings for sheet in it.sheets(scope, trainee_id)]


def list_remains(scope: Scope, trainee_id: UUID) -> list[str]:
    """Return what all packages keep of her, without her name, when she is erased."""
    return [words for it in _belongings if it.remains for words in it.remains(scope, trainee_id)]


def blank_all(scope: Scope, trainee_id: UUID) -> None:
    """Blank what all packages hold of her."""
    for it in _belongings:
        it.blank(scope, trainee_id)


def move_all(scope: Scope, from_id: UUID, to_id: UUID) -> None:
    """Hang what all packages hold of one record on the one that stays."""
    for it in _belongings:
        if it.move:
            it.move(scope, from_id, to_id)


def list_subjects(scope: Scope, trainee_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Return (trainee, row) of what all packages count with the persons these trainees are."""
    return [pair for it in _belongings if it.subjects for pair in it.subjects(scope, trainee_ids)]


def follow_person(scope: Scope, trainee_id: UUID, before: Collection[UUID], person_id: UUID) -> None:
    """Let all that counts with a trainee be of the person she is now.

    Args:
        before: the persons she was held for.
    """
    tallies.repoint(scope, [subject_id for _, subject_id in list_subjects(scope, [trainee_id])], person_id)
    for it in _belongings:
        if it.follow:
            it.follow(scope, trainee_id, before, person_id)
