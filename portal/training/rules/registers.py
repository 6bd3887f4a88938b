"""Teachers and rooms: what a station needs to hold a class."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.core.errors import RuleBroken

MAX_CAPACITY: Final = 2_000


@dataclass(frozen=True, slots=True)
class TeacherFacts:
    """A teacher as she is put on the register.

    Args:
        employer: where she comes from.
        subjects: what she teaches, in the clerk's words.
        qualification: what she is entitled by.
    """

    name: str
    phone: str = ""
    employer: str = ""
    subjects: str = ""
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room as it is put on the register.

    Args:
        capacity: how many it holds, 1 to 2,000.
    """

    name: str
    capacity: int
    place: str = ""


def check_room_end(ended_on: date, *, last_lesson: date | None, what: str) -> None:
    """Refuse to end what is still booked.

    Args:
        last_lesson: the day of the last lesson it is booked for.
        what: 教室 or 老师, for the words.

    Raises:
        RuleBroken: it is booked after its last day.
    """
    if last_lesson is not None and last_lesson > ended_on:
        raise RuleBroken("ended_on", f"这个{what}还排着 {last_lesson} 的课，请先改那些课，或把结束日期填到那天以后")
