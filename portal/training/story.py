"""A trainee's story: every package that met her tells its part, the page puts it in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Event:
    """Something in a woman's story.

    Args:
        place: its order among others of the day, small first: wishes 10, intake 20, classes 30, exams 40, health 50, work 60.
        title: `结业：整理收纳第 3 期`.
        url: the page it can be opened at; empty when there is none.
        tone: the colour of its mark: neutral, good, info, warn or bad.
    """

    on: date
    place: int
    title: str
    detail: str = ""
    url: str = ""
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Door:
    """A page about one trainee that another package has.

    Args:
        place: its order, small first.
        endpoint: it takes `code` and `trainee_id`.
        permission: who has it not does not see the door.
    """

    place: int
    label: str
    endpoint: str
    permission: str


Teller = Callable[[Scope, str, UUID], Iterable[Event]]
_tellers: list[Teller] = []
_doors: dict[str, Door] = {}


def register_teller(teller: Teller) -> Teller:
    """Let a package tell its part; it is asked with (scope, unit code, trainee id)."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def tell(scope: Scope, code: str, trainee_id: UUID) -> list[Event]:
    """Return a trainee's whole story, the latest first."""
    told = [event for teller in _tellers for event in teller(scope, code, trainee_id)]
    return sorted(told, key=lambda event: (event.on, event.place), reverse=True)


def register_door(door: Door) -> None:
    """Add a page about a trainee, known by its endpoint."""
    _doors[door.endpoint] = door


def doors(scope: Scope) -> list[Door]:
    """Return the pages about a trainee that this person may open, in order."""
    return sorted((door for door in _doors.values() if door.permission in scope.permissions), key=lambda door: door.place)
