"""Which papers can be made by name: each kind says how its papers are found, and how one is asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from portal.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Title:
    """One paper that can be made.

    Args:
        unit_code: whose paper it is.
        rest: what it is about, without spaces: `2026-03`.
        words: what it is, for whoever reads the list.
    """

    unit_code: str
    rest: str
    words: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Papers of one kind; none that holds a person's data stands on one.

    Args:
        find: tells all of a city, given the city's scope.
        ask: asks the worker for one as its page does, given the unit's scope and the rest of its name; NotFound when there is none.
    """

    find: Callable[[Scope], Iterable[Title]]
    ask: Callable[[Scope, str], UUID]


shelves: dict[str, Shelf] = {}


def put_up(kind: str, find: Callable[[Scope], Iterable[Title]], ask: Callable[[Scope, str], UUID]) -> None:
    """Put the papers of a kind on the shelf; the kind is the middle of their names."""
    shelves[kind] = Shelf(find, ask)
