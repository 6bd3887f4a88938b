"""Where a unit is on the map, and how far that is from somewhere: integers of millionths of a degree, and of metres.

Coordinates are GCJ-02, as maps in China give them; a telephone gives WGS-84, some hundred metres beside it.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import asin, cos, pi, radians, sin, sqrt
from typing import Final

from portal.core.text import BadInput, clean_text, to_ascii_digits

SOUTH, NORTH, WEST, EAST = 3, 54, 73, 136  # degrees within which China lies; no latitude of it is a longitude of it
EARTH_M: Final = 6_371_000
_MILLION: Final = Decimal(1_000_000)
_NUMBER: Final = re.compile(r"[0-9]{1,3}\.[0-9]{3,16}")
_APART: Final = re.compile(r"[,;、/]| ")
_WORDS: Final = re.compile(r"北纬|东经|纬度|经度|[nNeE°度:]")
_AXIS, _FLATTENING = 6_378_245.0, 0.00669342162296594323  # of the Krasovsky ellipsoid, from which GCJ-02 is reckoned


class BadCoordinates(BadInput):
    """Not a place in China."""


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A place, in millionths of a degree."""

    latitude_e6: int
    longitude_e6: int


def parse_coordinates(raw: str) -> Coordinates:
    """Read a place as a map gives it: `26.0745, 119.2965`, in either order, full-width too; more than six decimals are rounded.

    Raises:
        BadCoordinates: not two numbers with at least three decimals, or not within China.
    """
    parts = [part for part in _APART.split(_WORDS.sub(" ", clean_text(to_ascii_digits(raw)))) if part]
    if len(parts) != 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise BadCoordinates("请填写两个数，中间用逗号隔开，小数点后至少三位，如 26.0745, 119.2965")
    low, high = sorted(Decimal(part) for part in parts)
    if not (SOUTH <= low <= NORTH and WEST <= high <= EAST):
        raise BadCoordinates("这个坐标不在中国境内。纬度是 3 到 54 之间的数，经度是 73 到 136 之间的数，请检查有没有写错")
    return Coordinates(_millionths(low), _millionths(high))


def coordinates_words(it: Coordinates) -> str:
    """Return a place as it is typed, `26.074500, 119.296500`."""
    return ", ".join(f"{Decimal(value) / _MILLION:.6f}" for value in (it.latitude_e6, it.longitude_e6))


def place_of(latitude_e6: int | None, longitude_e6: int | None) -> Coordinates | None:
    """Return a place that is kept as two numbers; None when there is none."""
    return None if latitude_e6 is None or longitude_e6 is None else Coordinates(latitude_e6, longitude_e6)


def metres_between(one: Coordinates, other: Coordinates) -> int:
    """Return the distance as the crow flies, in whole metres, on a sphere (haversine)."""
    north, south = radians(one.latitude_e6 / 1e6), radians(other.latitude_e6 / 1e6)
    rise, turn = south - north, radians((other.longitude_e6 - one.longitude_e6) / 1e6)
    half = sin(rise / 2) ** 2 + cos(north) * cos(south) * sin(turn / 2) ** 2
    return round(2 * EARTH_M * asin(min(1.0, sqrt(half))))


def distance_words(metres: int) -> str:
    """Return a distance in round words: `约 350 米`, `约 1.2 公里`, `约 12 公里`; under fifty metres it is here."""
    if metres < 50:
        return "就在这里"
    if metres < 975:
        return f"约 {(metres + 25) // 50 * 50} 米"
    tenths = (metres + 50) // 100
    return f"约 {(metres + 500) // 1000} 公里" if tenths >= 100 else f"约 {tenths // 10}.{tenths % 10} 公里".replace(".0", "")


def to_map(it: Coordinates) -> Coordinates:
    """Return where the maps of China draw a place that a telephone gave; a shift of some hundred metres.

    Source: the GCJ-02 transformation as it is generally published; good to a few metres.
    """
    latitude, longitude = it.latitude_e6 / 1e6, it.longitude_e6 / 1e6
    north, east = _shift_north(longitude - 105, latitude - 35), _shift_east(longitude - 105, latitude - 35)
    magic = 1 - _FLATTENING * sin(radians(latitude)) ** 2
    north = north * 180 / (_AXIS * (1 - _FLATTENING) / (magic * sqrt(magic)) * pi)
    east = east * 180 / (_AXIS / sqrt(magic) * cos(radians(latitude)) * pi)
    return Coordinates(round((latitude + north) * 1e6), round((longitude + east) * 1e6))


def _shift_north(x: float, y: float) -> float:
    plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi) + 20 * sin(y * pi) + 40 * sin(y / 3 * pi)
    return plain + (waves + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3


def _shift_east(x: float, y: float) -> float:
    plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi) + 20 * sin(x * pi) + 40 * sin(x / 3 * pi)
    return plain + (waves + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3


def _millionths(degrees: Decimal) -> int:
    return int((degrees * _MILLION).quantize(Decimal(1), ROUND_HALF_UP))
