"""点单: how many ask for a course and where they live; when enough do, and who is nearest to them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SMALL: Final = 3  # fewer are not told to those above a station. Source: trust.md, small cells
_STREET, _COUNTY = 9, 6


class Circle(StrEnum):
    """How far from one another they live, the nearest first."""

    COMMUNITY = "community"
    STREET = "street"
    COUNTY = "county"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {Circle.COMMUNITY: "同社区", Circle.STREET: "同街镇", Circle.COUNTY: "同县区"}[self]


@dataclass(frozen=True, slots=True)
class Asked:
    """How many ask for a course at one place.

    Args:
        tenant_id: the station they asked.
        community_code: where they live, 12 digits; None when nobody noted it.
    """

    course_id: int
    tenant_id: int
    community_code: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a class can be opened.

    Args:
        place: the division code of where they live; of the widest circle the county's.
        count: how many ask for it there.
    """

    course_id: int
    circle: Circle
    place: str
    count: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Those of one street who ask for a course.

    Args:
        street: its division code; empty when nobody noted where they live.
        station_id: the station nearest to them.
    """

    course_id: int
    street: str
    count: int
    station_id: int


def street_of(code: str | None) -> str:
    """Return the code of the street a community lies in; empty for none."""
    return f"{code[:_STREET]}000" if code else ""


def county_of(code: str | None) -> str:
    """Return the code of the county a place lies in; empty for none."""
    return f"{code[:_COUNTY]}000000" if code else ""


def propose(asked: Iterable[Asked], enough: Mapping[int, int], *, home: str) -> dict[int, Proposal]:
    """Return {course: proposal} of those for which enough ask, in the smallest circle in which they do.

    Of several such places it is the one where most ask, then the one nearest to the station. Whoever's place is not known counts for
    the county alone, where the station is.

    Args:
        enough: {course: how many must ask}.
        home: the station's division code.

    Source: S0-29, 点单式; the circles are ours.
    """
    counts: dict[tuple[int, Circle], Counter[str]] = {}
    for it in asked:
        for circle, place in _places(it.community_code, home):
            counts.setdefault((it.course_id, circle), Counter())[place] += it.count
    found: dict[int, Proposal] = {}
    for course_id, least in enough.items():
        for circle in Circle:
            reached = [(place, n) for place, n in counts.get((course_id, circle), Counter[str]()).items() if n >= least]
            if reached:
                place, n = min(reached, key=lambda it: (-it[1], *distance(it[0], home)))
                found[course_id] = Proposal(course_id, circle, place, n)
                break
    return found


def _places(code: str | None, home: str) -> list[tuple[Circle, str]]:
    if not code:
        return [(Circle.COUNTY, county_of(home))]
    return [(Circle.COMMUNITY, code), (Circle.STREET, street_of(code)), (Circle.COUNTY, county_of(code))]


def distance(code: str, home: str) -> tuple[int, str]:
    """Return a key that sorts places by how near they are: the same community, the same street, the same county, elsewhere."""
    near = (code == home, street_of(code) == street_of(home), county_of(code) == county_of(home))
    return (near.index(True) if True in near else len(near), code)


def clusters(asked: Iterable[Asked], stations: Mapping[int, str]) -> list[Cluster]:
    """Return who asks for what in which street, the most first, and the station nearest to them.

    The nearest is one of their own street, of several the one they asked most; without one it is the station that most of them asked.

    Args:
        stations: {id: division code}.
    """
    counts: dict[tuple[int, str], Counter[int]] = {}
    for it in asked:
        counts.setdefault((it.course_id, street_of(it.community_code)), Counter())[it.tenant_id] += it.count
    found = [Cluster(course, street, sum(by.values()), _nearest(street, by, stations)) for (course, street), by in counts.items()]
    return sorted(found, key=lambda it: (-it.count, it.course_id, it.street))


def _nearest(street: str, by_station: Counter[int], stations: Mapping[int, str]) -> int:
    near = [it for it, code in stations.items() if street and street_of(code) == street]
    return min(near or by_station, key=lambda it: (-by_station[it], it))


def shown_count(count: int, *, is_own: bool) -> str:
    """Return a count as it may be shown: to those above, fewer than three are `<3`, so that nobody is guessed."""
    return f"<{SMALL}" if 0 < count < SMALL and not is_own else str(count)


def shown_total(counts: Iterable[int], *, is_own: bool) -> str:
    """Return a sum as it may be shown; beside counts that are not told it is a lower bound, from which none of them follows."""
    known = list(counts)
    if is_own or all(it == 0 or it >= SMALL for it in known):
        return str(sum(known))
    told = sum(it for it in known if it >= SMALL)
    return f"{told} 以上" if told else f"<{SMALL}" if sum(known) < SMALL else "少量"
