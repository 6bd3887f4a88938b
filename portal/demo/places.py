"""Which real places the demo has: Fuzhou with its counties and some communities of each, and 临清 with its 镇街."""

import re
from dataclasses import dataclass

from portal.tenants.divisions import Division, DivisionLevel, parent_of, read_snapshot

FUZHOU, LINQING = "350100000000", "371581000000"
PINGTAN = "350128000000"  # its code is of Fuzhou, but it reports to the province
JINAN, GULOU = "350111000000", "350102000000"
LIANXIANG, JUNMEN = "350111100013", "350102004001"
STATIONS_PER_COUNTY = 6
_TAIL = re.compile(r"(社区)?(居民委员会|居委会|村民委员会|村委会|委员会)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the demo: its division code and its name."""

    code: str
    name: str


def counties_of_fuzhou() -> list[Place]:
    """Return the twelve counties that report to Fuzhou."""
    return [Place(d.code, d.name) for d in read_snapshot("fuzhou") if d.level is DivisionLevel.COUNTY and d.code != PINGTAN]


def streets_of_linqing() -> list[Place]:
    """Return 临清's 16 镇街."""
    return [Place(d.code, d.name) for d in read_snapshot("linqing") if d.level is DivisionLevel.STREET]


def stations_of_county(county_code: str) -> list[Place]:
    """Return the county's stations in the demo, each in a real community, from streets as different as can be."""
    inside = [d for d in read_snapshot("fuzhou") if d.level is DivisionLevel.COMMUNITY and d.code[:6] == county_code[:6]]
    known = [d for d in inside if d.code in {LIANXIANG, JUNMEN}]
    return [_station(d) for d in [*known, *_spread(inside, known)][:STATIONS_PER_COUNTY]]


def station_of_street(street_code: str) -> Place:
    """Return the one station of a 镇街 of 临清."""
    return _station(next(d for d in read_snapshot("linqing") if d.level is DivisionLevel.COMMUNITY and parent_of(d.code) == street_code))


def free_communities(county_code: str) -> list[Place]:
    """Return communities of the county that have no station in the demo."""
    taken = {place.code for place in stations_of_county(county_code)}
    inside = (d for d in read_snapshot("fuzhou") if d.level is DivisionLevel.COMMUNITY and d.code[:6] == county_code[:6])
    return [_station(d) for d in inside if d.code not in taken and "社区" in d.name]


def _spread(inside: list[Division], known: list[Division]) -> list[Division]:
    """Take one community of each street, then a second of each, as far as needed."""
    rounds: dict[str, list[Division]] = {}
    for division in (d for d in inside if d not in known and "社区" in d.name and "虚拟" not in d.name):
        rounds.setdefault(str(parent_of(division.code)), []).append(division)
    return [streets[n] for n in range(STATIONS_PER_COUNTY) for streets in rounds.values() if len(streets) > n]


def _station(division: Division) -> Place:
    name = _TAIL.sub("", division.name)
    name = name if name.endswith(("社区", "村")) else f"{name}社区"
    return Place(division.code, f"{name}驿站")
