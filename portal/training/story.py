"""A trainee's story: every package that met her tells its part, the page puts it in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.core.scope import Scope
from portal.training.queries import Case


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


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a woman has come in one thing, and what is to be done next.

    Args:
        place: its order on the way from her wish to her work, small first.
        label: `岗前培训`.
        words: `已结业`; `tone` is its colour.
        todo: what is to be done now, as its button says it; empty when nothing is.
        url: where that is done, by those who have the `permission`.
    """

    place: int
    label: str
    words: str
    tone: str = "neutral"
    detail: str = ""
    todo: str = ""
    url: str = ""
    permission: str = ""


Teller = Callable[[Scope, str, UUID], Iterable[Event]]
Judge = Callable[[Scope, str, Case], Stage]
_tellers: list[Teller] = []
_judges: list[Judge] = []
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


def register_judge(judge: Judge) -> Judge:
    """Let a package say how far she has come in what it keeps; it is asked with (scope, unit code, trainee)."""
    if judge not in _judges:
        _judges.append(judge)
    return judge


def stages(scope: Scope, code: str, case: Case) -> list[Stage]:
    """Return how far she has come in everything, in order."""
    return sorted((judge(scope, code, case) for judge in _judges), key=lambda stage: stage.place)


def next_stage(scope: Scope, case: Case, found: Iterable[Stage]) -> Stage | None:
    """Return the first thing that this person may do for her now; nothing is done on a locked record."""
    return None if case.is_locked else next((it for it in found if it.todo and it.permission in scope.permissions), None)


def register_door(door: Door) -> None:
    """Add a page about a trainee, known by its endpoint."""
    _doors[door.endpoint] = door


def doors(scope: Scope) -> list[Door]:
    """Return the pages about a trainee that this person may open, in order."""
    return sorted((door for door in _doors.values() if door.permission in scope.permissions), key=lambda door: door.place)
