"""Who is sent to serve: the skill first, then who is free, who lives near, and who did least of late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final
from uuid import UUID

_STREET, _COUNTY = 9, 6
_NOON, _EVENING = 12 * 60, 18 * 60
UNSETTLED_MIN: Final = 60  # how long a time without a length is taken to last
RECENT: Final = timedelta(days=30)


class Nearness(IntEnum):
    """How near a helper lives, the nearest first."""

    COMMUNITY = 0
    STREET = 1
    COUNTY = 2
    ELSEWHERE = 3
    UNKNOWN = 4

    @property
    def label(self) -> str:
        """Its words on the page."""
        return ("同社区", "同街镇", "同县区", "较远", "没有登记社区")[self]


class Freedom(IntEnum):
    """Whether a helper is free at that time, as far as she said."""

    FREE = 0
    UNKNOWN = 1
    OTHERWISE = 2

    @property
    def label(self) -> str:
        """Its words on the page."""
        return ("这时有空", "没有登记时间", "不在她有空的时间")[self]


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody is looked for.

    Args:
        start_min: minutes after midnight; None when any time of the day will do.
        phones: of the recipient and of her family.
    """

    kind: str
    on: date
    start_min: int | None
    planned_min: int | None
    community_code: str | None
    phones: frozenset[str] = frozenset()

    @property
    def span(self) -> tuple[int, int] | None:
        """From when to when it lasts, in minutes after midnight."""
        return None if self.start_min is None else (self.start_min, self.start_min + (self.planned_min or UNSETTLED_MIN))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A volunteer who might be sent.

    Args:
        busy: what she has on that day already, (from, to) in minutes after midnight.
        recent_min: minutes she served in the last thirty days.
        is_sent: whether she was sent to this very request.
        refusal: why the city's rules do not let her serve that day; empty when they do.
    """

    id: UUID
    number: str
    name: str
    phone: str
    skills: tuple[str, ...]
    free_slots: tuple[str, ...]
    community_code: str | None
    busy: tuple[tuple[int, int], ...] = ()
    recent_min: int = 0
    is_sent: bool = False
    refusal: str = ""

    def __repr__(self) -> str:
        return f"Candidate({self.number})"  # a person's name has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class Rating:
    """How well a volunteer suits a need.

    Args:
        refusal: why she cannot be sent; empty when she can.
    """

    candidate: Candidate
    has_skill: bool
    freedom: Freedom
    nearness: Nearness
    refusal: str

    @property
    def rank(self) -> tuple[bool, bool, int, int, int, str]:
        """What they are ordered by, the best first."""
        it = self.candidate
        return bool(self.refusal), not self.has_skill, self.freedom, self.nearness, it.recent_min, it.number


def is_enough(came: Iterable[tuple[UUID, bool]], helpers: int) -> bool:
    """Say whether a request is done: nobody is under way any more, and as many came as were asked for.

    Args:
        came: (volunteer, whether she has ended) of every shift that was not called off.
        helpers: how many it takes.
    """
    known = list(came)
    return all(has_ended for _, has_ended in known) and len({who for who, _ in known}) >= helpers


def rank(need: Need, candidates: Iterable[Candidate]) -> list[Rating]:
    """Return the candidates rated, the best first; those who cannot be sent come last."""
    return sorted((rate(need, it) for it in candidates), key=lambda it: it.rank)


def rate(need: Need, it: Candidate) -> Rating:
    """Rate one candidate."""
    freedom, nearness = _freedom_of(need, it.free_slots), nearness_of(need.community_code, it.community_code)
    return Rating(it, need.kind in it.skills, freedom, nearness, refusal_of(need, it))


def refusal_of(need: Need, it: Candidate) -> str:
    """Say why a candidate cannot be sent; empty when she can."""
    if it.is_sent:
        return "已经派了她"
    if it.phone in need.phones:
        return "电话与服务对象或家属相同，给自己家做的不记时长"
    if it.refusal:
        return it.refusal
    return "这段时间她已有安排" if _is_taken(need.span, it.busy) else ""


def nearness_of(one: str | None, other: str | None) -> Nearness:
    """Return how near two communities lie, by their division codes of 12 digits."""
    if not one or not other:
        return Nearness.UNKNOWN
    if one == other:
        return Nearness.COMMUNITY
    if one[:_STREET] == other[:_STREET]:
        return Nearness.STREET
    return Nearness.COUNTY if one[:_COUNTY] == other[:_COUNTY] else Nearness.ELSEWHERE


def slot_of(on: date, start_min: int) -> str:
    """Return the part of the week a time falls in, `1am`, `6pm`, `7eve`."""
    part = "am" if start_min < _NOON else "pm" if start_min < _EVENING else "eve"
    return f"{on.isoweekday()}{part}"


def _freedom_of(need: Need, free_slots: Sequence[str]) -> Freedom:
    if not free_slots:
        return Freedom.UNKNOWN
    if need.start_min is None:
        is_free = any(slot.startswith(str(need.on.isoweekday())) for slot in free_slots)
    else:
        is_free = slot_of(need.on, need.start_min) in free_slots
    return Freedom.FREE if is_free else Freedom.OTHERWISE


def _is_taken(span: tuple[int, int] | None, busy: Iterable[tuple[int, int]]) -> bool:
    return span is not None and any(start < span[1] and span[0] < end for start, end in busy)
